"""Durable writes through the store beside the same two inserts without it, in turns, on one disk.

    python3 bench/durable.py [SECONDS]    8 by default, for each turn of each program

SQLite beside a bare loop of sqlite3 (store_bench does both), PostgreSQL beside pgbench with the
same rows, prepared, by 1 and by 8 clients. Prints the rows for docs/performance.md; exit code 1
when the store reaches less than half.
"""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'test/store'))
import private_postgres  # noqa: E402

BENCH = ROOT / 'build/release/store_bench'
TURNS = 4
SCRIPT = """\\set n random(1, 9000000000000000)
BEGIN;
insert into setting values ('p' || :n || 'xxxxxxxxxxxxxxxxxxxx', 'tenant', 'name ' || :n, 'value',
    1, '2026-11-23T08:15:30.123Z');
insert into audit values ('p' || :n || 'xxxxxxxxxxxxxxxxxxxx', '2026-11-23T08:15:30.123Z',
    'tenant', 'bench', 'insert', 'setting', 'p' || :n, '', 'upkeep', null,
    'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', null, null);
COMMIT;
"""


def run(*command):
    """What a program prints."""
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f'{command}: {done.stdout}{done.stderr}')
    return done.stdout


def store_rates(text):
    """Rates by name, the mean of all lines of a name."""
    rates = {}
    for line in text.splitlines():
        row = json.loads(line)
        if 'per_second' in row:
            rates.setdefault(row['name'], []).append(row['per_second'])
    return {name: sum(each) / len(each) for name, each in rates.items()}


def sqlite(folder, seconds):
    """The store and the bare loop, which store_bench runs in turns."""
    rates = store_rates(run(BENCH, folder, 2 * seconds))
    return rates['store_write'], rates['bare_write']


def postgres(folder, server, seconds, clients):
    """The store and pgbench, in turns."""
    script = folder / 'script.sql'
    script.write_text(SCRIPT, encoding='utf-8')
    ours, bare = [], []
    for _ in range(TURNS):
        ours.append(store_rates(run(BENCH, folder, max(1, seconds // TURNS), server.url,
                                    clients))['store_write'])
        said = run(private_postgres.PROGRAMS / 'pgbench', '-n', '-M', 'prepared', '-f', script,
                   '-c', clients, '-j', min(2, clients), '-T', max(1, seconds // TURNS), '-h',
                   server.folder, '-U', 'postgres', 'test')
        bare.append(float(re.search(r'tps = ([0-9.]+)', said).group(1)))
    return sum(ours) / TURNS, sum(bare) / TURNS


def main():
    """1 when a ratio is under a half."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    worst = 1e9
    with tempfile.TemporaryDirectory(prefix='wupian-durable-') as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        server = private_postgres.Server(folder / 'server')
        try:
            rows = [('SQLite, one writer', 'bare sqlite3 loop', *sqlite(folder, seconds))]
            for clients in (1, 8):
                rows.append((f'PostgreSQL, {clients} writer{"s" * (clients > 1)}', 'pgbench',
                             *postgres(folder, server, seconds, clients)))
        finally:
            server.stop()
    for what, peer, ours, bare in rows:
        worst = min(worst, ours / bare)
        print(f'| durable writes, {what} | {ours:,.0f} a second | {peer}: {bare:,.0f} a second | '
              f'{ours / bare:.2f} × its speed |')
    return 0 if worst >= 0.5 else 1


if __name__ == '__main__':
    sys.exit(main())
