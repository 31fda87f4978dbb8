"""Goal: data are read under a consent that its subject signed, for what it says and as often as it
says, the subject sees every use, and nothing is read after a withdrawal.

Method: a window and a bank on each database. The firm's phone signs with openssl what the server
shows; the consent travels as a package; the bank reads facts, too often, too late, for another
purpose; the ledger travels back; the withdrawal travels out. Facts received for statistics stand
beside them and must never be read for credit.
"""

import datetime
import hashlib
import pathlib
import tempfile
import unittest

from desk_case import Key, Side, fetch, newest, take, uscc
from deployment import DATABASES, Deployment

BANK = uscc('91140105', 'MAX70000')
WINDOW = uscc('11140000', 'MA0G0002')
FIRM = uscc('91140100', 'MA0F0001')
OTHER = uscc('91140100', 'MA0F0002')
NOW = '2026-11-23T08:15:30.123Z'


def day(days):
    """A day from today in China."""
    china = datetime.timezone(datetime.timedelta(hours=8))
    return (datetime.datetime.now(china).date() + datetime.timedelta(days=days)).isoformat()


class ConsentTest:
    """On one database."""

    database = ''

    def setUp(self):
        keep = tempfile.TemporaryDirectory(prefix='wupian-consent-')
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.window = self.enterContext(Deployment('window', self.database))
        self.bank = self.enterContext(Deployment('bank', self.database))
        self.counter = Side(self.window, WINDOW, 'authority', '服务窗口')
        self.firm = Side(self.window, FIRM, 'firm', '山西某企业', parent=self.counter.id)
        self.owner = self.firm.person('firm')
        self.clerk = self.counter.person('counter_clerk')
        self.side = Side(self.bank, BANK, 'bank', '银行')
        self.officer = self.side.person('credit_officer')
        self.post = self.side.person('correspondent')
        self.phone = Key(self.folder, '法定代表人', FIRM, 'subject')
        self.counter.trust(self.phone.register())
        self.side.trust(self.phone.register())
        self.side.trust(self.counter.register)
        self.counter.trust(self.side.register)
        for item, value in (('tax.paid', '120000.00'), ('power.used', '88')):
            reply = self.officer.post('/v1/facts', {
                'subject': FIRM, 'item': item, 'value': value, 'valid_from': '2026-01-01',
                'source': '税务'})
            self.assertEqual(reply.status, 201, reply.body)

    def consent(self, **changed):
        wish = {'id': 'new', 'subject': FIRM, 'holder': BANK, 'user': BANK, 'dataset': 'tax',
                'fields': 'power.used,tax.paid', 'purpose': 'credit', 'mode': 'query',
                'from': day(-1), 'to': day(30), 'retention_days': 0, 'uses_a_day': 3,
                'uses_in_all': 3, 'made_how': 'phone', 'clause': 'clause-1'}
        return {**wish, **changed}

    def grant(self, consent, key=None, client=None):
        """What the phone does: asks for the text, signs it, brings it."""
        key = key or self.phone
        seal = {'kind': '', 'digest': '', 'role': 'subject', 'name': key.row['name'],
                'key_id': key.row['key_id'], 'at': NOW, 'signature': ''}
        reply = self.owner.post('/v1/consent_texts', {'consent': consent, 'seal': seal})
        self.assertEqual(reply.status, 200, reply.body)
        text = reply.json()
        # The digest is of the text that the person reads.
        self.assertEqual(hashlib.new('sm3', text['text'].encode()).hexdigest(), text['digest'])
        signed = {**seal, 'kind': 'consent', 'digest': text['digest'],
                  'signature': key.sign(text['to_sign'])}
        return (client or self.owner).post('/v1/consents', {'consent': text['consent'],
                                                            'seals': [signed]})

    def carry(self, kind):
        """From the window to the bank."""
        package = newest(self.clerk, kind=kind, direction='out')
        return take(self.post, fetch(self.clerk, package['id']))


    def use(self, consent, **changed):
        return self.officer.post(f'/v1/consents/{consent}/use', {
            'dataset': 'tax', 'purpose': 'credit', 'mode': 'query', 'fields': 'tax.paid',
            **changed})

    def withdraw(self, digest):
        at = NOW
        withdrawal = {'consent_digest': digest, 'subject': FIRM, 'at': at, 'made_how': 'phone'}
        seal = {'kind': '', 'digest': '', 'role': 'subject', 'name': self.phone.row['name'],
                'key_id': self.phone.row['key_id'], 'at': at, 'signature': ''}
        text = self.owner.post('/v1/withdrawal_texts', {'withdrawal': withdrawal,
                                                        'seal': seal}).json()
        signed = {**seal, 'kind': 'withdrawal', 'digest': text['digest'],
                  'signature': self.phone.sign(text['to_sign'])}
        return self.owner.post('/v1/withdrawals', {'withdrawal': withdrawal, 'seals': [signed]})

    def test_granted_used_seen_withdrawn_refused(self):
        granted = self.grant(self.consent())
        self.assertEqual(granted.status, 201, granted.body)
        consent = granted.json()
        self.assertEqual(consent['state'], 'granted')
        # Not before it came.
        self.assertEqual(self.use(consent['id']).status, 404)
        self.assertEqual(self.carry('consent')['state'], 'done')
        read = self.use(consent['id'])
        self.assertEqual(read.status, 200, read.body)
        self.assertEqual([f['value'] for f in read.json()['facts']], ['120000.00'])
        for wrong in ({'purpose': 'matching'}, {'fields': 'tax.paid,salary'}, {'mode': 'keep'},
                      {'dataset': 'power'}):
            self.assertEqual(self.use(consent['id'], **wrong).code(), 'consent_refused', wrong)
        self.assertEqual(self.use(consent['id'], fields='tax.paid,power.used').status, 200)
        self.assertEqual(self.use(consent['id']).status, 200)
        # Three a day: the fourth is refused.
        spent = self.use(consent['id'])
        self.assertEqual((spent.status, spent.code()), (403, 'consent_refused'))
        self.assertEqual(self.officer.get('/v1/consents/' + consent['id']).json()['state'],
                         'used_up')

        # The ledger goes to the window, and the firm sees who read what.
        sent = self.officer.post('/v1/consent_ledgers', {'recipient': WINDOW})
        self.assertEqual(sent.json(), {'uses': 3})
        package = newest(self.officer, kind='consent_use')
        self.assertEqual(take(self.clerk, fetch(self.officer, package['id']))['state'], 'done')
        uses = self.owner.get('/v1/consent_uses', sort='used_at').json()['data']
        self.assertEqual([u['fields'] for u in uses],
                         ['tax.paid', 'power.used tax.paid', 'tax.paid'])
        self.assertEqual({u['used_by'] for u in uses}, {BANK})

        gone = self.withdraw(consent['content_hash'])
        self.assertEqual((gone.status, gone.json().get('state')), (201, 'withdrawn'), gone.body)
        self.assertEqual(self.withdraw(consent['content_hash']).code(), 'consent_withdrawn')
        self.assertEqual(self.carry('withdrawal')['state'], 'done')
        refused = self.use(consent['id'])
        self.assertEqual((refused.status, refused.code()), (403, 'consent_refused'))
        self.assertEqual(self.officer.get('/v1/consents/' + consent['id']).json()['state'],
                         'withdrawn')

    def test_expired_and_not_yet(self):
        for change, state in (({'from': day(-10), 'to': day(-1)}, 'expired'),
                              ({'from': day(1)}, 'not_yet')):
            granted = self.grant(self.consent(**change))
            self.assertEqual(granted.json()['state'], state)
            self.assertEqual(self.carry('consent')['state'], 'done')
            self.assertEqual(self.use(granted.json()['id']).code(), 'consent_refused')

    def test_only_the_subject_signs_and_only_the_user_reads(self):
        stranger = Key(self.folder, '别人', OTHER, 'subject')
        self.counter.trust(stranger.register())
        self.assertEqual(self.grant(self.consent(), stranger).code(), 'consent_unsigned')
        unknown = Key(self.folder, '法定代表人', FIRM, 'subject')
        self.assertEqual(self.grant(self.consent(), unknown).code(), 'consent_unsigned')
        # Another firm can neither bring it nor see it.
        other = Side(self.window, OTHER, 'firm', '别的企业', parent=self.counter.id)
        neighbour = other.person('firm')
        self.assertEqual(self.grant(self.consent(), client=neighbour).code(), 'consent_subject')
        granted = self.grant(self.consent()).json()
        self.assertEqual(neighbour.get('/v1/consents/' + granted['id']).status, 404)
        self.assertEqual(neighbour.get('/v1/consents').json()['data'], [])
        self.assertEqual(neighbour.get('/v1/packages').status, 403)
        # A lost key: what it signed counts for nothing any more.
        self.assertEqual(self.carry('consent')['state'], 'done')
        self.assertEqual(self.use(granted['id']).status, 200)
        self.side.trust(self.phone.register(revoked='2026-11-01'))
        self.assertEqual(self.officer.get('/v1/consents/' + granted['id']).json()['state'],
                         'broken')
        self.assertEqual(self.use(granted['id']).code(), 'consent_refused')

    def test_the_purpose_wall(self):
        secret = self.officer.post('/v1/statistics_facts', {
            'subject': FIRM, 'item': 'tax.paid', 'value': '999999.99',
            'valid_from': '2026-01-01', 'source': '统计'})
        self.assertEqual(secret.status, 201, secret.body)
        seen = self.officer.get('/v1/statistics_facts').json()['data']
        self.assertEqual([f['value'] for f in seen], ['999999.99'])
        values = {f['value'] for f in self.officer.get('/v1/facts').json()['data']}
        self.assertEqual(values, {'120000.00', '88'})
        granted = self.grant(self.consent()).json()
        self.carry('consent')
        read = self.use(granted['id'], fields='tax.paid,power.used').json()
        self.assertEqual({f['value'] for f in read['facts']}, {'120000.00', '88'})

    def test_facts_are_corrected_with_both_dates(self):
        fact = self.officer.get('/v1/facts', filter='item=tax.paid').json()['data'][0]
        right = self.officer.post(f'/v1/facts/{fact["id"]}/correct', {
            'value': '130000.00', 'valid_from': '2026-01-01', 'source': '更正函'}).json()
        self.assertEqual(right['correction_of'], fact['id'])
        disputed = self.officer.post(f'/v1/facts/{right["id"]}/object', {'reason': '金额不符'})
        self.assertEqual(disputed.json()['objection'], '金额不符')
        now = self.officer.get('/v1/facts', filter='item=tax.paid').json()['data']
        self.assertEqual([f['value'] for f in now], ['130000.00'])
        then = self.officer.get('/v1/facts', filter='item=tax.paid',
                                as_of=fact['known_from']).json()['data']
        self.assertEqual([f['value'] for f in then], ['120000.00'])

    def test_only_the_operator_says_whose_key_it_is(self):
        there = Side(self.window, OTHER, 'bank', '别的银行', parent=self.counter.id)
        admin = there.person('security_administrator')
        forged = Key(self.folder, '法定代表人', FIRM, 'subject')
        reply = admin.upload('/v1/key_registers', forged.register())
        self.assertEqual((reply.status, reply.code()), (403, 'key_foreign'))
        any_role = Key(self.folder, '法定代表人', FIRM, '*')
        self.assertEqual(admin.upload('/v1/key_registers', any_role.register()).status, 403)
        # Whose packages count, and who signs for itself, it says itself.
        self.assertEqual(admin.upload('/v1/key_registers', self.side.register).status, 200)
        own = Key(self.folder, '柜员', OTHER, 'maker')
        self.assertEqual(admin.upload('/v1/key_registers', own.register()).status, 200)

    def test_at_a_counter_two_people_stand_for_the_signature(self):
        first = Key(self.folder, '柜员甲', BANK, 'maker')
        second = Key(self.folder, '柜员乙', BANK, 'checker')
        for key in (first, second):
            self.counter.trust(key.register())
        consent = self.consent(made_how='counter', made_by='柜员甲', witnessed_by='柜员乙',
                               scan_sm3='ab' * 32)
        seal = {'kind': '', 'digest': '', 'role': '', 'name': '', 'key_id': '', 'at': NOW,
                'signature': ''}
        text = self.clerk.post('/v1/consent_texts', {'consent': consent, 'seal': seal}).json()
        seals = [key.seal('consent', text['digest'], NOW) for key in (first, second)]
        one = self.clerk.post('/v1/consents', {'consent': text['consent'], 'seals': seals[:1]})
        self.assertEqual(one.code(), 'consent_unsigned')
        both = self.clerk.post('/v1/consents', {'consent': text['consent'], 'seals': seals})
        self.assertEqual(both.status, 201, both.body)
        # The firm sees what was made for it, and may withdraw it by itself.
        self.assertEqual(self.owner.get('/v1/consents').json()['data'][0]['made_how'], 'counter')
        gone = self.withdraw(both.json()['content_hash'])
        self.assertEqual(gone.status, 201, gone.body)
        state = self.clerk.get('/v1/consents/' + both.json()['id']).json()['state']
        self.assertEqual(state, 'withdrawn')


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'Consent_{database}', (ConsentTest, unittest.TestCase),
                    {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
