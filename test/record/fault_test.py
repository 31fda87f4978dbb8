"""The service under faults, over HTTP: kill -9 at random moments, the database started again, a
full disk. Nothing acknowledged is lost, nothing is done twice, and work goes on without a restart.

KILLS says how often on each database (3; `make soak` 200), SEED which moments.
"""

import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, Client, Deployment

import private_postgres

BANK = '91140100000000019W'
KILLS = int(os.environ.get('KILLS', '3'))
SEED = int(os.environ.get('SEED', '20261123'))
WRITERS = 4


class Writer(threading.Thread):
    """Makes parties one after the other, each under a key of its own, until told to stop."""

    def __init__(self, person, turn, number):
        super().__init__()
        self.client = Client(person.port)
        self.client.cookies = dict(person.cookies)
        self.name_of = lambda i: f'turn {turn} writer {number} firm {i}'
        self.done = {}        # Name: id, of what was acknowledged.
        self.uncertain = None  # Name that was sent and not answered.
        self.stop = False
        self.other = []

    def write(self, name):
        """One keyed write."""
        return self.client.post('/v1/parties', {'kind': 'enterprise', 'name': name,
                                                'region': '140100'},
                                {'Idempotency-Key': name.replace(' ', '-')})

    def run(self):
        i = 0
        while not self.stop:
            name = self.name_of(i)
            try:
                reply = self.write(name)
            except OSError:
                self.uncertain = name
                return
            except Exception as cut:  # http.client: an answer that was cut off.
                assert type(cut).__module__ == 'http.client', cut
                self.uncertain = name
                return
            if reply.status == 201:
                self.done[name] = reply.json()['id']
                i += 1
            else:
                self.other.append((reply.status, reply.code()))
                time.sleep(0.05)


def all_parties(person, begins=''):
    """Ids by name over all pages, of names that begin so."""
    found = {}
    narrow = {'filter': f'name^={begins}'} if begins else {}
    for row in person.all('/v1/parties', columns='id,name', **narrow):
        found.setdefault(row['name'], []).append(row['id'])
    return found


class FaultTest(unittest.TestCase):
    """Each fault on the databases that can have it."""

    def check(self, person, writers):
        """What was acknowledged is there once; what was not answered is done at most once, and
        sending it again under its key settles it."""
        turn = writers[0].name_of(0).split('writer')[0]
        found = all_parties(person, turn)
        for writer in writers:
            for name, party in writer.done.items():
                self.assertEqual(found.get(name), [party], f'seed {SEED}: {name}')
            if not writer.uncertain:
                continue
            name = writer.uncertain
            was = found.get(name, [])
            self.assertLessEqual(len(was), 1, f'seed {SEED}: {name}')
            # Done: the reply of then, or word that it is done. Not done: it is done now, or the key
            # is free again after a while.
            reply = writer.write(name)
            said = (reply.status, reply.code())
            allowed = [(201, ''), (409, 'idempotency_spent' if was else 'idempotency_in_progress')]
            self.assertIn(said, allowed, f'seed {SEED}: {name}')
            again = all_parties(person, turn).get(name, [])
            self.assertEqual(len(again), 1 if was or reply.status == 201 else 0, f'seed {SEED}')

    def test_killed(self):
        """The service is killed while four clients write; it starts again on the same data."""
        moments = random.Random(SEED)
        for database in DATABASES:
            with self.subTest(database), Deployment('bank', database) as here:
                bank = here.organisation(BANK, 'bank')
                person = here.user('li', bank, ['party_keeper'])
                acknowledged = 0
                for turn in range(KILLS):
                    writers = [Writer(person, turn, number) for number in range(WRITERS)]
                    for writer in writers:
                        writer.start()
                    time.sleep(moments.uniform(0.05, 0.5))
                    here.stop(signal.SIGKILL)
                    for writer in writers:
                        writer.join()
                    here.start()
                    self.check(person, writers)
                    acknowledged += sum(len(writer.done) for writer in writers)
                self.assertGreater(acknowledged, KILLS)
                self.assertGreaterEqual(len(all_parties(person)), acknowledged)
                # No 5xx before the end, and the audit holds.
                until = time.monotonic() + 20
                auditor = here.user('shi', bank, ['audit_administrator'])
                while not auditor.get('/v1/audit/check').json()['sealed']:
                    self.assertLess(time.monotonic(), until)
                    time.sleep(0.2)

    def test_database_restarted(self):
        """PostgreSQL is stopped at once and started again under load: refusals in between are
        clear, and the service goes on by itself."""
        server = private_postgres.shared()
        with Deployment('bank', 'postgres') as here:
            bank = here.organisation(BANK, 'bank')
            person = here.user('li', bank, ['party_keeper'])
            writers = [Writer(person, 0, number) for number in range(WRITERS)]
            for writer in writers:
                writer.start()
            time.sleep(0.3)
            server.stop()
            time.sleep(0.3)
            refused = person.get('/v1/parties')
            self.assertEqual(refused.status, 503, refused.body)
            self.assertIn('store', refused.code())
            server.start()
            time.sleep(1.0)
            for writer in writers:
                writer.stop = True
                writer.join()
                self.assertIsNone(writer.uncertain)
                self.assertTrue(writer.done)
                self.assertEqual({status for status, _ in writer.other} - {503, 409}, set())
            self.assertEqual(person.get('/v1/parties').status, 200)
            found = all_parties(person)
            for writer in writers:
                for name, party in writer.done.items():
                    self.assertEqual(found.get(name), [party])

    def test_full_disk(self):
        """SQLite on a small disk that is full: a write is refused clearly, reading goes on, and
        once there is room writing does too."""
        if os.getuid() != 0:
            self.skipTest('only root may make a small disk')
        with tempfile.TemporaryDirectory(prefix='wupian-full-') as folder:
            subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=8m', 'none', folder], check=True)
            try:
                self.fill_and_free(pathlib.Path(folder))
            finally:
                subprocess.run(['umount', '-l', folder], check=True)

    def fill_and_free(self, disk):
        """The test above, on its disk."""
        config = f'database: "sqlite:{disk}/store.db"\n'
        with Deployment('bank', 'sqlite', config) as here:
            # The console commands must mean the same database.
            here.environment['WUPIAN_DATABASE'] = f'sqlite:{disk}/store.db'
            bank = here.organisation(BANK, 'bank')
            person = here.user('li', bank, ['party_keeper'])
            kept = person.post('/v1/parties', {'kind': 'enterprise', 'name': 'kept',
                                               'region': '140100'})
            ballast = disk / 'ballast'
            with open(ballast, 'wb', buffering=0) as file:
                try:
                    while True:
                        file.write(bytes(4096))
                except OSError:
                    pass
            name = 'x' * 4000
            refused = None
            for i in range(50):
                reply = person.post('/v1/parties', {'kind': 'enterprise', 'name': f'{name} {i}',
                                                    'region': '140100'})
                if reply.status != 201:
                    refused = reply
                    break
            self.assertIsNotNone(refused)
            self.assertEqual(refused.status, 503, refused.body)
            self.assertEqual(refused.code(), 'store_full', refused.body)
            self.assertEqual(person.get('/v1/parties/' + kept.json()['id']).status, 200)
            ballast.unlink()
            done = person.post('/v1/parties', {'kind': 'enterprise', 'name': 'after',
                                               'region': '140100'})
            self.assertEqual(done.status, 201, done.body)
            self.assertIn('kept', json.dumps(all_parties(person)))


if __name__ == '__main__':
    unittest.main()
