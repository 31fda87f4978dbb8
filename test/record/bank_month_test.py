"""Goal: a bank's month goes from upload to a filing package over HTTP, by the people it needs.

Method: a clean invented month is spoiled by hand in three places: a line that cannot be read, a
rate below 1 % (a soft finding), a determination left out. Each has to be found, and to be put right
by its own person: the file sent again, an explanation approved, a determination confirmed. Three
people sign, two of them with keys on the server and one with its own. `wupian verify` reads what
comes out, offline. Then the platform sends an error back and the month is filed again. On both
databases.
"""

import base64
import csv
import hashlib
import io
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest
import zipfile

from deployment import DATABASES, FIRST, PASSWORD, WUPIAN, Deployment

BANK = '91140105MAX700003A'
OTHER = '91140302MAXT2FH89H'
MONTH, DAY = '2026-09', '20260930'
PHRASE = 'correct horse battery'
# Fields of CLDWDK by their place in docs' order (pack/common/month/layout/cldwdk.yaml).
RECEIPT, RATE = 10, 21


def command(*words, code=0):
    """A wupian command away from the deployment; its stdout as JSON."""
    done = subprocess.run([WUPIAN, *map(str, words), '--json'], capture_output=True, text=True,
                          check=False, env={**os.environ, 'WUPIAN_KEY_PASS': PHRASE})
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return json.loads(done.stdout) if done.stdout else None


def log_text(name, data):
    """The five lines of a .log."""
    return (f'{name}\n{hashlib.md5(data).hexdigest()}\n{len(data)}\n2026-10-05 18:00:00\n'
            f'{data.count(bytes([10]))}\n').encode()


def rows_of(reply):
    """The rows of a list."""
    assert reply.status == 200, (reply.status, reply.body)
    return reply.json()['data']


class Books:
    """The clean month of the invented province, made once."""

    folder = None

    @classmethod
    def get(cls):
        """The data folder."""
        if cls.folder is None:
            cls.keep = tempfile.TemporaryDirectory(prefix='wupian-books-')
            cls.folder = pathlib.Path(cls.keep.name) / 'data'
            done = subprocess.run([WUPIAN, 'generate', '--month', MONTH, '--loans', '1000',
                                   '--seed', '3', '--faults', 'none', '--out', cls.folder],
                                  capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
        return cls.folder

    @classmethod
    def files(cls, legal, month=MONTH):
        """Names and bytes of what a legal person sends."""
        folder = cls.get() / 'in' / month / legal
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def spoiled():
    """The clean files of BANK with three faults; and the receipts that they touch."""
    files = Books.files(BANK)
    name = f'{BANK}_CLDWDK_{DAY}.dat'
    lines = [line.split('|') for line in files[name].decode().splitlines()]
    lines[0][RATE] = 'abc'  # Not a number: the line is refused.
    lines[1][RATE] = '0.50000'  # Below 1 %: soft.
    data = ''.join('|'.join(line) + '\n' for line in lines).encode()
    files[name] = data
    files[name.replace('.dat', '.log')] = log_text(name, data)
    rows = determinations(files)
    gone = next(row for row in rows if row['chapter'] == 'GREEN' and row['determination'] == 'Y')
    drop(files, gone)
    number = gone['receipt'] if gone['receipt'] not in ('', '0') else gone['bill']
    return files, lines[1][RECEIPT], number, gone


def determinations(files):
    """The rows of determination.csv."""
    return list(csv.DictReader(io.StringIO(files['determination.csv'].decode('utf-8-sig'))))


def drop(files, gone):
    """Takes what was determined of a receipt and chapter out of the file."""
    rows = determinations(files)
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator='\n')
    writer.writeheader()
    keys = ('receipt', 'bill', 'chapter')
    writer.writerows(row for row in rows if any(row[key] != gone[key] for key in keys))
    files['determination.csv'] = out.getvalue().encode()


