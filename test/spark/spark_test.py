"""Goal: a month judged on a Spark cluster is the month judged here, to the byte.

Method: an invented province with every fault and every kind of missing value (SEED and LOANS from
the environment); a standalone cluster of a master and two workers on loopback. Every file of the
two runs is compared byte for byte, verdict and detail files by columns, types and rows in order
(how Parquet cuts them into groups is free).
Workers are killed when the first relation is judged: with one left the month must be the same,
with none left there must be a clear error and nothing that looks like a result.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import cluster
import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
SEED = int(os.environ.get('SEED') or time.time())
LOANS = os.environ.get('LOANS', '3000')
MONTH, BEFORE = '2026-09', '2026-08'
FINISHED = '2026-10-08 09:00:00'
RUN_SECONDS = 1200


def scan(path):
    """A Parquet file as SQL, each row with its place."""
    return f"read_parquet('{path}', file_row_number = true)"


def differing_rows(a, b):
    """Rows that stand in one file and not in the other, each as often as it does."""
    one, other = f'SELECT * FROM {scan(a)}', f'SELECT * FROM {scan(b)}'
    both = f'({one} EXCEPT ALL {other}) UNION ALL ({other} EXCEPT ALL {one})'
    return duckdb.execute(f'SELECT * FROM ({both}) LIMIT 3').fetchall()


def shape(path):
    """Names and types of the columns."""
    return duckdb.execute(f'DESCRIBE SELECT * FROM {scan(path)}').fetchall()


class SparkTest(unittest.TestCase):
    """One province; the run here is what every run on the cluster is compared with."""

    @classmethod
    def setUpClass(cls):
        print(f'SEED={SEED} LOANS={LOANS}', flush=True)
        folder = tempfile.TemporaryDirectory(prefix='wupian-spark-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data = cls.folder / 'data'
        made = ['--loans', LOANS, '--seed', str(SEED), '--out', str(data)]
        subprocess.run(
            [WUPIAN, 'generate', '--month', MONTH, *made], check=True, capture_output=True
        )
        cls.before = cls.folder / 'before'
        cls.report(BEFORE, data / 'in' / BEFORE, cls.before)
        cls.here = cls.folder / 'here'
        cls.data = data
        cls.report(MONTH, data, cls.here, '--prior', str(cls.before))
        cls.cluster = cluster.Cluster(cls.folder / 'cluster')
        cls.addClassCleanup(cls.cluster.stop)

    def setUp(self):
        while len(self.cluster.workers()) < 2:
            self.cluster.add_worker()
        self.addCleanup(lambda: shutil.rmtree(self.folder / 'out', ignore_errors=True))
        self.out = self.folder / 'out/run'
        self.out.parent.mkdir()

    @staticmethod
    def command(month, data, out, *words):
        """A run of a month."""
        fixed = ['--month', month, '--in', str(data), '--out', str(out), '--finished', FINISHED]
        return [WUPIAN, 'report', *fixed, '--no-workbooks', *words]

    @classmethod
    def report(cls, *words):
        """A run here."""
        done = subprocess.run(cls.command(*words), check=False, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise AssertionError(f'exit {done.returncode}: {done.stdout}{done.stderr}')

    def start(self, master=None, **environment):
        """A run on the cluster, not yet ended."""
        spark = ['--engine', 'spark', '--spark-master', master or self.cluster.url]
        process = subprocess.Popen(
            self.command(MONTH, self.data, self.out, '--prior', str(self.before), *spark),
            env={**self.cluster.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        return process

    def end(self, process):
        """Exit code and output of a run."""
        output, _ = process.communicate(timeout=RUN_SECONDS)
        return process.returncode, output

    def wait_for_the_first_relation(self, process):
        """Returns when Spark has judged one relation and goes on with the next."""
        job = self.out.with_name('run.part') / 'spark'
        while not list(job.glob('*/verdict/_SUCCESS')):
            self.assertIsNone(process.poll(), 'the run ended before it could be disturbed')
            time.sleep(0.05)
        self.assertLess(len(list(job.glob('*/verdict/_SUCCESS'))), 4)

    def assert_the_same_month(self):
        """Every file of the run on the cluster is that of the run here."""
        runs = (self.here, self.out)
        names = [sorted(str(p.relative_to(run)) for p in run.rglob('*')) for run in runs]
        self.assertEqual(*names)
        self.assertGreater(len([name for name in names[0] if name.endswith('.dat')]), 9)
        self.assertIn('summary.csv', names[0])
        judged = 0
        for name in names[0]:
            a, b = self.here / name, self.out / name
            if name.endswith('.parquet') and name.startswith(('verdict_', 'detail_')):
                self.assertEqual(shape(a), shape(b), name)
                self.assertEqual(differing_rows(a, b), [], name)
                if name.startswith('verdict_'):
                    judged += duckdb.execute(f'SELECT count(*) FROM {scan(a)}').fetchone()[0]
            elif a.is_file():
                self.assertEqual(a.read_bytes(), b.read_bytes(), name)
        self.assertGreater(judged, int(LOANS) * 0.9)

    def test_a_row_that_differs_is_noticed(self):
        wrong = self.out.parent / 'wrong.parquet'
        loan = self.here / 'verdict_loan.parquet'
        changed = 'SELECT * REPLACE (u_0 + CAST(rowid = 7 AS BIGINT) AS u_0)'
        source = '(SELECT *, file_row_number AS rowid FROM read_parquet(?, file_row_number = true))'
        duckdb.execute(
            f"COPY (SELECT COLUMNS(c -> c NOT IN ('rowid', 'file_row_number'))"
            f" FROM ({changed} FROM {source})) TO '{wrong}' (FORMAT parquet)",
            [str(loan)],
        )
        self.assertEqual(shape(loan), shape(wrong))
        self.assertEqual(len(differing_rows(loan, wrong)), 2)

    def test_a_worker_that_dies_changes_nothing(self):
        process = self.start()
        self.wait_for_the_first_relation(process)
        first, second = self.cluster.workers()
        for name in (first, second):
            self.assertIn('Asked to launch executor', self.cluster.log(name))
        self.cluster.kill(second)
        code, output = self.end(process)
        self.assertEqual(code, 1, output)
        self.assert_the_same_month()

    def test_without_workers_it_says_so_and_the_next_run_succeeds(self):
        process = self.start(WUPIAN_SPARK_PATIENCE='30')
        self.wait_for_the_first_relation(process)
        for name in self.cluster.workers():
            self.cluster.kill(name)
        code, output = self.end(process)
        self.assertEqual(code, 2, output)
        self.assertIn('spark_failed', output)
        self.assertIn('no executor for 30 seconds', output)
        self.assertEqual([path.name for path in self.out.parent.iterdir()], ['run.spark.log'])
        self.cluster.add_worker()
        self.cluster.add_worker()
        code, output = self.end(self.start())
        self.assertEqual(code, 1, output)
        self.assertEqual([path.name for path in self.out.parent.iterdir()], ['run'])
        self.assert_the_same_month()

    def test_a_master_that_is_not_there_is_an_error(self):
        process = self.start('spark://127.0.0.1:1', WUPIAN_SPARK_PATIENCE='5')
        code, output = self.end(process)
        self.assertEqual(code, 2, output)
        self.assertIn('spark_failed', output)
        self.assertFalse(self.out.exists())

    def test_without_spark_or_java_it_says_what_to_do(self):
        self.assertIn('tools/setup --spark', self.refused({'SPARK_HOME': '', 'PATH': '/nowhere'}))
        self.assertIn('Java 17', self.refused({'JAVA_HOME': '/nowhere'}))

    def refused(self, environment):
        """What is said when Spark cannot be started at all."""
        program = self.out.parent / 'wupian'  # Away from build/deps.
        shutil.copy(WUPIAN, program)
        command = self.command(MONTH, self.data, self.out, '--engine', 'spark')
        done = subprocess.run(
            [str(program), *command[1:], '--pack', str(ROOT / 'pack')],
            env={**self.cluster.environment, **environment},
            check=False,
            capture_output=True,
            text=True,
        )
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertFalse(self.out.exists())
        return done.stdout + done.stderr


if __name__ == '__main__':
    if shutil.which('java') is None:
        print('skipped: Java is absent; tools/setup --spark installs it')
        sys.exit(77)
    if not (cluster.VENV / 'packages').exists():
        subprocess.run([str(ROOT / 'tools/setup'), '--spark'], check=True)
    unittest.main()
