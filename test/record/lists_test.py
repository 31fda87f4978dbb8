"""Goal: a department's list counts only when two people say so, reaches a bank's run, and an
objection corrects it with both dates visible.

Method: a province and a bank on each database. A first batch, a second one with an add, a lapse, a
rename and lines that are wrong; approval; a push; the run's own list_rate.csv is held against the
batch, counted by hand here.
"""

import datetime
import io
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

import openpyxl

from desk_case import Side, csv_text, fetch, table, take, uscc
from deployment import DATABASES, WUPIAN, Deployment

LIST = 'tech.hnte'
HEAD = ('id', 'name', 'level', 'from', 'to')
CODES = [uscc('91140100', f'MA0G000{n}') for n in range(5)]
DEPARTMENT = uscc('11140000', 'MA0G0001')


def batch(*rows):
    """A CSV by the columns' names."""
    return csv_text(HEAD, rows).encode()


def workbook(*rows):
    """A spreadsheet as a department has it: a title, Chinese heads, real dates."""
    book = openpyxl.Workbook()
    for row in (('高新技术企业名单',), ('统一社会信用代码', '名称', '列入日期'), *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class ListsTest:
    """On one database."""

    database = ''

    def setUp(self):
        self.keep = tempfile.TemporaryDirectory(prefix='wupian-lists-')
        self.addCleanup(self.keep.cleanup)
        self.folder = pathlib.Path(self.keep.name)
        self.province = self.enterContext(Deployment('province', self.database))
        self.department = Side(self.province, DEPARTMENT, 'department', '科技厅')
        self.keeper = self.department.person('list_keeper')
        self.approver = self.department.person('list_approver')

    def bring(self, revision, data):
        """Imports; the draft's counts."""
        reply = self.keeper.upload(
            f'/v1/list_revisions?list={LIST}&revision={revision}&source=doc&region=140000'
            '&from=2026-01-01', data)
        job = self.keeper.wait_job(reply)
        return self.keeper.get(job['result']).json()

    def approve(self, draft, who=None, refused=0):
        row = self.keeper.get('/v1/list_revisions/' + draft['list_revision']).json()
        return (who or self.approver).post(
            f'/v1/list_revisions/{row["id"]}/approve',
            {'version': row['version'], 'refused': refused})

    def test_draft_is_told_and_two_people_count_it(self):
        first = self.bring('2026-08', batch((CODES[0], '甲', '', '2026-01-01', ''),
                                            (CODES[1], '乙', '', '2026-01-01', ''),
                                            (CODES[2], '丙', '', '2026-01-01', '')))
        self.assertEqual((first['entries'], first['added'], first['refused']), (3, 3, 0))
        # The keeper has no right to approve; somebody with both rights may not approve his own.
        self.assertEqual(self.approve(first, self.keeper).status, 403)
        both = self.department.person('list_keeper', 'list_approver', name='both')
        self.assertEqual(self.approve(first).json()['state'], 'approved')
        wrong = CODES[3][:17] + ('A' if CODES[3][17] != 'A' else 'B')
        self.keeper, keeper = both, self.keeper
        second = self.bring('2026-09', batch((CODES[0], '甲新名', '', '2026-01-01', ''),
                                             (CODES[1], '乙', '国家级', '2026-01-01', ''),
                                             (CODES[4], '戊', '', '2026-09-01', ''),
                                             (CODES[4], '戊', '', '2026-09-15', ''),
                                             (wrong, '丁', '', '2026-01-01', ''),
                                             (CODES[3], '丁', '', '2026-13-01', '')))
        counts = {k: second[k] for k in ('entries', 'added', 'lapsed', 'renamed', 'changed',
                                         'refused')}
        self.assertEqual(counts, {'entries': 3, 'added': 1, 'lapsed': 1, 'renamed': 1,
                                  'changed': 1, 'refused': 3})
        told = self.keeper.get('/v1/list_changes', filter='list_revision=' +
                               second['list_revision'], limit=100).json()['data']
        refused = {(row['line'], row['code']) for row in told if row['kind'] == 'refused'}
        self.assertEqual(refused, {(5, 'list_twice'), (6, 'list_uscc'), (7, 'sent_day')})
        rename = next(row for row in told if row['kind'] == 'rename')
        self.assertEqual((rename['before'], rename['name']), ('甲', '甲新名'))
        lapse = next(row for row in told if row['kind'] == 'lapse')
        self.assertEqual(lapse['identifier'], CODES[2])
        self.assertEqual(self.approve(second, both, 3).code(), 'same_person')
        token = both.post('/v1/session/tokens', {
            'name': 'program', 'permissions': 'list.approve list.read', 'purpose': 'service',
            'last_day': time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400))})
        self.assertEqual(token.status, 201, token.body)
        program = self.province.client(token.json()['token'])
        self.assertEqual(self.approve(second, program, 3).code(), 'same_person')
        self.assertEqual(self.approve(second).code(), 'list_refused_lines')
        self.assertEqual(self.approve(second, refused=3).json()['state'], 'approved')
        # A name that would never count is refused.
        reply = keeper.upload(f'/v1/list_revisions?list={LIST}&revision=2026-07&source=d'
                              '&region=140000&from=2026-01-01', batch())
        job = reply.json()
        while job['state'] in ('waiting', 'running'):
            job = keeper.get('/v1/jobs/' + job['id']).json()
        self.assertEqual((job['state'], job['error']), ('failed', 'list_revision_order'))

    def make_bank(self):
        """A bank whose month is a generated one, its lists left out."""
        data = self.folder / 'data'
        subprocess.run([WUPIAN, 'generate', '--month', '2026-09', '--loans', '1000', '--seed', '5',
                        '--out', data], check=True, stdout=subprocess.DEVNULL)
        legal = sorted(path.name for path in (data / 'in/2026-09').iterdir())[0]
        bank = self.enterContext(Deployment('bank', self.database))
        side = Side(bank, legal, 'bank', '银行')
        root = bank.data / 'tenant' / side.id
        shutil.copytree(data / 'in/2026-09' / legal, root / 'in/2026-09' / legal)
        return side, root

    def rates(self, root):
        """listed by list of the newest run."""
        subprocess.run([WUPIAN, 'report', '--month', '2026-09', '--data', root], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run = sorted((root / 'run/2026-09').iterdir())[-1]
        return {row['list']: int(row['listed'])
                for row in table((run / 'list_rate.csv').read_text(encoding='utf-8'))}

    def push(self, revision, to, recipient):
        reply = self.approver.post(f'/v1/list_revisions/{revision}/push',
                                   {'to': to, 'recipient': recipient})
        self.assertEqual(reply.status, 201, reply.body)
        return fetch(self.approver, reply.json()['id'])

    def test_pushed_list_reaches_a_run_and_an_objection_corrects_it(self):
        side, root = self.make_bank()
        side.trust(self.department.register)
        self.department.trust(side.register)
        clerk = side.person('correspondent')
        draft = self.bring('2026-09', batch((CODES[0], '甲', '', '2026-01-01', ''),
                                            (CODES[1], '乙', '', '2026-01-01', '2026-08-31'),
                                            (CODES[2], '丙', '', '2026-09-30', '')))
        self.assertEqual(self.approve(draft).status, 201)
        package = self.push(draft['list_revision'], 'bank', side.code)
        job = take(clerk, package)
        self.assertEqual(job['state'], 'done', job)
        # On 30 September the first and the third stand on the list; the second ended in August.
        self.assertEqual(self.rates(root)[LIST], 2)
        self.assertEqual(take(clerk, package)['error'], 'package_replayed')
        changed = bytearray(package)
        changed[len(changed) // 2] ^= 1
        self.assertEqual(take(clerk, bytes(changed))['state'], 'failed')

        # The bank objects for its customer; the department takes the third off.
        before = self.approver.get('/v1/list_entries', filter='identifier=' + CODES[2])
        before = before.json()['data'][0]
        objection = clerk.post('/v1/list_objections', {
            'list': LIST, 'identifier': CODES[2], 'item': 'listed', 'reason': '证书已于9月注销',
            'recipient': DEPARTMENT})
        self.assertEqual(objection.status, 201, objection.body)
        sent = clerk.get('/v1/packages', filter='kind=objection').json()['data'][0]
        self.assertEqual(take(self.keeper, fetch(clerk, sent['id']))['state'], 'done')
        row = self.approver.get('/v1/list_objections').json()['data'][0]
        self.assertEqual((row['state'], row['sender']), ('open', side.code))
        answer = self.approver.post(f'/v1/list_objections/{row["id"]}/correct', {
            'name': '丙', 'listed_from': '2026-09-30', 'listed_to': '2026-09-30',
            'reason': '核实属实'})
        self.assertEqual(answer.status, 201, answer.body)
        now = self.approver.get('/v1/list_entries', filter='identifier=' + CODES[2])
        now = now.json()['data']
        self.assertEqual([(e['listed_to'], e['correction_of']) for e in now],
                         [('2026-09-30', before['id'])])
        then = self.approver.get('/v1/list_entries', filter='identifier=' + CODES[2],
                                 as_of=before['known_from']).json()['data']
        self.assertEqual([(e['id'], e['listed_to']) for e in then], [(before['id'], None)])
        # The corrected revision goes out again under its own name and is taken in as a correction.
        package = self.push(draft['list_revision'], 'bank', side.code)
        self.assertEqual(take(clerk, package)['state'], 'done')
        file = (root / 'list' / LIST / '2026-09.csv').read_text(encoding='utf-8')
        ends = {line['id']: line['to'] for line in table(file) if line['row'] == 'entry'}
        self.assertEqual(ends[CODES[2]], '2026-09-30')
        answered = self.approver.get('/v1/packages', filter='kind=objection_answer')
        back = fetch(self.approver, answered.json()['data'][0]['id'])
        self.assertEqual(take(clerk, back)['state'], 'done')
        mine = clerk.get('/v1/list_objections').json()['data'][0]
        self.assertEqual((mine['state'], mine['answer']), ('corrected', '核实属实'))

    def test_a_strangers_package_is_refused(self):
        side, _ = self.make_bank()
        clerk = side.person('correspondent')
        draft = self.bring('2026-09', workbook((CODES[0], '甲', datetime.date(2026, 1, 1))))
        self.assertEqual((draft['entries'], draft['refused']), (1, 0))
        self.approve(draft)
        package = self.push(draft['list_revision'], 'bank', side.code)
        self.assertEqual(take(clerk, package)['error'], 'package_unsigned')
        self.assertEqual(clerk.get('/v1/list_revisions').json()['data'], [])


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'Lists_{database}', (ListsTest, unittest.TestCase), {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
