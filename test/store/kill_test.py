"""Goal: after kill -9 nothing acknowledged is lost, nothing is half done and the audit verifies.

Method: a writer acknowledges each durable pair of rows on stdout and is killed at random moments,
for PostgreSQL now and then the server, too; then every row is read back. KILLS says how often on
each database (4; `make soak` 200), SEED which moments.
"""

import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import private_postgres  # noqa: E402

WUPIAN = pathlib.Path(os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian')))
WRITER = WUPIAN.parent / 'store_writer'
KILLS = int(os.environ.get('KILLS', '4'))
SEED = int(os.environ.get('SEED', '20261123'))
AUDIT_ROWS_PER_PAIR = 4


class KillTest(unittest.TestCase):
    """Each database under kills."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='wupian-kill-')
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.folder.chmod(0o755)
        self.random = random.Random(SEED)
        self.acknowledged = set()

    def migrate(self, url):
        """Tables, by the program itself."""
        subprocess.run([WUPIAN, 'migrate', '--data', self.folder / 'data', '--database', url],
                       check=True, stdout=subprocess.DEVNULL)

    def write_until_killed(self, url, first, victim):
        """A writer runs for a random while; then it, or what it writes to, is killed."""
        writer = subprocess.Popen([WRITER, 'write', url, str(first)], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        time.sleep(self.random.uniform(0.05, 0.6))
        if victim is not None:
            victim()
            time.sleep(0.1)
        writer.kill()
        said = writer.communicate()[0].decode()
        # The last line may be cut; it counts only with its end.
        self.acknowledged.update(said.split('\n')[:-1])

    def check(self, url):
        """What is there: every acknowledged pair, whole, with exactly its audit rows."""
        done = subprocess.run([WRITER, 'check', url], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, f'seed {SEED}: {done.stderr}')
        *found, audit = done.stdout.split('\n')[:-1]
        lost = self.acknowledged - set(found)
        self.assertFalse(lost, f'seed {SEED}: lost {sorted(lost)[:5]}')
        pairs = len(found)
        self.assertEqual(audit, f'audit {AUDIT_ROWS_PER_PAIR * pairs} 0 {pairs}', f'seed {SEED}')

    def test_sqlite(self):
        """The writer is the database."""
        (self.folder / 'data').mkdir()
        url = f'sqlite:{self.folder}/data/store.db'
        self.migrate(url)
        for turn in range(KILLS):
            self.write_until_killed(url, turn * 1_000_000, None)
            self.check(url)
        self.assertGreater(len(self.acknowledged), KILLS)
        verified = subprocess.run([WUPIAN, 'verify', self.folder / 'data'], capture_output=True,
                                  check=False)
        self.assertEqual(verified.returncode, 0, verified)

    def test_postgres(self):
        """The writer, and every second time the server."""
        server = private_postgres.Server(self.folder / 'server')
        self.addCleanup(server.stop)
        self.migrate(server.url)
        for turn in range(KILLS):
            kills_server = turn % 2 == 1
            self.write_until_killed(server.url, turn * 1_000_000,
                                    server.kill if kills_server else None)
            if kills_server:
                server.start()
            self.check(server.url)
        self.assertGreater(len(self.acknowledged), KILLS)


if __name__ == '__main__':
    unittest.main()
