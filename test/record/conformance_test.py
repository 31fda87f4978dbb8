"""Every route of every edition answers generated requests as its own description says, never with a
5xx: schemathesis with all checks, as a maker, as the security and as the audit administrator.

EXAMPLES in the environment is the number for each operation (4 in the gate).
"""

import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import Deployment

EDITIONS = ('bank', 'pboc', 'province', 'window')
# Events wait for work, sign-in routes answer 401 to whatever is invented, a provider is not set.
ROUTES_OUT = '/v1/(jobs/.*/events|session.*)'
# No schema says which words, ids, permissions or cursors are right: a refusal is a right answer to
# what fits the schema. What is never right is in the other checks: 5xx, an undeclared status, a
# body or type unlike its description, an accepted body that does not fit.
# Generated credentials would take the place of the person's: who is nobody is hostile_test's.
SETTINGS = '''
[generation]
with-security-parameters = false
[checks]
positive_data_acceptance.expected-statuses = [
  "2xx", "400", "401", "403", "404", "409", "429", "503"]
'''


class ConformanceTest(unittest.TestCase):
    """One server an edition, three people."""

    def people(self, here, bank):
        """Cookies by name: of all business roles of the edition in one, and of three others."""
        client = here.client()
        roles = {role for row in client.get('/v1/permissions').json()['permissions']
                 for role in row['roles']}
        business = sorted(role for role in roles if not role.endswith('administrator'))
        out = {}
        for name, held in (('all', business), ('an', ['security_administrator']),
                           ('shi', ['audit_administrator']), ('xi', ['system_administrator'])):
            if not held:
                continue
            person = here.user(name, bank, held)
            out[name] = person.cookies['wupian_session'], person.cookies['wupian_csrf']
        return out

    def check(self, here, name, cookies):
        """All checks as one person."""
        session, csrf = cookies
        tool = pathlib.Path(sys.executable).parent / 'schemathesis'
        done = subprocess.run(
            [str(tool), 'run', f'http://127.0.0.1:{here.port}/v1/openapi.json', '--checks', 'all',
             '--exclude-checks', 'ignored_auth', '--exclude-path-regex', ROUTES_OUT,
             '-H', f'Cookie: wupian_session={session}', '-H', f'X-CSRF-Token: {csrf}',
             '--max-examples', os.environ.get('EXAMPLES', '4'), '--seed', '1',
             '--phases', 'examples,coverage,fuzzing', '--no-color'],
            capture_output=True, text=True, check=False, cwd=here.folder, timeout=1500)
        self.assertEqual(done.returncode, 0,
                         f'{here.edition} {name}\n' + self.said(done.stdout) + done.stderr[-2000:])

    @staticmethod
    def said(output):
        """What failed, without the warnings after it."""
        begin = max(0, output.find('= FAILURES ='))
        return output[begin:begin + 6000]

    def test_schemathesis(self):
        """All of them."""
        for edition in EDITIONS:
            with self.subTest(edition), Deployment(edition, log=False) as here:
                (here.folder / 'schemathesis.toml').write_text(SETTINGS, encoding='ascii')
                bank = here.organisation('91140100000000019W', 'bank')
                for name, cookies in self.people(here, bank).items():
                    begun = time.monotonic()
                    self.check(here, name, cookies)
                    print(edition, name, f'{time.monotonic() - begun:.0f} s', flush=True)
                self.assertEqual(here.client().get('/healthz').status, 200)


if __name__ == '__main__':
    unittest.main()
