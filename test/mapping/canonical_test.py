"""Goal: a loaded month can be sent again, as Parquet or CSV, and is judged alike.

Method: a small synthetic month is run, and run again from its own Parquet, from the same rows as
CSV, and from Parquet with other column types: tables and summary must be equal byte by byte. Then
single values are spoiled: each must be refused with its row, column and reason, the rest stands.
"""

import csv
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = pathlib.Path(os.environ.get('WUPIAN', ROOT / 'build/release/wupian')).resolve()


def run(*arguments):
    """The program; its exit code is checked by the caller."""
    return subprocess.run([WUPIAN, *arguments], capture_output=True, text=True, check=False,
                          cwd=ROOT)


class CanonicalTest(unittest.TestCase):
    """One month, sent again in several ways."""

    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory(prefix='wupian-canonical-')
        cls.folder = pathlib.Path(cls.holder.name)
        made = run('generate', '--month', '2026-09', '--loans', '1000', '--seed', '11', '--out',
                   cls.folder / 'data')
        first = run('report', '--month', '2026-09', '--in', cls.folder / 'data', '--out',
                    cls.folder / 'first')
        if made.returncode != 0 or first.returncode not in (0, 1):
            raise AssertionError(made.stderr + first.stderr)
        cls.legals = sorted(path.name for path in (cls.folder / 'first/month').iterdir()
                            if (path / 'loan.parquet').is_file())

    @classmethod
    def tearDownClass(cls):
        cls.holder.cleanup()

    def again(self, name, change):
        """Sends the loaded month again; `change(folder)` rewrites a legal person's folder."""
        data = self.folder / name
        shutil.copytree(self.folder / 'data/list', data / 'list')
        for legal in self.legals:
            folder = data / 'in/2026-09' / legal
            shutil.copytree(self.folder / 'first/month' / legal, folder)
            change(folder)
        out = self.folder / f'{name}_run'
        done = run('report', '--month', '2026-09', '--in', data, '--out', out)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return out

    def same(self, out):
        """Tables and summary equal the first run's."""
        for name in ('tables.csv', 'summary.csv', 'list_rate.csv'):
            self.assertEqual((out / name).read_bytes(),
                             (self.folder / 'first' / name).read_bytes(), name)

    def rewrite(self, folder, relation, select, target=None):
        """Replaces <relation>.parquet by a SELECT over it."""
        path = folder / f'{relation}.parquet'
        new = folder / (target or 'new.parquet')
        duckdb.sql(f"COPY ({select.format(t=repr(str(path)))}) TO '{new}'")
        path.unlink()
        if target is None:
            new.rename(path)

    def refused(self, out):
        """Refusals of sent tables."""
        with open(out / 'refused.csv', encoding='utf-8') as file:
            return [(r['file'], int(r['line']), r['field'], r['code'], r['value'])
                    for r in csv.DictReader(file) if r['legal_uscc'] != '*']

    def test_parquet(self):
        """The files as they are."""
        out = self.again('parquet', lambda folder: None)
        self.same(out)
        self.assertEqual(self.refused(out), [])

    def test_csv(self):
        """The same rows as CSV, flags as 1 and 0."""
        def change(folder):
            for relation in ('loan', 'flow'):
                rows = duckdb.sql(f"SELECT * FROM '{folder}/{relation}.parquet'")
                columns = ', '.join(
                    f'CAST("{name}" AS INTEGER) AS "{name}"' if kind == 'BOOLEAN' else f'"{name}"'
                    for name, kind in zip(rows.columns, rows.types))
                self.rewrite(folder, relation, f'SELECT {columns} FROM {{t}}', f'{relation}.csv')
        self.same(self.again('csv', change))

    def test_other_types(self):
        """Amounts as text: not to be trusted as they are, so read row by row; the same month."""
        self.same(self.again('types', lambda folder: self.rewrite(
            folder, 'loan', 'SELECT * REPLACE (CAST(amount AS VARCHAR) AS amount) FROM {t}')))

    def test_one_bad_value(self):
        """Each fault refuses its own row, by number and column, and nothing else."""
        cases = [
            ("CASE WHEN n = 3 THEN 'F777' ELSE product END AS product", 'product', 'code_unknown',
             'F777'),
            ("CASE WHEN n = 3 THEN chr(10) ELSE branch_no END AS branch_no", 'branch_no',
             'control_character', '\\x0A'),
            ("CASE WHEN n = 3 THEN NULL ELSE start END AS start", 'start', 'value_missing', ''),
            ("CASE WHEN n = 3 THEN DATE '2026-08-31' ELSE month_end END AS month_end", 'month_end',
             'other_month', '2026-08-31'),
        ]
        legal = self.legals[0]
        for number, (column, *wanted) in enumerate(cases):
            with self.subTest(wanted[0]):
                numbered = ('SELECT *, file_row_number + 1 AS n '
                            'FROM read_parquet({t}, file_row_number = true)')
                select = (f'SELECT * EXCLUDE (n, file_row_number) REPLACE ({column}) '
                          f'FROM ({numbered}) ORDER BY n')

                def change(folder, select=select):
                    if folder.name == legal:
                        self.rewrite(folder, 'loan', select)
                out = self.again(f'bad{number}', change)
                self.assertEqual(self.refused(out), [('loan.parquet', 3, *wanted)])

    def test_a_row_twice(self):
        """The second of two rows with one key is refused."""
        legal = self.legals[0]

        def change(folder):
            if folder.name == legal:
                self.rewrite(folder, 'loan', "SELECT * FROM {t} UNION ALL (SELECT * FROM {t} "
                             "WHERE class = 'C01' LIMIT 1)")
        faults = [row[2:4] for row in self.refused(self.again('twice', change))]
        self.assertEqual(faults, [('', 'duplicate_key')])

    def test_two_forms(self):
        """loan.parquet beside the .dat of the same loans: one of them must go."""
        data = self.folder / 'two'
        shutil.copytree(self.folder / 'data', data)
        legal = self.legals[0]
        shutil.copy(self.folder / 'first/month' / legal / 'loan.parquet',
                    data / 'in/2026-09' / legal)
        done = run('report', '--month', '2026-09', '--in', data, '--out', self.folder / 'two_run',
                   '--lang', 'en')
        self.assertEqual(done.returncode, 2)
        for part in ('inbox_two_forms', 'loan.parquet', 'CLDWDK', 'Keep one'):
            self.assertIn(part, done.stderr)


if __name__ == '__main__':
    unittest.main()
