"""Goal: `make demo` ends with four portals in which everybody who is printed can sign in and finds
work.

Method: tools/demo.py makes them in a temporary folder on ports of their own, on each database. Each
printed person signs in by the API with what is printed; the work that the demo promises to each is
looked for in the lists, counted by hand from what tools/demo seeds. Then they are stopped and
started again.
"""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'record'))
from deployment import DATABASES, WUPIAN, Client
import private_postgres

EDITIONS = ('bank', 'pboc', 'province', 'window')
SEPTEMBER = '/v1/months/2026-09'
COUNTY, SECOND, PLAIN = '91140105MAX700003A', '91140602MAX8N6W50U', '91140302MAXT2FH89H'
# Edition, sign-in name, organisation or '' → list, filter, how many at least.
PROMISED = (
    ('bank', 'zhang', COUNTY, '/v1/months', 'month=2026-08,state=filed', 1),
    ('bank', 'zhou', COUNTY, '/v1/filings', 'month=2026-01,state=filed', 1),
    ('bank', 'qian', COUNTY, '/v1/inquiries', 'state=sent', 1),
    ('bank', 'sun', COUNTY, '/v1/consents', 'state=granted', 1),
    ('bank', 'jingban', SECOND, SEPTEMBER + '/to_determine', '', 6),
    ('bank', 'jingban', SECOND, SEPTEMBER + '/findings', 'state=open', 2),
    ('bank', 'jingban', SECOND, SEPTEMBER + '/refused', '', 2),
    ('bank', 'fuhe', SECOND, '/v1/determinations', 'state=made', 1),
    ('bank', 'fuhe', SECOND, '/v1/explanations', 'state=made', 1),
    ('bank', 'fuze', PLAIN, '/v1/filings', 'month=2026-09,state=draft', 1),
    ('pboc', 'xu', '', '/v1/inquiries', 'state=answered', 1),
    ('pboc', 'xu', '', '/v1/inquiries', 'state=sent', 2),
    ('pboc', 'zhu', '', '/v1/matches/2026-09/rates', '', 7),
    ('pboc', 'you', '', '/v1/releases', 'level=public,state=made', 1),
    ('pboc', 'qin', '', '/v1/releases', 'level=public,state=approved', 1),
    ('province', 'liu', '', '/v1/list_revisions', 'state=pushed', 6),
    ('province', 'song', '', '/v1/list_revisions', 'revision=2026-10,state=draft', 1),
    ('province', 'song', '', '/v1/list_objections', 'state=open', 2),
    ('province', 'cao', '', '/v1/list_revisions', 'state=pushed', 1),
    ('window', 'luo', '', '/v1/consent_uses', '', 2),
    ('window', 'luo', '', '/v1/consents', '', 2),
    ('window', 'gao', '', '/v1/consents', '', 2),
    ('window', 'lv', '', '/v1/identifiers', '', 3),
    ('window', 'cui', '', '/v1/facts', '', 6))
# Those who have something of their own to do on the first day, once the portal counts it.
BUSY = {('bank', 'jingban', SECOND), ('bank', 'fuhe', SECOND), ('bank', 'fuze', PLAIN),
        ('bank', 'qian', COUNTY), ('bank', 'qi', SECOND), ('bank', 'xie', SECOND),
        ('pboc', 'xu', ''), ('pboc', 'you', ''), ('province', 'song', ''), ('window', 'luo', ''),
        ('window', 'lv', '')}


