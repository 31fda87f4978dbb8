"""Tables 3.1 – 3.10 and 4.1/4.2: summary rows, detail rows, .dat files and tables.csv."""

import os
from collections import Counter

import csvfile
from kleene import all_of, any_of, known, unknown
from layout import GAPS_IN_V1, MESSAGES, REVISION_MONTH
from money import scaled_to, text_of, weighted_rate
from reported import INCLUSIVE, TECH

HEAD = ('legal_uscc', 'table', 'row', 'amount', 'rate', 'customers', 'receipts',
        'pending_amount', 'pending_receipts', 'pending_item')
GREEN_ROWS = ('NA01', 'NA02', 'NA03', 'NA04', 'NA05', 'NA06', 'NA07', 'NB', 'NC', 'W00')
INCLUSIVE_RULES = ('small_firm', 'sole_trader', 'owner', 'farmer', 'startup', 'student')
ENTERPRISE_ROWS = {
    'E0': 'tech.enterprise', 'E1': 'tech.hnte', 'E2': 'tech.sme', 'E3': 'tech.srdi',
    'E31': 'tech.giant', 'E4': 'tech.demo', 'E5': 'tech.champion', 'I0': 'tech.industry',
    'I1': 'tech.htp', 'I2': 'tech.hts', 'I3': 'tech.se', 'I4': 'tech.pa', 'T0': 'tech.loan',
}
MISSING_TYPE = {'green_type': 'green_l3', 'pension_type': 'use.industry',
                'core_type': 'use.industry'}


class Judged:
    """A row with its verdicts, types and match results."""

    __slots__ = ('row', 'verdicts', 'types', 'matches')

    def __init__(self, row, verdicts, types, matches):
        self.row, self.verdicts, self.types, self.matches = row, verdicts, types, matches

    def typed(self, item, category):
        """Is the row's type the category."""
        held = self.types[item]
        return known(held == category, item) if held else unknown(MISSING_TYPE[item])


class Bucket:
    """What a set of rows adds up to, with its pending part."""

    def __init__(self):
        self.amount = self.weight = self.receipts = 0
        self.pending_amount = self.pending_receipts = 0
        self.customers, self.missing = set(), Counter()

    def add(self, row, answer):
        """Counts a row by the answer of its whole condition."""
        if answer.value is True:
            self.amount += row.amount
            self.weight += row.amount * (row.rate or 0)
            self.receipts += 1
            self.customers.add(row.id)
        elif answer.value is None:
            self.pending_amount += row.amount
            self.pending_receipts += 1
            self.missing.update(answer.missing)

    @property
    def rate(self):
        """The weighted rate as text."""
        return text_of(weighted_rate(self.weight, self.amount), 5)

    @property
    def figures(self):
        """amount, rate, customers."""
        return text_of(self.amount, 2), self.rate, str(len(self.customers))

    @property
    def pending(self):
        """pending amount, pending receipts."""
        return text_of(self.pending_amount, 2), str(self.pending_receipts)

    @property
    def pending_item(self):
        """The item missing in most pending rows, the first by name among equals."""
        return min(self.missing, key=lambda item: (-self.missing[item], item), default='')


def rule(name):
    """The condition that a rule is true."""
    return lambda judged: judged.verdicts[name]


def type_is(item, category):
    """The condition that the row is of a type."""
    return lambda judged: judged.typed(item, category)


def both(first, second):
    """Two conditions."""
    return lambda judged: all_of(first(judged), second(judged))


def summary_rows(month):
    """(stock number, flow number, rule, {row code: condition}) of the five chapters."""
    pension = {'T01': rule('pension.loan'), 'T02': rule('pension.national')}
    if month >= REVISION_MONTH:
        pension.update({f'T{n + 2:02}': type_is('pension_type', f'EC{n:02}')
                        for n in range(1, 13)})
    core = rule('digital.core')
    digital = {'T01': core, 'T06': rule('digital.de05')}
    digital.update({f'T0{n + 1}': both(core, type_is('core_type', f'DE0{n}'))
                    for n in range(1, 5)})
    return (
        ('3.1', '3.2', 'tech.industry', {
            'T08': rule('tech.htp'), 'T09': rule('tech.hts'), 'T10': rule('tech.se'),
            'T11': rule('tech.pa'), 'T12': rule('tech.industry')}),
        ('3.3', '3.4', 'green.loan',
         {'T' + kind: type_is('green_type', kind) for kind in GREEN_ROWS}),
        ('3.5', '3.6', 'inclusive.loan',
         {f'T0{n}': rule('inclusive.' + name) for n, name in enumerate(INCLUSIVE_RULES, 1)}),
        ('3.7', '3.8', 'pension.loan', dict(sorted(pension.items()))),
        ('3.9', '3.10', 'digital.loan', dict(sorted(digital.items()))),
    )


class Table:
    """One table of one legal person."""

    def __init__(self, number, table_rule, conditions):
        self.number, self.rule, self.conditions = number, table_rule, conditions
        self.buckets = {code: Bucket() for code in conditions}
        self.details = []

    def add(self, judged):
        """Counts a row and keeps it as a detail row if it enters."""
        enters = all_of(judged.verdicts['common.in_scope'], judged.verdicts[self.rule])
        if enters.value is False:
            return
        if enters.value:
            self.details.append(judged)
        for code, condition in self.conditions.items():
            self.buckets[code].add(judged.row, all_of(enters, condition(judged)))


