"""Hand-made tiny months for the tests: good default lines, written as a bank would send them."""

import contextlib
import csv
import hashlib
import io
import os
import shutil
import tempfile

import layout
import oracle
from national import National

BANK = '91140000000000001X'         # the file name's part is not checked as an identifier
OTHER_BANK = '91140000000000002X'
FIRM = '91100000100003962T'
COOP = '93140100MA0K0000X0'
MONTH, REPORT_DATE = '2026-09', '2026-09-30'
NATIONAL = National(oracle.TABLES)
BASE = layout.base_layouts(NATIONAL)
UNIT = {
    '金融机构代码': BANK, '内部机构号': 'B1', '金融机构地区代码': '140105',
    '借款人证件类型': 'A01', '借款人证件代码': FIRM, '借款人国民经济部门': 'C01',
    '借款人行业': 'C39', '借款人地区代码': '140105', '借款人经济成分': 'B0102',
    '借款人企业规模': 'CS03', '贷款借据编码': 'R1', '贷款合同编码': 'K1', '贷款产品类别': 'F022',
    '贷款实际投向': 'C391', '贷款发放日期': '2026-09-05', '贷款到期日期': '2027-09-05',
    '币种': 'CNY', '利率是否固定': 'RF01', '利率水平': '3.00000', '贷款担保方式': 'D',
    '贷款质量': 'FQ01', '贷款状态': 'LS01', '贷款用途': '买设备'}
PERSON = {'借款人证件类型': 'B01', '借款人证件代码': '14010519900101abc', '借款人国民经济部门': ''}
BILL = {
    '金融机构代码': BANK, '内部机构号': 'B1', '金融机构地区代码': '140105', '贴现方式': '01',
    '票据种类': '01', '票据编号': 'P1', '贴现申请人证件类型': 'A01', '贴现申请人证件代码': FIRM,
    '贴现申请人国民经济部门': 'C01', '贴现申请人行业': 'C39', '贴现申请人地区代码': '140105',
    '贴现申请人经济成分': 'B0102', '贴现申请人企业规模': 'CS03', '票据到期日期': '2027-03-01',
    '交易日期': '2026-09-08', '币种': 'CNY', '贴现币种': 'CNY', '贴现金额': '100.00',
    '贴现金额折人民币': '100.00', '贴现利率': '1.50000', '贷款质量': 'FQ01', '贷款状态': 'LS01',
    '交易类型': 'A01', '交易流水号': 'X1'}
MARK = {'金融机构代码': BANK, '内部机构号': 'B1', '贷款合同编码': 'K1', '贷款借据编码': 'R1'}
DEFAULTS = {
    'CLDWDK': dict(UNIT, 贷款余额='100.00', 贷款余额折人民币='100.00'),
    'CLGRDK': dict(UNIT, **PERSON, 贷款余额='100.00', 贷款余额折人民币='100.00'),
    'CLPJRZ': BILL, 'PJRZFS': BILL,
    'DWDKFS': dict(UNIT, 贷款发生金额='100.00', 贷款发生金额折人民币='100.00', 交易流水号='X1',
                   贷款状态='LF01', **{'发放/收回标识': '1'}),
    'CLZXYP': dict(MARK, 是否个体工商户贷款='0', 是否小微企业主贷款='0'),
    'CLZXEP': dict(MARK, **{field.head: '0' for field in BASE['CLZXEP']
                            if field.kind == 'flag'}),
    'FTYKHX': {'金融机构代码': BANK, '客户名称': '某公司', '客户证件类型': 'A01',
               '客户证件代码': FIRM, '授信额度': '10000000.00'},
    'GRKHXX': {'金融机构代码': BANK, '客户证件类型': 'B01',
               '客户证件代码': PERSON['借款人证件代码'], '授信额度': '5000000.00'},
    'JRJGFZ': {'金融机构名称': '某行', '金融机构代码': BANK, '内部机构号': 'B1'},
    'CLWTDK': {'金融机构代码': BANK, '委托贷款借据编码': 'R1', '委托贷款合同编码': 'K1'},
}
DEFAULTS['GRDKFS'] = dict(DEFAULTS['DWDKFS'], **PERSON)


def line(table, **changes):
    """One line of a base file: the defaults with some fields changed."""
    values = dict(DEFAULTS[table], **changes)
    return '|'.join(values.get(field.head, '') for field in BASE[table])


