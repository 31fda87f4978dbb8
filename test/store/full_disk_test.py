"""Goal: a full disk is said clearly, loses nothing, and work goes on once there is room.

Method: PostgreSQL on a small tmpfs that is filled up; people are added until one is refused; room
is made; all who were acknowledged are there. SQLite's own case is in src/store/fault_test.cpp.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import private_postgres  # noqa: E402

WUPIAN = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
USCC = '91140100MA0GTM9K3W'
TRIES = 400


@unittest.skipUnless(os.getuid() == 0, 'only root may make a small disk')
class FullDiskTest(unittest.TestCase):
    """One server on one small disk."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='wupian-full-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)
        disk = self.folder / 'disk'
        disk.mkdir()
        subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=96m', 'none', disk], check=True)
        self.addCleanup(subprocess.run, ['umount', '-l', disk], check=True)
        disk.chmod(0o755)
        self.ballast = disk / 'ballast'
        self.server = private_postgres.Server(disk / 'server')
        self.addCleanup(self.server.stop)

    def call(self, *words):
        """Exit code and what was said."""
        done = subprocess.run([WUPIAN, *words, '--data', self.folder / 'data', '--database',
                               self.server.url, '--json'], capture_output=True, text=True,
                              check=False)
        return done.returncode, json.loads(done.stdout)

    def add(self, name):
        """A person with a long name shown; a kind makes the bank at the first."""
        return self.call('user', 'add', name, '--organisation', USCC, '--kind', 'bank',
                         '--display', name * 400)

    def fill(self):
        """Leaves no free byte."""
        with open(self.ballast, 'wb', buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass

    def test_full(self):
        """Refused with its reason, then as before."""
        self.assertEqual(self.call('migrate')[0], 0)
        self.assertEqual(self.add('first')[0], 0)
        self.fill()
        kept = ['first']
        code, said = 0, {}
        while code == 0 and len(kept) < TRIES:
            name = f'p{len(kept)}'
            code, said = self.add(name)
            if code == 0:
                kept.append(name)
        self.assertEqual(code, 2, f'{TRIES} people fitted on a full disk')
        # The sealer's part of the command may be what found no room: then the person is there.
        self.assertIn(said['error']['code'], ('store_full', 'store_unreachable'))
        self.ballast.unlink()
        if said['error']['code'] == 'store_unreachable':  # It found no room for its log, and fell.
            self.server.start()
        self.assertEqual(self.add('later')[0], 0)
        found = {row['name'] for row in self.call('user', 'list', '--organisation', USCC)[1]}
        self.assertLessEqual({*kept, 'later'}, found)
        self.assertLessEqual(found - {*kept, 'later'}, {f'p{len(kept)}'})
        code, audit = self.call_verify()
        self.assertEqual((code, audit['unsealed']), (0, 0), audit)
        # One row for the bank, one for each person.
        self.assertEqual(audit['sealed'], 1 + len(found))

    def call_verify(self):
        """The audit of the server."""
        done = subprocess.run([WUPIAN, 'verify', self.folder / 'data', '--database',
                               self.server.url, '--json'], capture_output=True, text=True,
                              check=False)
        return done.returncode, json.loads(done.stdout)


if __name__ == '__main__':
    unittest.main()
