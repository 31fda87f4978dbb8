"""Goal: the month agrees to the cent and to the row with the oracle and with the generator's truth.

Method: an invented province (SEED from the environment, printed), judged by the program and by
test/oracle, which shares no line with it; every figure, finding, refusal, verdict and written file.
"""

import csv
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import compare
import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
SEED = int(os.environ.get('SEED') or time.time())
LOANS = int(os.environ.get('LOANS', '8000'))
MONTH, BEFORE = '2026-09', '2026-08'
FINISHED = '2026-10-08 09:00:00'
OWN_TABLES = (
    *('HDACLKJDK', 'HDAKJDKFS', 'HDACLLSDK', 'HDALSDKFS', 'HDACLPHDK'),
    *('HDAPHDKFS', 'HDACLYLDK', 'HDAYLDKFS', 'HDACLSZDK', 'HDASZDKFS'),
)


def rows_of(path):
    """A CSV file of a run."""
    with open(path, newline='', encoding='utf-8') as file:
        return list(csv.DictReader(file))


class MonthCase(unittest.TestCase):
    """A province of its own, and the two programs."""

    options = ()
    month = MONTH

    @classmethod
    def setUpClass(cls):
        print(f'SEED={SEED} LOANS={LOANS}', flush=True)
        folder = tempfile.TemporaryDirectory(prefix='wupian-month-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.data = cls.folder / 'data'
        made = ['--loans', str(LOANS), '--seed', str(SEED), '--out', str(cls.data)]
        cls.wupian('generate', '--month', cls.month, *made, *cls.options)

    @classmethod
    def wupian(cls, *words, codes=(0,)):
        """Runs the program; its exit code must be one of `codes`."""
        done = subprocess.run([WUPIAN, *words], check=False, capture_output=True, text=True)
        if done.returncode not in codes:
            raise AssertionError(f'exit {done.returncode}: {words}\n{done.stdout}{done.stderr}')
        return done

    def report(self, name, *words, data=None, codes=(0, 1)):
        """A run of the month."""
        out = self.folder / name
        fixed = ['--month', self.month, '--in', str(data or self.data), '--out', str(out)]
        self.wupian('report', *fixed, '--finished', FINISHED, *words, codes=codes)
        return out

    def oracle(self, name, *words):
        """The same month by the oracle."""
        out = self.folder / name
        fixed = ['--month', self.month, '--in', str(self.data), '--out', str(out)]
        command = [sys.executable, str(ROOT / 'test/oracle/oracle.py'), *fixed, *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return out

    def assert_equal(self, run, oracle, truth=False):
        """No difference to the oracle, nor to the truth."""
        found = compare.compare_with_oracle(run, oracle)
        if truth:
            found += compare.compare_with_truth(run, self.data)
        self.assertEqual(found, [])
        self.assertGreater(len(rows_of(run / 'summary.csv')), 50)


class EveryFaultTest(MonthCase):
    """All planted faults, with the month before and without it."""

    def test_with_the_month_before(self):
        prior = str(self.data / 'in' / BEFORE)
        run = self.report('with_prior', '--prior', prior)
        self.assert_equal(run, self.oracle('oracle_with_prior', '--prior', prior), truth=True)

    def test_the_month_before_as_a_finished_run(self):
        before = self.folder / 'before'
        place = str(self.data / 'in' / BEFORE)
        fixed = ['--month', BEFORE, '--in', place, '--out', str(before)]
        self.wupian('report', *fixed, codes=(0, 1))
        run = self.report('after_run', '--prior', str(before))
        self.assert_equal(run, self.oracle('oracle_after_run', '--prior', place))

    def test_without_the_month_before(self):
        run = self.report('no_prior')
        self.assert_equal(run, self.oracle('oracle_no_prior'))

    def test_the_same_input_gives_the_same_bytes(self):
        words = ['--prior', str(self.data / 'in' / BEFORE)]
        first, second = self.report('first', *words), self.report('second', *words)
        names = [{str(p.relative_to(run)) for p in run.rglob('*')} for run in (first, second)]
        self.assertEqual(*names)
        for name in sorted(names[0]):
            if (first / name).is_dir():
                continue
            self.assertEqual((first / name).read_bytes(), (second / name).read_bytes(), name)

    def test_a_run_judged_again_gives_the_same_bytes(self):
        words = ['--prior', str(self.data / 'in' / BEFORE)]
        first = self.report('loaded', *words)
        again = self.report('judged_again', '--prior', str(first / 'prior'), data=first)
        names = {str(p.relative_to(again)) for p in again.rglob('*') if p.is_file()}
        self.assertGreater(len(names), 100)
        for name in sorted(names):
            self.assertEqual((first / name).read_bytes(), (again / name).read_bytes(), name)

    def test_a_run_of_another_month_is_refused(self):
        run = self.report('of_september')
        words = ['--month', BEFORE, '--in', str(run), '--out', str(self.folder / 'refused')]
        done = self.wupian('report', *words, '--json', codes=(2,))
        self.assertIn('run_other_month', done.stdout)

    def test_our_own_reader_takes_every_written_file(self):
        """The written tables 3.1-3.10 are sent in place of the bank's own, and read as reported."""
        run = self.report('written')
        data = self.folder / 'sent_again'
        shutil.copytree(self.data, data)
        written = sorted(run.glob('9*/*.dat'))
        self.assertGreaterEqual(len(written), 10)
        for legal in (data / 'in' / self.month).iterdir():
            for path in legal.iterdir():
                if path.name.split('_')[1:2] and path.name.split('_')[1] in OWN_TABLES:
                    path.unlink()
        for path in written + [p.with_suffix('.log') for p in written]:
            shutil.copy(path, data / 'in' / self.month / path.parent.name / path.name)
        again = self.report('read_again', data=data)
        for row in rows_of(again / 'refused.csv'):
            self.assertNotIn(row['file'].split('_')[1:2], [[table] for table in OWN_TABLES], row)
        for row in rows_of(again / 'finding.csv'):
            if row['relation'] == 'file':
                self.assertNotIn(row['detail'], OWN_TABLES, row)
            self.assertNotIn(row['check'], ('reported_base', 'reported_branch'), row)
        lines = sum(path.read_bytes().count(b'\n') for path in written)
        self.assertEqual(self.reported_lines(again), lines)
        self.assertEqual(self.tables(again), self.tables(run))

    def reported_lines(self, run):
        """Rows that were taken from five-chapter files, the summary rows (with an amount) too."""
        details = duckdb.execute(
            'SELECT count(*) FROM read_parquet(?)', [str(run / 'month/*/reported.parquet')]
        ).fetchone()[0]
        lines = [line for path in run.glob('9*/*.dat') for line in path.read_bytes().splitlines()]
        return details + sum(line.split(b'|')[1] != b'' for line in lines)

    def tables(self, run):
        """Figures by legal person, table and row."""
        return {
            tuple(r.values())[:3]: (r['amount'], r['customers'])
            for r in rows_of(run / 'tables.csv')
        }


class NoFaultTest(MonthCase):
    """A clean province: everyone can file."""

    options = ('--faults', 'none')

    def test_equal_and_filed(self):
        prior = str(self.data / 'in' / BEFORE)
        run = self.report('clean', '--prior', prior)
        self.assert_equal(run, self.oracle('oracle_clean', '--prior', prior), truth=True)
        self.assertEqual(rows_of(run / 'refused.csv'), [])


class VersionOneTest(MonthCase):
    """A month of the first layouts, V1.0, with the month before."""

    month = '2025-11'

    def test_equal(self):
        prior = str(self.data / 'in/2025-10')
        run = self.report('first', '--prior', prior)
        self.assert_equal(run, self.oracle('oracle_first', '--prior', prior), truth=True)


class RevisionTest(MonthCase):
    """The first month of the revision, as the central bank's branch sees it."""

    month = '2026-01'

    def test_equal(self):
        run = self.report('pboc', '--edition', 'pboc')
        self.assert_equal(run, self.oracle('oracle_pboc', '--edition', 'pboc'))


if __name__ == '__main__':
    unittest.main()
