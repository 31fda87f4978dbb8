"""The window's portal: firms that let a bank see their facts, see who looked, and take it back."""

import datetime

from demo import province
from demo.bank import COUNTY_NAME
from demo.books import COUNTY, uscc
from demo.exchange import Key

CODE = uscc('11140000', 'MAX0W001')
FACTS = (('tax.paid', '120000.00', '税务'), ('power.used', '88000', '电力'),
         ('insured.staff', '36', '人社'))
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def day(days):
    """A day from today in China."""
    return (datetime.datetime.now(CHINA).date() + datetime.timedelta(days=days)).isoformat()


def instant():
    """Now."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return now.strftime('%Y-%m-%dT%H:%M:%S.') + f'{now.microsecond // 1000:03}Z'


class Firm:
    """One with its owner's account and the key on the owner's phone."""

    def __init__(self, demo, authority, entry, owner):
        portal = demo.portals['window']
        self.demo = demo
        self.code = entry['id']
        self.organisation = portal.organisation(self.code, 'firm', entry['name'], authority)
        name, display, zh, en = owner
        self.owner = portal.person(name, display, self.organisation, 'firm', zh=zh, en=en)
        self.phone = Key(portal, demo.files / 'window', f'{name}_手机密钥', display, self.code,
                         'subject')

    def grant(self, fields, first, last, uses=None):
        """What the phone does: asks for the text, signs it, brings it."""
        seal = {**self.phone.seal('', '', instant())}
        wish = {'id': 'new', 'subject': self.code, 'holder': COUNTY, 'user': COUNTY,
                'dataset': 'operation', 'fields': fields, 'purpose': 'credit', 'mode': 'query',
                'from': first, 'to': last, 'retention_days': 0, 'uses_a_day': 10,
                'uses_in_all': uses, 'made_how': 'phone', 'clause': 'clause-1'}
        text = self.owner.post('/v1/consent_texts', {'consent': wish, 'seal': seal})
        seal = {**seal, 'kind': 'consent', 'digest': text['digest'],
                'signature': self.phone.sign(text['to_sign'])}
        given = self.owner.post('/v1/consents', {'consent': text['consent'], 'seals': [seal]})
        self.carry('consent')
        return given

    def withdraw(self, consent):
        """The same, back."""
        seal = self.phone.seal('', '', instant())
        withdrawal = {'consent_digest': consent['content_hash'], 'subject': self.code,
                      'at': seal['at'], 'made_how': 'phone'}
        text = self.owner.post('/v1/withdrawal_texts', {'withdrawal': withdrawal, 'seal': seal})
        seal = {**seal, 'kind': 'withdrawal', 'digest': text['digest'],
                'signature': self.phone.sign(text['to_sign'])}
        self.owner.post('/v1/withdrawals', {'withdrawal': withdrawal, 'seals': [seal]})
        self.carry('withdrawal')

    def carry(self, kind):
        """To the bank."""
        package = self.demo.clerk.newest_package(kind=kind, direction='out')
        self.demo.county.people['correspondent'].take(package)


def borrowers(demo, count):
    """Firms of the list that borrow at the county bank."""
    files = demo.books.files(COUNTY, '2026-09')
    text = next(data for name, data in files.items() if '_CLDWDK_' in name).decode()
    codes = {line.split('|')[4] for line in text.splitlines()}
    found = {entry['id']: entry for entry in demo.books.lists()[province.HNTE]
             if entry['id'] in codes}
    return list(found.values())[:count]


def seed_window(demo):
    """The authority, its counter, two firms."""
    portal = demo.portals['window']
    authority = portal.organisation(CODE, 'authority', '样例省金融综合服务窗口（演示）', region='140000')

    # Known here by name, so that firms can choose it.
    portal.organisation(COUNTY, 'bank', COUNTY_NAME, authority, region='140105')

    def hire(role, name, display, zh='', en=''):
        return portal.person(name, display, authority, role, zh=zh, en=en)

    demo.clerk = hire('counter_clerk', 'cui', '崔柜员', '登记主体和事实；在柜面办授权',
                      'Register parties and facts; take a consent at the counter')
    hire('counter_second', 'lv', '吕见证', '核实标识，见证柜面授权', 'Verify identifiers, witness')
    security = hire('security_administrator', 'jiang', '江安全')
    hire('system_administrator', 'dai', '戴系统')
    hire('audit_administrator', 'mo', '莫审计', '查审计', 'Search the audit')
    register = portal.sender(security, authority)
    for department in demo.departments.values():
        security.upload('/v1/key_registers', department.register)
        department.security.upload('/v1/key_registers', register)
    security.upload('/v1/key_registers', demo.county_register)
    demo.county.people['security_administrator'].upload('/v1/key_registers', register)
    owners = (('luo', '罗企业主', '看谁用了我的数据；续一份快到期的授权；撤回一份',
               'See who used my data; renew a consent about to expire; withdraw one'),
              ('gao', '高企业主', '看已撤回的授权；再授权一次', 'See the withdrawn consent; grant again'))
    firms = [Firm(demo, authority, entry, owner)
             for entry, owner in zip(borrowers(demo, 2), owners)]
    for firm in firms:
        security.upload('/v1/key_registers', firm.phone.register)
        demo.county.people['security_administrator'].upload('/v1/key_registers',
                                                            firm.phone.register)
    return firms


def seed_parties(demo, count):
    """More of the borrowers as parties; their identifiers wait for the second of the counter."""
    for entry in borrowers(demo, count)[2:]:
        party = demo.clerk.post('/v1/parties', {'kind': 'enterprise', 'name': entry['name'],
                                                'region': entry['id'][2:8]})
        demo.clerk.post(f'/v1/parties/{party["id"]}/identifiers', {
            'scheme': 'uscc', 'value': entry['id'], 'source': '营业执照（演示）'})


def seed_facts(demo, firms):
    """At the window and, received under a consent, at the bank."""
    for firm in firms:
        for client in (demo.clerk, demo.county.people['credit_officer']):
            for item, value, source in FACTS:
                client.post('/v1/facts', {'subject': firm.code, 'item': item, 'value': value,
                                          'valid_from': '2026-01-01', 'source': source})


def seed(demo):
    """Used, about to expire, withdrawn; one objection of a firm."""
    first, second = seed_window(demo)
    seed_facts(demo, (first, second))
    seed_parties(demo, 5)
    officer = demo.county.people['credit_officer']
    used = first.grant('power.used,tax.paid', day(-1), day(180), uses=20)
    for fields in ('tax.paid', 'power.used,tax.paid'):
        officer.post(f'/v1/consents/{used["id"]}/use', {
            'dataset': 'operation', 'purpose': 'credit', 'mode': 'query', 'fields': fields})
    first.grant('insured.staff', day(-30), day(3))
    gone = second.grant('tax.paid', day(-1), day(90))
    second.withdraw(gone)
    second.grant('power.used', day(0), day(365))
    officer.post('/v1/consent_ledgers', {'recipient': CODE})
    demo.clerk.take(officer.newest_package(kind='consent_use'))
    second.owner.post('/v1/list_objections', {
        'list': province.HNTE, 'identifier': second.code, 'item': 'name',
        'reason': '企业已更名，请更正名单上的名称（演示）', 'recipient': province.SCIENCE})
    province.objection(demo, demo.clerk.newest_package(kind='objection', direction='out'))
