"""The two logs of a month: refused lines and findings."""

import cells
import csvfile

REFUSED_HEAD = ('legal_uscc', 'file', 'line', 'field', 'code', 'value')
FINDING_HEAD = ('legal_uscc', 'relation', 'contract', 'receipt', 'bill', 'txn', 'branch',
                'check', 'severity', 'detail')


class Refusals:
    """Lines that stand nowhere else."""

    def __init__(self):
        self.rows = []

    def of(self, legal, name):
        """The function that refuses a line of one file."""
        def refuse(line, field, code, value):
            self.rows.append((legal, name, str(line), cells.visible(field), code,
                              cells.visible(value)))
        return refuse

    def write(self, path):
        """Writes refused.csv."""
        csvfile.write(path, REFUSED_HEAD, self.rows)


class Findings:
    """Failed checks."""

    def __init__(self):
        self.rows = []

    def add(self, names, branch, check, severity, detail=''):
        """A finding on the row called (relation, legal, contract, receipt, bill, txn)."""
        relation, legal, *key = names
        self.rows.append((legal, relation, *key, branch, check, severity, detail))

    def whole(self, relation, legal, check, severity, detail):
        """A finding on a whole file or list."""
        self.add((relation, legal, '', '', '', ''), '', check, severity, detail)

    @property
    def hard(self):
        """Does a hard finding stand."""
        return any(row[8] == 'hard' for row in self.rows)

    def write(self, path):
        """Writes finding.csv."""
        csvfile.write(path, FINDING_HEAD, self.rows)
