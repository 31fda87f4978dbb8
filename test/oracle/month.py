"""Loads a month: each legal person's files, joined into rows of `loan` and `flow`."""

import os
import re

import companion
import layout
import official
import row as rows
from record import Findings, Refusals

USCC = re.compile('[0-9A-Z]{18}')
SOFT_KEY = {'CLZXYP': '贷款借据编码', 'CLZXEP': '贷款借据编码', 'FTYKHX': '客户证件代码',
            'GRKHXX': '客户证件代码', 'JRJGFZ': '内部机构号', 'CLWTDK': '委托贷款借据编码'}
REMARK_RELATION = {'FTYKHX': 'customer', 'JRJGFZ': 'branch', 'CLWTDK': 'entrusted'}
DETAIL_CODE = {'3.1': 'T13', '3.2': 'T13'}
MARKS = {'agri': '是否涉农贷款', 'ex_poor': '是否原建档立卡贫困人口贷款', 'green': '是否绿色贷款',
         'startup': '是否创业担保贷款', 'htp': '是否高技术制造业贷款'}


class Person:
    """One legal person's month."""

    def __init__(self, legal):
        self.legal = legal
        self.sent = set()           # tables and five-chapter numbers
        self.seen = {'loan': set(), 'flow': set()}
        self.loans = []
        self.flow_lines = []        # drawings and everything else
        self.soft = {}              # table → key → cells by head
        self.reported = {}          # number → join key → cells by head
        self.reported_lines = []    # (number, cells by head)

    @property
    def flows(self):
        """The drawings."""
        return [row for row in self.flow_lines if row.drawn]

    @property
    def rows(self):
        """The rows of both relations."""
        return self.loans + self.flows


class Month:
    """Everything read for one month."""

    def __init__(self, month, report_date):
        self.month, self.report_date = month, report_date
        self.people = {}
        self.supplement = {}
        self.determinations = []
        self.refusals, self.findings = Refusals(), Findings()

    @property
    def rows(self):
        """All rows of all legal persons."""
        return [row for person in self.people.values() for row in person.rows]


def folders(place, month):
    """The folders of the legal persons under --in, and the folder of the lists or ''."""
    place = os.path.abspath(place)
    top = os.path.join(place, 'in', month)
    lists = os.path.join(place, 'list')
    if not os.path.isdir(top):
        if os.path.isdir(os.path.join(place, 'in')):
            raise FileNotFoundError(f'{top}: no such month')
        top = place
        for up in (os.path.dirname(place), os.path.dirname(os.path.dirname(place))):
            if os.path.basename(up) == 'in' and not os.path.isdir(lists):
                lists = os.path.join(os.path.dirname(up), 'list')
    lists = lists if os.path.isdir(lists) else ''
    if is_person(top):
        return [top], lists
    below = [os.path.join(top, name) for name in sorted(os.listdir(top)) if name != 'list']
    return [each for each in below if os.path.isdir(each) and is_person(each)], lists


def is_person(folder):
    """Is it one legal person's folder, by its name or by the files in it."""
    return USCC.fullmatch(os.path.basename(folder)) is not None or any(
        official.NAME.fullmatch(name) for name in os.listdir(folder))


def load(place, month, report_date, national):
    """The month's people with raw rows, before prior determinations and joins."""
    result = Month(month, report_date)
    layouts = layout.base_layouts(national), layout.chapter_layouts(national, month)
    for folder in folders(place, month)[0]:
        found = official.find(folder, report_date) or {os.path.basename(folder): {}}
        for legal, files in sorted(found.items()):
            person = result.people.setdefault(legal, Person(legal))
            for check, severity, table in official.file_findings(files):
                result.findings.whole('file', legal, check, severity, table)
            load_base(result, person, files, layouts[0])
            load_reported(result, person, files, layouts[1])
        load_companions(result, folder, set(found), national)
    return result


def load_base(result, person, files, layouts):
    """The base files of one legal person."""
    for table in layout.BASE:
        if table not in files:
            continue
        person.sent.add(table)
        file, fields = files[table], layouts[table]
        heads = [field.head for field in fields]
        refuse = result.refusals.of(person.legal, file.name)
        soft = person.soft.setdefault(table, {}) if table in SOFT_KEY else None
        for line, cells, remarks in official.read(file, fields, refuse):
            by_head = dict(zip(heads, cells))
            if soft is not None:
                keep_soft(result, person, table, (line, by_head, remarks), refuse)
                continue
            row = rows.row_of(table, person.legal, by_head, remarks)
            if row.key in person.seen[row.relation]:
                shown = row.key[1:] if row.cls == 'C03' else row.key
                refuse(line, '', 'duplicate_key', '|'.join(shown))
                continue
            person.seen[row.relation].add(row.key)
            (person.loans if row.relation == 'loan' else person.flow_lines).append(row)


