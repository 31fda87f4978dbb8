"""Keys, seals and packages written from their description in docs/architecture.md alone, and what
the tests of several editions share: organisations with keys, packages carried between them."""

import base64
import csv
import hashlib
import io
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import Deployment

DAY = '2026-01-01'
ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc(region, body):
    """A code of 8 characters and 8 of an organisation code, with both check characters
    (GB 11714, GB 32100-2015)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2)))
    first = region + body + '0123456789X0'[11 - total % 11]
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first, WEIGHTS))
    return first + ALPHABET[(31 - total % 31) % 31]


def sm3(data):
    """Hexadecimal."""
    return hashlib.new('sm3', data if isinstance(data, bytes) else data.encode()).hexdigest()


def table(text):
    """Rows of a CSV."""
    return list(csv.DictReader(io.StringIO(text if isinstance(text, str) else text.decode())))


def csv_text(names, rows):
    """A CSV with LF."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator='\n')
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()


def openssl(*words, data=b''):
    """The output of an openssl command."""
    return subprocess.run(['openssl', *map(str, words)], input=data, capture_output=True,
                          check=True).stdout


class Key:
    """An Ed25519 key of somebody, and its row in a register."""

    COLUMNS = ('key_id', 'kind', 'name', 'organisation', 'role', 'public_key', 'from', 'to',
               'revoked')

    def __init__(self, folder, name, organisation, role):
        self.file = pathlib.Path(folder) / f'{organisation}_{role}_{random.random()}.pem'
        openssl('genpkey', '-algorithm', 'ed25519', '-out', self.file)
        der = openssl('pkey', '-in', self.file, '-pubout', '-outform', 'DER')
        self.row = {'key_id': sm3(der), 'kind': 'ed25519', 'name': name,
                    'organisation': organisation, 'role': role,
                    'public_key': base64.b64encode(der).decode(), 'from': DAY, 'to': '',
                    'revoked': ''}

    def register(self, **changed):
        """A register of this key alone."""
        row = {**self.row, **changed}
        return csv_text(self.COLUMNS, [[row[name] for name in self.COLUMNS]]).encode()

    def sign(self, text):
        """Base64."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())
            file.flush()
            return base64.b64encode(openssl('pkeyutl', '-sign', '-inkey', self.file, '-rawin',
                                            '-in', file.name)).decode()

    def seal(self, kind, digest, at):
        """A signed seal: kind, digest, role, name, key_id, at, signature."""
        seal = {'kind': kind, 'digest': digest, 'role': self.row['role'],
                'name': self.row['name'], 'key_id': self.row['key_id'], 'at': at}
        text = 'wupian.seal.v1\n' + ''.join(f'{k}={v}\n' for k, v in seal.items())
        return {**seal, 'signature': self.sign(text)}


def make_package(path, head, files, key):
    """A package as another program would write it: manifest, seals, files, SM3 of the whole."""
    listed = [{'path': name, 'bytes': len(data), 'sm3': sm3(data)} for name, data in files.items()]
    manifest = json.dumps({**head, 'schema': 1, 'files': listed}, ensure_ascii=False).encode()
    seal = key.seal('package', sm3(manifest), head['made_at'])
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED) as out:
        out.writestr('manifest.json', manifest)
        out.writestr('manifest.sig', csv_text(list(seal), [list(seal.values())]))
        for name, data in files.items():
            out.writestr(name, data)
    data = bytearray(pathlib.Path(path).read_bytes())
    data[-2:] = bytes([64, 0])
    data += sm3(bytes(data) + b'0' * 64).encode()
    pathlib.Path(path).write_bytes(data)


def package_id(number):
    """26 characters of the packages' alphabet."""
    signs = 'abcdefghijklmnopqrstuvwxyz234567'
    return ''.join(signs[number // 32 ** i % 32] for i in reversed(range(26)))


class Side:
    """An organisation in a deployment, with a key that signs its packages."""

    def __init__(self, deployment, code, kind, name, parent=None):
        self.deployment = deployment
        self.code = code
        self.id = deployment.organisation(code, kind, name, parent)
        self.people = {}
        if parent is None:
            self.security = self.person('security_administrator')
            made = self.security.post('/v1/keys', {'kind': 'ed25519', 'name': name,
                                                   'role': 'sender', 'from': DAY})
            assert made.status == 201, made.body
            self.register = self.security.get('/v1/key_register').body

    def person(self, *roles, name=None):
        """Somebody with these roles."""
        name = name or '_'.join(roles)
        if name not in self.people:
            self.people[name] = self.deployment.user(name, self.id, roles)
        return self.people[name]

    def trust(self, register):
        """Takes keys over."""
        taken = self.security.upload('/v1/key_registers', register)
        assert taken.status == 200, taken.body
        return taken.json()['changed']


def fetch(client, package):
    """The bytes of a package by its row's id."""
    reply = client.get(f'/v1/packages/{package}/file')
    assert reply.status == 200, reply.body
    return reply.body


def newest(client, **wanted):
    """The newest package row with these values."""
    words = ','.join(f'{name}={value}' for name, value in wanted.items())
    rows = client.get('/v1/packages', filter=words, sort='-made_at').json()['data']
    return rows[0]


def take(client, data):
    """Takes a package in; the job, however it ended."""
    reply = client.upload('/v1/packages', data)
    assert reply.status == 202, reply.body
    job = reply.json()
    while job['state'] in ('waiting', 'running'):
        job = client.get('/v1/jobs/' + job['id']).json()
    return job
