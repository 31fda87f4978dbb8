"""Goal: another program opens the workbooks of a run and sees in them what stands in them.

Method: a small invented month; LibreOffice, where it is installed, converts one bank's workbook to
xlsx, two sheets of it to CSV, and all to PDF; every cell of every sheet, read with openpyxl before
and after, must be the same, as must the number formats, the drop-downs and the filters. (A
conversion without a window drops frozen panes of any workbook.) Skipped where there is no
LibreOffice.
"""

import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import openpyxl

WUPIAN = os.environ.get('WUPIAN', 'build/release/wupian')
SOFFICE = shutil.which('soffice') or shutil.which('libreoffice')


def shape_of(sheet):
    """Values row by row, blank ends cut: a program may keep or drop cells that hold nothing."""
    rows = []
    for row in sheet.iter_rows(values_only=True):
        cells = list(row)
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def choices_of(sheet):
    """Ranges and words of the drop-downs."""
    return sorted((str(v.sqref), v.formula1) for v in sheet.data_validations.dataValidation)


class LibreOfficeTest(unittest.TestCase):
    """One bank's workbook through LibreOffice."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='wupian-office-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data, run = cls.folder / 'data', cls.folder / 'run'
        for call in (('generate', '--loans', '1000', '--seed', '5', '--out', data),
                     ('report', '--in', data, '--out', run)):
            done = subprocess.run([WUPIAN, call[0], '--month', '2026-09', *map(str, call[1:])],
                                  check=False, capture_output=True, text=True)
            assert done.returncode in (0, 1), done.stderr
        cls.path = sorted(run.glob('9*.xlsx'))[0]
        cls.book = openpyxl.load_workbook(cls.path)

    def convert(self, kind):
        """The file that LibreOffice makes of the workbook."""
        ending = kind.split(':', maxsplit=1)[0]
        out = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        done = subprocess.run(
            [SOFFICE, f'-env:UserInstallation=file://{self.folder}/profile', '--headless',
             '--convert-to', kind, '--outdir', str(out), str(self.path)],
            check=False, capture_output=True, text=True, timeout=300)
        made = list(out.glob(f'*.{ending}'))
        self.assertEqual(len(made), 1, done.stdout + done.stderr)
        return made[0]

    def test_every_cell_is_the_same(self):
        """Values, formats, drop-downs and filters of every sheet."""
        other = openpyxl.load_workbook(self.convert('xlsx'))
        self.assertEqual(other.sheetnames, self.book.sheetnames)
        cells = 0
        for ours in self.book:
            theirs = other[ours.title]
            want = shape_of(ours)
            self.assertEqual(shape_of(theirs), want, ours.title)
            cells += sum(map(len, want))
            self.assertEqual(choices_of(theirs), choices_of(ours), ours.title)
            self.assertEqual(theirs.auto_filter.ref, ours.auto_filter.ref, ours.title)
            for cell in ours[3]:
                if isinstance(cell.value, (int, float)):
                    self.assertEqual(theirs[cell.coordinate].number_format, cell.number_format,
                                     f'{ours.title} {cell.coordinate}')
        self.assertGreater(cells, 10000)

    def test_shown_as_text(self):
        """What a reader sees: numbers with two decimals and groups, line numbers without."""
        sheets = self.book.sheetnames
        for name, column, want in (('五篇汇总', 5, lambda v: f'{v:,.2f}'), ('拒收', 1, str)):
            number = sheets.index(name) + 1
            # 76: UTF-8; the ninth: cells as shown; the last: the sheet.
            made = self.convert(f'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,'
                                f'false,false,{number}')
            with open(made, newline='', encoding='utf-8') as file:
                shown = list(csv.reader(file))[2:]
            held = shape_of(self.book[name])[2:]
            self.assertGreater(len(held), 3, name)
            self.assertEqual([row[column].strip() for row in shown[:len(held)]],
                             [want(row[column]) for row in held], name)

    def test_it_prints(self):
        """A page is as wide as the sheet, or the sheet goes over few pages; heads on each."""
        for sheet in self.book:
            self.assertEqual(sheet.page_setup.orientation, 'landscape')
            self.assertEqual(sheet.print_title_rows, '$1:$2', sheet.title)
        self.assertGreater(self.convert('pdf').stat().st_size, 10000)


if __name__ == '__main__':
    if SOFFICE is None:
        print('skipped: LibreOffice (soffice) is not installed')
        sys.exit(77)
    unittest.main()
