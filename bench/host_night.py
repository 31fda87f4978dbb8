"""A host's night: so many legal persons, each with a small month, in one job; the time it takes.

    python3 bench/host_night.py [COUNT]

Each legal person has the files of one invented institution under a number of its own. Prints the
seconds of the night, of the board afterwards, and the largest memory of the server.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / 'test' / 'record'))
from deployment import WUPIAN, Deployment

MONTH = '2026-09'
SOURCE = '91140105MAX700003A'
DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc_of(number):
    """A unified social credit code with both its check digits (GB 11714, GB 32100-2015)."""
    code = f'MAX{number:05d}'
    total = sum(int(sign, 36) * weight for sign, weight in zip(code, (3, 7, 9, 10, 5, 8, 4, 2)))
    body = f'91140100{code}' + '0123456789X0'[11 - total % 11 if total % 11 else 11]
    total = sum(DIGITS.index(sign) * weight for sign, weight in zip(body, WEIGHTS))
    return body + DIGITS[(31 - total % 31) % 31]


def copy_month(source, target, legal):
    """The files of SOURCE as another legal person's."""
    target.mkdir(parents=True)
    for path in sorted(source.iterdir()):
        if path.suffix == '.log':
            continue
        name = path.name.replace(SOURCE, legal)
        data = path.read_bytes()
        if path.suffix == '.csv':
            data = data.replace(SOURCE.encode(), legal.encode())
        (target / name).write_bytes(data)
        if path.suffix == '.dat':
            log = (f'{name}\n{hashlib.md5(data).hexdigest()}\n{len(data)}\n2026-10-05 18:00:00\n'
                   f'{data.count(bytes([10]))}\n')
            (target / name).with_suffix('.log').write_text(log)


def memory_mb(process):
    """The largest resident size so far."""
    for line in pathlib.Path(f'/proc/{process}/status').read_text().splitlines():
        if line.startswith('VmHWM'):
            return int(line.split()[1]) // 1024
    return 0


def main():
    """One night."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix='wupian-night-') as folder, Deployment('bank') as d:
        books = pathlib.Path(folder) / 'data'
        subprocess.run([WUPIAN, 'generate', '--month', MONTH, '--loans', '1000', '--seed', '3',
                        '--faults', 'none', '--out', books], check=True, capture_output=True)
        shutil.copytree(books / 'list', d.data / 'list')
        host = d.organisation('host', 'host', display='省农商行')
        operator = d.user('op', host, ['host_operator'])
        for number in range(count):
            legal = uscc_of(number)
            below = d.organisation(legal, 'bank', display=f'农商行{number}', parent=host)
            copy_month(books / 'in' / MONTH / SOURCE,
                       d.data / 'tenant' / below / 'in' / MONTH / legal, legal)
        begun = time.monotonic()
        operator.wait_job(operator.post(f'/v1/host/{MONTH}/runs'), seconds=3600)
        night = time.monotonic() - begun
        begun = time.monotonic()
        board = operator.get(f'/v1/host/{MONTH}/board', limit=500).json()['data']
        seen = time.monotonic() - begun
        assert len(board) == count, (len(board), count)
        states = {state: sum(row['state'] == state for row in board)
                  for state in {row['state'] for row in board}}
        print(f'{count} legal persons: {night:.1f} s, {night / count:.2f} s each; board '
              f'{seen:.2f} s; server {memory_mb(d.server.pid)} MB; {os.cpu_count()} cores; '
              f'states {states}')


if __name__ == '__main__':
    main()