class TinyMonth:
    """A folder of one month that a test fills and runs."""

    def __init__(self, month=MONTH, bank=BANK):
        self.month, self.bank = month, bank
        self.root = tempfile.mkdtemp()
        self.out = os.path.join(self.root, 'out')
        self.day = oracle.last_day(month).replace('-', '')
        for table in layout.STOCK + layout.FLOW + layout.SOFT:
            self.dat(table)

    def close(self):
        """Removes the folder."""
        shutil.rmtree(self.root)

    def place(self, name, bank=None):
        """The path of a file in the legal person's folder."""
        folder = os.path.join(self.root, 'in', self.month, bank or self.bank)
        os.makedirs(folder, exist_ok=True)
        return os.path.join(folder, name)

    def raw(self, table, data, bank=None, log=None):
        """Writes a .dat of these bytes and its .log."""
        base = f'{bank or self.bank}_{table}_{self.day}'
        with open(self.place(base + '.dat', bank), 'wb') as target:
            target.write(data)
        if log is None:
            count = data.count(b'\n') + (not data.endswith(b'\n') and data != b'')
            log = (f'{base}.dat\n{hashlib.md5(data).hexdigest()}\n{len(data)}\n'
                   f'2026-10-05 08:00:00\n{count}\n').encode()
        with open(self.place(base + '.log', bank), 'wb') as target:
            target.write(log)

    def dat(self, table, *lines, bank=None):
        """Writes a .dat of these lines."""
        self.raw(table, ''.join(each + '\n' for each in lines).encode(), bank)

    def remove(self, table):
        """Takes a file and its log away."""
        for suffix in ('.dat', '.log'):
            os.remove(self.place(f'{self.bank}_{table}_{self.day}{suffix}'))

    def csv(self, name, *rows, encoding='utf-8'):
        """Writes a companion file: the first row is the header."""
        with open(self.place(name), 'w', encoding=encoding, newline='') as target:
            csv.writer(target).writerows(rows)

    def supplement(self, **columns):
        """One supplement line, of receipt R1 unless told."""
        values = {'legal_uscc': self.bank, 'receipt': 'R1', **columns}
        self.csv('supplement.csv', list(values), list(values.values()))

    def determination(self, *lines):
        """Lines (chapter, determination, valid_from, main_type, share) for receipt R1."""
        head = ('legal_uscc', 'receipt', 'chapter', 'determination', 'valid_from', 'main_type',
                'share', 'maker', 'checker')
        rows = [(self.bank, 'R1', *(tuple(each) + ('', ''))[:5], '甲', '乙') for each in lines]
        self.csv('determination.csv', head, *rows)

    def list(self, name, *rows, revision='2026-09'):
        """Writes a list's revision."""
        folder = os.path.join(self.root, 'list', name)
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, revision + '.csv')
        with open(path, 'w', encoding='utf-8', newline='') as target:
            csv.writer(target).writerows(
                [('row', 'id', 'name', 'level', 'region', 'from', 'to'), *rows])

    def run(self, *options):
        """Runs the oracle; returns its exit code."""
        with contextlib.redirect_stderr(io.StringIO()):
            return oracle.main(['--month', self.month, '--in', self.root, '--out', self.out,
                                *options])

    def read(self, name):
        """An output as dictionaries."""
        with open(os.path.join(self.out, name), encoding='utf-8', newline='') as source:
            return list(csv.DictReader(source))

    def dat_out(self, message):
        """The lines of a written .dat."""
        path = os.path.join(self.out, self.bank, f'{self.bank}_{message}_{self.day}.dat')
        with open(path, encoding='utf-8', newline='') as source:
            return source.read().split('\n')

    def verdict(self, relation='loan', **names):
        """The only verdict row of a relation (with these key columns)."""
        rows = [row for row in self.read('verdict.csv') if row['relation'] == relation
                and all(row[name] == value for name, value in names.items())]
        assert len(rows) == 1, rows
        return rows[0]

    def checks(self, relation=None):
        """check → detail of the findings."""
        return {row['check']: row['detail'] for row in self.read('finding.csv')
                if relation in (None, row['relation'])}

    def codes(self):
        """(field, code, value) of the refused lines."""
        return [(row['field'], row['code'], row['value']) for row in self.read('refused.csv')]

    def table(self, number, row):
        """One line of tables.csv."""
        return next(each for each in self.read('tables.csv')
                    if each['table'] == number and each['row'] == row)
