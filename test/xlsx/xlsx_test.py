"""Goal: workbooks of other programs are read as they show them, in bounded memory.

Method: openpyxl writes random workbooks, and what it was given is what must be read; it reads what
we write. A sheet of a million rows is read within 64 MB. Bombs, macros and links made by hand are
refused before memory grows. SEED says which workbooks.
"""

import datetime
import decimal
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest
import zipfile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import million  # noqa: E402

WUPIAN = pathlib.Path(os.environ.get('WUPIAN', 'build/release/wupian')).resolve()
CASE = WUPIAN.parent / 'xlsx_case'
SEED = int(os.environ.get('SEED', '20261123'))
MEMORY_KB = 64 * 1024
WORDS = ['农、"牧" & <林>', '五篇', ' x ', 'a\nb', '=1+1', '0012', '\U00020000']


def call(*words, code=0):
    """What the program prints."""
    done = subprocess.run([CASE, *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != code:
        raise AssertionError(f'exit {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}')
    return done.stdout


def shown(value):
    """Kind and text of a value, by Python alone."""
    if isinstance(value, bool):
        return 'flag', str(int(value))
    if isinstance(value, datetime.datetime):
        return 'day', value.strftime('%Y-%m-%d') + (
            value.strftime(' %H:%M:%S') if value.time() != datetime.time() else '')
    if isinstance(value, datetime.date):
        return 'day', value.isoformat()
    if isinstance(value, (int, float)):
        context = decimal.Context(prec=15, rounding=decimal.ROUND_HALF_UP)
        # openpyxl writes fractions with 16 digits.
        written = f'{value:.16g}' if isinstance(value, float) else str(value)
        text = format(context.create_decimal(written), 'f')
        if '.' in text:
            text = text.rstrip('0').rstrip('.')
        return 'number', '0' if text in ('-0', '0') else text
    if value == '#N/A':
        return 'error', value
    return 'text', value.replace('\n', '\\n')


class XlsxTest(unittest.TestCase):
    """Each test in its own folder."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='wupian-xlsx-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.book = self.folder / 'book.xlsx'

    def random_value(self, chance):
        """One of all kinds."""
        day = datetime.datetime(1950, 1, 1) + datetime.timedelta(days=chance.randrange(60000))
        return chance.choice([
            None, chance.choice(WORDS), chance.randrange(-10**12, 10**12), chance.random() * 1e6,
            chance.randrange(10**6) / 100, chance.random() < 0.5, day.date(),
            day + datetime.timedelta(seconds=chance.randrange(86400)), '#N/A', 1e-7, 10.0**20])

    def test_what_openpyxl_wrote(self):
        """Three sheets with gaps."""
        for seed in range(SEED, SEED + 5):
            chance = random.Random(seed)
            book = openpyxl.Workbook()
            want = []
            for index in range(3):
                name = f'页{index}'
                sheet = book.active if index == 0 else book.create_sheet()
                sheet.title = name
                for row in sorted(chance.sample(range(1, 400), 60)):
                    for column in sorted(chance.sample(range(1, 60), 12)):
                        value = self.random_value(chance)
                        cell = sheet.cell(row, column)
                        if isinstance(value, str) and value.startswith('='):
                            cell.data_type = 's'
                            cell._value = value  # As text, not as a formula.
                        else:
                            cell.value = value
                        if value is not None:
                            want.append('\t'.join([name, str(row), str(column), *shown(value)]))
            book.save(self.book)
            self.assertEqual(call('read', self.book).splitlines(), want, f'SEED={seed}')

    def test_formulas_and_merged_cells(self):
        """By policy, with their place."""
        book = openpyxl.Workbook()
        book.active.title = '甲'
        book.active['B3'] = '=A1+1'
        book.active.merge_cells('C4:D5')
        book.active['C4'] = 'x'
        book.save(self.book)
        self.assertEqual(call('read', self.book, code=1), 'error xlsx_formula 甲!B3\n')
        self.assertEqual(call('read', self.book, 'cached').splitlines(),
                         ['甲\t3\t2\ttext\t', '甲\t4\t3\ttext\tx', '甲\tmerged\tC4:D5'])

    def peak(self, *words):
        """Output and peak memory in KB of one call."""
        code = ('import resource, subprocess, sys;'
                ' r = subprocess.run(sys.argv[1:], capture_output=True, text=True);'
                ' print(r.stdout.strip());'
                ' print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)')
        done = subprocess.run([sys.executable, '-c', code, str(CASE), *map(str, words)],
                              check=True, capture_output=True, text=True)
        *said, kilobytes = done.stdout.splitlines()
        return '\n'.join(said), int(kilobytes)

    def test_a_million_rows(self):
        """Read whole in bounded memory."""
        rows = 1_000_000
        million.write(self.book, rows)
        said, kilobytes = self.peak('count', self.book)
        self.assertEqual(said.split()[:2], [str(rows), str(rows * million.COLUMNS)])
        self.assertLess(kilobytes, MEMORY_KB)

    def test_bombs(self):
        """Refused before memory grows."""
        million.write(self.book, 10)
        blank = b' ' * (1 << 20)
        bombs = {}
        for part in ('xl/worksheets/sheet1.xml', 'xl/sharedStrings.xml', 'docProps/app.xml'):
            bombs[part] = self.folder / f'{len(bombs)}.xlsx'
            with zipfile.ZipFile(self.book) as good, zipfile.ZipFile(
                    bombs[part], 'w', zipfile.ZIP_DEFLATED) as bomb:
                for name in good.namelist():
                    if name != part:
                        bomb.writestr(name, good.read(name))
                with bomb.open(part, 'w', force_zip64=True) as file:
                    file.write(b'<a>')
                    for _ in range(300):
                        file.write(blank)
        for part, path in bombs.items():
            said, kilobytes = self.peak('read', path)
            self.assertEqual(said, 'error xlsx_bomb', part)
            self.assertLess(kilobytes, MEMORY_KB, part)

    def test_shared_texts_without_end(self):
        """Texts that do not pack well are counted, too."""
        million.write(self.book, 10)
        chance = random.Random(SEED)
        big = self.folder / 'big.xlsx'
        with zipfile.ZipFile(self.book) as good, zipfile.ZipFile(
                big, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as bomb:
            for name in good.namelist():
                if name != 'xl/sharedStrings.xml':
                    bomb.writestr(name, good.read(name))
            with bomb.open('xl/sharedStrings.xml', 'w', force_zip64=True) as file:
                file.write(b'<sst>')
                piece = ''.join(f'<si><t>{chance.random()}{"x" * 900}</t></si>'
                                for _ in range(1000))
                for _ in range(300):
                    file.write(piece.encode())
                file.write(b'</sst>')
        said, kilobytes = self.peak('read', big)
        self.assertEqual(said, 'error xlsx_texts_large')
        self.assertLess(kilobytes, 600 * 1024)

    def test_a_list_goes_round(self):
        """Sent with faults, marked, corrected in the marked workbook, sent again."""
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(['山西省名单'])
        sheet.append(['列入日期', '统一社会信用代码', '名称', '级别'])
        sheet.append([datetime.date(2026, 9, 30), '91140100MA0GTM9K3W', '甲', '省级'])
        sheet.append(['2026-02-30', None, '乙', '市级'])
        sheet.append([datetime.date(2026, 9, 30), 123456789012345678, '=B3', '省级'])
        book.save(self.book)
        marked = self.folder / 'marked.xlsx'
        said = call('table', self.book, marked).splitlines()
        self.assertEqual(said[0].split('\t')[4:7], ['91140100MA0GTM9K3W', '甲', '省级'])
        self.assertEqual([line.split('(')[-1] for line in said[1:]],
                         ['sent_day)', 'value_missing)', 'sent_choice)', 'sent_number_cut)',
                          'xlsx_formula)'])
        self.assertIn('Sheet!B5 统一社会信用代码', said[4])
        back = openpyxl.load_workbook(marked)
        data = back.worksheets[0]
        wrong = {cell.coordinate: cell.comment.text for row in data.iter_rows(min_row=3)
                 for cell in row if cell.comment}
        self.assertEqual(sorted(wrong), ['A4', 'A5', 'B5', 'C4', 'D4'])
        self.assertIn('2026-02-30', wrong['D4'])
        self.assertEqual(data['D4'].fill.fgColor.rgb, 'FFFFC7CE')
        self.assertNotEqual(data['A3'].fill.fgColor.rgb, 'FFFFC7CE')
        self.assertEqual(len(list(back.worksheets[1].iter_rows(min_row=3))), 5)
        for cell, value in {'A4': '91140100MA0GTM9K3X', 'C4': '国家级', 'D4': '2026-02-28',
                            'A5': '91140100MA0GTM9K3Y', 'B5': '丙'}.items():
            data[cell] = value
            data[cell].comment = Comment('改', '人')
        back.save(self.book)
        said = call('table', self.book, marked).splitlines()
        self.assertEqual([line.split('\t')[4] for line in said],
                         ['91140100MA0GTM9K3W', '91140100MA0GTM9K3X', '91140100MA0GTM9K3Y'])

    def test_the_form(self):
        """Heads with comments, drop-downs from the second sheet, cells that keep text."""
        form = self.folder / 'form.xlsx'
        call('form', form)
        book = openpyxl.load_workbook(form)
        sheet = book.worksheets[0]
        self.assertEqual([cell.value for cell in sheet[2]],
                         ['统一社会信用代码*', '名称*', '级别*', '列入日期*', '移出日期'])
        self.assertIn('2026-09-30', sheet['D2'].comment.text)
        downs: list[DataValidation] = sheet.data_validations.dataValidation
        self.assertEqual([(str(down.sqref), down.formula1) for down in downs],
                         [('C3:C10002', "'可选值'!$A$3:$A$4")])
        self.assertEqual([book.worksheets[1][cell].value for cell in ('A3', 'A4')],
                         ['国家级', '省级'])
        sheet.append(['91140100MA0GTM9K3W', '甲', '省级', datetime.date(2026, 9, 30)])
        book.save(form)
        said = call('table', form, self.folder / 'marked.xlsx').splitlines()
        self.assertEqual(len(said), 1, said)
        self.assertIn('91140100MA0GTM9K3W\t甲\t省级\t2026-09-30', said[0])


if __name__ == '__main__':
    unittest.main()
