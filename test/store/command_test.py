"""Goal: the store's commands do what they say, and say what is wrong.

Method: a data folder is made, people are added and given roles by the program; it is backed up,
destroyed, restored and verified, on SQLite and PostgreSQL; one byte is changed in what was written.
"""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import private_postgres  # noqa: E402

WUPIAN = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
USCC = '91140100MA0GTM9K3W'


class CommandTest(unittest.TestCase):
    """One data folder a test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='wupian-store-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)
        self.data = self.folder / 'data'
        self.database = []

    def call(self, *words, code=0):
        """Runs the program with --json; the exit code is as said; returns what it printed."""
        done = subprocess.run([WUPIAN, *map(str, words), '--json'], capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return json.loads(done.stdout)

    def store(self, *words, code=0):
        """A command on the store."""
        return self.call(*words, '--data', self.data, *self.database, code=code)

    def refused(self, *words, code=2):
        """The error code of a command that fails."""
        return self.store(*words, code=code)['error']['code']

    def make(self):
        """A bank with two people."""
        self.store('migrate')
        self.store('user', 'add', 'anna', '--organisation', USCC, '--kind', 'bank')
        self.store('user', 'add', 'bela', '--organisation', USCC, '--display', 'Béla 五')
        self.store('user', 'role', 'anna', '--organisation', USCC, '--role', 'maker')

    def people(self):
        """Names and states."""
        rows = self.store('user', 'list', '--organisation', USCC)
        return {row['name']: (row['display_name'], row['state']) for row in rows}

    def drill(self):
        """Back up, destroy, restore, verify."""
        self.make()
        self.store('user', 'disable', 'bela', '--organisation', USCC)
        before = self.people()
        if not self.database:
            self.assertEqual((self.data / 'store.db').stat().st_mode & 0o777, 0o600)
        self.assertEqual(before, {'anna': ('anna', 'active'), 'bela': ('Béla 五', 'disabled')})
        file = self.folder / 'backup'
        made = self.store('backup', '--out', file)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.refused('backup', '--out', file), 'file_unwritable')
        self.assertEqual(self.call('verify', file)['digest'], made['digest'])
        return before, file

    def restored(self, before, file):
        """Into an empty database; then not again."""
        self.store('restore', '--from', file)
        self.assertEqual(self.people(), before)
        audit = self.call('verify', self.data, *self.database)
        # Organisation, two accounts, role, grant, disabling; all sealed.
        self.assertEqual((audit['sealed'], audit['unsealed']), (6, 0))
        self.assertEqual(self.refused('restore', '--from', file), 'restore_not_empty')

    def test_drill_on_sqlite(self):
        """The whole way, in a folder."""
        before, file = self.drill()
        shutil.rmtree(self.data)
        self.restored(before, file)

    def test_drill_from_sqlite_to_postgres(self):
        """A backup of one may go into the other."""
        before, file = self.drill()
        server = private_postgres.Server(self.folder / 'server')
        self.addCleanup(server.stop)
        self.database = ['--database', server.url]
        self.restored(before, file)

    def test_refusals(self):
        """What is wrong is said before anything is written."""
        self.assertEqual(self.refused('backup', '--out', self.folder / 'b'), 'migration_needed')
        self.make()
        self.assertEqual(self.refused('user', 'add', 'anna', '--organisation', USCC),
                         'store_unique')
        self.assertEqual(self.refused('user', 'add', 'c', '--organisation', '9' * 18),
                         'object_not_found')
        self.assertEqual(self.refused('user', 'role', 'anna', '--organisation', USCC, '--role',
                                      'audit_administrator'), 'duties_mixed')
        self.assertEqual(self.refused('user', 'role', 'anna', '--organisation', USCC, '--role',
                                      'king'), 'role_unknown')
        self.assertEqual(self.refused('user', 'disable', 'nobody', '--organisation', USCC),
                         'object_not_found')
        self.assertEqual(self.people()['anna'], ('anna', 'active'))

    def test_a_changed_row_or_byte_is_found(self):
        """In the live database, an export and a backup."""
        self.make()
        export = self.folder / 'audit.csv'
        self.call('verify', self.data, '--export', export)
        self.assertEqual(self.call('verify', export)['sealed'], 5)
        spoilt = bytearray(export.read_bytes())
        spoilt[len(spoilt) // 2] ^= 1
        export.write_bytes(spoilt)
        self.call('verify', export, code=1)
        with sqlite3.connect(self.data / 'store.db') as raw:
            raw.execute("update audit set actor = 'x' where seq = 2")
        raw.close()
        found = self.call('verify', self.data, code=1)
        self.assertEqual(found['error']['code'], 'audit_broken')


if __name__ == '__main__':
    unittest.main()
