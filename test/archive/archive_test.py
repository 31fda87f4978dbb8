"""Goal: an archive proves itself: every changed byte is found, and the month comes out again.

Method: a month of 2,000 loans is archived as a folder and as a zip; each member in turn gets one
other byte; members go missing and come in; keys are unknown, revoked, of one person; then the month
is judged again from the archive alone, its data root gone.
"""

import csv
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import unittest

WUPIAN = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
BANK = '91140105MAX700003A'
ROLES = ('maker', 'checker', 'responsible')
SEED = int(os.environ.get('SEED', '20260930'))


def call(*words, code=0):
    """Runs a command that must end with this code; its stdout and stderr."""
    done = subprocess.run([WUPIAN, *map(str, words)], capture_output=True, text=True, check=False,
                          env={**os.environ, 'WUPIAN_KEY_PASS': 'correct horse'})
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout + done.stderr


def table(path):
    """Rows of a CSV."""
    with path.open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


class ArchiveTest(unittest.TestCase):
    """One archived month."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='wupian-archive-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.data = cls.folder / 'data'
        call('generate', '--month', '2026-09', '--loans', 2000, '--seed', 11, '--out', cls.data)
        for month in ('2026-08', '2026-09'):
            call('report', '--month', month, '--data', cls.data, '--finished',
                 '2026-10-08 09:00:00', code=1)
        call('receipts', '--in', cls.data / 'run/2026-09/001', '--make')  # Derived: left out.
        for role in ROLES:
            cls.make_key(role, role, f'员工{role}')
        cls.keys = cls.register('keys', *ROLES)
        cls.whole = cls.folder / 'whole'
        cls.zip = cls.folder / 'whole.zip'
        for out in (cls.whole, cls.zip):
            cls.archive(out, ROLES)

    @classmethod
    def make_key(cls, file, role, name):
        call('key', 'make', '--kind', 'ed25519' if role == 'checker' else 'sm2', '--name', name,
             '--organisation', BANK, '--role', role, '--from', '2026-01-01',
             '--out', cls.folder / f'{file}.pem')

    @classmethod
    def rows(cls, *files):
        """Rows of a register."""
        return [row for file in files for row in table(cls.folder / f'{file}.csv')]

    @classmethod
    def register(cls, name, *files, revoked=None):
        rows = cls.rows(*files)
        for row in rows:
            if row['name'] == revoked:
                row['revoked'] = '2027-01-01'
        path = cls.folder / f'{name}_register.csv'
        with path.open('w', encoding='utf-8', newline='') as out:
            writer = csv.DictWriter(out, rows[0].keys(), lineterminator='\n')
            writer.writeheader()
            writer.writerows(rows)
        return path

    @classmethod
    def archive(cls, out, files, code=0, **options):
        words = ['archive', '--in', cls.data / 'run/2026-09/001', '--data', cls.data, '--out', out,
                 '--organisation', BANK, '--time', '2026-11-23T08:15:30.123Z']
        for name, value in options.items():
            words += [f'--{name}', value]
        for file in files:
            words += ['--sign', cls.folder / f'{file}.pem']
        return call(*words, code=code)

    def verify(self, path, code, *words):
        said = call('verify', path, '--json', *words, code=code)
        return json.loads(said)

    def copy(self):
        path = self.folder / 'copy'
        shutil.rmtree(path, ignore_errors=True)
        shutil.copytree(self.whole, path)
        return path

    def test_whole(self):
        for path in (self.whole, self.zip):
            said = self.verify(path, 0, '--keys', self.keys)
            self.assertTrue(said['whole'])
            self.assertEqual([seal['state'] for seal in said['seals']], ['holds'] * 3)
            self.assertEqual(said['files']['others'], [])
            listed = json.loads((self.whole / 'archive.json').read_text())['files']
            self.assertEqual(said['files']['holds'], len(listed))
        self.assertTrue((self.data / 'run/2026-09/001/.receipt').is_dir())
        self.assertFalse((self.whole / 'run/.receipt').exists())
        names = {str(p.relative_to(self.whole)) for p in self.whole.rglob('*') if p.is_file()}
        for wanted in ('run/summary.json', 'run/finding.csv', 'run/plan.json', 'closing.csv',
                       'paper/signing_sheet.pdf', 'paper/self_check.pdf',
                       'prior/verdict_loan.parquet', 'data/list/tech.hnte/2026-09.csv',
                       f'data/in/2026-09/{BANK}/determination.csv'):
            self.assertIn(wanted, names)
        self.assertTrue([name for name in names if name.startswith('run/pack/')])
        self.assertTrue(self.verify(self.whole, 0)['own_keys'])

    def test_one_byte_of_each_member(self):
        chance = random.Random(SEED)
        path = self.copy()
        for file in sorted(p for p in path.rglob('*') if p.is_file()):
            was = file.read_bytes()
            if not was:
                continue
            now = bytearray(was)
            now[chance.randrange(len(now))] ^= 1 << chance.randrange(8)
            file.write_bytes(now)
            name = str(file.relative_to(path))
            done = subprocess.run([WUPIAN, 'verify', path, '--keys', self.keys, '--json'],
                                  capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 1, f'{name}, SEED={SEED}')
            said = json.loads(done.stdout)
            others = [(one['path'], one['state']) for one in said['files']['others']]
            if name not in ('archive.json', 'seal.csv'):
                self.assertEqual(others, [(name, 'changed')])
                self.assertEqual([seal['state'] for seal in said['seals']], ['holds'] * 3)
            file.write_bytes(was)
        self.verify(path, 0, '--keys', self.keys)

    def test_one_byte_of_the_zip(self):
        chance = random.Random(SEED)
        was = self.zip.read_bytes()
        path = self.folder / 'changed.zip'
        places = list(range(60)) + list(range(len(was) - 120, len(was)))
        places += [chance.randrange(len(was)) for _ in range(200)]
        for place in places:
            now = bytearray(was)
            now[place] ^= 1 << chance.randrange(8)
            path.write_bytes(now)
            call('verify', path, '--keys', self.keys, code=1)
        path.write_bytes(was[:-1])
        call('verify', path, '--keys', self.keys, code=1)
        path.write_bytes(was + b'\n')
        call('verify', path, '--keys', self.keys, code=1)

    def test_missing_and_added(self):
        path = self.copy()
        (path / 'run/finding.csv').unlink()
        (path / 'run/nothing.csv').write_text('a\n')
        said = self.verify(path, 1, '--keys', self.keys)
        self.assertEqual([(one['path'], one['state']) for one in said['files']['others']],
                         [('run/finding.csv', 'missing'), ('run/nothing.csv', 'added')])
        (path / 'archive.json').unlink()
        self.verify(path, 1, '--keys', self.keys)

    def test_a_link_is_refused(self):
        path = self.copy()
        (path / 'run/finding.csv').unlink()
        (path / 'run/finding.csv').symlink_to(self.whole / 'run/finding.csv')
        self.assertIn('content_link', call('verify', path, '--keys', self.keys, code=1))

    def test_keys_that_do_not_count(self):
        def states(register):
            said = self.verify(self.whole, 1, '--keys', register)
            return [seal['state'] for seal in said['seals']], said['roles_missing']
        self.assertEqual(states(self.register('two', 'maker', 'responsible')),
                         (['holds', 'unknown_key', 'holds'], ['checker']))
        self.assertEqual(states(self.register('lost', *ROLES, revoked='员工maker')),
                         (['revoked', 'holds', 'holds'], ['maker']))
        # A second key of the maker, as checker: four eyes are two people.
        self.make_key('second', 'checker', '员工maker')
        out = self.folder / 'one_person'
        self.archive(out, ('maker', 'second', 'responsible'))
        said = self.verify(out, 1, '--keys', self.register('one', 'maker', 'second', 'responsible'))
        self.assertEqual(said['roles_missing'], ['checker'])
        # A maker's key may not sign as somebody else.
        out = self.folder / 'unsigned'
        self.archive(out, ('maker',))
        said = self.verify(out, 1, '--keys', self.keys)
        self.assertEqual(said['roles_missing'], ['checker', 'responsible'])

    def test_signed_one_after_the_other(self):
        for out in (self.folder / 'later', self.folder / 'later.zip'):
            self.archive(out, ('maker',))
            for role, time in (('checker', '2026-11-24'), ('responsible', '2026-11-25')):
                self.verify(out, 1, '--keys', self.keys)
                call('seal', out, '--sign', self.folder / f'{role}.pem', '--time',
                     f'{time}T01:00:00.000Z')
            said = self.verify(out, 0, '--keys', self.keys)
            self.assertEqual([seal['at'][:10] for seal in said['seals']],
                             ['2026-11-23', '2026-11-24', '2026-11-25'])
            self.assertFalse(list(self.folder.glob('later*.part')))
        with (self.folder / 'later/run/finding.csv').open('a', encoding='utf-8') as file:
            file.write('x')
        said = call('seal', self.folder / 'later', '--sign', self.folder / 'checker.pem', code=2)
        self.assertIn('archive_not_as_listed', said)

    def test_seals_of_another_archive(self):
        other = self.folder / 'other'
        closings = self.folder / 'closings.csv'
        rows = table(self.whole / 'closing.csv')
        rows[0].update(state='explained', by='员工maker', day='2026-10-09', note='按说明保留')
        with closings.open('w', encoding='utf-8', newline='') as out:
            writer = csv.DictWriter(out, rows[0].keys(), lineterminator='\n')
            writer.writeheader()
            writer.writerow(rows[0])
        self.archive(other, ROLES, closings=closings)
        closed = table(other / 'closing.csv')
        self.assertEqual(closed[0]['note'], '按说明保留')
        self.assertEqual({row['state'] for row in closed[1:]}, {'open'})
        findings = (self.whole / 'run/finding.csv').read_text(encoding='utf-8').splitlines()
        self.assertEqual(len(closed), len(findings) - 1)
        shutil.copy(self.whole / 'seal.csv', other / 'seal.csv')
        said = self.verify(other, 1, '--keys', self.keys)
        self.assertEqual([seal['state'] for seal in said['seals']], ['broken'] * 3)

    def test_judged_again_from_the_archive_alone(self):
        moved = self.folder / 'gone'
        self.data.rename(moved)
        try:
            for path in (self.whole, self.zip):
                said = self.verify(path, 0, '--keys', self.keys, '--recompute')
                self.assertEqual(said['recomputed']['others'], [])
                self.assertGreater(said['recomputed']['holds'], 30)
        finally:
            moved.rename(self.data)

    def test_a_figure_that_the_data_does_not_give(self):
        # A bank that rewrites a figure and lists and signs it anew is found by judging again.
        path = self.copy()
        run = self.folder / 'rewritten'
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(self.data / 'run/2026-09/001', run)
        lines = (run / 'summary.csv').read_text().splitlines(keepends=True)
        cells = lines[1].split(',')
        cells[4] = '9' + cells[4]
        lines[1] = ','.join(cells)
        (run / 'summary.csv').write_text(''.join(lines))
        shutil.rmtree(path)
        words = ['archive', '--in', run, '--data', self.data, '--out', path]
        for role in ROLES:
            words += ['--sign', self.folder / f'{role}.pem']
        call(*words)
        self.assertTrue(self.verify(path, 0, '--keys', self.keys)['whole'])
        said = self.verify(path, 1, '--keys', self.keys, '--recompute')
        self.assertEqual(said['recomputed']['others'],
                         [{'path': 'summary.csv', 'state': 'changed'}])

    def test_inputs_that_are_no_longer_those(self):
        file = sorted((self.data / 'in/2026-09' / BANK).glob('*.dat'))[0]
        was = file.read_bytes()
        file.write_bytes(was + b'x')
        try:
            said = self.archive(self.folder / 'never', ROLES, code=2)
            self.assertIn('archive_input_changed', said)
            self.assertFalse(list(self.folder.glob('never*')))
        finally:
            file.write_bytes(was)

    def test_calls_that_cannot_be(self):
        said = self.archive(self.whole, ROLES, code=2)
        self.assertIn('output_not_empty', said)
        words = ['archive', '--in', self.data / 'run/2026-09/001', '--data', self.data, '--out',
                 self.folder / 'never', '--sign', self.folder / 'maker.pem']
        done = subprocess.run([WUPIAN, *map(str, words)], capture_output=True, text=True,
                              check=False, env={**os.environ, 'WUPIAN_KEY_PASS': 'wrong horse'})
        self.assertEqual(done.returncode, 2)
        self.assertIn('key_pass_phrase', done.stderr)
        call('verify', self.folder / 'none', code=1)


if __name__ == '__main__':
    unittest.main()
