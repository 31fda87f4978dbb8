"""Goal: the central bank's month from receipt to release, over HTTP alone, asking back where a bank
is wrong and editing nothing for it.

Method: a generated month is filed by every bank as packages that this test writes itself (one bank
has its own deployment and answers). Standing, matching and release are held against the same month
run by the command line from the same files, and against hand counts of working days.
"""

import csv
import pathlib
import shutil
import subprocess
import tempfile
import unittest

from desk_case import Key, Side, fetch, make_package, newest, package_id, take, uscc
from deployment import DATABASES, WUPIAN, Deployment

MONTH = '2026-09'
PBOC = uscc('11140000', 'MA0G0003')
PROVINCE = uscc('11140000', 'MA0G0004')


def rows(path):
    """A CSV of a run."""
    with path.open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file))


class PbocMonthTest:
    """On one database."""

    database = ''

    def setUp(self):
        keep = tempfile.TemporaryDirectory(prefix='wupian-pboc-')
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.data = self.folder / 'data'
        self.call('generate', '--month', MONTH, '--loans', '8000', '--seed', '3', '--faults',
                  'none', '--out', self.data)
        self.inbox = self.data / 'in' / MONTH
        self.legals = sorted(path.name for path in self.inbox.iterdir())
        self.asked = self.legals[0]
        self.pboc = self.enterContext(Deployment('pboc', self.database))
        self.branch = Side(self.pboc, PBOC, 'authority', '人民银行山西省分行')
        for number, legal in enumerate(self.legals):
            self.pboc.organisation(legal, 'bank', f'银行{number}', self.branch.id)
        self.keys = {legal: Key(self.folder, '报送系统', legal, 'sender') for legal in self.legals}
        for key in self.keys.values():
            self.branch.trust(key.register())
        self.receiver = self.branch.person('receiver')
        self.matcher = self.branch.person('matcher')
        self.root = self.pboc.data / 'tenant' / self.branch.id
        shutil.copytree(self.data / 'list', self.root / 'list')
        self.sent = 0

    @staticmethod
    def call(*words):
        subprocess.run([WUPIAN, *map(str, words)], check=False, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def package(self, legal, folder=None, sender=None, **changed):
        """A bank's filing as its own program would write it."""
        self.sent += 1
        folder = folder or self.inbox / legal
        files = {f'{legal}/{path.name}': path.read_bytes()
                 for path in sorted(folder.iterdir()) if path.is_file()}
        head = {'package': package_id(self.sent), 'kind': 'filing', 'from': 'bank',
                'organisation': sender or legal, 'to': 'pboc', 'recipient': PBOC,
                'made_at': '2026-10-12T08:00:00.000Z', 'month': MONTH, **changed}
        path = self.folder / f'{head["package"]}.zip'
        make_package(path, head, files, self.keys[sender or legal])
        return path.read_bytes()

    def standing(self):
        lines = self.receiver.all('/v1/filing_standings', month=MONTH)
        return {line['legal_uscc']: line for line in lines}

    def run_month(self):
        reply = self.matcher.post('/v1/matches', {'month': MONTH})
        return self.matcher.wait_job(reply)

    def set(self, name, value):
        system = self.branch.person('system_administrator')
        reply = system.put('/v1/settings', {'name': name, 'value': value})
        self.assertIn(reply.status, (200, 201), reply.body)

    def newest_run(self):
        return sorted((self.root / 'run' / MONTH).glob('[0-9]*'))[-1]

    def break_one(self):
        """The asked bank's files with a line cut short."""
        broken = self.folder / 'broken'
        shutil.copytree(self.inbox / self.asked, broken)
        file = next(broken.glob('*_CLDWDK_*.dat'))
        lines = file.read_text(encoding='utf-8').split('\n')
        lines[0] = lines[0].rpartition('|')[0]
        file.write_text('\n'.join(lines), encoding='utf-8')
        return broken

    def receive_all(self):
        """Everybody files; the asked bank wrongly."""
        first = self.standing()
        self.assertEqual({line['state'] for line in first.values()}, {'missing'})
        self.assertEqual(set(first), set(self.legals))
        # Without a deadline nobody is late.
        self.assertEqual({(line['due_on'], line['days_late']) for line in first.values()},
                         {(None, None)})
        for legal in self.legals[1:]:
            self.assertEqual(take(self.receiver, self.package(legal))['state'], 'done')
        thief = self.package(self.asked, sender=self.legals[1])
        self.assertEqual(take(self.receiver, thief)['error'], 'filing_legal')
        wrong = self.package(self.asked, self.break_one())
        self.assertEqual(take(self.receiver, wrong)['state'], 'done')
        self.assertEqual(take(self.receiver, wrong)['error'], 'package_replayed')
        self.assertEqual({line['state'] for line in self.standing().values()}, {'received'})

    def check_deadline(self):
        # 8 working days after 30 September with 1 to 8 October off and 10 October worked:
        # 9, 10, 12, 13, 14, 15, 16, 19 October. Received on 23 November or later.
        self.set('calendar.days_off', ' '.join(f'2026-10-{n:02}' for n in range(1, 9)))
        self.set('calendar.days_on', '2026-10-10')
        self.set('filing.deadline_working_days', '8')
        line = self.standing()[self.asked]
        self.assertEqual(line['due_on'], '2026-10-19')
        self.assertGreaterEqual(line['days_late'], 25)

    def check_matching(self):
        """What is served is what the command line makes of the same files."""
        reference = self.folder / 'reference'
        self.call('report', '--month', MONTH, '--in', self.data, '--out', reference, '--edition',
                  'pboc', '--no-workbooks')
        for what, name, keys in (('rates', 'list_rate.csv', ('legal_uscc', 'list')),
                                 ('summary', 'summary.csv',
                                  ('relation', 'dimension', 'value', 'measure'))):
            expected = {tuple(row[k] for k in keys): row for row in rows(reference / name)}
            got = self.matcher.all(f'/v1/matches/{MONTH}/{what}')
            self.assertEqual(len(got), len(expected))
            for row in got:
                want = expected[tuple(row[k] or '' for k in keys)]
                for field, value in row.items():
                    self.assertEqual('' if value is None else str(value), want[field], (row, want))
        tables = self.matcher.all(f'/v1/matches/{MONTH}/figures', filter='legal_uscc=*')
        expected = {(row['table'], row['row']): row['customers']
                    for row in rows(reference / 'tables.csv') if row['legal_uscc'] == '*'}
        self.assertTrue(any(table.startswith('4.2') for table, _ in expected))
        self.assertEqual({(row['table'], row['row']): str(row['customers']) for row in tables},
                         expected)
        total = {row['measure']: row for row in
                 self.matcher.all(f'/v1/matches/{MONTH}/summary',
                                  filter='relation=loan,dimension=all')}
        self.assertGreaterEqual(float(total['gross']['amount']), float(total['net']['amount']))

    def ask_and_refile(self):
        """The bank is asked, answers with a new filing, is asked again, and is accepted."""
        bank = self.enterContext(Deployment('bank', self.database))
        side = Side(bank, self.asked, 'bank', '被问的银行')
        side.trust(self.branch.register)
        self.branch.trust(side.register)
        clerk = side.person('correspondent')
        asked = self.receiver.post('/v1/inquiries', {
            'month': MONTH, 'legal_uscc': self.asked, 'question': '单位贷款首行字段数不符，请核实',
            'about': 'CLDWDK 1', 'due_on': '2026-11-30'})
        self.assertEqual(asked.status, 201, asked.body)
        sent = newest(self.receiver, kind='inquiry', direction='out')
        self.assertEqual(take(clerk, fetch(self.receiver, sent['id']))['state'], 'done')
        mine = clerk.get('/v1/inquiries').json()['data'][0]
        self.assertEqual((mine['state'], mine['question'], mine['due_on']),
                         ('sent', '单位贷款首行字段数不符，请核实', '2026-11-30'))
        right = self.package(self.asked)
        answered = clerk.post(f'/v1/inquiries/{mine["id"]}/answer', {
            'version': mine['version'], 'text': '已更正并重报', 'filing': package_id(self.sent)})
        self.assertEqual(answered.status, 201, answered.body)
        again = clerk.post(f'/v1/inquiries/{mine["id"]}/answer', {
            'version': mine['version'], 'text': '再答', 'filing': None})
        self.assertEqual(again.code(), 'inquiry_state')
        self.assertEqual(take(self.receiver, right)['state'], 'done')
        back = newest(clerk, kind='answer')
        self.assertEqual(take(self.receiver, fetch(clerk, back['id']))['state'], 'done')
        ours = self.receiver.get('/v1/inquiries').json()['data'][0]
        self.assertEqual(ours['state'], 'answered')
        self.assertEqual(self.standing()[self.asked]['inquiries_open'], 1)
        # Both versions of the files stand there.
        folder = self.root / 'in' / MONTH / self.asked
        name = next((self.folder / 'broken').glob('*_CLDWDK_*.dat')).name
        self.assertEqual((folder / name).read_bytes(),
                         (self.inbox / self.asked / name).read_bytes())
        kept = list(folder.glob(f'replaced/*/{name}'))
        self.assertEqual([file.read_bytes() for file in kept],
                         [(self.folder / 'broken' / name).read_bytes()])
        reopened = self.receiver.post(f'/v1/inquiries/{ours["id"]}/reopen', {
            'version': ours['version'], 'text': '请附说明'})
        self.assertEqual(reopened.json()['state'], 'reopened', reopened.body)
        sent = next(row for row in self.receiver.get(
            '/v1/packages', filter='kind=inquiry,direction=out').json()['data']
            if row['id'] != sent['id'])
        self.assertEqual(take(clerk, fetch(self.receiver, sent['id']))['state'], 'done')
        mine = clerk.get('/v1/inquiries').json()['data'][0]
        self.assertEqual((mine['state'], mine['turn']), ('reopened', 3))
        first = back['id']
        clerk.post(f'/v1/inquiries/{mine["id"]}/answer', {'version': mine['version'],
                                                          'text': '说明如下'})
        back = next(row for row in clerk.get('/v1/packages', filter='kind=answer').json()['data']
                    if row['id'] != first)
        self.assertEqual(take(self.receiver, fetch(clerk, back['id']))['state'], 'done')
        ours = self.receiver.get('/v1/inquiries').json()['data'][0]
        done = self.receiver.post(f'/v1/inquiries/{ours["id"]}/accept',
                                  {'version': ours['version']})
        self.assertEqual(done.json()['state'], 'accepted', done.body)
        turns = self.receiver.get('/v1/inquiry_turns', sort='turn').json()['data']
        self.assertEqual([(t['side'], t['text']) for t in turns],
                         [('pboc', '单位贷款首行字段数不符，请核实'), ('bank', '已更正并重报'),
                          ('pboc', '请附说明'), ('bank', '说明如下')])

    def check_release(self):
        releaser = self.branch.person('releaser')
        approver = self.branch.person('release_approver')
        both = self.branch.person('releaser', 'release_approver', name='both')
        made = {}
        for level, who in (('joint', releaser), ('public', both)):
            job = who.wait_job(who.post('/v1/releases', {'month': MONTH, 'level': level}))
            made[level] = who.get(job['result']).json()
        joint, public = made['joint'], made['public']
        self.assertEqual((joint['number'], public['number']), (1, 2))
        # The thresholds come from the pack, with their document.
        self.assertEqual((joint['borrowers_min'], joint['dominance_e4']), (3, 8000))
        self.assertIn('本系统发布保护阈值', joint['rule_source'])
        self.assertGreater(joint['hidden'], 0)
        text = releaser.get(f'/v1/releases/{joint["id"]}/release.json').json()
        self.assertEqual(len(text['rows']), joint['cells'])
        self.assertEqual(sum(row['amount'] == '…' for row in text['rows']),
                         joint['hidden'] + joint['complements'])
        # Nothing public before another person approved it.
        path = f'/v1/releases/{public["id"]}/release.csv'
        self.assertEqual(releaser.get(path).code(), 'release_state')
        decision = {'version': public['version'], 'approve': True}
        self.assertEqual(both.post(f'/v1/releases/{public["id"]}/decision', decision).code(),
                         'same_person')
        self.assertEqual(releaser.post(f'/v1/releases/{public["id"]}/decision', decision).status,
                         403)
        approved = approver.post(f'/v1/releases/{public["id"]}/decision', decision)
        self.assertEqual(approved.json()['state'], 'approved', approved.body)
        self.assertEqual(releaser.get(path).status, 200)
        # What the joint release hid the public one does not show.
        shown = releaser.get(f'/v1/releases/{public["id"]}/release.json').json()['rows']
        key = ('relation', 'dimension', 'value', 'measure')
        hidden = {tuple(r[k] for k in key) for r in text['rows'] if r['amount'] == '…'}
        self.assertFalse(hidden & {tuple(r[k] for k in key) for r in shown if r['amount'] != '…'})
        self.hand_out(releaser, joint, text['rows'])

    def hand_out(self, releaser, release, shown):
        """The province gets the cells and nothing else."""
        province = self.enterContext(Deployment('province', self.database))
        side = Side(province, PROVINCE, 'department', '省级部门')
        side.trust(self.branch.register)
        reader = side.person('list_keeper')
        pushed = releaser.post(f'/v1/releases/{release["id"]}/push',
                               {'to': 'province', 'recipient': PROVINCE})
        self.assertEqual(pushed.status, 201, pushed.body)
        self.assertEqual(take(reader, fetch(releaser, pushed.json()['id']))['state'], 'done')
        cells = reader.all('/v1/released_cells')
        key = ('relation', 'dimension', 'value', 'measure', 'amount', 'customers')
        self.assertEqual(sorted(tuple(c[k] for k in key) for c in cells),
                         sorted(tuple(r[k] for k in key) for r in shown))

    def verify_offline(self):
        """An inspector's look at a filing, without any server."""
        keys = self.folder / 'register.csv'
        keys.write_bytes(self.keys[self.asked].register())
        file = self.folder / f'{package_id(self.sent)}.zip'
        words = [WUPIAN, 'verify', file, '--keys', keys, '--json']
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)

    def test_from_receipt_to_release(self):
        self.receive_all()
        self.check_deadline()
        self.run_month()
        line = self.standing()[self.asked]
        self.assertEqual(line['state'], 'wrong')
        refused = [row for row in rows(self.newest_run() / 'refused.csv')
                   if row['legal_uscc'] == self.asked]
        self.assertEqual((line['refused'], len(refused)), (1, 1))
        self.ask_and_refile()
        # A run that is older than the last delivery says nothing of it.
        self.assertEqual(self.standing()[self.asked]['state'], 'received')
        self.assertEqual(self.standing()[self.asked]['revision'], 2)
        self.run_month()
        wrong = {row['legal_uscc'] for name in ('refused.csv', 'finding.csv')
                 for row in rows(self.newest_run() / name)
                 if row.get('severity', 'hard') == 'hard'}
        for legal, line in self.standing().items():
            self.assertEqual(line['state'], 'wrong' if legal in wrong else 'right', legal)
        self.check_matching()
        self.check_release()
        self.verify_offline()


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'PbocMonth_{database}', (PbocMonthTest, unittest.TestCase),
                    {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
