"""A bank at its month: hand in, determine, explain, sign, file, each by its own person."""

from demo.books import as_zip
from demo.portal import PHRASE

SIGNERS = (('maker', 'maker'), ('checker', 'checker'), ('signer', 'responsible'))


class Desk:
    """One legal person in the bank edition. `people` has clients by role: maker, checker, signer
    and whoever else is needed."""

    def __init__(self, portal, organisation):
        self.portal = portal
        self.organisation = organisation
        self.people = {}
        self.branches = {}  # Number → the client of who manages it.

    def hire(self, role, name, display, zh='', en='', **more):
        """Somebody; the first of a role works here."""
        client = self.portal.person(name, display, self.organisation, role, zh=zh, en=en, **more)
        self.people.setdefault(role, client)
        return client

    def make_keys(self, names):
        """Keys of maker, checker and signer by sign-in name, and of the bank; the bank's
        register."""
        for (_, role), (name, holder) in zip(SIGNERS, names):
            self.portal.key(self.organisation, name, holder, role)
        return self.portal.key(self.organisation, 'sender', self.organisation.name, 'sender')

    def take_lists(self, packages, registers, client, security):
        """What departments pushed."""
        for register in registers:
            security.upload('/v1/key_registers', register)
        for package in packages:
            client.take(package)

    def add_branch(self, number, branch, manager):
        """Which organisation a branch number is, and who manages it."""
        self.people['checker'].post('/v1/branch_numbers',
                                    {'number': number, 'organisation': branch.id})
        self.branches[number] = manager

    def hand_in(self, month, files, note=None):
        """One zip, as the core system exports it; then the run."""
        maker = self.people['maker']
        maker.upload(f'/v1/months/{month}/staged', as_zip(files), name='export.zip')
        maker.wait(maker.post(f'/v1/months/{month}/submissions', {'note': note}))

    def determine(self, month, receipts, branch_of, check=True):
        """A branch's manager decides with evidence; the checker confirms."""
        for receipt in receipts:
            manager = self.branches[branch_of[receipt]]
            proof = manager.upload(
                '/v1/evidence', f'绿色项目批复（演示）：{receipt}'.encode(), kind='批复',
                reference=f'演示批复〔2026〕{receipt[-5:]}')
            made = manager.post('/v1/determinations', {
                'month': month, 'receipt': receipt, 'bill': None, 'chapter': 'GREEN',
                'verdict': 'yes', 'main_type': None, 'share': None, 'evidence': proof['id'],
                'valid_from': None})
            if check:
                self.people['checker'].put(f'/v1/determinations/{made["id"]}/check',
                                           {'confirmed': True, 'note': None})

    def run_again(self, month):
        """With what is determined by now."""
        maker = self.people['maker']
        maker.wait(maker.post(f'/v1/months/{month}/runs'))

    def open_findings(self, month):
        """What nobody closed."""
        return self.people['maker'].rows(f'/v1/months/{month}/findings', filter='state=open')

    def explain(self, month, findings, note, check=True):
        """The maker says why; the checker approves."""
        for finding in findings:
            made = self.people['maker'].post(f'/v1/months/{month}/explanations', {
                'finding': finding['id'], 'relation': None, 'check': None, 'kind': None,
                'note': note})
            if check:
                self.people['checker'].put(f'/v1/explanations/{made["id"]}/check',
                                           {'confirmed': True, 'note': None})

    def freeze(self, month, signers=3):
        """The filing, signed by so many."""
        maker = self.people['maker']
        job = maker.wait(maker.post(f'/v1/months/{month}/filings'))
        filing = job['result'].rsplit('/', 1)[1]
        for who, role in SIGNERS[:signers]:
            self.people[who].post(f'/v1/filings/{filing}/seals', {
                'role': role, 'pass_phrase': PHRASE, 'at': None, 'signature': None})
        return filing

    def file(self, month):
        """Signed by all, closed; the package for the central bank."""
        filing = self.freeze(month)
        signer = self.people['signer']
        signer.wait(signer.post(f'/v1/filings/{filing}/filed', {'pass_phrase': PHRASE}))
        return signer.fetch(f'/v1/filings/{filing}/package')

    def object_to(self, name, identifier, reason, recipient):
        """To an entry of a list; the package for the department."""
        clerk = self.people['correspondent']
        clerk.post('/v1/list_objections', {
            'list': name, 'identifier': identifier, 'item': 'listed', 'reason': reason,
            'recipient': recipient})
        return clerk.newest_package(kind='objection')
