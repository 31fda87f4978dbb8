"""Goal: the server answers every generated request as its own description says, never with a 5xx.

Method: schemathesis makes requests, good and bad, from /v1/openapi.json and runs all its checks on
the answers. EXAMPLES in the environment is the number for each operation (50 in the gate).
"""

import os
import pathlib
import subprocess
import sys
import unittest

from server_case import ServerCase

ROUTES_OUT = '/v1/(slow|throws|events|upload|form|jobs/.*)'

# A cursor is sealed and a filter names columns: no schema can say which texts are right, so for
# lists 400 is a right answer to what fits the schema.
SETTINGS = '''
[[operations]]
include-path-regex = "^/v1/things$"
checks.positive_data_acceptance.expected-statuses = ["2xx", "400", "401", "403", "404", "409"]
'''


class ConformanceTest(ServerCase):
    """The test server's routes; those that wait, throw on purpose or stream stay out."""

    CONFIG = 'rate_limits: "off"\nlog: "off"\n'

    def test_schemathesis(self):
        """All checks."""
        (self.folder / 'schemathesis.toml').write_text(SETTINGS, encoding='ascii')
        tool = pathlib.Path(sys.executable).parent / 'schemathesis'
        done = subprocess.run(
            [str(tool), 'run', f'http://127.0.0.1:{self.port}/v1/openapi.json', '--checks', 'all',
             '--exclude-path-regex', ROUTES_OUT, '-H', 'Authorization: Bearer writer.bank',
             '--max-examples', os.environ.get('EXAMPLES', '50'), '--seed', '1',
             '--phases', 'examples,coverage,fuzzing', '--no-color'],
            capture_output=True, text=True, check=False, cwd=self.folder, timeout=1500)
        self.assertEqual(done.returncode, 0, done.stdout[-6000:] + done.stderr[-2000:])
        self.assertIn('No issues found', done.stdout)
        self.alive()


if __name__ == '__main__':
    unittest.main()