class DemoTest:
    """On one database."""

    database = ''

    @classmethod
    def setUpClass(cls):
        keep = tempfile.TemporaryDirectory(prefix='wupian-demo-')
        cls.addClassCleanup(keep.cleanup)
        cls.folder = pathlib.Path(keep.name) / 'portal'
        words = []
        if cls.database == 'postgres':
            for edition in EDITIONS:
                words += ['--database', f'{edition}={private_postgres.shared().make_database()}']
        cls.addClassCleanup(cls.call, '--stop')
        cls.printed = cls.call('--port', '18411', *words)
        cls.addresses = json.loads((cls.folder / 'addresses.json').read_text(encoding='utf-8'))
        cls.people = json.loads((cls.folder / 'people.json').read_text(encoding='utf-8'))

    @classmethod
    def call(cls, *words):
        """tools/demo.py on this folder; what it prints."""
        done = subprocess.run([sys.executable, 'tools/demo.py', '--out', cls.folder, *words],
                              env={**os.environ, 'WUPIAN': WUPIAN}, capture_output=True, text=True,
                              check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout

    def answers(self, edition):
        """Whether a portal is there."""
        place = urllib.parse.urlsplit(self.addresses[edition]).netloc
        line = http.client.HTTPConnection(place, timeout=10)
        try:
            line.request('GET', '/readyz')
            return line.getresponse().status == 200
        except OSError:
            return False
        finally:
            line.close()

    def sign_in(self, person):
        """By what is printed."""
        client = Client(urllib.parse.urlsplit(self.addresses[person['edition']]).port)
        reply = client.sign_in(person['organisation'], person['name'], person['password'])
        self.assertEqual(reply.status, 200, (person, reply.body))
        self.assertFalse(reply.json()['must_change'], person)
        return client

    def person(self, edition, name, organisation):
        """Of the printed ones."""
        found = [one for one in self.people if (one['edition'], one['name']) == (edition, name)
                 and organisation in ('', one['organisation'])]
        self.assertEqual(len(found), 1, (edition, name))
        return found[0]

    def test_1_printed(self):
        """Everybody, every address and every hint, in both languages."""
        for address in self.addresses.values():
            self.assertEqual(self.printed.count(address), 2, address)
        for person in self.people:
            for word in ('organisation', 'name', 'display', 'password', 'zh', 'en'):
                self.assertIn(person[word], self.printed, person)
        for edition in EDITIONS:
            self.assertTrue(self.answers(edition), edition)

    def test_2_everybody_signs_in(self):
        """With the password that is printed; each holds a permission."""
        self.assertGreater(len(self.people), 40)
        for person in self.people:
            session = self.sign_in(person).get('/v1/session').json()
            self.assertTrue(session['permissions'], person)

    def test_3_promised_work(self):
        """What the demo promises is there."""
        for edition, name, organisation, path, condition, least in PROMISED:
            client = self.sign_in(self.person(edition, name, organisation))
            query = {'filter': condition} if condition else {}
            reply = client.get(path, limit=100, **query)
            self.assertEqual(reply.status, 200, (name, path, reply.body))
            self.assertGreaterEqual(len(reply.json()['data']), least, (name, path))

    def test_3_to_dos(self):
        """Those with work see it counted, where the portal counts."""
        for edition, name, organisation in sorted(BUSY):
            client = self.sign_in(self.person(edition, name, organisation))
            if '/v1/to_dos' not in client.get('/v1/openapi.json').json()['paths']:
                self.skipTest('this program has no /v1/to_dos')
            counts = [row['count'] for row in client.get('/v1/to_dos').json()['data']]
            self.assertGreater(sum(counts), 0, (edition, name))

    def test_3_standings(self):
        """Who filed rightly, who wrongly, who not at all."""
        client = self.sign_in(self.person('pboc', 'xu', ''))
        rows = client.get('/v1/filing_standings', month='2026-09', limit=100).json()['data']
        states = {row['legal_uscc']: row['state'] for row in rows}
        # Two packages of the bank edition and one of another program are right, one is cut short.
        self.assertEqual(sorted(states.values()), ['missing'] * 4 + ['right'] * 3 + ['wrong'])
        self.assertEqual((states[COUNTY], states['91100000MAXLKNAW3M']), ('missing', 'wrong'))
        before = client.get('/v1/filing_standings', month='2026-08', limit=100).json()['data']
        county = next(row for row in before if row['legal_uscc'] == COUNTY)
        self.assertEqual((county['state'], county['inquiries_open']), ('right', 2))

    def test_3_board(self):
        """Five legal persons in four states."""
        client = self.sign_in(self.person('bank', 'han', ''))
        board = client.get('/v1/host/2026-09/board').json()['data']
        self.assertEqual(sorted((row['state'], row['signed_by']) for row in board),
                         [('filed', 3), ('filed', 3), ('none', 0), ('ready', 2), ('trial', 0)])

    def test_4_september(self):
        """The visitor's month: the files that lie ready are taken, and show what is promised."""
        client = self.sign_in(self.person('bank', 'zhang', COUNTY))
        export = self.folder / 'files/bank/2026-09_核心系统导出.zip'
        reply = client.upload(SEPTEMBER + '/staged?name=export.zip', export)
        self.assertEqual(reply.status, 201, reply.body)
        client.wait_job(client.post(SEPTEMBER + '/submissions', {'note': None}))

        def count(what, **query):
            return len(client.get(f'{SEPTEMBER}/{what}', limit=100, **query).json()['data'])

        self.assertEqual((count('refused'), count('to_determine')), (1, 3))
        self.assertEqual(count('findings', filter='check=rate_low,state=open'), 2)
        for path in sorted((self.folder / 'files/bank/2026-09_更正').iterdir()):
            reply = client.upload(f'{SEPTEMBER}/staged?name={path.name}', path)
            self.assertEqual(reply.status, 201, reply.body)
        client.wait_job(client.post(SEPTEMBER + '/submissions', {'note': None}))
        self.assertEqual((count('refused'), count('to_determine')), (0, 3))
        standard = {path.name for path in (self.folder / 'files/bank/2026-09').iterdir()}
        sent = client.get(f'{SEPTEMBER}/sent', limit=200).json()['data']
        self.assertLessEqual(standard, {row['name'] for row in sent})
        self.finish(client)

    def finish(self, maker):
        """The rest of the visitor's month, by the people who are printed: it can be filed."""
        who = {name: self.sign_in(self.person('bank', name, COUNTY))
               for name in ('li', 'wang', 'chen', 'hu', 'guo')}
        proof = (self.folder / 'files/bank/绿色项目批复.txt').read_bytes()
        checked = {'confirmed': True, 'note': None}
        for name in ('chen', 'hu', 'guo'):
            for row in who[name].get(SEPTEMBER + '/to_determine').json()['data']:
                kept = who[name].upload('/v1/evidence?kind=x&reference=y', proof).json()
                made = who[name].post('/v1/determinations', {
                    'month': '2026-09', 'receipt': row['receipt'], 'bill': None,
                    'chapter': row['chapter'], 'verdict': 'yes', 'main_type': None, 'share': None,
                    'evidence': kept['id'], 'valid_from': None})
                self.assertEqual(made.status, 201, made.body)
                path = f'/v1/determinations/{made.json()["id"]}/check'
                self.assertEqual(who['li'].put(path, checked).status, 200)
        maker.wait_job(maker.post(SEPTEMBER + '/runs'))
        for row in maker.get(SEPTEMBER + '/findings', filter='state=open').json()['data']:
            made = maker.post(SEPTEMBER + '/explanations', {
                'finding': row['id'], 'relation': None, 'check': None, 'kind': None,
                'note': '财政贴息贷款'})
            path = f'/v1/explanations/{made.json()["id"]}/check'
            self.assertEqual(who['li'].put(path, checked).status, 200, made.body)
        job = maker.wait_job(maker.post(SEPTEMBER + '/filings'))
        filing = '/v1/filings/' + job['result'].rsplit('/', 1)[1]
        phrase = re.search(r'签章口令：(\S+)', self.printed).group(1)
        who['maker'] = maker
        for name, role in (('maker', 'maker'), ('li', 'checker'), ('wang', 'responsible')):
            reply = who[name].post(filing + '/seals', {'role': role, 'pass_phrase': phrase,
                                                    'at': None, 'signature': None})
            self.assertEqual(reply.status, 201, reply.body)
        who['wang'].wait_job(who['wang'].post(filing + '/filed', {'pass_phrase': phrase}))
        self.assertEqual(maker.get(SEPTEMBER).json()['state'], 'filed')

    def test_4_lists(self):
        """The files for a department's clerk are taken as drafts."""
        client = self.sign_in(self.person('province', 'liu', ''))
        for name, kind, refused in (('高新技术企业名单_2026-11.xlsx', 'tech.hnte', 3),
                                    ('科技型中小企业名单_2026-11.csv', 'tech.sme', 4)):
            query = urllib.parse.urlencode({'list': kind, 'revision': '2026-11', 'source': '来文',
                                            'region': '140000', 'from': '2015-01-01'})
            job = client.wait_job(client.upload(f'/v1/list_revisions?{query}',
                                                self.folder / 'files/province' / name))
            draft = client.get(job['result']).json()
            self.assertEqual(draft['refused'], refused, draft)
            self.assertGreater(min(draft['added'], draft['lapsed'], draft['renamed']), 0, draft)

    def test_5_stop_and_start(self):
        """Stopped they are gone, started they are back, with their people."""
        self.call('--stop')
        self.assertEqual([one for one in EDITIONS if self.answers(one)], [])
        self.call('--start')
        self.addresses = json.loads((self.folder / 'addresses.json').read_text(encoding='utf-8'))
        for edition in EDITIONS:
            self.assertTrue(self.answers(edition), edition)
        self.sign_in(self.person('window', 'luo', ''))
        pids = (self.folder / 'pids').read_text(encoding='utf-8')
        self.call('--start')  # What runs is left alone.
        self.assertEqual((self.folder / 'pids').read_text(encoding='utf-8'), pids)


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'Demo_{database}', (DemoTest, unittest.TestCase), {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
