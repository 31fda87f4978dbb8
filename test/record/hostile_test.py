"""Every route of every edition, called as nobody, as every role, and from another organisation.

The matrix is made from what the server says of itself (/v1/permissions, /v1/openapi.json): a new
route is attacked without a line here. What is expected is what the table declares:

- nobody: 401, but for public routes;
- somebody without the permission: 403 `not_permitted`;
- somebody with it, of another organisation, naming an object of the first: 404, and no list, error
  or event of theirs holds an id or a word of the first one's objects.
"""

import json
import pathlib
import re
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, Client, Deployment

EDITIONS = ('bank', 'pboc', 'province', 'window')
FIRST_BANK, SECOND_BANK = '91140100000000019W', '91140100000000027P'
SECRET_WORD = 'zhimi-7f3a'
NO_OBJECT = '0' * 26
# Routes that end what the matrix itself stands on are called last, or as somebody of their own.
ENDS_SESSION = {('DELETE', '/v1/session'), ('POST', '/v1/session/renew'),
                ('PUT', '/v1/session/password')}


class Matrix:
    """One server with two organisations, and in each a person for each role."""

    def __init__(self, here):
        self.here = here
        nobody = here.client()
        self.permissions = nobody.get('/v1/permissions').json()['permissions']
        self.api = nobody.get('/v1/openapi.json').json()
        self.roles = sorted({role for row in self.permissions for role in row['roles']} |
                            {'audit_administrator', 'reader'})
        # At a window a bank's name is for all who may consent to it; a firm's is not.
        kind = 'firm' if here.edition == 'window' else 'bank'
        self.organisations = [here.organisation(FIRST_BANK, kind, f'A {SECRET_WORD}'),
                              here.organisation(SECOND_BANK, kind, 'B')]
        self.people = [{role: here.user(f'{role}-{side}', organisation, [role])
                        for role in self.roles}
                       for side, organisation in enumerate(self.organisations)]

    def schema(self, name):
        """A named schema of the description."""
        return self.api['components']['schemas'][name.rsplit('/', 1)[1]]

    def sample(self, schema, name=''):
        """A value that fits a schema."""
        if '$ref' in schema:
            schema = self.schema(schema['$ref'])
        kinds = schema.get('type')
        kind = kinds[0] if isinstance(kinds, list) else kinds
        if kind == 'object':
            return {key: self.sample(value, key)
                    for key, value in schema.get('properties', {}).items()}
        if 'enum' in schema:
            known = SAMPLES.get(name)
            return known if known in schema['enum'] else schema['enum'][0]
        if kind == 'integer':
            return 1
        if kind == 'boolean':
            return True
        if schema.get('format') == 'date':
            return time.strftime('%Y-%m-%d', time.gmtime())
        if 'pattern' in schema:
            return '1'
        return SAMPLES.get(name, 'x')

    def body(self, row):
        """A body that fits the route's description, and its fields."""
        operation = self.api['paths'][row['path']][row['method'].lower()]
        content = operation.get('requestBody', {}).get('content', {})
        if 'application/json' in content:
            value = BODIES.get((row['method'], row['path'])) or self.sample(
                content['application/json']['schema'])
            return json.dumps(value).encode(), {'Content-Type': 'application/json'}
        if 'application/octet-stream' in content:
            return b'x', {'Content-Type': 'application/octet-stream'}
        if 'multipart/form-data' in content:
            return (b'--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nx'
                    b'\r\n--b--\r\n', {'Content-Type': 'multipart/form-data; boundary=b'})
        return (b'' if row['method'] in ('POST', 'PUT') else None), {}

    def query(self, row):
        """The required parameters of a route's query."""
        operation = self.api['paths'][row['path']][row['method'].lower()]
        parts = [f"{one['name']}={self.sample(one['schema'], one['name'])}"
                 for one in operation.get('parameters', [])
                 if one['in'] == 'query' and one.get('required')]
        return '?' + '&'.join(parts) if parts else ''

    def call(self, client, row, object_id=NO_OBJECT):
        """One call of a route with a fitting body, naming an object."""
        path = re.sub(r'{[^}]+}', object_id, row['path']) + self.query(row)
        body, fields = self.body(row)
        return client.ask(row['method'], path, body, fields)

    def fresh(self, client):
        """The same person's cookies in a client that nobody else uses."""
        out = Client(self.here.port)
        out.cookies = dict(client.cookies)
        return out


SAMPLES = {'kind': 'enterprise', 'scheme': 'other', 'purpose': 'service', 'value': 'disabled',
           'month': '2026-09', 'permissions': 'list.read', 'region': '140100'}


# Bodies that must hold to get as far as the object, where the description alone does not tell.
BODIES = {('PUT', '/v1/accounts/{id}/external'): {'value': 'gateway:x'},
          ('POST', '/v1/list_revisions/{id}/push'): {'to': 'bank'},
          ('POST', '/v1/releases/{id}/push'): {'to': 'province'}}


