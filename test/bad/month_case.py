"""A generated month without faults that a test may spoil, and the program run over it."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import unittest
import zipfile

PROGRAM = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
MONTH, DAY = '2026-09', '20260930'
FIGURES = ('tables.csv', 'summary.csv', 'list_rate.csv')
PLAIN, ZIPPED, BARE = 0, 1, 2  # The institutions: one with all files, one in zips, one with few.


def call(*arguments):
    """Runs the program: (exit code, stdout, stderr)."""
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def read(path):
    """A file's bytes."""
    with open(path, 'rb') as file:
        return file.read()


def write(path, data):
    """Writes a file's bytes."""
    with open(path, 'wb') as file:
        file.write(data)


def log_text(name, data, finished='2026-10-05 18:00:00'):
    """The five lines of a .log."""
    records = data.count(b'\n') + (0 if not data or data.endswith(b'\n') else 1)
    digest = hashlib.md5(data).hexdigest()
    return f'{name}\n{digest}\n{len(data)}\n{finished}\n{records}\n'.encode()


class Run:
    """What one report left and said."""

    def __init__(self, folder, code, out, err):
        self.folder, self.code, self.out, self.err = folder, code, out, err

    def json(self):
        """The answer of --json."""
        return json.loads(self.out)

    def figures(self):
        """The files of figures, by name."""
        return {name: read(os.path.join(self.folder, name)) for name in FIGURES}

    def figures_of(self, legal):
        """The lines of tables.csv of one legal person."""
        lines = read(os.path.join(self.folder, 'tables.csv')).decode().splitlines()
        return [line for line in lines if line.startswith(legal + ',')]

    def zips(self):
        """The legal persons that can file."""
        return {path.split('/')[0] for path in self.json().get('zips', [])}


class MonthCase(unittest.TestCase):
    """A test with its own copy of the clean month."""

    @classmethod
    def setUpClass(cls):
        cls.keep = tempfile.TemporaryDirectory(prefix='wupian_bad_')
        cls.addClassCleanup(cls.keep.cleanup)
        cls.clean_data = os.path.join(cls.keep.name, 'clean')
        code, _, err = call('generate', '--month', MONTH, '--loans', '1000', '--seed', '3',
                            '--faults', 'none', '--out', cls.clean_data)
        assert code == 0, err
        shutil.rmtree(os.path.join(cls.clean_data, 'in', '2026-08'))
        cls.count = 0
        cls.legals = sorted(os.listdir(os.path.join(cls.clean_data, 'in', MONTH)))
        cls.clean = cls.report_of(cls.clean_data)
        assert cls.clean.code == 0, cls.clean.out + cls.clean.err

    @classmethod
    def report_of(cls, data, *options):
        """Runs a report over a data folder into a new folder, with --json."""
        cls.count += 1
        out = os.path.join(cls.keep.name, f'run{cls.count}')
        return Run(out, *call('report', '--month', MONTH, '--in', data, '--out', out, '--json',
                              *options))

    @classmethod
    def text_of(cls, data, *options):
        """The same without --json."""
        cls.count += 1
        out = os.path.join(cls.keep.name, f'run{cls.count}')
        return Run(out, *call('report', '--month', MONTH, '--in', data, '--out', out, *options))

    def copy(self):
        """A new copy of the clean data."""
        type(self).count += 1
        data = os.path.join(self.keep.name, f'data{self.count}')
        shutil.copytree(self.clean_data, data)
        return data

    def folder(self, data, who):
        """The folder of an institution."""
        return os.path.join(data, 'in', MONTH, self.legals[who])

    def name(self, who, table, extension='dat'):
        """The name of a sent file."""
        return f'{self.legals[who]}_{table}_{DAY}.{extension}'

    def path(self, data, who, table, extension='dat'):
        """The path of a sent file."""
        return os.path.join(self.folder(data, who), self.name(who, table, extension))

    def put(self, data, who, table, content, log=None):
        """Writes a .dat with its .log (a right one unless given)."""
        write(self.path(data, who, table), content)
        write(self.path(data, who, table, 'log'),
              log_text(self.name(who, table), content) if log is None else log)

    def put_zip(self, data, who, table, entries):
        """Writes a .zip of (name, bytes)."""
        path = self.path(data, who, table, 'zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as archive:
            for name, content in entries:
                archive.writestr(name, content)

    def lines(self, data, who, table):
        """The lines of a .dat, with their ends."""
        return read(self.path(data, who, table)).splitlines(keepends=True)

    def problems(self, run):
        """{(file, line, field, code): (value, message)} of --json."""
        found = {}
        for one in run.json()['problems']:
            found[one['file'], one['line'], one['field'], one['code']] = (one['value'],
                                                                         one['message'])
        return found

    def assert_same(self, run, legals):
        """The figures of these institutions equal those of the clean run."""
        for who in legals:
            legal = self.legals[who]
            self.assertTrue(self.clean.figures_of(legal))
            self.assertEqual(run.figures_of(legal), self.clean.figures_of(legal), legal)