def stage(client, files, month=MONTH):
    """Uploads file by file."""
    for name, data in files.items():
        reply = client.upload(f'/v1/months/{month}/staged?name={name}', data)
        assert reply.status == 201, (name, reply.status, reply.body)


def as_zip(files):
    """All of them in one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr('export/' + name, data)
    return out.getvalue()


def make_key(deployment, tenant, name, role, kind='sm2'):
    """A key file where the deployment looks for it."""
    folder = deployment.data / 'tenant' / tenant / 'key'
    folder.mkdir(parents=True, exist_ok=True)
    command('key', 'make', '--kind', kind, '--name', name, '--organisation', BANK, '--role', role,
            '--from', '2026-01-01', '--out', folder / f'{name}.pem')
    return folder / f'{name}.pem'


class MonthCase:
    """One bank and its people. Steps run in order: each stands on the one before."""

    database = ''

    @classmethod
    def setUpClass(cls):
        gateway = tempfile.TemporaryDirectory(prefix='wupian-gateway-')
        cls.addClassCleanup(gateway.cleanup)
        cls.gateway = pathlib.Path(gateway.name)
        cls.deployment = Deployment('bank', cls.database,
                                    config=f'gateway_folder: "{cls.gateway}"\n')
        cls.deployment.__enter__()
        cls.addClassCleanup(cls.deployment.__exit__)
        d = cls.deployment
        shutil.copytree(Books.get() / 'list', d.data / 'list')
        cls.bank = d.organisation(BANK, 'bank', display='第一村镇银行')
        cls.branch = d.organisation('branch', 'branch', display='支行', parent=cls.bank)
        cls.li = d.user('li', cls.bank, ['maker'])
        cls.wang = d.user('wang', cls.bank, ['checker'])
        cls.zhao = d.user('zhao', cls.bank, ['signer'])
        cls.keys = {name: make_key(d, cls.bank, name, role, kind) for name, role, kind in (
            ('li', 'maker', 'sm2'), ('wang', 'checker', 'ed25519'), ('zhao', 'responsible', 'sm2'),
            ('sender', 'sender', 'sm2'))}
        cls.register = d.folder / 'register.csv'
        texts = [path.with_suffix('.csv').read_text() for path in cls.keys.values()]
        cls.register.write_text(texts[0] + ''.join(t.split('\n', 1)[1] for t in texts[1:]))

    @classmethod
    def branch_manager(cls):
        """chen, whose grant begins at the branch."""
        d = cls.deployment
        security = d.user('an', cls.bank, ['security_administrator'])
        role = security.post('/v1/roles', {
            'name': 'manager_of_branch',
            'permissions': 'determination.make determination.read month.read receipt.read'})
        assert role.status == 201, role.body
        account = d.run('user', 'add', 'chen', '--organisation', cls.bank)['id']
        d.run('user', 'password', 'chen', '--organisation', cls.bank, '--stdin', text=FIRST + '\n')
        grant = security.post('/v1/grants', {
            'account': account, 'role': role.json()['id'], 'organisation': cls.branch,
            'valid_from': '2026-01-01', 'valid_to': None})
        assert grant.status == 201, grant.body
        client = d.client()
        assert client.sign_in(cls.bank, 'chen', FIRST).status == 200
        assert client.put('/v1/session/password',
                          {'before': FIRST, 'after': PASSWORD}).status == 200
        return client

    def submit(self, month=MONTH, client=None):
        """Hands in what is staged and waits for the run."""
        client = client or self.li
        return client.wait_job(client.post(f'/v1/months/{month}/submissions', {'note': '测试'}))

    def state(self):
        """Of the month."""
        return self.li.get(f'/v1/months/{MONTH}').json()['state']

    def findings(self, **query):
        """Of the month."""
        return rows_of(self.li.get(f'/v1/months/{MONTH}/findings', **query))

    def test_1_upload(self):
        """The month before in one zip; this one file by file, spoiled."""
        files, MonthCase.low_rate, MonthCase.undetermined, gone = spoiled()
        before = Books.files(BANK, '2026-08')
        drop(before, gone)  # Else it would be carried on.
        reply = self.li.upload('/v1/months/2026-08/staged?name=export.zip', as_zip(before))
        self.assertEqual(reply.status, 201, reply.body)
        self.submit('2026-08')
        stage(self.li, files)
        staged = rows_of(self.li.get(f'/v1/months/{MONTH}/staged', limit=200))
        self.assertEqual({row['name'] for row in staged}, set(files))
        self.submit()
        self.assertEqual(rows_of(self.li.get(f'/v1/months/{MONTH}/staged')), [])
        self.assertEqual(self.state(), 'trial')
        refused = rows_of(self.li.get(f'/v1/months/{MONTH}/refused'))
        self.assertEqual([(row['file_line'], row['code']) for row in refused],
                         [(1, 'number_malformed')])
        low = self.findings(filter='check=rate_low')
        self.assertEqual([(row['receipt'], row['state'], row['severity']) for row in low],
                         [(self.low_rate, 'open', 'soft')])
        todo = rows_of(self.li.get(f'/v1/months/{MONTH}/to_determine'))
        self.assertEqual([self.undetermined in (row['receipt'], row['bill']) for row in todo],
                         [True])
        self.assertIn('GREEN', todo[0]['chapter'])
        sent = rows_of(self.li.get('/v1/submissions', filter=f'month={MONTH}'))
        self.assertEqual([(row['revision'], row['state'], row['run']) for row in sent],
                         [(1, 'checked', '001')])
        # A trial cannot be filed.
        job = self.li.post(f'/v1/months/{MONTH}/filings').json()
        while job['state'] in ('waiting', 'running'):
            job = self.li.get('/v1/jobs/' + job['id']).json()
        self.assertEqual((job['state'], job['error']), ('failed', 'month_trial'))

    def test_2_determination(self):
        """The branch's manager decides, another confirms."""
        row = rows_of(self.li.get(f'/v1/months/{MONTH}/to_determine'))[0]
        chen = MonthCase.chen = self.branch_manager()
        MonthCase.chen_branch = row['branch']
        self.assertEqual(rows_of(chen.get(f'/v1/months/{MONTH}/to_determine')), [])
        wish = {'month': MONTH, 'receipt': None, 'bill': None, 'chapter': 'GREEN',
                'verdict': 'yes', 'main_type': None, 'share': None, 'evidence': 'x',
                'valid_from': None}
        wish['bill' if row['receipt'] == '0' else 'receipt'] = self.undetermined
        self.assertEqual(chen.post('/v1/determinations', wish).code(), 'receipt_not_found')
        number = self.wang.post('/v1/branch_numbers',
                                {'number': row['branch'], 'organisation': self.branch})
        self.assertEqual(number.status, 201, number.body)
        todo = rows_of(chen.get(f'/v1/months/{MONTH}/to_determine'))
        self.assertEqual([one['key'] for one in todo], [row['key']])
        proof = '绿色项目批复'.encode()
        evidence = chen.upload('/v1/evidence?kind=%E6%89%B9%E5%A4%8D&reference=2026-77', proof)
        self.assertEqual(evidence.status, 201, evidence.body)
        wish['evidence'] = evidence.json()['id']
        made = chen.post('/v1/determinations', wish)
        self.assertEqual(made.status, 201, made.body)
        check = f'/v1/determinations/{made.json()["id"]}/check'
        self.assertEqual(chen.put(check, {'confirmed': True, 'note': None}).status, 403)
        self.assertEqual(self.li.put(check, {'confirmed': True, 'note': None}).status, 403)
        done = self.wang.put(check, {'confirmed': True, 'note': None})
        self.assertEqual((done.status, done.json()['state']), (200, 'checked'), done.body)
        self.assertEqual(self.wang.put(check, {'confirmed': False, 'note': None}).code(),
                         'already_checked')
        self.assertEqual(rows_of(self.li.get(f'/v1/months/{MONTH}/to_determine')), [])
        file = self.wang.get(f'/v1/evidence/{evidence.json()["id"]}/file')
        self.assertEqual(file.body, proof)
        # Run again: the engine takes it, and nothing of the bank's own file is lost.
        self.li.wait_job(self.li.post(f'/v1/months/{MONTH}/runs'))
        missing = self.findings(filter='check=determination_missing')
        undecided = self.findings(filter='check=undecided')
        self.assertEqual(missing + undecided, [])
        path = f'/v1/months/{MONTH}/receipts/{self.undetermined}/explanation'
        seen = chen.get(path).json()
        self.assertEqual([one['verdict'] for one in seen['determinations']], ['yes'])
        verdicts = {record['rules']['green.loan']['verdict']
                    for record in seen['explanation']['records']}
        self.assertEqual(verdicts, {'Y'})
        other = chen.get(f'/v1/months/{MONTH}/receipts/{self.low_rate}/explanation')
        known = {one['number'] for one in rows_of(chen.get('/v1/branch_numbers'))}
        low = self.findings(filter='check=rate_low')[0]
        self.assertEqual(other.status, 200 if low['branch'] in known else 404)
        # What concerns the whole legal person is not the branch's.
        self.assertEqual(chen.get(f'/v1/months/{MONTH}/tables').status, 403)

    def test_3_correct_and_explain(self):
        """The refused line is sent right; the low rate is explained and approved."""
        name = f'{BANK}_CLDWDK_{DAY}.dat'
        files = spoiled()[0]
        lines = files[name].decode().splitlines()
        lines[0] = Books.files(BANK)[name].decode().splitlines()[0]
        data = ('\n'.join(lines) + '\n').encode()
        stage(self.li, {name: data, name.replace('.dat', '.log'): log_text(name, data)})
        self.submit()
        self.assertEqual(rows_of(self.li.get(f'/v1/months/{MONTH}/refused')), [])
        sent = rows_of(self.li.get('/v1/submissions', filter=f'month={MONTH}', sort='revision'))
        self.assertEqual([row['revision'] for row in sent], [1, 2])
        names = [row['name'] for row in rows_of(self.li.get(f'/v1/months/{MONTH}/sent', limit=200))]
        former = [one for one in names if one.startswith('replaced/') and one.endswith(name)]
        self.assertEqual(len(former), 1)
        before = self.li.get(f'/v1/months/{MONTH}/sent_file', name=former[0]).body
        self.assertEqual(before, files[name])
        self.assertEqual(self.li.get(f'/v1/months/{MONTH}/sent_file', name=name).body, data)
        finding = self.findings(filter='state=open')
        self.assertEqual([(row['check'], row['receipt']) for row in finding],
                         [('rate_low', self.low_rate)])
        wish = {'finding': finding[0]['id'], 'relation': None, 'check': None, 'kind': None,
                'note': '财政贴息后的利率，合同见档案。'}
        made = self.li.post(f'/v1/months/{MONTH}/explanations', wish)
        self.assertEqual(made.status, 201, made.body)
        check = f'/v1/explanations/{made.json()["id"]}/check'
        self.assertEqual(self.li.put(check, {'confirmed': True, 'note': None}).status, 403)
        self.assertEqual(self.findings(filter='check=rate_low')[0]['state'], 'proposed')
        self.assertEqual(self.state(), 'trial')
        self.assertEqual(self.wang.put(check, {'confirmed': True, 'note': None}).status, 200)
        self.assertEqual(self.findings(filter='check=rate_low')[0]['state'], 'explained')
        self.assertEqual(self.state(), 'ready')
        closing = list(csv.DictReader(io.StringIO(
            self.li.get(f'/v1/months/{MONTH}/closings').body.decode())))
        states = {row['check']: row['state'] for row in closing}
        self.assertEqual(states['rate_low'], 'explained')
        self.assertIn('corrected', states.values())

    def test_3_cancel(self):
        """A run that is called off leaves nothing behind."""
        before = rows_of(self.li.get(f'/v1/months/{MONTH}/runs'))
        job = self.li.post(f'/v1/months/{MONTH}/runs').json()
        self.assertEqual(self.wang.delete('/v1/jobs/' + job['id']).status, 404)
        self.assertEqual(self.li.delete('/v1/jobs/' + job['id']).status, 200)
        while job['state'] in ('waiting', 'running'):
            job = self.li.get('/v1/jobs/' + job['id']).json()
        self.assertEqual(job['state'], 'cancelled')
        self.assertEqual(rows_of(self.li.get(f'/v1/months/{MONTH}/runs')), before)
        folder = self.deployment.data / 'tenant' / self.bank / 'run' / MONTH
        self.assertEqual([path.name for path in folder.iterdir() if path.is_dir()],
                         [row['run'] for row in before])

    def sign(self, filing):
        """Maker and responsible person by keys held here, the checker by its own."""
        seals = f'/v1/filings/{filing}/seals'

        def held(role):
            return {'role': role, 'pass_phrase': PHRASE, 'at': None, 'signature': None}

        wrong = {**held('maker'), 'pass_phrase': 'not that one'}
        self.assertEqual(self.li.post(seals, wrong).code(), 'key_pass_phrase')
        self.assertEqual(self.li.post(seals, held('maker')).status, 201)
        self.assertEqual(self.li.post(seals, held('checker')).status, 403)
        self.assertEqual(self.li.post(seals, held('maker')).code(), 'same_person')
        early = self.zhao.post(f'/v1/filings/{filing}/filed', {'pass_phrase': PHRASE})
        self.assertEqual((early.status, early.code()), (409, 'filing_not_signed'))
        at = '2026-11-20T08:15:30.123Z'
        text = self.wang.get(f'/v1/filings/{filing}/seal_text', role='checker', at=at)
        self.assertEqual(text.status, 200, text.body)
        signature = self.own_signature(text.body)
        forged = {'role': 'checker', 'pass_phrase': None, 'at': '2026-11-21T08:15:30.123Z',
                  'signature': signature}
        self.assertEqual(self.wang.post(seals, forged).code(), 'seal_not_valid')
        own = self.wang.post(seals, {**forged, 'at': at})
        self.assertEqual(own.status, 201, own.body)
        self.assertEqual(self.zhao.post(seals, held('responsible')).status, 201)

    def own_signature(self, text):
        """Ed25519 by OpenSSL, away from the server."""
        message = self.deployment.folder / 'seal_text'
        message.write_bytes(text)
        done = subprocess.run(['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey',
                               self.keys['wang'], '-passin', f'pass:{PHRASE}', '-in', message],
                              capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return base64.b64encode(done.stdout).decode()

    def file(self, revision):
        """Freeze, sign, file, download, verify."""
        job = self.li.wait_job(self.li.post(f'/v1/months/{MONTH}/filings'))
        filing = job['result'].rsplit('/', 1)[1]
        self.assertEqual(self.li.get(f'/v1/filings/{filing}').json()['revision'], revision)
        self.sign(filing)
        self.zhao.wait_job(self.zhao.post(f'/v1/filings/{filing}/filed', {'pass_phrase': PHRASE}))
        self.assertEqual(self.li.get(f'/v1/filings/{filing}').json()['state'], 'filed')
        self.assertEqual(self.state(), 'filed')
        paths = {}
        for part in ('archive', 'package'):
            reply = self.zhao.get(f'/v1/filings/{filing}/{part}')
            self.assertEqual(reply.status, 200, reply.body[:200])
            paths[part] = self.deployment.folder / f'{part}_{revision}.zip'
            paths[part].write_bytes(reply.body)
        archive = command('verify', paths['archive'], '--keys', self.register, '--recompute')
        self.assertTrue(archive['whole'])
        self.assertEqual({seal['role']: seal['state'] for seal in archive['seals']},
                         {'maker': 'holds', 'checker': 'holds', 'responsible': 'holds'})
        self.assertEqual(archive['recomputed']['others'], [])
        package = command('verify', paths['package'], '--keys', self.register)
        self.assertTrue(package['whole'])
        self.assertEqual((package['of'], package['month'], package['organisation']),
                         ('filing', MONTH, BANK))
        return filing, paths

    def test_4_file(self):
        """Three people, archive and package; then the month is closed."""
        MonthCase.first, paths = self.file(1)
        with zipfile.ZipFile(paths['package']) as package:
            names = set(package.namelist())
        self.assertIn(f'in/{BANK}_HDACLLSDK_{DAY}.zip', names)
        self.assertIn(f'in/{BANK}_CLDWDK_{DAY}.dat', names)
        self.assertIn('closing.csv', names)
        # Evidence and determinations stay in the bank.
        self.assertFalse([name for name in names if 'determination' in name or 'evid' in name])
        with zipfile.ZipFile(paths['archive']) as archive:
            closing = archive.read('closing.csv').decode()
        self.assertIn('explained', closing)
        spoilt = bytearray(paths['archive'].read_bytes())
        spoilt[len(spoilt) // 2] ^= 1
        bad = self.deployment.folder / 'bad.zip'
        bad.write_bytes(spoilt)
        command('verify', bad, '--keys', self.register, code=1)
        reply = self.li.upload(f'/v1/months/{MONTH}/staged?name=supplement.csv', b'receipt\n')
        self.assertEqual((reply.status, reply.code()), (409, 'month_filed'))
        self.check_gateway(paths['package'])

    def check_gateway(self, package):
        """The courier laid the same bytes down for the gateway, under a name of its own."""
        system = self.deployment.user('xi', self.bank, ['system_administrator'])
        until = time.monotonic() + 20
        while {row['state'] for row in rows_of(system.get('/v1/messages'))} != {'done'}:
            self.assertLess(time.monotonic(), until, list(self.gateway.rglob('*')))
            time.sleep(0.1)
        laid = self.gateway / 'pboc' / f'{BANK}_{MONTH}_001.zip'
        self.assertEqual(laid.read_bytes(), package.read_bytes())

    def test_5_platform(self):
        """An error of the platform lands on its receipt, opens the month, is closed, filed anew."""
        lines = ('表号,借据编码,数据项,错误代码,错误说明\n'
                 f'3.3,{self.low_rate},利率水平,E1007,利率与基础表不符\n')
        path = f'/v1/months/{MONTH}/platform_errors'
        bad = self.li.upload(path, lines.replace('错误代码', '代号').encode())
        self.assertEqual((bad.status, bad.code()), (400, 'platform_head'))
        made = self.li.upload(path, lines.encode('gb18030'))
        self.assertEqual(made.status, 201, made.body)
        self.assertEqual((made.json()['errors'], made.json()['placed'], made.json()['state']),
                         (1, 1, 'trial'))
        again = self.li.upload(path, lines.encode('gb18030'))
        self.assertEqual(again.json()['errors'], 0)
        row = self.findings(filter='relation=platform')
        self.assertEqual([(one['receipt'], one['check'], one['state']) for one in row],
                         [(self.low_rate, 'E1007', 'open')])
        seen = self.li.get(f'/v1/months/{MONTH}/receipts/{self.low_rate}/explanation').json()
        self.assertEqual([one['code'] for one in seen['platform_errors']], ['E1007'])
        wish = {'finding': row[0]['id'], 'relation': None, 'check': None, 'kind': 'corrected',
                'note': '已更正并重报。'}
        early = self.li.post(f'/v1/months/{MONTH}/explanations', wish)
        self.assertEqual(early.code(), 'finding_not_run_again')
        # The bank puts the rate right; now nothing is low either.
        name = f'{BANK}_CLDWDK_{DAY}.dat'
        data = Books.files(BANK)[name]
        stage(self.li, {name: data, name.replace('.dat', '.log'): log_text(name, data)})
        self.submit()
        self.assertEqual(self.findings(filter='check=rate_low'), [])
        made = self.li.post(f'/v1/months/{MONTH}/explanations', wish)
        self.assertEqual(made.status, 201, made.body)
        done = self.wang.put(f'/v1/explanations/{made.json()["id"]}/check',
                             {'confirmed': True, 'note': None})
        self.assertEqual(done.status, 200, done.body)
        self.assertEqual(self.state(), 'ready')
        second, _ = self.file(2)
        self.assertNotEqual(second, self.first)
        # Both revisions stay retrievable.
        self.assertEqual(self.zhao.get(f'/v1/filings/{self.first}/archive').status, 200)

    def pages(self, what, **query):
        """All rows of a list, page after page."""
        return self.li.all(f'/v1/months/{MONTH}/{what}', **query)

    def test_6_lists(self):
        """Pages by cursor, filters and orders over what a run holds."""
        whole = self.pages('check_table', limit=100, sort='-amount')
        text = self.li.get(f'/v1/months/{MONTH}/run_file', name='check_table.csv').body.decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        self.assertEqual(sorted(row['line'] for row in whole), list(range(1, len(rows) + 1)))
        amounts = [float(row['amount']) for row in whole]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        one = self.li.get(f'/v1/months/{MONTH}/figures',
                          filter='legal_uscc=*,dimension=all,measure=net').json()['data']
        self.assertEqual({row['relation'] for row in one} <= {'loan', 'flow'}, True)
        runs = rows_of(self.li.get(f'/v1/months/{MONTH}/runs'))
        self.assertEqual([row['run'] for row in runs],
                         [f'{n:03}' for n in range(1, len(runs) + 1)])
        first = rows_of(self.li.get(f'/v1/months/{MONTH}/refused', run='001'))
        self.assertEqual(len(first), 1)
        self.assertEqual(self.li.get('/v1/series', table='3.1').status, 200)
        for bad in ('../summary.json', 'key/person.key', 'pack/x', '/etc/passwd', ''):
            reply = self.li.get(f'/v1/months/{MONTH}/run_file', name=bad)
            self.assertIn(reply.status, (400, 404), bad)

    def test_6_receipts(self):
        """Receipts of the newest run: all of them by pages, in order, as the file that was sent has
        them; a branch's person sees none of other branches."""
        whole = self.pages('receipts', limit=400, sort='-amount',
                           columns='receipt,bill,amount,branch_no')
        amounts = [int(row['amount'].replace('.', '')) for row in whole]
        self.assertEqual(amounts, sorted(amounts, reverse=True))
        data = Books.files(BANK)[f'{BANK}_CLDWDK_{DAY}.dat'].decode()
        sent = {line.split('|')[RECEIPT] for line in data.splitlines()}
        self.assertTrue(sent)
        self.assertLessEqual(sent - {'0', ''}, {row['receipt'] for row in whole})
        some = whole[len(whole) // 2]
        same = rows_of(self.li.get(f'/v1/months/{MONTH}/receipts', limit=500,
                                   filter=f"branch_no={some['branch_no']}", columns='branch_no'))
        self.assertEqual({row['branch_no'] for row in same}, {some['branch_no']})
        own = rows_of(self.chen.get(f'/v1/months/{MONTH}/receipts', limit=500))
        self.assertEqual({row['branch_no'] for row in own}, {self.chen_branch})
        self.assertEqual(len(own), sum(row['branch_no'] == self.chen_branch for row in whole))

    def test_7_strangers(self):
        """Another bank of the same deployment sees nothing, whatever ids it knows."""
        other = self.deployment.organisation(OTHER, 'bank', display='另一家')
        sun = self.deployment.user('sun', other, ['maker', 'checker'])
        for path in ('/v1/submissions', '/v1/filings', '/v1/determinations', '/v1/evidence',
                     '/v1/explanations', '/v1/platform_errors', '/v1/months'):
            own = rows_of(self.li.get(path))
            self.assertTrue(own, path)
            self.assertEqual(rows_of(sun.get(path)), [], path)
            if path != '/v1/months':
                self.assertEqual(sun.get(f'{path}/{own[0]["id"]}').status, 404, path)
        for path in ('findings', 'runs', 'tables', 'sent', 'receipts', 'to_determine', 'closings',
                     'run_file?name=summary.json', f'receipts/{self.low_rate}/explanation'):
            reply = sun.get(f'/v1/months/{MONTH}/{path}')
            hidden = reply.status == 404 or (reply.status == 200 and not reply.json()['data'])
            self.assertTrue(hidden, (path, reply.status, reply.body[:200]))
        self.assertEqual(sun.get(f'/v1/filings/{self.first}/archive').status, 404)


class HostCase:
    """Three legal persons under one host, in one night."""

    database = ''

    def test_night(self):
        """The board counts; nobody sees another's month; one that fails keeps nobody."""
        with Deployment('bank', self.database) as d:
            shutil.copytree(Books.get() / 'list', d.data / 'list')
            host = d.organisation('host', 'host', display='省农商行')
            operator = d.user('op', host, ['host_operator'])
            legals = sorted(os.listdir(Books.get() / 'in' / MONTH))
            people = {}
            for number, legal in enumerate(legals):
                below = d.organisation(legal, 'bank', display=f'农商行{number}', parent=host)
                people[legal] = d.user(f'maker{number}', below, ['maker'])
            board = rows_of(operator.get(f'/v1/host/{MONTH}/board'))
            self.assertEqual({(row['uscc'], row['state'], row['files']) for row in board},
                             {(legal, 'none', 0) for legal in legals})
            for legal in legals[:2]:
                files = Books.files(legal)
                stage(people[legal], files)
                reply = people[legal].post(f'/v1/months/{MONTH}/submissions', {'note': None})
                people[legal].wait_job(reply)
            # The third's files come in by the operator's own hand, and one cannot be read.
            tenant = next(row['organisation'] for row in board if row['uscc'] == legals[2])
            folder = d.data / 'tenant' / tenant / 'in' / MONTH / legals[2]
            shutil.copytree(Books.get() / 'in' / MONTH / legals[2], folder)
            files = {'determination.csv': (folder / 'determination.csv').read_bytes()}
            stage(people[legals[2]], files)
            job = operator.wait_job(operator.post(f'/v1/host/{MONTH}/runs'))
            self.assertEqual((job['done'], job['total']), (3, 3))
            board = {row['uscc']: row for row in rows_of(operator.get(f'/v1/host/{MONTH}/board'))}
            for legal in legals[:2]:
                self.assertEqual((board[legal]['state'], board[legal]['to_run'],
                                  board[legal]['refused'], board[legal]['run']),
                                 ('ready', False, 0, '001'), board[legal])
            self.assertEqual(set(map(len, (rows_of(p.get('/v1/months')) for p in
                                           list(people.values())[:2]))), {1})
            # The operator holds counts and no receipt.
            self.assertEqual(operator.get(f'/v1/months/{MONTH}/findings').status, 403)
            self.assertEqual(people[legals[0]].get(f'/v1/host/{MONTH}/board').status, 403)
            told = json.dumps(board, ensure_ascii=False)
            self.assertNotIn('JJ0', told)


def load_tests(loader, tests, pattern):
    """Each case on each database."""
    del tests, pattern
    suite = unittest.TestSuite()
    for database in DATABASES:
        for case in (MonthCase, HostCase):
            made = type(f'{case.__name__}_{database}', (case, unittest.TestCase),
                        {'database': database})
            suite.addTests(loader.loadTestsFromTestCase(made))
    return suite


if __name__ == '__main__':
    unittest.main()
