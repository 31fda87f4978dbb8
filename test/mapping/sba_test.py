"""Goal: a real book that knows nothing of our formats becomes a month through a mapping alone.

Method: the SBA loans are read as a what-if book; five totals are held against SQL written by hand
over the raw file, and every output must say that the book is not real. Which sections can hold a
pension class is taken from the published map (EC, 2020), not from the product.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
from decimal import Decimal

import duckdb
import openpyxl

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = pathlib.Path(os.environ.get('WUPIAN', ROOT / 'build/release/wupian')).resolve()
BOOK = ROOT / '../shared/data/sba_loans'
EC_MAP = ROOT / '../shared/domain/tables/map_ec_2020.tsv'
LEGAL = '91140000WHATIFSBA0'
NOTE = '假设账本'
# By hand from the two classifications' own descriptions (see naics_section.csv).
SECTION = {'11': 'A', '21': 'B', '22': 'D', '52': 'J', '61': 'P', '72': 'H'}


@unittest.skipUnless(BOOK.is_dir() and EC_MAP.is_file(), 'shared data is absent')
class SbaTest(unittest.TestCase):
    """One run, several questions."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix='wupian-sba-')
        cls.out = pathlib.Path(cls.folder.name) / 'run'
        mapping = ROOT / 'test/mapping/sba.yaml'
        done = subprocess.run(
            [WUPIAN, 'report', '--month', '2026-09', '--in', BOOK, '--mapping', mapping,
             '--out', cls.out], capture_output=True, text=True, check=False, cwd=ROOT)
        cls.printed = done.stdout
        cls.exit_code = done.returncode
        if done.returncode not in (0, 1):
            raise AssertionError(done.stderr)
        cls.summary = json.loads((cls.out / 'summary.json').read_text(encoding='utf-8'))
        with open(cls.out / 'summary.csv', encoding='utf-8') as file:
            cls.rows = list(csv.DictReader(file))
        cls.raw = duckdb.connect()
        cls.raw.execute(
            "CREATE TABLE raw AS SELECT * FROM read_csv("
            f"'{BOOK}/sba_balanced_30000.csv.gz', header = true, all_varchar = true)")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def sql(self, what, where='TRUE'):
        """One value over the loans whose money left on a known day."""
        return self.raw.execute(
            f"SELECT {what} FROM raw WHERE disbursement_date <> '' AND ({where})").fetchone()[0]

    def amount(self, where='TRUE'):
        """Σ of the disbursed amounts, exactly."""
        return self.sql('coalesce(sum(CAST(disbursement_gross AS DECIMAL(18,2))), 0)', where)

    def figure(self, dimension, value, measure='in_scope'):
        """A row of summary.csv for the stock."""
        for row in self.rows:
            if (row['relation'], row['dimension'], row['value'], row['measure']) == (
                    'loan', dimension, value, measure):
                return row
        self.fail(f'{dimension} {value} {measure} is missing')

    def test_total_and_customers(self):
        """Totals one and two: the whole book."""
        row = self.figure('all', self.all_value())
        self.assertEqual(Decimal(row['amount']), self.amount())
        self.assertEqual(int(row['receipts']), self.sql('count(*)'))
        self.assertEqual(int(row['customers']), self.sql('count(DISTINCT loan_nr_chk_dgt)'))

    def test_sections(self):
        """Total three: amount and number by section; all other sectors have none."""
        for sector, section in SECTION.items():
            row = self.figure('industry', section)
            where = f"left(naics, 2) = '{sector}'"
            self.assertEqual(Decimal(row['amount']), self.amount(where), section)
            self.assertEqual(int(row['receipts']), self.sql('count(*)', where), section)
        known = ', '.join(f"'{sector}'" for sector in SECTION)
        row = self.figure('industry', '-')
        self.assertEqual(Decimal(row['amount']), self.amount(f'left(naics, 2) NOT IN ({known})'))
        values = {r['value'] for r in self.rows if r['dimension'] == 'industry'}
        self.assertEqual(values, set(SECTION.values()) | {'-'})

    def test_section_is_unknown_unless_all_its_classes_agree(self):
        """Total four: pension is 否 in a section without any pension class, else 待核."""
        with open(EC_MAP, encoding='utf-8') as file:
            pension = {row['gb4754_class'][:1] for row in csv.DictReader(file, delimiter='\t')}
        without = [s for s, section in SECTION.items() if section not in pension]
        self.assertTrue(without and len(without) < len(SECTION), 'the case must tell both')
        listed = ', '.join(f"'{sector}'" for sector in without)
        row = self.figure('all', self.all_value(), 'pension')
        self.assertEqual(Decimal(row['amount']), 0)
        self.assertEqual(Decimal(row['pending_amount']),
                         self.amount(f'left(naics, 2) NOT IN ({listed})'))

    def test_inclusive_waits_for_the_size(self):
        """Total five: no size in the data, lines far below ten million: every loan is 待核."""
        self.assertLessEqual(self.sql('max(CAST(gr_appv AS DECIMAL(18,2)))'), 10_000_000)
        row = self.figure('all', self.all_value(), 'inclusive')
        self.assertEqual(Decimal(row['amount']), 0)
        self.assertEqual(Decimal(row['pending_amount']), self.amount())

    def all_value(self):
        """How the overall rows are named."""
        return next(r['value'] for r in self.rows if r['dimension'] == 'all')

    def test_nothing_is_lost(self):
        """Rows read are rows accepted and refused; each refusal names the bank's own column."""
        read = self.summary['mappings'][0]['files'][0]
        missing = self.raw.execute(
            "SELECT count(*) FROM raw WHERE disbursement_date IS NULL OR disbursement_date = ''"
        ).fetchone()[0]
        self.assertEqual(read['rows'], 30000)
        self.assertEqual((read['accepted'], read['refused'], read['filtered']),
                         (30000 - missing, missing, 0))
        with open(self.out / 'refused.csv', encoding='utf-8') as file:
            refused = list(csv.DictReader(file))
        self.assertEqual({(r['field'], r['code']) for r in refused},
                         {('disbursement_date', 'value_missing')})
        self.assertIn('bank', read['unused_columns'])

    def test_every_output_says_what_if(self):
        """The note stands in print, JSON, every row of every CSV and in the Parquet's metadata."""
        self.assertEqual(self.exit_code, 1)
        self.assertIn(NOTE, self.printed)
        self.assertIn('假设账本', self.summary['stamps'])
        for name in ('summary.json', 'manifest.json', 'plan.json'):
            self.assertIn(NOTE, (self.out / name).read_text(encoding='utf-8'), name)
        for path in self.out.glob('*.csv'):
            with open(path, encoding='utf-8') as file:
                for row in csv.DictReader(file):
                    self.assertIn(NOTE, row['note'], path)
        for path in [*self.out.glob('verdict_*.parquet'), *self.out.glob('month/*/*.parquet')]:
            notes = self.raw.execute(
                f"SELECT decode(value) FROM parquet_kv_metadata('{path}') "
                "WHERE decode(key) = 'note'").fetchall()
            self.assertTrue(notes and NOTE in notes[0][0], path)
        books = list(self.out.rglob('*.xlsx'))
        self.assertTrue(books)
        for path in books:
            book = openpyxl.load_workbook(path, read_only=True)
            cells = [str(cell) for row in book.worksheets[0].iter_rows(values_only=True)
                     for cell in row]
            self.assertTrue(any(NOTE in cell for cell in cells), path)
        told = subprocess.run([WUPIAN, 'explain', '--in', self.out, '--receipt', '3003336002'],
                              capture_output=True, text=True, check=False, cwd=ROOT)
        self.assertIn(NOTE, told.stdout)
        self.assertEqual(list(self.out.rglob('*.dat')) + list(self.out.rglob('*.zip')), [])


if __name__ == '__main__':
    unittest.main()
