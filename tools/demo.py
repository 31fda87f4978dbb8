#!/usr/bin/env python3
"""Makes the demo's four portals, leaves them running and says who can sign in where.

    tools/demo.py                 makes all anew under build/demo/portal and starts it
    tools/demo.py --start         starts again what was made
    tools/demo.py --stop          ends the servers
"""

import argparse
import json
import os
import pathlib
import shutil
import sys
import time

from demo import bank, paper, pboc, province, window
from demo.books import Books
from demo.client import Trouble
from demo.portal import Portal, end_process, is_ours

STEPS = (('名单 / lists', province.seed), ('人民银行 / central bank', pboc.seed),
         ('银行 / banks', bank.seed), ('授权 / consents', window.seed),
         ('接收、匹配、发布 / receiving, matching, release', pboc.month))
PORTS = {'bank': 8201, 'pboc': 8202, 'province': 8203, 'window': 8204}


class Demo:
    """All four, below one folder."""

    def __init__(self, options):
        self.folder = pathlib.Path(options.out).absolute()
        self.wupian = str(pathlib.Path(options.wupian).absolute())
        self.host = options.host
        pages = pathlib.Path(options.pages).absolute()
        self.pages = pages if (pages / 'index.html').exists() else None
        self.first_port = options.port
        self.files = self.folder / 'files'
        self.databases = dict(one.split('=', 1) for one in options.database)
        self.portals = {edition: Portal(self, edition) for edition in PORTS}
        self.books = Books(self.wupian, self.folder / 'books')

    @property
    def shown_host(self):
        """In an address."""
        return '127.0.0.1' if self.host == '0.0.0.0' else self.host

    def write_json(self, name, value):
        """What a later call needs."""
        (self.folder / f'{name}.json').write_text(
            json.dumps(value, ensure_ascii=False, indent=1), encoding='utf-8')

    def read_json(self, name):
        """The same again."""
        return json.loads((self.folder / f'{name}.json').read_text(encoding='utf-8'))

    def wanted_port(self, edition):
        """Where an edition shall listen if it can."""
        return PORTS[edition] - PORTS['bank'] + self.first_port

    def pids(self):
        """Edition → (pid, port) of what was started."""
        file = self.folder / 'pids'
        lines = file.read_text(encoding='utf-8').split('\n') if file.exists() else []
        words = [line.split() for line in lines if line]
        return {edition: (int(pid), int(port)) for edition, pid, port in words}

    def write_pids(self, pids):
        """One line each: edition, pid, port."""
        text = ''.join(f'{edition} {pid} {port}\n' for edition, (pid, port) in pids.items())
        (self.folder / 'pids').write_text(text, encoding='utf-8')

    def remember(self, edition, pid, port):
        """A server that was started."""
        self.write_pids({**self.pids(), edition: (pid, port)})

    def end(self, edition):
        """Ends one server; whether it ran."""
        pids = self.pids()
        pid, _ = pids.pop(edition, (0, 0))
        ended = bool(pid) and end_process(pid, self.folder)
        if pid:
            self.write_pids(pids)
        return ended

    @staticmethod
    def step(text):
        """What is being made, on the error output."""
        print(f'demo: {text} …', file=sys.stderr, flush=True)

    def stop(self):
        """Ends all that run; their editions."""
        return [edition for edition in list(self.pids()) if self.end(edition)]

    def make(self):
        """Everything anew."""
        self.stop()
        if (self.folder / 'made.json').exists():
            shutil.rmtree(self.folder)
        if self.folder.exists() and any(self.folder.iterdir()):
            raise Trouble(f'{self.folder} is not a demo of ours and not empty. Empty it, or give '
                          'another folder by --out')
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write_json('made', {'host': self.host, 'port': self.first_port,
                                 'databases': self.databases})
        self.step('虚构账本，四个空门户 / books, four empty portals')
        self.books.make()
        for edition, portal in self.portals.items():
            portal.make(self.wanted_port(edition))
        for text, make in STEPS:
            self.step(text)
            make(self)
        shutil.rmtree(self.books.folder)
        self.write_json('people', [person for portal in self.portals.values()
                                   for person in portal.saved_people()])

    def start(self):
        """What was made, running again."""
        if not (self.folder / 'people.json').exists():
            raise Trouble(f'there is no demo in {self.folder}. Make it: make demo')
        made = self.read_json('made')
        self.host, self.first_port, self.databases = made['host'], made['port'], made['databases']
        running = self.pids()
        for edition, portal in self.portals.items():
            pid, port = running.get(edition, (0, 0))
            if pid and is_ours(pid, self.folder):
                portal.port = port
            else:
                portal.start(self.wanted_port(edition))

    def say(self):
        """Addresses and people."""
        people = self.read_json('people')
        addresses = {edition: portal.address for edition, portal in self.portals.items()}
        text = paper.text_of(addresses, people, self.files)
        (self.folder / 'README.txt').write_text(text, encoding='utf-8')
        self.write_json('addresses', addresses)
        print(text, end='')


def options_of(words):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split('\n', maxsplit=1)[0])
    action = parser.add_mutually_exclusive_group()
    action.add_argument('--start', action='store_true', help='start again what was made')
    action.add_argument('--stop', action='store_true', help='end the servers')
    parser.add_argument('--out', default='build/demo/portal', help='folder')
    parser.add_argument('--host', default='127.0.0.1', help='address to listen on')
    parser.add_argument('--port', type=int, default=PORTS['bank'],
                        help='first of four ports; the next free one when taken')
    parser.add_argument('--database', action='append', default=[], metavar='EDITION=URL',
                        help='an empty PostgreSQL database of an edition; else SQLite')
    parser.add_argument('--wupian', default=os.environ.get('WUPIAN', 'build/release/wupian'))
    parser.add_argument('--pages', default='web/dist', help="the portal's built pages")
    return parser.parse_args(words)


def main(words):
    """0, or 1 with the reason."""
    options = options_of(words)
    demo = Demo(options)
    started = time.monotonic()
    try:
        if options.stop:
            ended = demo.stop()
            print('已停 / stopped: ' + (' '.join(ended) or '没有在运行的 / none was running'))
            return 0
        if options.start:
            demo.start()
        else:
            demo.make()
        demo.say()
    except BaseException as trouble:
        demo.stop()
        if not isinstance(trouble, Trouble):
            raise
        print(f'demo: {trouble}', file=sys.stderr)
        return 1
    print(f'\n用时 / took {time.monotonic() - started:.0f} s')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
