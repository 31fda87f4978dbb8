"""Goal: the rulebook can be read over HTTP as it is, and a change can be tried without touching it.

Method: lists and details are held against `wupian rules list` and the pack's own files. A draft
that lowers the limit of small firms from 10 to 3 million yuan is tried on a small month: who leaves
is known without the rules (firms that count now and whose line, a column of the month, is over 3
million), and every official row is held against the same month reported with a changed pack by the
command line. On both databases; in edition pboc too; province and window have no month.
"""

import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from decimal import Decimal

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'month'))
import judged
from bank_month_test import BANK, MONTH, OTHER, Books, as_zip
from deployment import DATABASES, FIRST, PASSWORD, WUPIAN, Deployment

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACK = ROOT / 'pack'
FIRM = 'inclusive/loan/eligibility/small_firm.yaml'
CAP, LOWER = '10000000.00', '3000000.00'


def text_of(file):
    """A file of the pack."""
    return (PACK / file).read_text(encoding='utf-8')


def lowered():
    """The rule of small firms with a limit of 3 million, its tests moved along."""
    return text_of(FIRM).replace(CAP, LOWER).replace('10000000.01', '3000000.01')


def costly():
    """A rule of less than 1 MiB whose check would go on for minutes: each of 1,500 limits is moved
    both ways, and all of 15,000 tests are run again."""
    conditions = ''.join(f'  c{i}: "borrower.credit_line <= {i + 1}.00 元"\n' for i in range(1500))
    out = ('rule: inclusive.small_firm\nkind: eligibility\nname: {zh: a, en: a}\n'
           'grain: loan\nby: report_date\nany:\n' + conditions +
           'versions:\n  - {from: 2019-01-01, law: [{doc: a, at: b, mark: P}]}\n'
           'tests:\n  cols: [report_date, borrower.credit_line, expect]\n  rows:\n' +
           '    - [2026-06-30, 0.00, Y]\n' * 15000)
    assert len(out) < 1 << 20
    return out


