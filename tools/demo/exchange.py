"""Signatures by openssl, and packages as a bank's own program would write them (written from
docs/architecture.md)."""

import base64
import csv
import hashlib
import io
import json
import subprocess
import tempfile
import zipfile

from demo.books import csv_text
from demo.portal import PHRASE


def sm3(data):
    """Hexadecimal."""
    return hashlib.new('sm3', data if isinstance(data, bytes) else data.encode()).hexdigest()


class Key:
    """An Ed25519 key away from every server."""

    def __init__(self, portal, folder, name, holder, code, role):
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / f'{name}.pem'
        portal.make_key(self.file, holder, code, role, kind='ed25519')
        self.register = self.file.with_suffix('.csv').read_bytes()
        self.row = next(csv.DictReader(io.StringIO(self.register.decode())))

    def sign(self, text):
        """Base64."""
        with tempfile.NamedTemporaryFile() as file:
            file.write(text.encode())
            file.flush()
            done = subprocess.run(
                ['openssl', 'pkeyutl', '-sign', '-rawin', '-inkey', str(self.file), '-passin',
                 f'pass:{PHRASE}', '-in', file.name], capture_output=True, check=True)
        return base64.b64encode(done.stdout).decode()

    def seal(self, kind, digest, at):
        """What is sealed, by whom and when, unsigned."""
        return {'kind': kind, 'digest': digest, 'role': self.row['role'], 'name': self.row['name'],
                'key_id': self.row['key_id'], 'at': at, 'signature': ''}

    def signed(self, seal):
        """With its signature over all the others."""
        words = ''.join(f'{name}={seal[name]}\n' for name in list(seal)[:-1])
        return {**seal, 'signature': self.sign('wupian.seal.v1\n' + words)}


def package(head, files, key):
    """Manifest, seals, files; at the end the SM3 of all of it."""
    listed = [{'path': name, 'bytes': len(data), 'sm3': sm3(data)} for name, data in files.items()]
    manifest = json.dumps({**head, 'schema': 1, 'files': listed}, ensure_ascii=False).encode()
    seal = key.signed(key.seal('package', sm3(manifest), head['made_at']))
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        archive.writestr('manifest.json', manifest)
        archive.writestr('manifest.sig', csv_text(list(seal), [list(seal.values())]))
        for name, data in files.items():
            archive.writestr(name, data)
    data = bytearray(out.getvalue())
    data[-2:] = bytes([64, 0])
    return bytes(data) + sm3(bytes(data) + b'0' * 64).encode()