def keep_soft(result, person, table, good_line, refuse):
    """One line of a mark, customer, branch or entrusted loan file."""
    line, by_head, remarks = good_line
    key = by_head[SOFT_KEY[table]]
    if key in person.soft[table]:
        refuse(line, '', 'duplicate_key', key)
        return
    person.soft[table][key] = by_head
    if remarks:
        names = (REMARK_RELATION[table], person.legal, by_head.get('委托贷款合同编码', ''),
                 by_head.get('委托贷款借据编码', ''), '', '')
        result.findings.add(names, by_head.get('内部机构号', ''), 'text_character', 'hard',
                            f'{table}:{line}:' + ';'.join(remarks))


def reported_key(by_head):
    """How a five-chapter detail row names its receipt or bill (and drawing), or None."""
    txn = (by_head['交易流水号'],) if '交易流水号' in by_head else ()
    if by_head['票据编号'] not in ('', '0'):
        return ('bill', by_head['票据编号']) + txn
    if by_head['贷款借据编码'] not in ('', '0'):
        return ('receipt', by_head['贷款借据编码']) + txn
    return None


def load_reported(result, person, files, layouts):
    """The bank's own five-chapter files, detail rows only."""
    for table, number in layout.MESSAGES.items():
        if table not in files or number not in layouts:
            continue
        person.sent.add(number)
        held = person.reported.setdefault(number, {})
        heads = [field.head for field in layouts[number]]
        refuse = result.refusals.of(person.legal, files[table].name)
        for line, cells, _ in official.read(files[table], layouts[number], refuse):
            by_head = dict(zip(heads, cells))
            if by_head['字段类别'] != DETAIL_CODE.get(number, 'T99'):
                continue
            key = reported_key(by_head)
            if key is not None and key in held:
                refuse(line, '', 'duplicate_key', '|'.join(key[1:]))
                continue
            held[key] = by_head
            person.reported_lines.append((number, key, by_head))


def load_companions(result, folder, legals, national):
    """supplement.csv and determination.csv of one folder."""
    owner = min(legals)
    path = os.path.join(folder, 'supplement.csv')
    if os.path.isfile(path):
        result.supplement.update(companion.read_supplement(
            official.read_bytes(path), national, legals,
            result.refusals.of(owner, 'supplement.csv')))
    path = os.path.join(folder, 'determination.csv')
    if os.path.isfile(path):
        result.determinations += companion.read_determinations(
            official.read_bytes(path), legals, result.refusals.of(owner, 'determination.csv'))


def join(result, prior_determinations=()):
    """Joins supplement, determinations, marks, customers and dates to every row."""
    decided = companion.counting(prior_determinations, result.report_date)
    decided.update(companion.counting(result.determinations, result.report_date))
    by_row = {}
    for (legal, key, chapter), each in decided.items():
        by_row.setdefault((legal, key), {})[chapter] = each
    for person in result.people.values():
        for row in person.loans + person.flow_lines:
            row.count_date = result.report_date if row.relation == 'loan' else row.start
            row.supplement = result.supplement.get((row.legal, row.companion_key), {})
            row.determinations = by_row.get((row.legal, row.companion_key), {})
            table = 'GRKHXX' if row.cls == 'C02' else 'FTYKHX'
            row.customer = person.soft.get(table, {}).get(row.id)
            join_marks(person, row)
            rows.derive(row)
    return list(decided.values())


def mark(text):
    """A mark's cell as yes, no or unknown."""
    return {'1': True, '0': False}.get(text)


def join_marks(person, row):
    """The special marks: all 0 for a receipt that a file that was sent does not hold."""
    receipt = None if row.cls == 'C03' else row.receipt
    if 'CLZXYP' in person.sent:
        held = person.soft['CLZXYP'].get(receipt, {})
        row.sole_mark = mark(held.get('是否个体工商户贷款', '0'))
        row.owner_mark = mark(held.get('是否小微企业主贷款', '0'))
    if 'CLZXEP' in person.sent:
        held = person.soft['CLZXEP'].get(receipt, {})
        row.marks = {name: mark(held.get(head, '0')) for name, head in MARKS.items()}
        row.marks['htp_type'] = held.get('高技术制造业贷款类型', '')