def wupian(*words, code=0):
    """A command away from the deployment."""
    done = subprocess.run([WUPIAN, *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == code, (words, done.returncode, done.stdout[-500:], done.stderr[-500:])
    return done.stdout


def changed_pack(folder):
    """A pack folder with the lowered limit."""
    pack = pathlib.Path(folder) / 'pack'
    shutil.copytree(PACK, pack)
    (pack / FIRM).write_text(lowered(), encoding='utf-8')
    return pack


def try_draft(client, file, content, **query):
    """The job of a draft, waited for."""
    words = ''.join(f'&{name}={value}' for name, value in query.items())
    reply = client.upload(f'/v1/rule_drafts?file={file}{words}', content.encode())
    return client.wait_job(reply)['result']


def tables_of(run):
    """(relation, table and row) -> (amount, receipts, pending amount) of a run's tables.csv, and
    of its summary over all."""
    out = {}
    with (run / 'tables.csv').open(encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file):
            out[f"{row['table']} {row['row']}"] = (row['amount'], row['receipts'])
    with (run / 'summary.csv').open(encoding='utf-8', newline='') as file:
        for row in csv.DictReader(file):
            if row['dimension'] == 'all':
                out[row['relation'], row['measure']] = (row['amount'], row['receipts'])
    return out


def verdicts(run, relation, rule):
    """Rows of a run with a verdict, as (receipt, bill, amount, line, verdict)."""
    con = judged.connect(run, **{f'verdict_{relation}': 'v'})
    con.execute(f"CREATE VIEW m AS SELECT * FROM read_parquet('{run}/month/*/{relation}.parquet')")
    return con.execute(
        f'SELECT m.legal_uscc, m.receipt, m.bill, m.amount, m.credit_line, v."v_{rule}"'
        ' FROM v JOIN m ON v.legal_uscc = m.legal_uscc AND v.class = m.class'
        ' AND v.line_no = m.line_no').fetchall()


class EffectCheck:
    """What a draft says of a month, against the month itself and a second report."""

    def check_firms(self, client, draft, run):
        """Who counts as a small firm now with a line over 3 million leaves; nobody enters: nothing
        else of the rule changed. 否 and 待核 by another condition stay what they are; a 待核 whose
        line is known and over the new limit is 否 from now on."""
        effects = {(row['relation'], row['item']): row
                   for row in client.all(f'{draft}/effects', filter='kind=rule')}
        changes = client.all(f'{draft}/changes', filter='rule=inclusive.small_firm')
        moved = 0
        for relation in ('loan', 'flow'):
            rows = verdicts(run, relation, 'inclusive.small_firm')
            counted = [row for row in rows if row[5] == 1]
            leaving = [row for row in counted if row[4] > Decimal(LOWER)]
            resolved = [row for row in rows
                        if row[5] == 2 and row[4] is not None and row[4] > Decimal(LOWER)]
            effect = effects[relation, 'inclusive.small_firm']
            self.assertEqual(
                (effect['count_before'], effect['left'], effect['entered'], effect['count_after']),
                (len(counted), len(leaving), 0, len(counted) - len(leaving)))
            for name, some in (('amount_before', counted), ('left_amount', leaving)):
                self.assertEqual(Decimal(effect[name]), sum((row[3] for row in some), Decimal()))
            self.assertEqual(Decimal(effect['amount_change']), -Decimal(effect['left_amount']))
            self.assertEqual(effect['pending_before'] - effect['pending_after'], len(resolved))
            listed = [(row['legal_uscc'], row['receipt'], row['bill'], Decimal(row['amount']),
                       row['from'], row['to']) for row in changes if row['relation'] == relation]
            want = [(*row[:4], word, 'no') for word, some in (('yes', leaving),
                                                              ('pending', resolved))
                    for row in some]
            self.assertEqual(sorted(map(str, listed)), sorted(map(str, want)))
            moved += len(leaving)
        self.assertGreater(moved, 5)

    def check_rows(self, client, draft, before, after):
        """Every official row and chapter before and after is that of the two reports."""
        effects = client.all(f'{draft}/effects', filter='kind=row')
        sides = [(tables_of(before), 'before'), (tables_of(after), 'after')]
        met, differ = 0, 0
        for row in effects:
            table, code = row['item'].split(' ', 1)
            name = (row['relation'], code) if table == 'summary' else row['item']
            for tables, side in sides:
                if name not in tables:
                    continue  # Chapters without a measure of that name.
                amount, receipts = tables[name]
                met += 1
                self.assertEqual((Decimal(row[f'amount_{side}']), row[f'count_{side}']),
                                 (Decimal(amount or 0), int(receipts or 0)), (row['item'], side))
            differ += row['changed']
        self.assertGreater(met, 60)
        self.assertGreater(differ, 3)


class RulesCase(EffectCheck):
    """One bank with a small month, and another bank."""

    database = ''

    @classmethod
    def setUpClass(cls):
        cls.deployment = d = Deployment('bank', cls.database)
        d.__enter__()
        cls.addClassCleanup(d.__exit__)
        shutil.copytree(Books.get() / 'list', d.data / 'list')
        cls.bank = d.organisation(BANK, 'bank', display='第一村镇银行')
        cls.li = d.user('li', cls.bank, ['maker'])
        cls.author = d.user('author', cls.bank, ['rule_author'])
        cls.stranger = d.user('mo', d.organisation(OTHER, 'bank'), ['rule_author', 'maker'])
        reply = cls.li.upload(f'/v1/months/{MONTH}/staged?name=export.zip',
                              as_zip(Books.files(BANK)))
        assert reply.status == 201, reply.body
        cls.li.wait_job(cls.li.post(f'/v1/months/{MONTH}/submissions', {'note': None}))
        cls.run_folder = d.data / 'tenant' / cls.bank / 'run' / MONTH / '001'

    def test_list(self):
        """The list is that of `rules list`, with law, versions and passing tests."""
        want = json.loads(wupian('rules', 'list', '--json'))
        rows = self.li.all('/v1/rules', limit=37)
        names = ('rule', 'kind', 'grain', 'marks', 'conditions', 'tests')
        self.assertEqual([tuple(row[name] for name in names) for row in rows],
                         [tuple(row[name] for name in names) for row in want])
        self.assertEqual([row['zh'] for row in rows], [row['name'] for row in want])
        self.assertEqual([row['from'] or '' for row in rows], [row['from'] for row in want])
        self.assertEqual([row for row in rows if row['passed'] != row['tests']], [])
        self.assertEqual([row['rule'] for row in rows if not row['law'] or not row['clause']], [])
        tech = self.li.get('/v1/rules', filter='chapter=tech,kind=eligibility', sort='-tests',
                           limit=500).json()['data']
        self.assertGreater(len(tech), 5)
        self.assertEqual({(row['chapter'], row['kind']) for row in tech}, {('tech', 'eligibility')})
        self.assertEqual([row['tests'] for row in tech],
                         sorted((row['tests'] for row in tech), reverse=True))
        self.assertEqual(self.deployment.client().get('/v1/rules').status, 401)

    def test_detail(self):
        """One rule in full; it is in the reader's language, and its tests run."""
        rule = self.li.get('/v1/rules/inclusive.small_firm').json()
        self.assertIn('授信不超限额', rule['statement'])
        words = {one['name']: one['words'] for one in rule['condition_list']}
        self.assertEqual(words['小型或微型'],
                         '企业规模是下列之一：小型 CS03、微型 CS04')
        self.assertEqual([(one['parameter'], one['value'], one['unit'], one['state'])
                          for one in rule['parameters']], [('cap', CAP, '元', 'known')])
        version = rule['version_list'][0]
        self.assertEqual(version['from'], '2019-01-01')
        self.assertEqual([one['mark'] for one in version['law']], ['S', 'K'])
        self.assertEqual(version['law'][0]['document'], '五篇大文章专项贷款信息采集规范V1.0')
        tests = rule['test_list']
        self.assertEqual((tests['count'], tests['passed']), (12, 12))
        self.assertEqual(tests['rows'][1]['cells'],
                         ['2026-06-30', 'enterprise', 'CS04', '10000000.01', 'F022', 'N',
                          '[授信不超限额]', '[]'])
        self.assertEqual({row['passed'] for row in tests['rows']}, {True})
        self.assertIn('inclusive.micro', [one['name'] for one in rule['used_by']])
        self.assertIn('common.f5_products', [one['name'] for one in rule['uses']])
        self.assertIn('borrower.credit_line', [one['item'] for one in rule['inputs']])
        fed = {(one['table'], one['row']) for one in rule['feeds']}
        self.assertIn(('summary', 'inclusive'), fed)
        english = self.li.ask('GET', '/v1/rules/inclusive.small_firm',
                              fields={'Accept-Language': 'en'}).json()
        self.assertTrue(english['statement'].startswith('The version is chosen by'))
        self.assertEqual(english['title'],
                         'Small and micro firms with a line up to 10 million')
        reply = self.li.get('/v1/rules/inclusive.none')
        self.assertEqual((reply.status, reply.code()), (404, 'rule_not_found'))
        for row in self.li.all('/v1/rules'):  # Every one of them can be shown.
            shown = self.li.get('/v1/rules/' + row['rule'])
            self.assertEqual(shown.status, 200, row)
            self.assertNotIn('text.', shown.json()['statement'], row)
            self.assertNotIn('text.', json.dumps(shown.json().get('condition_list', [])), row)

    def test_tables(self):
        """Rows of decision tables and code tables, paged."""
        rows = self.li.all('/v1/rules/common.enterprise_size/rows', limit=10)
        shown = self.li.get('/v1/rules/common.enterprise_size').json()['table']
        self.assertEqual(len(rows), shown['count'])
        self.assertEqual([row['code'] for row in rows[:5]],
                         [row['output'] for row in shown['rows'][:5]])
        with (PACK / 'tech/loan/table/se_2018.csv').open(encoding='utf-8', newline='') as file:
            want = [(row['code'], row['category'], row['flag']) for row in csv.DictReader(file)]
        rows = self.li.all('/v1/code_tables/tech.se/rows')
        self.assertEqual([(row['code'], row['category'], row['flag']) for row in rows], want)
        tables = {row['table']: row for row in self.li.all('/v1/code_tables')}
        self.assertEqual((tables['tech.se']['kind'], tables['tech.se']['rows']),
                         ('map', len(want)))
        self.assertEqual(self.li.get('/v1/code_tables/none/rows').status, 404)

    def test_parameters(self):
        """Every row of every param file; the one without a value is unset."""
        want = []
        for file in PACK.glob('*/*/param/*.csv'):
            with file.open(encoding='utf-8', newline='') as text:
                want += [(row['name'], row['from'], row['value'] or None, row['mark'])
                         for row in csv.DictReader(text)]
        rows = self.li.all('/v1/parameters')
        shared = [row for row in rows if not row['rule']]
        self.assertEqual(sorted(map(str, want)), sorted(
            str((row['parameter'], row['from'], row['value'], row['mark'])) for row in shared))
        unset = [row for row in rows if row['value'] is None]
        self.assertEqual([(row['parameter'], row['state'], row['status']) for row in unset],
                         [('green.interim_standard', 'unset', '未设置')])
        self.assertEqual({row['status'] for row in rows if row['mark'] == 'P'},
                         {'本系统提议，非考核口径'})
        own = [row for row in rows if row['rule'] == 'inclusive.small_firm']
        self.assertEqual([(row['parameter'], row['value'], row['from']) for row in own],
                         [('cap', CAP, '2019-01-01')])
        self.assertEqual([row for row in rows if not row['law']], [])

    def test_pack_file(self):
        """The file to be changed, and no other file of the machine."""
        self.assertEqual(self.li.get('/v1/pack_file', file=FIRM).body.decode(), text_of(FIRM))
        for name in ('../config.yaml', '/etc/passwd', FIRM + '/..', 'inclusive',
                     'governance/summary/law/晋银发〔2025〕55号.txt'):
            reply = self.li.get('/v1/pack_file', file=name)
            self.assertEqual((reply.status, reply.code()), (404, 'draft_no_original'), name)

    def test_syntax_error(self):
        """A draft that cannot be read says file, line, field and what to do; nothing is run."""
        content = text_of(FIRM).replace('borrower.credit_line <= cap', 'borrower.credit_lin <= cap')
        line = content.split('\n').index(
            '  授信不超限额: "borrower.credit_lin <= cap"') + 1
        draft = try_draft(self.author, FIRM, content, month=MONTH)
        row = self.author.get(draft).json()
        self.assertEqual((row['state'], row['faults'], row['run'], row['changed']),
                         ('refused', 1, None, None))
        fault = self.author.all(f'{draft}/faults')[0]
        self.assertEqual((fault['file'], fault['line'], fault['field'], fault['code']),
                         (FIRM, line, 'when.授信不超限额', 'expr_unknown_item'))
        self.assertIn('borrower.credit_lin', fault['message'])
        self.assertEqual(self.author.all(f'{draft}/effects'), [])
        english = self.author.ask('GET', f'{draft}/faults', fields={'Accept-Language': 'en'})
        self.assertRegex(english.json()['data'][0]['message'], '^[ -~]+$')
        bad = try_draft(self.author, FIRM, 'rule: [')
        fault = self.author.all(f'{bad}/faults')[0]
        self.assertEqual((fault['file'], fault['line']), (FIRM, 1))

    def test_failing_test(self):
        """The number alone: the rule's own tests fail and say so; the effect is shown."""
        content = text_of(FIRM).replace(f'cap: {CAP}', f'cap: {LOWER}')
        draft = try_draft(self.author, FIRM, content, month=MONTH)
        row = self.author.get(draft).json()
        self.assertEqual((row['state'], row['differences']), ('failing', 1))
        faults = self.author.all(f'{draft}/faults')
        self.assertEqual({fault['code'] for fault in faults}, {'test_failed'})
        self.assertEqual(faults[0]['line'], 1 + content[:content.index('    - [2026')].count('\n'))
        self.assertGreater(row['changed'], 0)

    def test_effect(self):
        """The change is exactly what it must be, and the pack in force is untouched."""
        before = {path: path.read_bytes() for path in PACK.rglob('*') if path.is_file()}
        draft = try_draft(self.author, FIRM, lowered(), month=MONTH, note='x')
        row = self.author.get(draft).json()
        self.assertEqual((row['state'], row['faults'], row['month'], row['run'], row['note']),
                         ('passed', 0, MONTH, '001', 'x'))
        self.assertEqual((row['rules'], row['tests']), (94, 1092))
        difference = self.author.all(f'{draft}/differences')
        self.assertEqual([(one['kind'], one['name'], one['before'], one['after'])
                          for one in difference],
                         [('version', 'inclusive.small_firm 2019-01-01', f'cap = {CAP} 元',
                           f'cap = {LOWER} 元')])
        self.check_firms(self.author, draft, self.run_folder)
        with tempfile.TemporaryDirectory(prefix='wupian-rules-') as folder:
            after = pathlib.Path(folder) / 'run'
            wupian('report', '--month', MONTH, '--in', self.run_folder, '--out', after, '--pack',
                   changed_pack(folder))
            self.check_rows(self.author, draft, self.run_folder, after)
        listed = self.author.all(f'{draft}/changes', limit=7)
        self.assertEqual(len(listed), row['listed'])
        self.assertEqual(len({(one['relation'], one['receipt'], one['bill'], one['txn'])
                              for one in listed}), row['changed'])
        self.assertEqual(self.author.get(f'{draft}/file').body.decode(), lowered())
        self.assertEqual(before, {path: path.read_bytes() for path in PACK.rglob('*')
                                  if path.is_file()})
        self.assertEqual(list((self.deployment.data / 'spool').glob('draft*')), [])
        kept = self.deployment.data / 'tenant' / self.bank / 'draft' / row['id']
        self.assertEqual(sorted(path.name for path in kept.iterdir()),
                         ['change.csv', 'difference.csv', 'draft.txt', 'effect.csv', 'fault.json'])
        self.check_scope(draft, row)

    def check_scope(self, draft, row):
        """Another bank sees nothing; a branch sees its own receipts; others need the right."""
        for part in ('', '/faults', '/differences', '/effects', '/changes', '/file'):
            reply = self.stranger.get(draft + part)
            self.assertEqual((reply.status, reply.code()), (404, 'object_not_found'), part)
        self.assertNotIn(row['id'], str(self.stranger.get('/v1/rule_drafts').json()))
        self.assertEqual(self.li.get('/v1/rule_drafts').status, 403)
        chen = self.branch_person()
        self.assertEqual(chen.get('/v1/rule_drafts').status, 403)
        reply = chen.upload(f'/v1/rule_drafts?file={FIRM}&month={MONTH}', lowered().encode())
        self.assertEqual(reply.status, 403)
        seen = chen.all(f'{draft}/changes')
        every = self.author.all(f'{draft}/changes')
        self.assertEqual(seen, [one for one in every if one['branch_no'] == self.number])
        self.assertTrue(0 < len(seen) < len(every) or
                        {one['branch_no'] for one in every} == {self.number})

    def branch_person(self):
        """chen, who may try drafts and read receipts in a branch with changes only."""
        d = self.deployment
        branch = d.organisation('branch', 'branch', display='支行', parent=self.bank)
        wang = d.user('wang', self.bank, ['checker'])
        drafts = self.author.all('/v1/rule_drafts', filter='state=passed')
        changes = self.author.all(f'/v1/rule_drafts/{drafts[0]["id"]}/changes')
        self.number = changes[0]['branch_no']
        made = wang.post('/v1/branch_numbers', {'number': self.number, 'organisation': branch})
        self.assertEqual(made.status, 201, made.body)
        security = d.user('an', self.bank, ['security_administrator'])
        roles = {one['name']: one['id'] for one in security.all('/v1/roles')}
        account = d.run('user', 'add', 'chen', '--organisation', self.bank)['id']
        d.run('user', 'password', 'chen', '--organisation', self.bank, '--stdin', text=FIRST + '\n')
        grant = security.post('/v1/grants', {
            'account': account, 'role': roles['rule_author'], 'organisation': branch,
            'valid_from': '2026-01-01', 'valid_to': None})
        self.assertEqual(grant.status, 201, grant.body)
        client = d.client()
        self.assertEqual(client.sign_in(self.bank, 'chen', FIRST).status, 200)
        client.put('/v1/session/password', {'before': FIRST, 'after': PASSWORD})
        return client

    def test_refused_at_once(self):
        """What is no draft starts no job."""
        for words, code in ((f'file={FIRM}/..%2F..', 'draft_no_original'),
                            ('file=%2Fetc%2Fpasswd', 'draft_no_original'),
                            ('file=inclusive/loan/eligibility/new.yaml', 'draft_no_original'),
                            (f'file={FIRM}&month=2026-13', 'month_malformed'),
                            (f'file={FIRM}&month=2026-01', 'month_not_run'),
                            (f'file={FIRM}&note={"x" * 501}', 'draft_note')):
            reply = self.author.upload('/v1/rule_drafts?' + words, b'rule: x')
            self.assertEqual(reply.code(), code, words)
        self.assertEqual(self.author.upload(f'/v1/rule_drafts?file={FIRM}', b'').code(),
                         'draft_empty')
        large = self.author.upload(f'/v1/rule_drafts?file={FIRM}', b'#' * ((1 << 20) + 1))
        self.assertEqual((large.status, large.code()), (413, 'http_body_large'))

    def test_cancelled(self):
        """A costly check ends when it is no longer wanted, and leaves nothing."""
        reply = self.author.upload(f'/v1/rule_drafts?file={FIRM}', costly().encode())
        job = reply.json()
        self.assertEqual(reply.status, 202, job)
        time.sleep(0.5)
        self.author.delete('/v1/jobs/' + job['id'])
        begun = time.monotonic()
        while job['state'] in ('waiting', 'running'):
            job = self.author.get('/v1/jobs/' + job['id']).json()
        self.assertEqual((job['state'], job['result']), ('cancelled', None))
        self.assertLess(time.monotonic() - begun, 5)
        self.assertEqual(list((self.deployment.data / 'spool').glob('draft*')), [])


class SqliteRulesTest(RulesCase, unittest.TestCase):
    """On SQLite."""

    database = DATABASES[0]


class PostgresRulesTest(RulesCase, unittest.TestCase):
    """On PostgreSQL."""

    database = DATABASES[1]


class OtherEditionsTest(EffectCheck, unittest.TestCase):
    """Who files nothing."""

    def test_pboc(self):
        """Over what every bank filed."""
        with Deployment('pboc') as d:
            centre = d.organisation('11140000MA0G0003XX', 'authority')
            root = d.data / 'tenant' / centre
            for name in ('in', 'list'):
                shutil.copytree(Books.get() / name, root / name)
            matcher = d.user('matcher', centre, ['matcher', 'rule_author'])
            matcher.wait_job(matcher.post('/v1/matches', {'month': MONTH}))
            run = sorted((root / 'run' / MONTH).glob('[0-9]*'))[-1]
            draft = try_draft(matcher, FIRM, lowered(), month=MONTH)
            self.assertEqual(matcher.get(draft).json()['state'], 'passed')
            self.check_firms(matcher, draft, run)
            self.assertGreater(
                len({row['legal_uscc'] for row in matcher.all(f'{draft}/changes')}), 2)

    def test_without_months(self):
        """Check and tests alone; no route shows a receipt."""
        for edition in ('province', 'window'):
            with self.subTest(edition), Deployment(edition) as d:
                author = d.user('a', d.organisation('x', 'department'), ['rule_author'])
                self.assertEqual(len(author.all('/v1/rules')), 94)
                reply = author.upload(f'/v1/rule_drafts?file={FIRM}&month={MONTH}', b'x')
                self.assertEqual((reply.status, reply.code()), (400, 'draft_month'))
                draft = try_draft(author, FIRM, lowered())
                self.assertEqual(author.get(draft).json()['state'], 'passed')
                self.assertEqual(len(author.all(f'{draft}/differences')), 1)
                self.assertEqual(author.get(f'{draft}/changes').status, 404)
                self.assertEqual(author.get(f'{draft}/effects').status, 404)
                if edition == 'province':
                    self.check_limit(author)

    def check_limit(self, author):
        """A check that would go on for minutes is ended after 20 s of processor, and says so."""
        draft = try_draft(author, FIRM, costly())
        self.assertEqual(author.get(draft).json()['state'], 'refused')
        self.assertEqual([fault['code'] for fault in author.all(f'{draft}/faults')],
                         ['draft_not_checked'])


if __name__ == '__main__':
    unittest.main()
