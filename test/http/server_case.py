"""A running server for tests: starts it on a free port, speaks to it over raw sockets."""

import json
import os
import pathlib
import resource
import signal
import socket
import ssl
import subprocess
import tempfile
import unittest

WUPIAN = pathlib.Path(os.environ.get('WUPIAN', 'build/release/wupian')).absolute()
TEST_SERVER = WUPIAN.parent / 'http_server_for_test'
WRITER = {'Authorization': 'Bearer writer.bank'}
READER = {'Authorization': 'Bearer reader.bank'}


class Reply:
    """Status, fields by lower-case name, body."""

    def __init__(self, raw):
        head, _, self.body = raw.partition(b'\r\n\r\n')
        lines = head.decode().split('\r\n')
        self.status = int(lines[0].split(' ')[1]) if lines[0] else 0
        self.fields = {}
        for line in lines[1:]:
            name, _, value = line.partition(': ')
            self.fields[name.lower()] = value

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    def code(self):
        """The code of an error."""
        return self.json()['error']['code']


def make_certificate(folder):
    """A certificate of our own and its key: paths."""
    cert, key = folder / 'cert.pem', folder / 'key.pem'
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
                    '-subj', '/CN=localhost', '-keyout', str(key), '-out', str(cert)],
                   check=True, capture_output=True)
    return cert, key


class ServerCase(unittest.TestCase):
    """One test server for the class; `CONFIG` is its settings file."""

    CONFIG = ''
    TLS = False

    @classmethod
    def setUpClass(cls):
        resource.setrlimit(resource.RLIMIT_NOFILE, (8192, 8192))
        folder = tempfile.TemporaryDirectory(prefix='wupian-http-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        (cls.folder / 'file.bin').write_bytes(bytes(range(256)) * 4096)
        (cls.folder / 'config.yaml').write_text(cls.CONFIG or 'log: "on"\n', encoding='utf-8')
        command = [str(TEST_SERVER), str(cls.folder), '0', str(cls.folder / 'config.yaml')]
        if cls.TLS:
            command += [str(path) for path in make_certificate(cls.folder)]
        cls.log = open(cls.folder / 'log', 'wb')
        cls.addClassCleanup(cls.log.close)
        cls.server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=cls.log)
        cls.addClassCleanup(cls.stop)
        cls.port = int(cls.server.stdout.readline())

    @classmethod
    def stop(cls):
        """Ends the server if it still runs."""
        if cls.server.poll() is None:
            cls.server.send_signal(signal.SIGTERM)
            cls.server.wait(20)
        cls.server.stdout.close()

    def connect(self, timeout=8, source=None):
        """A connected socket, under TLS when the server is."""
        raw = socket.create_connection(('127.0.0.1', self.port), timeout=timeout,
                                       source_address=(source, 0) if source else None)
        if not self.TLS:
            return raw
        context = ssl.create_default_context(cafile=str(self.folder / 'cert.pem'))
        context.check_hostname = False
        return context.wrap_socket(raw)

    def raw(self, *pieces, timeout=8):
        """All bytes that come back until the other side closes."""
        with self.connect(timeout) as one:
            try:
                for piece in pieces:
                    one.sendall(piece)
            except OSError:
                pass  # The server may have answered and closed already.
            return receive_all(one)

    def ask(self, method, path, body=None, **fields):
        """One request on a connection of its own."""
        lines = [f'{method} {path} HTTP/1.1', 'Host: test', 'Connection: close']
        lines += [f'{name.replace("_", "-")}: {value}' for name, value in fields.items()]
        if body is not None:
            lines.append(f'Content-Length: {len(body)}')
        head = '\r\n'.join(lines) + '\r\n\r\n'
        return Reply(self.raw(head.encode() + (body or b'')))

    def alive(self):
        """The server still answers."""
        self.assertEqual(self.ask('GET', '/healthz').status, 200)


def receive_all(one):
    """Bytes until the end, or until nothing comes."""
    out = b''
    try:
        while True:
            piece = one.recv(65536)
            if not piece:
                return out
            out += piece
    except OSError:
        return out
