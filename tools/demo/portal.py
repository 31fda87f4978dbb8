"""One edition's deployment: its folder, database, server, organisations and people."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field

from demo.client import Client, Trouble

FIRST = 'Given-At-First-77'
PASSWORD = 'Trial-Month-2026'
PHRASE = 'Seal-Phrase-2026'  # Of the keys that people sign with.
STARTED_IN_S = 30


USUAL = {
    'maker': ('看当月与报送', 'See the month and its filing'),
    'checker': ('看已复核的认定与说明', 'See what was checked'),
    'signer': ('看报送与档案', 'See filings and archives'),
    'security_administrator': ('建账号，授角色，收公钥', 'Make accounts, give roles, trust keys'),
    'system_administrator': ('看任务、消息和参数', 'See jobs, messages and settings')}


@dataclass
class Person:
    """Somebody who can sign in, and what to try first."""

    edition: str
    organisation: str
    organisation_name: str
    name: str
    display: str
    roles: list
    zh: str = ''
    en: str = ''
    password: str = PASSWORD
    client: Client = field(default=None, repr=False)


@dataclass
class Organisation:
    """Where people work; `code` is what they sign in with."""

    id: str
    code: str
    name: str


def free_port(host, port):
    """`port`, or the next that nobody listens on."""
    for number in range(port, port + 200):
        with socket.socket() as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                line.bind((host, number))
                return number
            except OSError:
                continue
    raise Trouble(f'no free port from {port} on')


class Portal:
    """An edition below the demo's folder."""

    def __init__(self, demo, edition):
        self.demo = demo
        self.edition = edition
        self.folder = demo.folder / edition
        self.data = self.folder / 'data'
        self.port = 0
        self.people = []

    @property
    def address(self):
        """Where a browser goes."""
        return f'http://{self.demo.shown_host}:{self.port}/'

    def environment(self):
        """Of commands: this edition's database."""
        out = {**os.environ, 'WUPIAN_KEY_PASS': PHRASE}
        out.pop('WUPIAN_DATABASE', None)
        url = self.demo.databases.get(self.edition)
        if url:
            out['WUPIAN_DATABASE'] = url
        return out

    def command(self, *words, text='', data=True):
        """A wupian command on this deployment; its JSON."""
        words = [self.demo.wupian, *map(str, words)]
        words += ['--data', str(self.data)] if data else []
        done = subprocess.run([*words, '--json'], input=text, capture_output=True, text=True,
                              env=self.environment(), check=False)
        if done.returncode:
            raise Trouble(f'{" ".join(words)}: {done.stdout}{done.stderr}')
        return json.loads(done.stdout) if done.stdout.strip() else None

    def make(self, port):
        """An empty deployment, running."""
        self.data.mkdir(parents=True)
        self.write_settings({})
        self.command('migrate', '--edition', self.edition)
        self.start(port)
        # What the program has of it by now; pages then say whose data these are.
        if '/v1/portal' in Client(self.port).get('/v1/openapi.json')['paths']:
            self.stop()
            self.write_settings({'notice': 'synthetic'})
            self.start(self.port)

    def write_settings(self, more):
        """Of `wupian serve`; the portal's pages when they are built."""
        settings = {'rate_limits': 'off', **more}
        if self.demo.pages:
            settings['portal'] = str(self.demo.pages)
        text = ''.join(f'{name}: "{value}"\n' for name, value in settings.items())
        (self.folder / 'serve.yaml').write_text(text, encoding='utf-8')

    def start(self, port):
        """In the background, for good; returns when it answers."""
        self.port = free_port(self.demo.host, port)
        with open(self.folder / 'serve.log', 'ab') as log:
            server = subprocess.Popen(
                [self.demo.wupian, 'serve', '--edition', self.edition, '--data', str(self.data),
                 '--listen', f'{self.demo.host}:{self.port}', '--config',
                 str(self.folder / 'serve.yaml')],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self.environment(),
                start_new_session=True)
        self.demo.remember(self.edition, server.pid, self.port)
        until = time.monotonic() + STARTED_IN_S
        while True:
            try:
                if Client(self.port).ask('GET', '/readyz')[0] == 200:
                    return
            except OSError:
                pass
            if server.poll() is not None or time.monotonic() > until:
                log = (self.folder / 'serve.log').read_text(encoding='utf-8')
                raise Trouble(f'{self.edition} does not start:\n{log[-2000:]}')
            time.sleep(0.02)

    def stop(self):
        """Ends this edition's server."""
        self.demo.end(self.edition)

    def organisation(self, code, kind, name, parent=None, region='140100'):
        """Makes one."""
        more = ['--parent', parent.id] if parent else []
        made = self.command('user', 'organisation', code, '--kind', kind, '--display', name,
                            '--region', region, *more)
        return Organisation(made['id'], code, name)

    def person(self, name, display, organisation, roles, **more):
        """Somebody with roles, signed in under the password that is printed; `at` is the branch
        where the roles hold, `zh` and `en` what to try first."""
        at = more.pop('at', None)
        self.command('user', 'add', name, '--display', display, '--organisation', organisation.id)
        where = ['--in', at.id] if at else []
        for role in roles.split():
            self.command('user', 'role', name, '--role', role, '--organisation', organisation.id,
                         *where)
        self.command('user', 'password', name, '--organisation', organisation.id, '--stdin',
                     text=FIRST + '\n')
        client = Client(self.port)
        client.sign_in(organisation.id, name, FIRST)
        client.put('/v1/session/password', {'before': FIRST, 'after': PASSWORD})
        zh, en = USUAL.get(roles, ('', ''))
        person = Person(self.edition, organisation.code, organisation.name, name, display,
                        roles.split(), more.get('zh') or zh, more.get('en') or en, client=client)
        self.people.append(person)
        return client

    def sender(self, security, organisation):
        """The key that an organisation's packages are signed with; its register."""
        security.post('/v1/keys', {'kind': 'sm2', 'name': organisation.name, 'role': 'sender',
                                   'from': '2026-01-01'})
        return security.fetch('/v1/key_register')

    def key(self, organisation, name, holder, role):
        """A key file where the server looks for it; its register row."""
        file = self.data / 'tenant' / organisation.id / 'key' / f'{name}.pem'
        file.parent.mkdir(parents=True, exist_ok=True)
        self.make_key(file, holder, organisation.code, role)
        return file.with_suffix('.csv').read_bytes()

    def make_key(self, file, holder, code, role, kind='sm2'):
        """By `wupian key make`."""
        self.command('key', 'make', '--kind', kind, '--name', holder, '--organisation', code,
                     '--role', role, '--from', '2026-01-01', '--out', file, data=False)

    def saved_people(self):
        """As they are kept for printing: without their connections."""
        return [{name: value for name, value in vars(person).items() if name != 'client'}
                for person in self.people]


def is_ours(pid, folder):
    """Whether a process is a server of this folder."""
    try:
        words = pathlib.Path(f'/proc/{pid}/cmdline').read_bytes().split(b'\0')
    except OSError:
        return False
    return b'serve' in words and any(str(folder).encode() in word for word in words)


def end_process(pid, folder, seconds=30):
    """Ends a server if it still is ours; waits for it."""
    if not is_ours(pid, folder):
        return False
    os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + seconds
    while is_ours(pid, folder):
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(pid, os.WNOHANG)  # When this process started it.
        except ChildProcessError:
            pass
        time.sleep(0.02)
    return True
