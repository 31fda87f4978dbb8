"""Goal: any bank's own file becomes the same month as the official one, or says what is wrong.

Method: three loans, whose canonical values are written down here by hand, are sent in several
foreign forms; every form must be accepted and give the hand-written total. Then each fault of a
mapping or of a file is planted once, and its message must name file, line, field and next step.
"""

import csv
import gzip
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
import zipfile

import duckdb
import openpyxl

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = pathlib.Path(os.environ.get('WUPIAN', ROOT / 'build/release/wupian')).resolve()
LEGAL = '91140100MA0BOOK123'
HEAD = ['借据号', '客户号', '品种', '余额', '利率', '起息日', '状态']
# 万元 and fractions: 12.5 万元 = 125,000.00; 0.0435 = 4.35 %.
ROWS = [
    ['J001', 'K1', '流动资金', '12.5', '0.0435', '2026/3/5', '正常'],
    ['J002', 'K1', '固定资产', '100.123456', '0.05', '2025/12/31', '正常'],
    ['J003', 'K2', '流动资金', '7', '0.1', '2026/9/30', '逾期'],
]
TOTAL = '1196234.56'  # 125000.00 + 1001234.56 + 70000.00
MAPPING = '''
mapping: small_book
legal_uscc: 91140100MA0BOOK123
notes: [试验账本]
tables:
  - table: loan
    file: {file}
{extra}
    columns:
      branch_uscc: {{value: 91140100MA0BOOK123}}
      branch_no: {{value: B1}}
      class: {{value: C01}}
      contract: 借据号
      receipt: 借据号
      product: {{column: 品种, codes: {{流动资金: F022, 固定资产: F023}}}}
      start: {{column: 起息日, date: {date}}}
      currency: {{value: CNY}}
      amount: {{column: 余额, unit: 万元}}
      amount_own: {{column: 余额, unit: 万元}}
      rate: {{column: 利率, unit: fraction}}
      borrower_id_type: {{value: A03}}
      borrower_id: 客户号
'''


def mapping(file='book.csv', extra='', date='YYYY/M/D'):
    """The mapping's text; `extra` are lines of the table."""
    lines = '\n'.join('    ' + line for line in extra.splitlines())
    return MAPPING.format(file=file, extra=lines, date=date).lstrip()


def csv_text(rows, separator=','):
    """A header and rows."""
    return '\n'.join(separator.join(row) for row in [HEAD, *rows]) + '\n'


