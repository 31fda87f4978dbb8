"""Goal: who holds a firm's electronic licence signs in to that firm's account and to no other.

Method: tools/licence_simulator.mjs on loopback in place of the licence's own service, a window on
each database. The account is bound to credit code and name by the operator beforehand.
"""

import pathlib
import subprocess
import tempfile
import unittest

from deployment import DATABASES, Deployment
from desk_case import uscc
from oidc_test import NODE, ROOT, Browser, free_port

FIRM = uscc('91140100', 'MA0F0001')
OTHER = uscc('91140100', 'MA0F0002')


class LicenceTest(unittest.TestCase):
    """One simulator, both databases."""

    def setUp(self):
        self.port = free_port()
        self.back = f'http://127.0.0.1:{self.port}/v1/session/provider/back'
        self.licences = subprocess.Popen(
            ['node', str(ROOT / 'tools/licence_simulator.mjs'), str(NODE), self.back],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.stop)
        self.issuer = next((line.strip() for line in self.licences.stdout
                            if line.startswith('http://')), '')
        self.assertTrue(self.issuer, 'the simulator did not start: run tools/setup')

    def stop(self):
        """Ends the simulator."""
        self.licences.terminate()
        self.licences.wait(20)
        self.licences.stdout.close()

    def deployment(self, database):
        """A window that trusts the licences."""
        folder = tempfile.TemporaryDirectory(prefix='wupian-licence-')
        self.addCleanup(folder.cleanup)
        secret = pathlib.Path(folder.name) / 'secret'
        secret.write_text('secret-of-the-test\n', encoding='utf-8')
        one = Deployment('window', database, config=(
            f'oidc_issuer: "{self.issuer}"\noidc_client: "wupian"\n'
            f'oidc_secret_file: "{secret}"\noidc_redirect: "{self.back}"\n'
            'oidc_scope: "openid licence"\noidc_subject: "uscc name"\n'))
        one.port = self.port
        return one

    def walk(self, client, organisation, licence):
        """From our page to the licence and back."""
        begun = client.get('/v1/session/provider', organisation=organisation)
        self.assertEqual(begun.status, 200, begun.body)
        landed = Browser().sign_in(begun.json()['url'], licence, self.back)
        return client.get(landed.removeprefix(f'http://127.0.0.1:{self.port}'))

    def test_sign_in(self):
        """The firm's own representative; not another's, not another person, not without a name."""
        for database in DATABASES:
            with self.subTest(database), self.deployment(database) as here:
                firms = {code: here.organisation(code, 'firm', f'企业{code[-3:]}')
                         for code in (FIRM, OTHER)}
                for code, person in ((FIRM, '张三'), (OTHER, '李四')):
                    admin = here.user('an', firms[code], ['security_administrator'])
                    here.user('owner', firms[code], ['firm'])
                    row = admin.get('/v1/accounts', filter='name=owner').json()['data'][0]
                    bound = admin.put(f'/v1/accounts/{row["id"]}/external',
                                      {'value': f'oidc:{self.issuer}#{code}/{person}'})
                    self.assertEqual(bound.status, 200, bound.body)
                owner = here.client()
                back = self.walk(owner, FIRM, f'{FIRM}/张三')
                self.assertEqual(back.status, 200, back.body)
                session = owner.get('/v1/session').json()
                self.assertEqual((session['organisation'], session['roles']),
                                 (firms[FIRM], 'firm'))
                for organisation, licence in ((OTHER, f'{FIRM}/张三'), (FIRM, f'{OTHER}/李四'),
                                              (FIRM, f'{FIRM}/王五')):
                    refused = self.walk(here.client(), organisation, licence)
                    self.assertEqual((refused.status, refused.code()), (401, 'sign_in_refused'),
                                     licence)
                # A licence that does not say whose it is counts for nothing.
                nameless = self.walk(here.client(), FIRM, FIRM)
                self.assertEqual(nameless.code(), 'oidc_provider')


if __name__ == '__main__':
    unittest.main()
