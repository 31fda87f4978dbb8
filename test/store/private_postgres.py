"""A PostgreSQL 15 of our own for a test: in a temporary folder, by a socket only."""

import atexit
import functools
import os
import pathlib
import pwd
import signal
import subprocess
import tempfile
import time

PROGRAMS = pathlib.Path('/usr/lib/postgresql/15/bin')


class Server:
    """One cluster in `folder`, which must be reachable by user postgres."""

    def __init__(self, folder):
        if not (PROGRAMS / 'initdb').exists():
            raise RuntimeError('PostgreSQL 15 is not installed: run tools/setup')
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(mode=0o700)
        if os.getuid() == 0:
            user = pwd.getpwnam('postgres')
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self.run('initdb', '-D', self.data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8',
                 '--locale=C.UTF-8', '--no-sync')
        self.start()
        self.run('createdb', '-h', self.folder, '-U', 'postgres', 'test')

    @property
    def data(self):
        """The cluster's folder."""
        return self.folder / 'data'

    @property
    def url(self):
        """Of the database `test`."""
        return f'postgresql://postgres@/test?host={self.folder}'

    def run(self, program, *arguments):
        """A program of the server, as its user."""
        command = [str(PROGRAMS / program), *map(str, arguments)]
        if os.getuid() == 0:
            command = ['/usr/sbin/runuser', '-u', 'postgres', '--', *command]
        subprocess.run(command, check=True, cwd='/', stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)

    def make_database(self):
        """URL of a new database."""
        self.count = getattr(self, 'count', 0) + 1
        name = f'test{self.count}'
        self.run('createdb', '-h', self.folder, '-U', 'postgres', name)
        return f'postgresql://postgres@/{name}?host={self.folder}'

    def start(self):
        """Starts, and recovers what a kill left once the last child of the killed one is gone."""
        for _ in range(50):
            try:
                return self.start_once()
            except subprocess.CalledProcessError:
                time.sleep(0.2)
        raise RuntimeError((self.folder / 'log').read_text()[-2000:])

    def start_once(self):
        """Fails while another is there."""
        self.run('pg_ctl', '-D', self.data, '-w', '-l', self.folder / 'log', '-o',
                 f'-k {self.folder} -c listen_addresses= -c shared_buffers=32MB -c jit=off',
                 'start')

    def kill(self):
        """kill -9; the server's own children end by themselves."""
        os.kill(int((self.data / 'postmaster.pid').read_text().split()[0]), signal.SIGKILL)

    def stop(self):
        """At the end of the test."""
        self.run('pg_ctl', '-D', self.data, '-m', 'immediate', '-w', 'stop')


@functools.cache
def shared():
    """One server for a test program that needs several databases; stopped at its end."""
    folder = tempfile.TemporaryDirectory(prefix='wupian-postgres-')
    os.chmod(folder.name, 0o755)
    server = Server(pathlib.Path(folder.name) / 'pg')
    atexit.register(lambda: (server.stop(), folder.cleanup()))
    return server
