"""Goal: a run that meets damaged files, a full disk or an interrupt says so and leaves nothing.

Method: a finished run is judged again after one of its month files was spoiled; a run goes to a
small tmpfs; a run is interrupted while it works. Every time there is an error with file, field or
reason, no folder that looks like a result, and the next run gives the bytes of an undisturbed one.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import duckdb

WUPIAN = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
MONTH = '2026-09'
FINISHED = '2026-10-08 09:00:00'


def command(data, out):
    """A report without workbooks."""
    return [WUPIAN, 'report', '--month', MONTH, '--in', str(data), '--out', str(out),
            '--finished', FINISHED, '--no-workbooks']


def report(data, out):
    """Exit code and what was said."""
    done = subprocess.run(command(data, out), capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


class BadRunTest(unittest.TestCase):
    """One loaded month."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='wupian-bad-run-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.data = cls.folder / 'data'
        subprocess.run([WUPIAN, 'generate', '--month', MONTH, '--loans', '4000', '--seed', '7',
                        '--out', str(cls.data)], check=True, capture_output=True)
        cls.whole = cls.folder / 'whole'
        code, said = report(cls.data, cls.whole)
        assert code == 1, said  # The province has planted faults: a trial.

    def setUp(self):
        self.out = self.folder / 'out'
        self.spoilt = self.folder / 'spoilt'
        for path in (self.out, self.spoilt):
            shutil.rmtree(path, ignore_errors=True)

    def spoil(self):
        """A copy of the run, and the stock of its second legal person."""
        shutil.copytree(self.whole, self.spoilt)
        return sorted((self.spoilt / 'month').glob('*/loan.parquet'))[1]

    def refused(self, *words):
        """Judging the spoilt run again ends with exit code 2, these words and no folder."""
        code, said = report(self.spoilt, self.out)
        self.assertEqual(code, 2, said)
        for word in words:
            self.assertIn(word, said)
        self.nothing_left()

    def nothing_left(self):
        """Neither the run nor its unfinished folder."""
        self.assertEqual([p.name for p in self.folder.glob('out*')], [])

    def assert_whole(self):
        """The run is the undisturbed one, to the byte."""
        for path in sorted(self.whole.glob('*.csv')):
            self.assertEqual((self.out / path.name).read_bytes(), path.read_bytes(), path.name)

    def rewritten(self, path, select):
        """Replaces a Parquet file by a SELECT over it."""
        other = path.with_suffix('.new')
        duckdb.execute(f"COPY ({select.format(path)}) TO '{other}' (FORMAT parquet)")
        other.replace(path)

    def test_a_column_that_is_gone(self):
        path = self.spoil()
        self.rewritten(path, "SELECT * EXCLUDE (product) FROM '{}'")
        self.refused('month_columns', str(path), '[product]')

    def test_a_column_of_another_type(self):
        path = self.spoil()
        self.rewritten(path, "SELECT * REPLACE (CAST(amount AS DOUBLE) AS amount) FROM '{}'")
        self.refused('month_columns', str(path), '[amount]', 'DOUBLE')

    def test_a_file_cut_off(self):
        path = self.spoil()
        data = path.read_bytes()
        path.write_bytes(data[:len(data) // 2])
        self.refused('parquet_damaged', str(path))

    def test_a_row_group_that_cannot_be_read(self):
        path = self.spoil()
        data = bytearray(path.read_bytes())
        data[len(data) // 4:len(data) // 2] = bytes(len(data) // 2 - len(data) // 4)
        path.write_bytes(data)
        self.refused('parquet_damaged', str(path))

    def test_rows_of_another_bank(self):
        path = self.spoil()
        self.rewritten(path, "SELECT * EXCLUDE (n) REPLACE (if(n % 100 = 7, '91140000XSTRANGER0',"
                             " legal_uscc) AS legal_uscc) FROM (SELECT *,"
                             " row_number() OVER () AS n FROM '{}')")
        rows = duckdb.execute(f"SELECT count(*) FROM '{path}'"
                              " WHERE legal_uscc = '91140000XSTRANGER0'").fetchone()[0]
        self.assertGreater(rows, 0)
        self.refused('month_strangers', '[legal_uscc]', f' {rows} ')

    def test_a_month_before_that_was_not_checked(self):
        figures = self.folder / 'figures'
        before = '2026-08'
        words = ['--month', before, '--in', str(self.data), '--out', str(figures), '--only-figures']
        done = subprocess.run([WUPIAN, 'report', *words], capture_output=True, check=False)
        self.assertEqual(done.returncode, 1)  # A trial.
        done = subprocess.run([*command(self.data, self.out), '--prior', str(figures)],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn('prior_only_figures', done.stderr)
        self.nothing_left()

    def test_a_full_disk(self):
        disk = self.folder / 'disk'
        disk.mkdir(exist_ok=True)
        needed = sum(-(-p.stat().st_size // 4096) * 4 for p in self.whole.rglob('*') if p.is_file())
        for share in (20, 40, 60, 80):  # Full at one step and at another.
            size = f'size={needed * share // 100}k'
            mounted = subprocess.run(['mount', '-t', 'tmpfs', '-o', size, 'tmpfs', str(disk)],
                                     capture_output=True, check=False)
            if mounted.returncode != 0:
                print('a full disk was not tried: this user may not mount a tmpfs')
                self.skipTest('no tmpfs')
            try:
                code, said = report(self.data, disk / 'out')
                self.assertEqual(code, 2, said)
                self.assertRegex(said, 'No space left|Could not write', size)
                self.assertEqual(list(disk.iterdir()), [])
            finally:
                subprocess.run(['umount', str(disk)], check=True)
        self.assertEqual(report(self.data, self.out)[0], 1)
        self.assert_whole()

    def test_an_interrupt_in_the_middle(self):
        process = subprocess.Popen(command(self.data, self.out), stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        part = self.folder / 'out.part'
        while not list(part.glob('month/*/loan.parquet')):
            self.assertIsNone(process.poll(), 'the run ended before it could be interrupted')
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=60), -signal.SIGINT)
        self.assertFalse(self.out.exists())
        self.assertEqual(report(self.data, self.out)[0], 1)  # Over what the first one left.
        self.assertFalse(part.exists())
        self.assert_whole()


if __name__ == '__main__':
    sys.exit(unittest.main())
