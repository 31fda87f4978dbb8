"""Who gets in and who does not: passwords, lock-out, one-time codes, rotation, tokens, gateways,
first passwords, three administrators who are three people. On both databases."""

import base64
import hashlib
import hmac
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, FIRST, PASSWORD, Client, Deployment

BANK = '91140100000000019W'
OTHER = '91140302MAXT2FH89H'
GATEWAY_KEY = 'a gateway key of the test'


def totp(secret, now=None):
    """RFC 6238 with SHA-1, 30 seconds, 6 digits: a second implementation."""
    key = base64.b32decode(secret + '=' * (-len(secret) % 8))
    step = struct.pack('>Q', int((now or time.time()) // 30))
    mac = hmac.new(key, step, hashlib.sha1).digest()
    at = mac[19] & 15
    return f'{(struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06d}'


def hmac_sm3(key, text):
    """By the openssl program."""
    done = subprocess.run(['openssl', 'dgst', '-sm3', '-hmac', key], input=text.encode(),
                          capture_output=True, check=True)
    return done.stdout.decode().split()[-1]


class SignInTest(unittest.TestCase):
    """One deployment a database for all tests of the class."""

    def each(self, work, config=''):
        """`work(deployment, bank)` on both databases."""
        for database in DATABASES:
            with self.subTest(database), Deployment('bank', database, config) as here:
                work(here, here.organisation(BANK, 'bank'))

    def test_password(self):
        """Right by id and by USCC; one answer for every wrong thing; five wrong ones lock."""
        def work(here, bank):
            here.user('li', bank, ['maker'])
            for organisation in (bank, BANK):
                self.assertEqual(here.client().sign_in(organisation, 'li', PASSWORD).status, 200)
            for organisation, name, password in ((bank, 'li', 'no'), (bank, 'nobody', PASSWORD),
                                                 ('91140100000000027P', 'li', PASSWORD),
                                                 (bank, 'li', FIRST)):
                reply = here.client().sign_in(organisation, name, password)
                self.assertEqual((reply.status, reply.code()), (401, 'sign_in_refused'))
            # Two of the four above were wrong passwords of li; three more lock.
            for _ in range(3):
                here.client().sign_in(bank, 'li', 'wrong')
            self.assertEqual(here.client().sign_in(bank, 'li', PASSWORD).status, 401)
        self.each(work)

    def test_first_password(self):
        """Nothing but a new password; a weak one, the old one and one with the name are refused."""
        def work(here, bank):
            here.run('user', 'add', 'an', '--organisation', bank)
            here.run('user', 'role', 'an', '--organisation', bank, '--role', 'reader')
            made = here.run('user', 'password', 'an', '--organisation', bank)
            client = here.client()
            reply = client.sign_in(bank, 'an', made['password'])
            self.assertTrue(reply.json()['must_change'])
            self.assertEqual(reply.json()['permissions'], '')
            refused = client.get('/v1/parties')
            self.assertEqual((refused.status, refused.code()), (403, 'password_must_change'))
            token = client.post('/v1/session/tokens', {
                'name': 'x', 'permissions': 'party.read', 'purpose': 'service',
                'last_day': time.strftime('%Y-%m-%d')})
            self.assertEqual((token.status, token.code()), (403, 'password_must_change'))
            for after, code in (('short', 'password_length'), (made['password'], 'password_same'),
                                ('aaaaaaaa', 'password_weak')):
                reply = client.put('/v1/session/password',
                                   {'before': made['password'], 'after': after})
                self.assertEqual((reply.status, reply.code()), (400, code))
            before = dict(client.cookies)
            reply = client.put('/v1/session/password',
                               {'before': made['password'], 'after': PASSWORD})
            self.assertEqual(reply.status, 200, reply.body)
            self.assertFalse(reply.json()['must_change'])
            self.assertEqual(client.get('/v1/session').status, 200)
            # The sign-in with the first password is over.
            old = Client(here.port)
            old.cookies = before
            self.assertEqual(old.get('/v1/session').status, 401)
        self.each(work)

    def test_one_time_code(self):
        """Asked for once it is set; each code works once; a code of another secret does not."""
        def work(here, bank):
            li = here.user('li', bank, ['maker'])
            shown = li.post('/v1/session/otp').json()
            self.assertIn(shown['secret'], shown['uri'])
            wrong = li.put('/v1/session/otp', {'secret': shown['secret'], 'code': '000000'})
            self.assertEqual(wrong.code(), 'sign_in_code')
            used = totp(shown['secret'])
            done = li.put('/v1/session/otp', {'secret': shown['secret'], 'code': used})
            self.assertEqual(done.status, 204, done.body)
            # Another factor does not take its place.
            other = li.post('/v1/session/otp').json()['secret']
            again = li.put('/v1/session/otp', {'secret': other, 'code': totp(other)})
            self.assertEqual((again.status, again.code()), (409, 'otp_set'))
            for code in (None, used, '123456'):
                reply = here.client().sign_in(bank, 'li', PASSWORD, code)
                self.assertEqual((reply.status, reply.code()), (401, 'sign_in_code'), code)
            # The next step's code is within the window of one step.
            later = totp(shown['secret'], time.time() + 30)
            self.assertEqual(here.client().sign_in(bank, 'li', PASSWORD, later).status, 200)
            self.assertEqual(here.client().sign_in(bank, 'li', PASSWORD, later).status, 401)
            # The secret is nowhere as such: not in the data folder, not in the API.
            self.assertNotIn(shown['secret'].encode(), li.get('/v1/session').body)
            raw = base64.b32decode(shown['secret'] + '=' * (-len(shown['secret']) % 8))
            for file in here.folder.rglob('*'):
                if file.is_file():
                    data = file.read_bytes()
                    self.assertFalse(shown['secret'].encode() in data or raw in data, file)
        self.each(work)

    def test_rotation(self):
        """A renewed secret works at once, the old one a minute more; signing out ends both ways."""
        def work(here, bank):
            li = here.user('li', bank, ['maker'])
            old = Client(here.port)
            old.cookies = dict(li.cookies)
            self.assertEqual(li.post('/v1/session/renew', {'organisation': None}).status, 200)
            self.assertNotEqual(li.cookies['wupian_session'], old.cookies['wupian_session'])
            self.assertEqual(old.get('/v1/session').status, 200)
            self.assertEqual(li.delete('/v1/session').status, 204)
            self.assertEqual(li.cookies, {})
            # Of another organisation the account has no part: it cannot act there.
            li.sign_in(bank, 'li', PASSWORD)
            other = here.organisation('91140100000000027P', 'bank')
            refused = li.post('/v1/session/renew', {'organisation': other})
            self.assertEqual(refused.status, 401)
            # A write without the session's own token is from elsewhere.
            li.sign_in(bank, 'li', PASSWORD)
            foreign = li.send('POST', '/v1/session/renew', {'organisation': None},
                              {'X-CSRF-Token': 'x'})
            self.assertEqual((foreign.status, foreign.code()), (403, 'csrf'))
        self.each(work)

    def test_restart(self):
        """Sign-ins, their CSRF tokens and cursors outlive the server; idempotency keys too."""
        def work(here, bank):
            an = here.user('an', bank, ['security_administrator'])
            key = {'Idempotency-Key': 'one'}
            first = an.post('/v1/accounts', {'name': 'x', 'display_name': 'X'}, key)
            self.assertEqual(first.status, 201, first.body)
            page = an.get('/v1/accounts', limit=1).json()
            here.stop()
            here.start()
            again = an.post('/v1/accounts', {'name': 'x', 'display_name': 'X'}, key)
            self.assertEqual((again.status, again.body), (201, first.body))
            self.assertEqual(again.fields['idempotency-replayed'], 'true')
            other = an.post('/v1/accounts', {'name': 'y', 'display_name': 'Y'}, key)
            self.assertEqual((other.status, other.code()), (409, 'idempotency_mismatch'))
            rest = an.get('/v1/accounts', limit=1, cursor=page['next']).json()['data']
            self.assertEqual(len(rest), 1)
            self.assertNotEqual(rest[0]['id'], page['data'][0]['id'])
        self.each(work)

    def test_token(self):
        """Less than its owner, to one end, until it is ended; it makes no other."""
        def work(here, bank):
            an = here.user('an', bank, ['security_administrator'])
            wish = {'name': 'night job', 'permissions': 'security.account audit.read',
                    'purpose': 'security', 'last_day': '2026-11-20'}
            past = an.post('/v1/session/tokens', wish)
            self.assertEqual((past.status, past.code()), (400, 'token_life'))
            wish['last_day'] = time.strftime('%Y-%m-%d', time.gmtime(time.time() + 86400))
            made = an.post('/v1/session/tokens', wish).json()
            program = here.client(made['token'])
            self.assertEqual(program.get('/v1/accounts').status, 200)
            # Not what its owner does not hold, nor what it was not given, nor to another end.
            self.assertEqual(program.get('/v1/audit').status, 403)
            self.assertEqual(program.get('/v1/delegations').status, 403)
            self.assertEqual(program.get('/v1/parties').status, 403)
            more = program.post('/v1/session/tokens', wish)
            self.assertEqual((more.status, more.code()), (403, 'token_by_token'))
            self.assertNotIn(made['token'].encode(), an.get('/v1/tokens').body)
            self.assertEqual(an.delete('/v1/session/tokens/' + made['id']).status, 204)
            self.assertEqual(program.get('/v1/accounts').status, 401)
        self.each(work)

    def test_disabled_and_ungranted(self):
        """Whoever is disabled, or loses the last role, is out with the next request."""
        def work(here, bank):
            an = here.user('an', bank, ['security_administrator'])
            li = here.user('li', bank, ['maker'])
            wang = here.user('wang', bank, ['maker'])
            reply = an.put(f'/v1/accounts/{li.account}/state', {'value': 'disabled'})
            self.assertEqual(reply.status, 200, reply.body)
            self.assertEqual(li.get('/v1/session').status, 401)
            self.assertEqual(here.client().sign_in(bank, 'li', PASSWORD).status, 401)
            grants = an.get('/v1/grants', filter=f'account={wang.account}').json()['data']
            self.assertEqual(an.delete('/v1/grants/' + grants[0]['id']).status, 204)
            self.assertEqual(wang.get('/v1/session').status, 401)
        self.each(work)

    def test_three_people(self):
        """No account comes to hold two of system, security, audit and business."""
        def work(here, bank):
            an = here.user('an', bank, ['security_administrator'])
            here.user('shi', bank, ['audit_administrator'])
            li = here.user('li', bank, ['maker'])
            roles = {row['name']: row['id'] for row in an.get('/v1/roles').json()['data']}
            for role in ('security_administrator', 'audit_administrator'):
                reply = an.post('/v1/grants', {
                    'account': li.account, 'role': roles[role], 'organisation': bank,
                    'valid_from': '2026-01-01', 'valid_to': None})
                self.assertEqual((reply.status, reply.code()), (409, 'duties_mixed'))
            reply = an.post('/v1/roles', {'name': 'both',
                                          'permissions': 'audit.read security.account'})
            self.assertEqual((reply.status, reply.code()), (409, 'duties_mixed'))
        self.each(work)

    def test_administrator_of_a_part(self):
        """Whoever administers a branch does not administer the bank, nor make a legal person."""
        def work(here, bank):
            branch = here.organisation('branch', 'branch', parent=bank)
            an = here.user('an', bank, ['security_administrator'])
            li = here.user('li', bank, ['maker'])
            bo = here.user('bo', bank, ['reader'])
            roles = {row['name']: row['id'] for row in an.get('/v1/roles').json()['data']}
            grants = an.get('/v1/grants', filter=f'account={bo.account}').json()['data']
            self.assertEqual(an.delete('/v1/grants/' + grants[0]['id']).status, 204)
            made = here.run('user', 'add', 'pan', '--organisation', bank)['id']
            reply = an.post('/v1/grants', {
                'account': made, 'role': roles['security_administrator'], 'organisation': branch,
                'valid_from': '2026-01-01', 'valid_to': None})
            self.assertEqual(reply.status, 201, reply.body)
            here.run('user', 'password', 'pan', '--organisation', bank, '--stdin',
                     text=FIRST + '\n')
            pan = here.client()
            pan.sign_in(bank, 'pan', FIRST)
            pan.put('/v1/session/password', {'before': FIRST, 'after': PASSWORD})
            for reply in (pan.get('/v1/accounts'), pan.get('/v1/accounts/' + li.account),
                          pan.get('/v1/sign_ins'), pan.get('/v1/tokens'),
                          pan.post(f'/v1/accounts/{li.account}/password'),
                          pan.put(f'/v1/accounts/{li.account}/state', {'value': 'disabled'}),
                          pan.post('/v1/accounts', {'name': 'x', 'display_name': 'x'})):
                self.assertEqual((reply.status, reply.code()), (403, 'permission_missing'))
        self.each(work)

    def test_rights_in_two_places(self):
        """A right that holds in a branch does not reach further because another one does."""
        def work(here, bank):
            branches = [here.organisation(name, 'branch', name, bank) for name in ('东', '西')]
            an = here.user('an', bank, ['security_administrator'])
            makers = []
            for i, branch in enumerate(branches):
                maker = here.user(f'maker{i}', bank, ['party_keeper'])
                here.run('user', 'role', f'maker{i}', '--organisation', bank, '--role',
                         'branch_manager', '--in', branch)
                self.assertEqual(maker.sign_in(bank, f'maker{i}', PASSWORD).status, 200)
                makers.append(maker)
            made = []
            for maker in makers:
                reply = maker.upload('/v1/evidence?kind=letter&reference=1', b'%PDF-1.4 proof')
                self.assertEqual(reply.status, 201, reply.body)
                made.append(reply.json()['id'])
            for i, maker in enumerate(makers):
                seen = [row['id'] for row in maker.get('/v1/evidence').json()['data']]
                self.assertEqual(seen, [made[i]])
                self.assertEqual(maker.get('/v1/evidence/' + made[1 - i]).status, 404)
                self.assertEqual(maker.get(f'/v1/evidence/{made[1 - i]}/file').status, 404)
        self.each(work)

    def test_gateway(self):
        """A signed header is somebody; unsigned, changed, sent twice it is nobody."""
        def work(here, bank):
            an = here.user('an', bank, ['security_administrator'])
            here.user('li', bank, ['maker'])
            rows = an.get('/v1/accounts', filter='name=li').json()['data']
            reply = an.put(f"/v1/accounts/{rows[0]['id']}/external", {'value': 'gateway:ukey-7'})
            self.assertEqual(reply.status, 200, reply.body)

            def ask(user, nonce, key=GATEWAY_KEY):
                now = str(int(time.time() * 1000))
                text = '\n'.join((user, now, nonce, 'GET', '/v1/session'))
                return here.client().ask('GET', '/v1/session', None, {
                    'X-Gateway-User': user, 'X-Gateway-Time': now, 'X-Gateway-Nonce': nonce,
                    'X-Gateway-Signature': hmac_sm3(key, text)})
            # Another organisation's administrator says that ukey-7 is somebody of theirs.
            other = here.organisation(OTHER, 'bank')
            theirs = here.user('squatter', other, ['security_administrator'])
            own = theirs.get('/v1/accounts', filter='name=squatter').json()['data'][0]['id']
            reply = theirs.put(f'/v1/accounts/{own}/external', {'value': 'gateway:ukey-7'})
            self.assertEqual(reply.status, 200, reply.body)
            user = BANK + '/ukey-7'
            self.assertEqual(ask(user, 'a').json()['account'], rows[0]['id'])
            self.assertEqual(ask(user, 'a').code(), 'gateway_replayed')
            self.assertEqual(ask(user, 'b', 'another key').code(), 'gateway_signature')
            self.assertEqual(ask(BANK + '/ukey-8', 'c').status, 401)
            self.assertEqual(ask('ukey-7', 'd').status, 401)
            self.assertEqual(ask(OTHER + '/ukey-7', 'e').json()['account'], own)
        with tempfile.NamedTemporaryFile('w', suffix='.key') as file:
            file.write(GATEWAY_KEY + '\n')
            file.flush()
            self.each(work, f'gateway_key_file: "{file.name}"\n')

    def test_identifiers(self):
        """A wrong check digit is refused; who verifies is told, once."""
        def work(here, bank):
            keeper = here.user('li', bank, ['party_keeper'])
            verifier = here.user('wang', bank, ['party_verifier'])
            both = here.user('zhao', bank, ['party_keeper', 'party_verifier'])
            party = keeper.post('/v1/parties', {'kind': 'enterprise', 'name': '甲',
                                                'region': '140100'}).json()['id']
            path = f'/v1/parties/{party}/identifiers'
            wish = {'scheme': 'uscc', 'value': BANK[:-1] + 'A', 'source': 'licence'}
            wrong = keeper.post(path, wish)
            self.assertEqual((wrong.status, wrong.code()), (400, 'identifier_check'))
            made = keeper.post(path, {**wish, 'value': BANK})
            self.assertEqual(made.status, 201, made.body)
            self.assertIsNone(made.json()['verified_by'])
            path = f"/v1/identifiers/{made.json()['id']}/verified"
            self.assertEqual(keeper.put(path, {'source': 'licence seen'}).status, 403)
            done = verifier.put(path, {'source': 'licence seen'})
            self.assertEqual((done.status, done.json()['verified_by']), (200, verifier.account))
            again = verifier.put(path, {'source': 'licence seen'})
            self.assertEqual((again.status, again.code()), (409, 'already_verified'))
            made = both.post(f'/v1/parties/{party}/identifiers',
                             {'scheme': 'other', 'value': 'R-1', 'source': 'letter'}).json()
            own = both.put(f"/v1/identifiers/{made['id']}/verified", {'source': 'seen'})
            self.assertEqual((own.status, own.code()), (403, 'same_person'))
        self.each(work)

    def test_audit(self):
        """Signing in and every change leave rows whose chain holds; the auditor reads them."""
        def work(here, bank):
            shi = here.user('shi', bank, ['audit_administrator'])
            an = here.user('an', bank, ['security_administrator'])
            an.post('/v1/accounts', {'name': 'x', 'display_name': 'X'})
            self.assertEqual(an.get('/v1/audit').status, 403)
            rows = shi.get('/v1/audit', filter=f'actor={an.account},object_kind=account',
                           limit=500).json()['data']
            self.assertIn('insert', {row['action'] for row in rows})
            until = time.monotonic() + 20
            while True:
                report = shi.get('/v1/audit/check').json()
                if report['sealed']:
                    break
                self.assertLess(time.monotonic(), until, report)
                time.sleep(0.2)
            self.assertTrue(report['holds'])
            self.assertRegex(report['head'], '^[0-9a-f]{64}$')
            self.assertEqual(set(report), {'holds', 'sealed', 'head'})
        self.each(work)


if __name__ == '__main__':
    unittest.main()