class MappingTest(unittest.TestCase):
    """A folder for each case."""

    def setUp(self):
        self.holder = tempfile.TemporaryDirectory(prefix='wupian-mapping-')
        self.addCleanup(self.holder.cleanup)
        self.folder = pathlib.Path(self.holder.name)
        self.data = self.folder / 'data'
        self.data.mkdir()
        self.runs = 0

    def report(self, text, *more):
        """Runs a month with a mapping; returns the finished process and the run's folder."""
        path = self.folder / 'map.yaml'
        path.write_text(text, encoding='utf-8')
        self.runs += 1
        out = self.folder / f'run{self.runs}'
        done = subprocess.run(
            [WUPIAN, 'report', '--month', '2026-09', '--in', self.data, '--mapping', path, '--out',
             out, '--lang', 'en', *more], capture_output=True, text=True, check=False, cwd=ROOT)
        return done, out

    def accepted(self, text, rows=3, total=TOTAL):
        """The month must be read: rows and Σ amount by hand. Returns the run's folder."""
        done, out = self.report(text)
        self.assertEqual(done.returncode, 1, done.stderr)  # A trial: no flow was sent.
        summary = json.loads((out / 'summary.json').read_text(encoding='utf-8'))
        self.assertEqual(summary['accepted'], rows)
        self.assertEqual(summary['stock']['in_scope']['amount'], total)
        self.assertEqual(summary['lines'],
                         summary['accepted'] + summary['refused'] + summary['filtered'])
        return out

    def refusals(self, out):
        """(line, field, code, value) of refused.csv."""
        with open(out / 'refused.csv', encoding='utf-8') as file:
            return [(int(r['line']), r['field'], r['code'], r['value'])
                    for r in csv.DictReader(file)]

    def fault(self, text, *parts):
        """The call must fail with a message that holds every part."""
        done, out = self.report(text)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        for part in parts:
            self.assertIn(part, done.stderr)
        self.assertFalse(out.exists())

    def write(self, name, content):
        """A data file."""
        data = content if isinstance(content, bytes) else content.encode('utf-8')
        (self.data / name).write_bytes(data)

    # Forms.

    def test_utf8_csv(self):
        """The plain form, and every value in the loaded month."""
        self.write('book.csv', csv_text(ROWS))
        out = self.accepted(mapping())
        rows = duckdb.sql(
            'SELECT receipt, product, CAST(amount AS VARCHAR), CAST(rate AS VARCHAR), '
            f"CAST(start AS VARCHAR) FROM '{out}/month/{LEGAL}/loan.parquet' ORDER BY 1").fetchall()
        self.assertEqual(rows, [('J001', 'F022', '125000.00', '4.35000', '2026-03-05'),
                                ('J002', 'F023', '1001234.56', '5.00000', '2025-12-31'),
                                ('J003', 'F022', '70000.00', '10.00000', '2026-09-30')])
        self.assertIn('状态', json.loads((out / 'summary.json').read_text(encoding='utf-8'))
                      ['mappings'][0]['files'][0]['unused_columns'])

    def test_gb18030(self):
        """A GB18030 file, and a line of it that is damaged."""
        text = csv_text(ROWS).encode('gb18030')
        self.write('book.csv', text)
        self.accepted(mapping(extra='encoding: gb18030'))
        # No line but the damaged one is lost.
        self.write('book.csv', text + b'J004,K\xff\xff,,,,,\n')
        out = self.accepted(mapping(extra='encoding: gb18030'))
        self.assertEqual([r[0::2] for r in self.refusals(out)], [(5, 'not_utf8')])

    def test_bar_tab_gz_zip(self):
        """Other separators and wrappings of the same rows."""
        self.write('book.txt', csv_text(ROWS, '|'))
        self.accepted(mapping('book.txt', 'separator: bar'))
        self.write('book.tsv', csv_text(ROWS, '\t'))
        self.accepted(mapping('book.tsv', 'separator: tab'))
        self.write('book.csv.gz', gzip.compress(csv_text(ROWS[:2]).encode())
                   + gzip.compress((','.join(ROWS[2]) + '\n').encode()))
        self.accepted(mapping('book.csv.gz'))
        with zipfile.ZipFile(self.data / 'book.zip', 'w', zipfile.ZIP_DEFLATED) as file:
            file.writestr('a.csv', csv_text(ROWS))
            file.writestr('b.csv', 'x\n')
        self.accepted(mapping('book.zip', 'inside: a.csv'))
        self.fault(mapping('book.zip'), 'book.zip', 'a.csv, b.csv', '`inside`')

    def test_xlsx(self):
        """Numbers as a spreadsheet holds them (0.57 is 0.56999…), true dates, a named sheet."""
        book = openpyxl.Workbook()
        book.active.title = 'cover'
        sheet = book.create_sheet('loans')
        sheet.append(['a title over the table'])
        sheet.append(HEAD)
        for row in ROWS:
            day = duckdb.sql(f"SELECT strptime('{row[5]}', '%Y/%m/%d')").fetchone()[0]
            sheet.append(row[:3] + [float(row[3]), float(row[4]), day, row[6]])
        sheet.append(['J004', 'K3', '流动资金', 0.1 + 0.2 + 0.27, 0.01, day, '正常'])
        book.save(self.data / 'book.xlsx')
        # 0.57 万元 = 5700.00 more than the three.
        self.accepted(mapping('book.xlsx', 'sheet: loans\nheader_line: 2', 'serial'),
                      rows=4, total='1201934.56')
        self.fault(mapping('book.xlsx', 'sheet: other', 'serial'), 'book.xlsx', 'other',
                   'cover, loans')

    def test_parquet(self):
        """A bank's own Parquet, decimals and text."""
        duckdb.sql('CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES '
                   + ', '.join(f"('{r[0]}', '{r[1]}', '{r[2]}', CAST({r[3]} AS DECIMAL(18,6)), "
                               f"CAST({r[4]} AS DECIMAL(9,4)), '{r[5]}', '{r[6]}')" for r in ROWS)
                   + ') AS t(' + ', '.join(f'"{h}"' for h in HEAD) + ')')
        duckdb.sql(f"COPY t TO '{self.data}/book.parquet'")
        self.accepted(mapping('book.parquet'))
        self.write('bad.parquet', 'no parquet')
        done, _ = self.report(mapping('bad.parquet'))
        self.assertEqual(done.returncode, 2)

    def test_filter_and_month_in_name(self):
        """Rows left out by the mapping are counted; {month} and {date} stand in names."""
        self.write('book_2026-09_20260930.csv', csv_text(ROWS))
        out = self.accepted(mapping('"book_{month}_{date}.csv"', 'where: {状态: [正常]}'),
                            rows=2, total='1126234.56')
        summary = json.loads((out / 'summary.json').read_text(encoding='utf-8'))
        self.assertEqual(summary['filtered'], 1)

    # Rows.

    def test_bad_rows(self):
        """A bad row is refused under the bank's own column, and the rest stands."""
        bad = [
            ['J004', 'K1', '信用卡', '1', '0.01', '2026/1/1', '正常'],
            ['J005', 'K1', '流动资金', '1e3', '0.01', '2026/1/1', '正常'],
            ['J006', 'K1', '流动资金', '1', '0.01', '2026/2/30', '正常'],
            ['J007', 'K1', '流动资金', '1.1234567', '0.01', '2026/1/1', '正常'],
            ['J001', 'K1', '流动资金', '1', '0.01', '2026/1/1', '正常'],
            ['J008', 'K1', '流动资金', '1', '0.01', '2026/1/1'],
            ['J009', '', '流动资金', '1', '0.01', '2026/1/1', '正常'],
        ]
        self.write('book.csv', csv_text(ROWS + bad))
        out = self.accepted(mapping())
        self.assertEqual(self.refusals(out), [
            (5, '品种', 'code_untranslated', '信用卡'),
            (6, '余额', 'number_malformed', '1e3'),
            (7, '起息日', 'date_malformed', '2026/2/30'),
            (8, '余额', 'number_malformed', '11234.567'),
            (9, '', 'duplicate_key', 'J001|J001|'),
            (10, '', 'column_count', '6'),
            (11, '客户号', 'value_missing', ''),
        ])

    def test_code_otherwise_empty(self):
        """An untranslated code is empty if the mapping says so; words can stand for no value."""
        self.write('book.csv', csv_text(ROWS))
        text = mapping(extra='missing: [K2]').replace('receipt: 借据号', (
            'receipt: 借据号\n      status: {column: 状态, codes: {正常: LS01}, otherwise: empty}'))
        text = text.replace('borrower_id: 客户号',
                            'borrower_id: 借据号\n      txn: 客户号')
        out = self.accepted(text)
        rows = duckdb.sql(f"SELECT receipt, status FROM '{out}/month/{LEGAL}/loan.parquet' "
                          'ORDER BY 1').fetchall()
        self.assertEqual(rows, [('J001', 'LS01'), ('J002', 'LS01'), ('J003', None)])

    # Faults of the mapping.

    def test_mapping_faults(self):
        """Each names the mapping's line and field, and what to do."""
        self.write('book.csv', csv_text(ROWS))
        good = mapping()
        cases = [
            ('receipt: 借据号', 'receipt: 借据号\n      receipt: 客户号', 'map.yaml:14:7',
             'yaml_duplicate_key'),
            ('receipt: 借据号', 'receipt: 借据号\n      colour: 客户号', 'map.yaml:14:7', 'colour',
             'mapping_unknown_column'),
            ('      rate: {column: 利率, unit: fraction}\n', '', 'columns.rate', 'Map a column'),
            ('unit: fraction', 'unit: 万元', 'columns.rate.unit',
             'percent, permille, fraction'),
            ('column: 利率', 'column: 年利率', 'columns.rate', '年利率', 'book.csv',
             '借据号, 客户号'),
            ('{value: CNY}', '{value: 人民币}', 'columns.currency', 'code_unknown'),
            ('{value: CNY}', '{value: CNY, column: 品种}', 'columns.currency', 'exactly one'),
            ('固定资产: F023', '固定资产: F999', 'codes.固定资产', 'F999'),
            ('table: loan', 'table: lone', 'tables.1.table', 'lone', 'supplement'),
            ('file: book.csv', 'file: cook.csv', 'tables.1.file', 'cook.csv', '--in'),
            ('date: YYYY/M/D', 'date: YY/M/D', 'columns.start.date', 'YYYY/MM/DD'),
            ('mapping: small_book', 'mapping: small_book\ncolour: red', 'map.yaml:2',
             'legal_uscc, what_if'),
            ('notes: [试验账本]', 'notes: 试验账本', '[notes]', '[a, b]'),
            (LEGAL + '\nnotes', '9114\nnotes', '[legal_uscc]', '18'),
            ('unit: fraction', 'unit: fraction, otherwise: skip', 'otherwise', 'refuse, empty'),
        ]
        for old, new, *parts in cases:
            with self.subTest(new):
                self.assertIn(old, good)
                self.fault(good.replace(old, new, 1), 'map.yaml:', *parts)

    def test_code_file(self):
        """A table of codes beside the mapping; a code that stands twice is a fault."""
        self.write('book.csv', csv_text(ROWS))
        codes = self.folder / 'codes.csv'
        text = mapping().replace('codes: {流动资金: F022, 固定资产: F023}', 'code_file: codes.csv')
        codes.write_text('code,value\n流动资金,F022\n固定资产,F023\n', encoding='utf-8')
        self.accepted(text)
        codes.write_text('code,value\n流动资金,F022\n流动资金,F023\n', encoding='utf-8')
        self.fault(text, 'codes.csv:3', 'mapping_code_twice')
        codes.write_text('code,valu\n流动资金,F022\n', encoding='utf-8')
        self.fault(text, 'codes.csv:1', '[value]')

    def test_file_faults(self):
        """Files that cannot be used at all."""
        self.write('book.csv', '')
        self.fault(mapping(), 'book.csv', 'header_line')
        self.write('book.csv.gz', gzip.compress(csv_text(ROWS).encode())[:-9])
        self.fault(mapping('book.csv.gz'), 'book.csv.gz', 'foreign_gzip')
        self.write('book.xlsx', 'no workbook')
        self.fault(mapping('book.xlsx', '', 'serial'), 'book.xlsx', 'zip_unreadable')
        self.write('book.csv', csv_text(ROWS))
        self.write('loan.csv', csv_text(ROWS))
        (self.data / LEGAL).mkdir()
        (self.data / LEGAL / 'loan.csv').write_text('a\n', encoding='utf-8')
        self.fault(mapping(), 'inbox_two_forms', 'loan.csv', 'Keep one')

    def test_official_table_and_supplement(self):
        """A mapping can fill an official table and companions too."""
        self.write('book.csv', csv_text(ROWS))
        self.write('extra.csv', '借据,投向\nJ001,C3911\nJ002,X\nJ003,\n')
        text = mapping() + (
            '  - table: supplement\n    file: extra.csv\n    columns:\n      receipt: 借据\n'
            '      use_class: 投向\n'
            '  - table: FTYKHX\n    file: book.csv\n    columns:\n'
            '      branch_uscc: {value: 91140100MA0BOOK123}\n      id_type: {value: A03}\n'
            '      id: 客户号\n      credit_line: {column: 余额, unit: 万元}\n')
        done, out = self.report(text)
        self.assertEqual(done.returncode, 1, done.stderr)
        # J002: X is no class. K1 stands twice among the customers.
        self.assertEqual(self.refusals(out), [
            (3, '', 'duplicate_key', 'K1'), (3, '投向', 'code_unknown', 'X')])
        rows = duckdb.sql(
            'SELECT receipt, use_industry, CAST(credit_line AS VARCHAR) '
            f"FROM '{out}/month/{LEGAL}/loan.parquet' ORDER BY 1").fetchall()
        self.assertEqual(rows, [('J001', 'C3911', '125000.00'), ('J002', None, '125000.00'),
                                ('J003', None, '70000.00')])


if __name__ == '__main__':
    unittest.main()