def flagged(values, judged, rule_name, heads, item):
    """Puts a flag, and its type where the flag is 1."""
    yes = judged.verdicts[rule_name].value is True
    values[heads[0]] = '1' if yes else '0'
    if heads[1]:
        values[heads[1]] = judged.types[item] if yes else ''


def green_share(row):
    """绿色贷款比例: the determination's share, else the supplement's."""
    determination = row.determinations.get('GREEN')
    share = (determination.share if determination else '') or row.supplement.get('green_share')
    return text_of(scaled_to(share, 5), 5) if share else ''


def detail_values(number, judged):
    """head → text of a detail row."""
    row = judged.row
    values = {'字段类别': 'T13' if number in ('3.1', '3.2') else 'T99',
              '金融机构代码': row.fi_code, '内部机构号': row.branch, '贷款合同编码': row.contract,
              '贷款借据编码': row.receipt, '票据编号': row.bill, '交易流水号': row.txn,
              '业务类别': row.cls}
    if number in ('3.1', '3.2'):
        for family, heads in TECH.items():
            flagged(values, judged, 'tech.' + family, heads, family + '_type')
    elif number in ('3.3', '3.4'):
        values['绿色贷款类型'] = judged.types['green_type']
        values['绿色贷款比例'] = green_share(row)
    elif number in ('3.5', '3.6'):
        for name, head in zip(INCLUSIVE_RULES, INCLUSIVE.values()):
            flagged(values, judged, 'inclusive.' + name, (head, None), '')
    elif number in ('3.7', '3.8'):
        values['养老产业贷款类型'] = judged.types['pension_type']
        flagged(values, judged, 'pension.national', ('是否全国养老机构贷款', None), '')
    else:
        flagged(values, judged, 'digital.core',
                ('是否数字经济核心产业贷款', '数字经济核心产业贷款类型'), 'core_type')
        flagged(values, judged, 'digital.de05', ('是否数字化效率提升业贷款', None), '')
    return values


def dat_bytes(table, heads):
    """The .dat of a table: summary rows in order, then detail rows."""
    lines = []
    for code, bucket in table.buckets.items():
        lines.append([code, *bucket.figures] + [''] * (len(heads) - 4))
    # Rows of one class come from one file, in its order; the sort keeps that.
    for judged in sorted(table.details, key=lambda judged: judged.row.cls):
        values = detail_values(table.number, judged)
        lines.append([values.get(head, '') for head in heads])
    return ''.join('|'.join(line) + '\n' for line in lines).encode('utf-8')


def chapter_tables(month, judged_rows):
    """The ten tables of one legal person's rows."""
    tables = []
    for stock, flow, table_rule, conditions in summary_rows(month):
        for number, relation in ((stock, 'loan'), (flow, 'flow')):
            table = Table(number, table_rule, conditions)
            for judged in judged_rows:
                if judged.row.relation == relation:
                    table.add(judged)
            tables.append(table)
    return tables


def write_dats(out, legal, report_date, layouts, tables):
    """The .dat files that can be written."""
    message = {number: name for name, number in MESSAGES.items()}
    folder = os.path.join(out, legal)
    os.makedirs(folder, exist_ok=True)
    for table in tables:
        if table.number not in layouts:
            continue
        heads = [field.head for field in layouts[table.number]]
        name = f'{legal}_{message[table.number]}_{report_date.replace("-", "")}.dat'
        with open(os.path.join(folder, name), 'wb') as target:
            target.write(dat_bytes(table, heads))


def enterprise_buckets(judged_rows):
    """(table, row) → bucket of tables 4.1 and 4.2."""
    buckets = {(table, code): Bucket() for table in ('4.1s', '4.1f', '4.2s', '4.2f')
               for code in ENTERPRISE_ROWS}
    for judged in judged_rows:
        scope = judged.verdicts['common.in_scope']
        suffix = 's' if judged.row.relation == 'loan' else 'f'
        for code, name in ENTERPRISE_ROWS.items():
            answer = all_of(scope, judged.verdicts[name])
            buckets['4.1' + suffix, code].add(judged.row, answer)
            if judged.row.cls != 'C03':
                buckets['4.2' + suffix, code].add(judged.row, answer)
    return buckets


def csv_row(legal, table, code, bucket):
    """One line of tables.csv."""
    return (legal, table, code, *bucket.figures, str(bucket.receipts), *bucket.pending,
            bucket.pending_item)


def write(out, month, report_date, layouts, judged_by_legal, edition):
    """tables.csv and the .dat files of every legal person."""
    rows = []
    for legal, judged_rows in judged_by_legal.items():
        tables = chapter_tables(month, judged_rows)
        write_dats(out, legal, report_date, layouts, tables)
        rows += [csv_row(legal, table.number, code, bucket) for table in tables
                 for code, bucket in table.buckets.items()]
        if edition == 'bank':
            rows += [csv_row(legal, *key, bucket)
                     for key, bucket in enterprise_buckets(judged_rows).items()]
    if edition == 'pboc':
        everyone = [judged for each in judged_by_legal.values() for judged in each]
        rows += [csv_row('*', *key, bucket)
                 for key, bucket in enterprise_buckets(everyone).items()]
    csvfile.write(os.path.join(out, 'tables.csv'), HEAD, rows)
