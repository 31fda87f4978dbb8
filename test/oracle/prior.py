"""The month before: carried determinations, and the soft checks that compare two months."""

import csv
import os
from dataclasses import astuple, dataclass, fields

import csvfile
from checks import TABLE_RULES
from companion import Determination

STOCK_OF = {'C01': 'CLDWDK', 'C02': 'CLGRDK', 'C03': 'CLPJRZ'}
FLOW_OF = {'C01': 'DWDKFS', 'C02': 'GRDKFS'}


@dataclass(frozen=True)
class PriorLoan:
    """What a comparison needs of a loan or bill of the month before."""

    legal: str
    cls: str
    contract: str
    receipt: str
    bill: str
    branch: str
    balance: str
    due: str
    extended: str
    tags: str           # one letter Y N U for each table rule

    @property
    def key(self):
        """The key within the legal person."""
        return ('bill', self.bill) if self.cls == 'C03' else (self.contract, self.receipt)


class Prior:
    """The month before: loans by legal person and key, files sent, determinations."""

    def __init__(self, loans, sent, determinations):
        self.loans = {}             # legal person → key → loan
        for loan in loans:
            self.loans.setdefault(loan.legal, {})[loan.key] = loan
        self.sent = set(sent)       # (legal person, table)
        self.determinations = determinations


def tags(verdicts):
    """The five table rules as letters."""
    return ''.join({True: 'Y', False: 'N', None: 'U'}[verdicts[rule].value]
                   for rule in TABLE_RULES)


def of_month(month, judged_rows, determinations):
    """The prior month as this month's checks see it."""
    loans = [PriorLoan(row.legal, row.cls, row.contract, row.receipt, row.bill, row.branch,
                       str(row.balance), row.due, row.extended, tags(judged.verdicts))
             for judged in judged_rows for row in (judged.row,) if row.relation == 'loan']
    sent = [(legal, table) for legal, person in month.people.items() for table in person.sent]
    return Prior(loans, sent, determinations)


def write(out, prior):
    """Keeps a month for the next one's --prior, in OUT/carry."""
    def save(name, head, rows):
        csvfile.write(os.path.join(out, 'carry', name), head, rows)
    save('loan.csv', [field.name for field in fields(PriorLoan)],
         [astuple(loan) for held in prior.loans.values() for loan in held.values()])
    save('sent.csv', ('legal', 'table'), prior.sent)
    save('determination.csv', ('legal', 'kind', 'number', 'chapter', 'answer', 'main_type',
                               'share', 'valid_from'),
         [(each.legal, *each.key, each.chapter, each.answer, each.main_type, each.share,
           each.valid_from) for each in prior.determinations])


def read(out):
    """The kept month of an earlier run, or None if the folder holds none."""
    folder = os.path.join(out, 'carry')
    if not os.path.isdir(folder):
        return None

    def rows(name):
        with open(os.path.join(folder, name), encoding='utf-8', newline='') as source:
            return list(csv.reader(source))[1:]
    return Prior([PriorLoan(*row) for row in rows('loan.csv')],
                 [tuple(row) for row in rows('sent.csv')],
                 [Determination(row[0], (row[1], row[2]), *row[3:])
                  for row in rows('determination.csv')])


def movements(person):
    """(key → drawn, key → repaid) in the loan's own currency; loans only."""
    drawn, repaid = {}, {}
    for row in person.flow_lines:
        if row.cls != 'C03':
            side = drawn if row.drawn else repaid
            side[row.key[:2]] = side.get(row.key[:2], 0) + row.balance
    return drawn, repaid


def compare(judged_rows, person, prior, report_month, findings):
    """The soft findings of one legal person against its month before."""
    drawn, repaid = movements(person)
    loans, present = prior.loans.get(person.legal, {}), set()
    for judged in judged_rows:
        row = judged.row
        if row.relation != 'loan':
            continue
        present.add(row.key)
        before = loans.get(row.key)
        if before:
            compare_loan(judged, before, person, prior, (drawn, repaid), findings)
        elif (comparable(row.cls, person, prior) and row.start[:7] == report_month
              and row.key not in drawn):
            findings.add(row.names, row.branch, 'new_without_flow', 'soft')
    for key, before in loans.items():
        if (key not in present and comparable(before.cls, person, prior)
                and int(before.balance) != repaid.get(key, 0)):
            findings.add(('loan', person.legal, before.contract, before.receipt, before.bill, ''),
                         before.branch, 'gone_without_flow', 'soft')


def comparable(cls, person, prior):
    """Were the stock of both months and this month's flow sent (bills are not compared)."""
    return (cls in FLOW_OF and STOCK_OF[cls] in person.sent and FLOW_OF[cls] in person.sent
            and (person.legal, STOCK_OF[cls]) in prior.sent)


def compare_loan(judged, before, person, prior, moved, findings):
    """A loan that stands in both months."""
    row = judged.row
    drawn, repaid = (side.get(row.key, 0) for side in moved)
    if (comparable(row.cls, person, prior)
            and row.balance != int(before.balance) + drawn - repaid):
        findings.add(row.names, row.branch, 'balance_roll', 'soft')
    if (row.due, row.extended) != (before.due, before.extended):
        findings.add(row.names, row.branch, 'due_changed', 'soft')
    changed = [rule for rule, now, then in zip(TABLE_RULES, tags(judged.verdicts), before.tags)
               if (now == 'Y') != (then == 'Y')]
    if changed:
        findings.add(row.names, row.branch, 'tag_changed', 'soft', ';'.join(changed))
