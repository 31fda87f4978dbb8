"""A deployment for tests: one edition's server on a free port over a database of its own, with
organisations, people and clients that are signed in."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'store'))
import private_postgres

WUPIAN = str(pathlib.Path(os.environ.get('WUPIAN', 'build/release/wupian')).absolute())
FIRST = 'First-Password-77'
PASSWORD = 'Pine-Lamp-River-42'
DATABASES = ('sqlite', 'postgres')


class Reply:
    """Status, fields by lower-case name, body."""

    def __init__(self, answer, body):
        self.status = answer.status
        self.fields = {name.lower(): value for name, value in answer.getheaders()}
        self.cookies = [value for name, value in answer.getheaders()
                        if name.lower() == 'set-cookie']
        self.body = body

    def json(self):
        """The body as JSON."""
        return json.loads(self.body)

    def code(self):
        """The code of an error, or ''."""
        return self.json().get('error', {}).get('code', '') if self.body else ''


class Client:
    """Somebody, or nobody yet, at one server; keeps cookies as a browser does."""

    def __init__(self, port, token=''):
        self.port = port
        self.token = token
        self.cookies = {}
        self.account = ''
        self.organisation = ''

    def ask(self, method, path, body=None, fields=None, timeout=60):
        """One request; `body` bytes, a readable file or None."""
        head = dict(fields or {})
        if self.token:
            head['Authorization'] = 'Bearer ' + self.token
        if self.cookies:
            head['Cookie'] = '; '.join(f'{k}={v}' for k, v in self.cookies.items())
            head.setdefault('X-CSRF-Token', self.cookies.get('wupian_csrf', ''))
        line = http.client.HTTPConnection('127.0.0.1', self.port, timeout=timeout)
        try:
            line.request(method, path, body, head)
            answer = line.getresponse()
            reply = Reply(answer, answer.read())
        finally:
            line.close()
        for cookie in reply.cookies:
            name, _, value = cookie.partition(';')[0].partition('=')
            if value:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        return reply

    def send(self, method, path, value, fields=None):
        """A JSON body."""
        fields = {'Content-Type': 'application/json', **(fields or {})}
        return self.ask(method, path, json.dumps(value).encode(), fields)

    def get(self, path, **query):
        """A list or an object; `query` is encoded."""
        if query:
            path += '?' + urllib.parse.urlencode(query)
        return self.ask('GET', path)

    def all(self, path, limit=500, **query):
        """Every row of a list, page by page."""
        out = []
        while True:
            reply = self.get(path, limit=limit, **query)
            assert reply.status == 200, reply.body
            page = reply.json()
            out += page['data']
            if not page['next']:
                return out
            query['cursor'] = page['next']

    def post(self, path, value=None, fields=None):
        """A write; without `value` it has no body."""
        if value is None:
            return self.ask('POST', path, b'', fields)
        return self.send('POST', path, value, fields)

    def put(self, path, value, fields=None):
        """A write."""
        return self.send('PUT', path, value, fields)

    def delete(self, path):
        """An end."""
        return self.ask('DELETE', path)

    def upload(self, path, file, method='POST', fields=None):
        """The bytes of a file."""
        fields = {'Content-Type': 'application/octet-stream', **(fields or {})}
        data = file if isinstance(file, bytes) else pathlib.Path(file).read_bytes()
        return self.ask(method, path, data, fields, timeout=600)

    def sign_in(self, organisation, name, password, code=None):
        """Opens a session; the reply."""
        reply = self.post('/v1/session', {'organisation': organisation, 'name': name,
                                          'password': password, 'code': code})
        if reply.status == 200:
            self.account = reply.json()['account']
            self.organisation = reply.json()['organisation']
        return reply

    def wait_job(self, reply, seconds=300):
        """Waits for the job of a reply (202 with the job) and returns it; it must be done."""
        assert reply.status in (200, 201, 202), (reply.status, reply.body)
        job = reply.json()
        until = time.monotonic() + seconds
        while job['state'] in ('waiting', 'running'):
            assert time.monotonic() < until, job
            time.sleep(0.05)
            job = self.get('/v1/jobs/' + job['id']).json()
        assert job['state'] == 'done', job
        return job


class Deployment:
    """`with Deployment('bank', 'sqlite') as d:`"""

    def __init__(self, edition, database='sqlite', config='', log=True):
        self.edition = edition
        self.database = database
        self.config = config
        self.log = 'on' if log else 'off'
        self.keep = contextlib.ExitStack()
        self.server = None
        self.port = 0

    def __enter__(self):
        folder = self.keep.enter_context(tempfile.TemporaryDirectory(prefix='wupian-record-'))
        self.folder = pathlib.Path(folder)
        self.data = self.folder / 'data'
        self.environment = dict(os.environ)
        self.environment.pop('WUPIAN_DATABASE', None)
        if self.database == 'postgres':
            self.environment['WUPIAN_DATABASE'] = private_postgres.shared().make_database()
        (self.folder / 'config.yaml').write_text(
            f'log: "{self.log}"\nrate_limits: "off"\n{self.config}', encoding='utf-8')
        self.run('migrate', '--edition', self.edition)
        self.start()
        return self

    def __exit__(self, *why):
        self.stop()
        self.keep.close()

    def start(self):
        """Starts the server and waits until it answers."""
        log = open(self.folder / 'log', 'ab')
        with log:
            self.server = subprocess.Popen(
                [WUPIAN, 'serve', '--edition', self.edition, '--data', str(self.data), '--listen',
                 f'127.0.0.1:{self.port}', '--config', str(self.folder / 'config.yaml'), '--json'],
                stdout=subprocess.PIPE, stderr=log, env=self.environment)
        line = self.server.stdout.readline()
        assert line, (self.folder / 'log').read_text(encoding='utf-8')
        self.port = json.loads(line)['port']

    def stop(self, how=signal.SIGTERM):
        """Ends the server."""
        if self.server and self.server.poll() is None:
            self.server.send_signal(how)
            self.server.wait(60)
        if self.server:
            self.server.stdout.close()
        self.server = None

    def run(self, *args, text=''):
        """A wupian command on this deployment's data folder; its JSON."""
        done = subprocess.run([WUPIAN, *map(str, args), '--data', str(self.data), '--json'],
                              input=text, capture_output=True, text=True, env=self.environment,
                              check=False)
        assert done.returncode == 0, (args, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def organisation(self, name, kind, display=None, parent=None, region='140100'):
        """Makes an organisation; its id."""
        more = ['--display', display] if display else []
        more += ['--parent', parent] if parent else []
        return self.run('user', 'organisation', name, '--kind', kind, '--region', region,
                        *more)['id']

    def user(self, name, organisation, roles):
        """A person with roles in an organisation: a client that is signed in."""
        self.run('user', 'add', name, '--organisation', organisation)
        for role in roles:
            self.run('user', 'role', name, '--organisation', organisation, '--role', role)
        self.run('user', 'password', name, '--organisation', organisation, '--stdin',
                 text=FIRST + '\n')
        client = self.client()
        assert client.sign_in(organisation, name, FIRST).status == 200
        reply = client.put('/v1/session/password', {'before': FIRST, 'after': PASSWORD})
        assert reply.status == 200, reply.body
        return client

    def client(self, token=''):
        """Nobody yet, or the bearer of a token."""
        return Client(self.port, token)
