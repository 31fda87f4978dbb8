"""Goal: a firm signs on its own device, nobody else enrols a key for it, and a key that was lost
ends what it signed wherever that was told.

Method: a window and a bank on each database. The device is openssl here; it proves that it holds
the key by signing the text that the server shows. The bank trusts nothing but the register of the
window, whose registrar vouches for the firm's key inside the package of the consent.
"""

import datetime
import pathlib
import tempfile
import unittest

from consent_test import BANK, FIRM, OTHER, WINDOW, day
from deployment import DATABASES, Deployment
from desk_case import DAY, Key, Side, fetch, newest, take


def now():
    """The device's clock."""
    at = datetime.datetime.now(datetime.timezone.utc)
    return at.strftime('%Y-%m-%dT%H:%M:%S.') + f'{at.microsecond // 1000:03d}Z'


class DeviceKeyTest:
    """On one database."""

    database = ''

    def setUp(self):
        keep = tempfile.TemporaryDirectory(prefix='wupian-device-')
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.window = self.enterContext(Deployment('window', self.database))
        self.counter = Side(self.window, WINDOW, 'authority', '服务窗口')
        self.firm = Side(self.window, FIRM, 'firm', '山西某企业', parent=self.counter.id)
        self.owner = self.firm.person('firm')
        self.phone = Key(self.folder, 'firm', FIRM, 'subject')

    def text(self, client, key, **more):
        return client.post('/v1/device_key_texts',
                           {'public_key': key.row['public_key'], **more})

    def enrol(self, client, key, signer=None, **more):
        """As a device does: asks for the text, signs it, brings it."""
        text = self.text(client, key, **more)
        if text.status != 200:
            return text
        return client.post('/v1/device_keys', {
            'public_key': key.row['public_key'], **more,
            'signature': (signer or key).sign(text.json()['to_sign'])})

    def grant(self, client, key, user=BANK, subject=FIRM):
        consent = {'id': 'new', 'subject': subject, 'holder': user, 'user': user,
                   'dataset': 'operation', 'fields': 'power.used,tax.paid', 'purpose': 'credit',
                   'mode': 'query', 'from': day(-1), 'to': day(30), 'retention_days': 0,
                   'uses_a_day': None, 'uses_in_all': None, 'made_how': 'phone',
                   'clause': 'clause-1'}
        seal = {'kind': '', 'digest': '', 'role': 'subject', 'name': 'firm',
                'key_id': key.row['key_id'], 'at': now(), 'signature': ''}
        text = client.post('/v1/consent_texts', {'consent': consent, 'seal': seal}).json()
        signed = {**seal, 'kind': 'consent', 'digest': text['digest'],
                  'signature': key.sign(text['to_sign'])}
        return client.post('/v1/consents', {'consent': text['consent'], 'seals': [signed]})

    def test_enrolled_once_and_only_for_oneself(self):
        shown = self.text(self.owner, self.phone).json()
        # What is signed names whom the key is for; the id is SM3 of the key's bytes.
        self.assertEqual(shown['to_sign'], f'wupian.device_key.v1\norganisation={FIRM}\nname=firm\n'
                         f'role=subject\nkey_id={self.phone.row["key_id"]}\n')
        made = self.enrol(self.owner, self.phone)
        self.assertEqual(made.status, 201, made.body)
        row = made.json()
        self.assertEqual((row['organisation'], row['role'], row['name'], row['key_id']),
                         (FIRM, 'subject', 'firm', self.phone.row['key_id']))
        self.assertEqual(self.enrol(self.owner, self.phone).code(), 'device_key_known')
        listed = self.owner.get('/v1/device_keys').json()['data']
        self.assertEqual([one['key_id'] for one in listed], [self.phone.row['key_id']])
        # Each write stands in the audit.
        auditor = self.firm.person('audit_administrator')
        said = auditor.get('/v1/audit', filter='object_kind=trusted_key').json()['data']
        self.assertEqual([one['object'] for one in said], [row['id']])

    def test_what_is_refused(self):
        thief = Key(self.folder, 'x', OTHER, 'subject')
        other = Side(self.window, OTHER, 'firm', '别的企业', parent=self.counter.id)
        neighbour = other.person('firm')
        # Somebody else's public key: the proof cannot be made.
        self.assertEqual(self.enrol(neighbour, self.phone, signer=thief).code(),
                         'device_key_proof')
        # A proof that was made for one firm is none for another.
        proof = self.phone.sign(self.text(self.owner, self.phone).json()['to_sign'])
        moved = neighbour.post('/v1/device_keys', {'public_key': self.phone.row['public_key'],
                                                   'signature': proof})
        self.assertEqual((moved.status, moved.code()), (403, 'device_key_proof'))
        # Whose key it is stands in the session and in no body.
        named = self.owner.post('/v1/device_keys', {
            'public_key': self.phone.row['public_key'], 'signature': proof, 'organisation': OTHER})
        self.assertEqual((named.status, named.code()), (400, 'field_unknown'))
        for role in ('sender', 'registrar', '*', 'maker'):
            reply = self.enrol(self.owner, self.phone, role=role)
            self.assertEqual(reply.status, 400, role)
        for text in ('', 'x', 'A' * 4000, self.phone.row['public_key'] + 'AAAA'):
            reply = self.owner.post('/v1/device_key_texts', {'public_key': text})
            self.assertEqual(reply.status, 400, text)
        # Nobody of the organisation above enrols for the firm, though he may act there.
        clerk = self.counter.person('counter_clerk')
        moved = clerk.post('/v1/session/renew', {'organisation': self.firm.id})
        self.assertEqual((moved.status, moved.json()['organisation']), (200, self.firm.id))
        self.assertEqual(self.enrol(clerk, thief).code(), 'device_key_person')
        clerk.post('/v1/session/renew', {'organisation': self.counter.id})
        # Nor does a program.
        made = self.owner.post('/v1/session/tokens', {
            'name': 'program', 'permissions': 'consent.grant consent.read', 'purpose': 'service',
            'last_day': day(1)})
        self.assertEqual(made.status, 201, made.body)
        program = self.window.client(made.json()['token'])
        self.assertEqual(self.enrol(program, self.phone).code(), 'device_key_person')
        # Who may not grant does not enrol; nobody sees or ends another's.
        reader = self.firm.person('reader')
        self.assertEqual(self.text(reader, self.phone).status, 403)
        key = self.enrol(self.owner, self.phone).json()
        self.assertEqual(neighbour.get('/v1/device_keys').json()['data'], [])
        ended = neighbour.post(f'/v1/device_keys/{key["id"]}/end', {'lost': True})
        self.assertEqual(ended.status, 404)
        # Nor is a key that the window trusts of somebody else, though its row is the counter's.
        bank = Side(self.enterContext(Deployment('bank', self.database)), BANK, 'bank', '银行')
        self.counter.trust(bank.register)
        foreign = [row for row in self.counter.security.get('/v1/keys').json()['data']
                   if row['organisation'] == BANK]
        self.assertTrue(foreign)
        shown = {row['id'] for row in clerk.get('/v1/device_keys', limit=500).json()['data']}
        for row in foreign:
            self.assertNotIn(row['id'], shown)
            for is_lost in (True, False):
                ended = clerk.post(f'/v1/device_keys/{row["id"]}/end', {'lost': is_lost})
                self.assertEqual((ended.status, ended.code()), (404, 'object_not_found'))
        # A key of the deployment is none of a device.
        mine = self.counter.security.get('/v1/keys').json()['data'][0]
        ended = clerk.post(f'/v1/device_keys/{mine["id"]}/end', {'lost': True})
        self.assertEqual(ended.status, 404)

    def test_too_many(self):
        for _ in range(20):
            made = self.enrol(self.owner, Key(self.folder, 'firm', FIRM, 'subject'))
            self.assertEqual(made.status, 201, made.body)
        full = self.enrol(self.owner, self.phone)
        self.assertEqual((full.status, full.code()), (409, 'device_keys_many'))

    def test_staff_sign_as_maker_or_checker_under_their_own_names(self):
        clerk = self.counter.person('counter_clerk')
        second = self.counter.person('counter_second')
        keys = {}
        for client, role in ((clerk, 'maker'), (second, 'checker')):
            keys[role] = Key(self.folder, 'x', WINDOW, role)
            self.assertEqual(self.enrol(client, keys[role]).code(), 'device_key_role')
            made = self.enrol(client, keys[role], role=role)
            self.assertEqual(made.status, 201, made.body)
            keys[role].row['name'] = made.json()['name']
        self.assertEqual(keys['maker'].row['name'], 'counter_clerk')
        # One person with both keys is not two people: the names are the accounts'.
        twice = Key(self.folder, 'x', WINDOW, 'checker')
        twice.row['name'] = self.enrol(clerk, twice, role='checker').json()['name']
        consent = {'id': 'new', 'subject': FIRM, 'holder': WINDOW, 'user': BANK,
                   'dataset': 'operation', 'fields': 'tax.paid', 'purpose': 'credit',
                   'mode': 'query', 'from': day(-1), 'to': day(30), 'retention_days': 0,
                   'uses_a_day': None, 'uses_in_all': None, 'made_how': 'counter',
                   'made_by': 'counter_clerk', 'witnessed_by': 'counter_second',
                   'scan_sm3': 'ab' * 32, 'clause': 'clause-1'}
        seal = {'kind': '', 'digest': '', 'role': '', 'name': '', 'key_id': '', 'at': now(),
                'signature': ''}
        text = clerk.post('/v1/consent_texts', {'consent': consent, 'seal': seal}).json()
        text['at'] = seal['at']
        for pair, status in (((keys['maker'], twice), 403),
                             ((keys['maker'], keys['checker']), 201)):
            seals = [key.seal('consent', text['digest'], text['at']) for key in pair]
            made = clerk.post('/v1/consents', {'consent': text['consent'], 'seals': seals})
            self.assertEqual(made.status, status, made.body)

    def test_a_device_signs_and_its_loss_is_told(self):
        bank = self.enterContext(Deployment('bank', self.database))
        side = Side(bank, BANK, 'bank', '银行')
        post = side.person('correspondent')
        officer = side.person('credit_officer')
        key = self.enrol(self.owner, self.phone).json()
        # Without a registrar the bank does not know the key, and takes nothing.
        side.trust(self.counter.register)
        self.assertEqual(self.grant(self.owner, self.phone).status, 201)
        clerk = self.counter.person('counter_clerk')
        def carry(kind):
            package = newest(clerk, kind=kind, direction='out')
            return take(post, fetch(clerk, package['id']))
        self.assertEqual(carry('consent')['error'], 'consent_unsigned')

        made = self.counter.security.post('/v1/keys', {
            'kind': 'ed25519', 'name': '登记员', 'role': 'registrar', 'from': DAY})
        self.assertEqual(made.status, 201, made.body)
        granted = self.grant(self.owner, self.phone).json()
        self.assertEqual(granted['state'], 'granted')
        # The registrar must be trusted there: its own word is not enough.
        self.assertEqual(carry('consent')['error'], 'consent_unsigned')
        side.trust(self.counter.security.get('/v1/key_register').body)
        granted = self.grant(self.owner, self.phone).json()
        self.assertEqual(carry('consent')['state'], 'done')
        self.assertEqual(officer.get('/v1/consents/' + granted['id']).json()['state'], 'granted')
        use = {'dataset': 'operation', 'purpose': 'credit', 'mode': 'query', 'fields': 'tax.paid'}
        path = f'/v1/consents/{granted["id"]}/use'
        self.assertEqual(officer.post(path, use).status, 200)

        # Replaced: what it signed counts on.
        new = Key(self.folder, 'firm', FIRM, 'subject')
        self.assertEqual(self.enrol(self.owner, new).status, 201)
        ended = self.owner.post(f'/v1/device_keys/{key["id"]}/end', {'lost': False})
        self.assertEqual(ended.status, 201, ended.body)
        self.assertEqual(officer.post(path, use).status, 200)
        # Lost: it counts nowhere any more.
        lost = self.owner.post(f'/v1/device_keys/{key["id"]}/end', {'lost': True})
        self.assertEqual(lost.status, 201, lost.body)
        self.assertEqual(self.owner.get('/v1/consents/' + granted['id']).json()['state'], 'broken')
        self.assertEqual(carry('device_key')['state'], 'done')
        self.assertEqual(officer.get('/v1/consents/' + granted['id']).json()['state'], 'broken')
        self.assertEqual(officer.post(path, use).code(), 'consent_refused')
        again = self.owner.post(f'/v1/device_keys/{key["id"]}/end', {'lost': True})
        self.assertEqual((again.status, again.code()), (409, 'already_ended'))
        self.assertEqual(self.grant(self.owner, self.phone).code(), 'consent_unsigned')

    def test_the_words_of_a_consent(self):
        there = self.owner.get('/v1/consent_terms').json()
        names = {one['uscc']: one['name'] for one in there['parties']}
        self.assertEqual(names, {WINDOW: '服务窗口'})  # Firms do not see one another.
        self.assertIn('tax.paid', {one['code'] for one in there['items']})
        for kind in ('purposes', 'modes'):
            for one in there[kind]:
                self.assertNotIn('.', one['label'])
                self.assertTrue(one['help'], one)


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'DeviceKey_{database}', (DeviceKeyTest, unittest.TestCase),
                    {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
