"""Times list pages of receipts over a finished run, beside DuckDB SQL over the same Parquet.

`python3 bench/receipts.py RUN…`: makes each run's files of receipts anew, asks for every filter
by every order (first page and one from the middle), and writes its part of docs/performance.md.
TIMES (20) sets how often each page is asked for, THREADS (2) the threads. Needs
build/release/receipt_bench.
"""

import datetime
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time

import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent
WUPIAN = str(ROOT / 'build/release/wupian')
PAGE = ROOT / 'docs/performance.md'
BEGIN, END = '<!-- receipts: begin -->', '<!-- receipts: end -->'
TIMES = os.environ.get('TIMES', '20')
THREADS = os.environ.get('THREADS', '2')


def make_files(run):
    """The files of receipts made anew: wall and CPU seconds, and what the program says of them."""
    shutil.rmtree(run / '.receipt', ignore_errors=True)
    before, used = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([WUPIAN, 'receipts', '--in', str(run), '--make', '--json', '--threads',
                           THREADS], check=True, capture_output=True, text=True)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    return time.monotonic() - before, cpu, json.loads(done.stdout)


def peer_times(run, pages):
    """Milliseconds of DuckDB for the first pages that plain columns answer."""
    files = sorted(str(path) for path in (run / 'month').glob('*/loan.parquet'))
    con = duckdb.connect()
    con.execute(f'SET threads = {THREADS}')
    columns = ('legal_uscc, contract, receipt, bill, class, branch_no, product, start, due, amount,'
               ' rate, borrower_size, use_industry, guarantee')
    times = {}
    for page in pages:
        if not page['sql'] or page['deep'] or page['order'] in ('amount', '-due', 'rate'):
            continue
        name = page['order'].lstrip('-')
        order = f"{name} {'DESC' if page['order'] != name else 'ASC'}, " if name else ''
        sql = (f"SELECT {columns} FROM read_parquet({files}) WHERE {page['sql']} ORDER BY {order}"
               ' legal_uscc, contract, receipt, bill LIMIT 51')
        best = 1e9
        for _ in range(2):
            before = time.monotonic()
            rows = con.execute(sql).fetchall()
            best = min(best, time.monotonic() - before)
        if min(len(rows), 50) != page['found']:
            raise SystemExit(f"{page['filter']} {page['order']}: {len(rows)} rows by SQL, "
                             f"{page['found']} of ours")
        times.setdefault(page['filter'], []).append(best * 1e3)
    return times


def table(measured, times):
    """Lines of Markdown: a filter a line, over all its orders, first page and middle."""
    yield '| filter | pages | p50 | p99 | longest | DuckDB SQL over the same Parquet, first pages |'
    yield '| --- | --- | --- | --- | --- | --- |'
    for name in dict.fromkeys(page['filter'] for page in measured['pages']):
        pages = [page for page in measured['pages'] if page['filter'] == name]
        taken = sorted(each / 1e3 for page in pages for each in page['taken'])
        p50, p99 = taken[len(taken) // 2], taken[len(taken) * 99 // 100]
        peer = times.get(name)
        peer_text = f'{min(peer):,.0f} to {max(peer):,.0f} ms' if peer else '–'
        yield (f'| {name} | {len(pages)} × {TIMES} | {p50:.1f} ms | {p99:.1f} ms |'
               f' {taken[-1]:.1f} ms | {peer_text} |')


def measure(run):
    """The lines of one run."""
    seconds, cpu, made = make_files(run)
    done = subprocess.run([str(ROOT / 'build/release/receipt_bench'), str(run), THREADS, TIMES],
                          check=True, capture_output=True, text=True)
    measured = json.loads(done.stdout)
    times = peer_times(run, measured['pages'])
    with open('/proc/loadavg', encoding='ascii') as file:
        load = file.read().split()[0]
    parquet = sum(path.stat().st_size for path in (run / 'month').glob('*/loan.parquet'))
    yield (f'{datetime.date.today()}, {THREADS} threads, load {load}. `python3 bench/receipts.py'
           f' RUN`: {made["rows"]:,} receipts of {made["files"]} legal person(s), 50 rows of all'
           f' columns a page, warm. The files of receipts: {seconds:.1f} s'
           f' ({cpu:.1f} CPU s) to make,'
           f' {made["bytes"] / 1e6:,.0f} MB beside {parquet / 1e6:,.0f} MB of Parquet;'
           f' {measured["open_us"] / 1e6:.2f} s to open and check once a process.')
    yield ''
    yield from table(measured, times)
    yield ''


def main():
    """Measures and writes."""
    lines = [line for run in sys.argv[1:] for line in measure(pathlib.Path(run))]
    text = PAGE.read_text(encoding='utf-8')
    head, _, rest = text.partition(BEGIN)
    PAGE.write_text(head + BEGIN + '\n' + '\n'.join(lines) + END + rest.partition(END)[2],
                    encoding='utf-8')
    print('\n'.join(lines))


if __name__ == '__main__':
    main()