class HostileTest(unittest.TestCase):
    """The matrix, for each edition on each database."""

    def rows(self, matrix):
        """Routes with a permission."""
        return [row for row in matrix.permissions if row['permission'] != 'public']

    def check_nobody(self, matrix):
        """Nobody is let in; a made-up token and a cookie of nobody are nobody."""
        forged = matrix.here.client('00' * 32)
        cookie = matrix.here.client()
        cookie.cookies = {'wupian_session': '11' * 32}
        for row in self.rows(matrix):
            for client in (matrix.here.client(), forged, cookie):
                reply = matrix.call(client, row)
                self.assertEqual((reply.status, reply.code()), (401, 'not_signed_in'), row)

    def check_roles(self, matrix):
        """Without the permission 403; with it anything else, never 401, 403 or 5xx."""
        for role, person in matrix.people[1].items():
            for row in self.rows(matrix):
                if (row['method'], row['path']) in ENDS_SESSION:
                    continue
                if row['permission'] == 'signed_in' and row['path'].endswith('/otp'):
                    continue
                allowed = row['permission'] == 'signed_in' or role in row['roles']
                reply = matrix.call(person, row)
                name = (role, row['method'], row['path'], reply.status, reply.body[:200])
                if not allowed:
                    self.assertEqual((reply.status, reply.code()), (403, 'not_permitted'), name)
                    continue
                self.assertNotIn(reply.status, (401, 403), name)
                self.assertLess(reply.status, 500, name)
                if '{' in row['path']:
                    self.assertEqual(reply.status, 404, name)

    def objects(self, matrix):
        """Ids of the first organisation's objects by the list that shows them."""
        out = {}
        for row in self.rows(matrix):
            operation = matrix.api['paths'][row['path']]['get'] if row['method'] == 'GET' else {}
            names = {one['name'] for one in operation.get('parameters', [])}
            if 'cursor' not in names or '{' in row['path']:
                continue
            for role, person in matrix.people[0].items():
                if row['permission'] != 'signed_in' and role not in row['roles']:
                    continue
                reply = person.ask('GET', row['path'] + matrix.query(row))
                ids = [one['id'] for one in reply.json().get('data', []) if 'id' in one]
                out.setdefault(row['path'], set()).update(ids)
        return out

    def fill(self, matrix):
        """Something of each kind in the first organisation, made over HTTP where that is easy."""
        for role, person in matrix.people[0].items():
            for row in self.rows(matrix):
                if row['method'] != 'POST' or '{' in row['path'] or role not in row['roles']:
                    continue
                if 'session' in row['path']:
                    continue
                matrix.call(person, row)

    def check_foreign(self, matrix):
        """Objects of the first organisation are not there for the second."""
        self.fill(matrix)
        known = self.objects(matrix)
        shared = {matrix.organisations[1]}
        # Roles are one catalogue for all.
        foreign = {one for path, ids in known.items() for one in ids
                   if path != '/v1/roles'} - shared
        self.assertGreater(len(foreign), len(matrix.roles))
        for role, person in matrix.people[1].items():
            for row in self.rows(matrix):
                if row['permission'] != 'signed_in' and role not in row['roles']:
                    continue
                if (row['method'], row['path']) in ENDS_SESSION:
                    continue
                if '{' not in row['path']:
                    if row['method'] == 'GET':
                        self.check_no_leak(matrix.call(person, row), foreign, row)
                    continue
                base = row['path'].split('/{')[0]
                if base == '/v1/roles':
                    continue
                for one in sorted(known.get(base, set()) & foreign)[:3]:
                    reply = matrix.call(person, row, one)
                    name = (role, row['method'], row['path'], reply.status, reply.body[:200])
                    self.assertEqual(reply.status, 404, name)
                    self.check_no_leak(reply, foreign - {one}, row)

    def check_no_leak(self, reply, foreign, row):
        """No id and no word of the first organisation."""
        text = reply.body.decode(errors='replace')
        self.assertNotIn(SECRET_WORD, text, row)
        for one in foreign:
            self.assertNotIn(one, text, row)

    def check_no_receipts(self, matrix):
        """province and window have no route whose rows could carry a receipt."""
        words = {'receipt', 'contract', 'bill', 'txn', 'loan_no', 'receipt_no'}
        for name, schema in matrix.api['components']['schemas'].items():
            self.assertFalse(words & set(schema.get('properties', {})), name)
        for path in matrix.api['paths']:
            self.assertNotRegex(path, r'receipt|submission|determination|filing|loan')

    def test_matrix(self):
        """All of it."""
        for edition in EDITIONS:
            for database in DATABASES if edition == 'bank' else DATABASES[:1]:
                with self.subTest(edition=edition, database=database), \
                        Deployment(edition, database) as here:
                    matrix = Matrix(here)
                    self.check_nobody(matrix)
                    self.check_roles(matrix)
                    self.check_foreign(matrix)
                    if edition in ('province', 'window'):
                        self.check_no_receipts(matrix)


if __name__ == '__main__':
    unittest.main()
