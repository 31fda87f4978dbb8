"""Measures what docs/performance.md states, each figure beside a peer of the same run.

`make bench` runs all of it; LOANS sets the size of the month (1,000,000), BIG those of the big
ones (10,000,000; files need 0.5 GB a million for a while). The results replace the part of
docs/performance.md between its two marks. `make bench-big` measures the big months alone, up to
50,000,000 receipts, for the second part.
"""

import datetime
import itertools
import json
import math
import os
import pathlib
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import duckdb

import kernel

ROOT = pathlib.Path(__file__).resolve().parent.parent
WUPIAN = str(ROOT / 'build/release/wupian')
LOANS = int(os.environ.get('LOANS', '1000000'))
BIG = [int(size) for size in os.environ.get('BIG', '10000000').split(',')]
MONTH = '2026-09'
PAGE = ROOT / 'docs/performance.md'
PARTS = {'all': ('<!-- results: begin -->', '<!-- results: end -->', 'make bench'),
         'big': ('<!-- big: begin -->', '<!-- big: end -->', 'make bench-big')}


class Measured:
    """Wall seconds, CPU seconds and peak memory of a command."""

    def __init__(self, command, codes=(0,), **more):
        before = time.monotonic()
        child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)
        out, err = child.communicate()
        self.seconds = time.monotonic() - before
        if child.returncode not in codes:
            raise SystemExit(f'{command}: exit {child.returncode}\n{err.decode()[-2000:]}')
        self.out = out.decode()


def peak_memory(command, codes=(0,)):
    """A command in a process of its own, so that its children's peak is its own: seconds, MB."""
    code = ('import resource, subprocess, sys, time; t = time.monotonic();'
            ' r = subprocess.run(sys.argv[1:], capture_output=True).returncode;'
            ' print(time.monotonic() - t, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,'
            ' r)')
    done = subprocess.run([sys.executable, '-c', code, *command], check=True, capture_output=True,
                          text=True)
    seconds, kilobytes, code = done.stdout.split()
    if int(code) not in codes:
        raise SystemExit(f'{command}: exit {code}')
    return float(seconds), int(kilobytes) / 1024


def google_benchmark(name, **settings):
    """The results of a program of bench/ by name."""
    done = Measured([str(ROOT / 'build/release' / name), '--benchmark_format=json'], cwd=ROOT,
                    env={**os.environ, **settings})
    found = {}
    for row in json.loads(done.out)['benchmarks']:
        if row.get('error_occurred'):
            raise SystemExit(f"{row['name']}: {row['error_message']}")
        found[row['name'].split('/')[0]] = row
    return found


def best(count, measure):
    """The smallest of some tries: what the machine can do when it is left alone."""
    return min(measure() for _ in range(count))


def month_rows(folder):
    """The month from files and from Parquet, beside DuckDB's readers on the same bytes."""
    data, run = folder / 'data', folder / 'run'
    made = Measured([WUPIAN, 'generate', '--month', MONTH, '--loans', str(LOANS), '--seed', '1',
                     '--out', str(data)])
    files = sorted((data / 'in' / MONTH).glob('*/*.dat'))
    size = sum(path.stat().st_size for path in files) / 1e6
    seconds, memory = peak_memory([WUPIAN, 'report', '--month', MONTH, '--in', str(data), '--out',
                                   str(run)], codes=(0, 1))
    con = duckdb.connect()
    con.execute('SET threads = 2')
    before = time.monotonic()
    for path in files:
        con.execute('CREATE OR REPLACE TABLE t AS SELECT * FROM read_csv(?, header = false,'
                    " columns = {'line': 'VARCHAR'}, delim = '\\x01', quote = '', escape = '',"
                    " ignore_errors = true)", [str(path)])
    peer = time.monotonic() - before
    size_text = f'{LOANS:,} receipts, {size:,.0f} MB of .dat'
    yield ('generate the province', size_text, f'{made.seconds:.1f} s', '', '')
    yield ('month from files: verdicts, masks, tables, xlsx', size_text,
           f'{seconds:.1f} s, {memory:,.0f} MB', f'DuckDB reads the lines only: {peer:.1f} s',
           f'{seconds / peer:.1f} ×')
    yield from parquet_rows(folder, run)


def parquet_rows(folder, run):
    """The same month judged again from the Parquet that the first run left."""
    out = folder / 'again'
    seconds, memory = peak_memory([WUPIAN, 'report', '--month', MONTH, '--in', str(run), '--out',
                                   str(out)], codes=(0, 1))
    paths = [str(path) for path in sorted((run / 'month').glob('*/loan.parquet'))]
    con = duckdb.connect()
    con.execute('SET threads = 2')
    before = time.monotonic()
    con.execute(f"COPY (SELECT * FROM read_parquet({paths})) TO '{folder}/copy.parquet'"
                ' (FORMAT parquet)')
    peer = time.monotonic() - before
    yield ('month from Parquet: verdicts, masks, tables, xlsx', f'{LOANS:,} receipts',
           f'{seconds:.1f} s, {memory:,.0f} MB', f'DuckDB copies the stock only: {peer:.1f} s',
           f'{seconds / peer:.1f} ×')
    yield from explain_rows(run)


def big_rows(folder):
    """Verdicts, masks, summary and cube of big months from warm Parquet, and how time grows."""
    seconds = {}
    for size in sorted({LOANS, *BIG}):
        run, seconds[size] = folder / f'run_{size}', {}
        loaded_month(folder, size, run)
        memory = 0
        for threads in (2, 1):
            for _ in range(3):
                out = folder / 'figures'
                command = [WUPIAN, 'report', '--month', MONTH, '--in', str(run), '--out', str(out),
                           '--only-figures', '--threads', str(threads)]
                took, used = peak_memory(command, codes=(0, 1))
                shutil.rmtree(out)
                seconds[size][threads] = min(took, seconds[size].get(threads, took))
                memory = max(memory, used) if threads == 2 else memory
        peer = decode_seconds(run)
        two, one = seconds[size][2], seconds[size][1]
        yield ('verdicts, masks, summary, cube from warm Parquet, 2 threads', f'{size:,} receipts',
               f'{two:.2f} s, {size / two / 1e6:.2f} million/s, {memory:,.0f} MB;'
               f' 1 thread {one / two:.2f} × the time',
               f'DuckDB decodes the columns read, does nothing: {peer:.2f} s',
               f'{two / peer:.1f} ×')
        if size == BIG[0]:
            yield from diff_rows(folder, run, size)
        shutil.rmtree(run)
    for small, big in itertools.combinations(sorted(seconds), 2):
        power = math.log(seconds[big][2] / seconds[small][2]) / math.log(big / small)
        yield (f'growth of that time from {small:,} to {big:,}', '', f'exponent {power:.2f}',
               'linear: 1', '')


def loaded_month(folder, size, run):
    """A run whose month is loaded; the files that were sent are removed."""
    data = folder / 'big'
    Measured([WUPIAN, 'generate', '--month', MONTH, '--loans', str(size), '--seed', '1', '--out',
              str(data)])
    shutil.rmtree(data / 'in/2026-08')
    Measured([WUPIAN, 'report', '--month', MONTH, '--in', str(data), '--out', str(run),
              '--only-figures'], codes=(0, 1))
    shutil.rmtree(data)


def decode_seconds(run):
    """What DuckDB takes to decode the columns that the verdicts and figures read."""
    plan = json.loads((run / 'plan.json').read_text(encoding='utf-8'))['relations']['loan']
    bits = 1 + max(bit for rule in plan['rules'] if 'bit' in rule
                   for version in rule['versions'] for bit in version['conditions'])
    items = {item for condition in plan['conditions'][:bits] for item in condition['items']}
    columns = {i['column'] for i in plan['inputs'] if i['item'] in items}
    columns |= {'legal_uscc', 'customer_no', 'borrower_no', 'amount', 'rate', 'branch_region',
                'use_industry', 'borrower_size', 'guarantee'}
    con = duckdb.connect()
    con.execute('SET threads = 2')
    query = (f"SELECT {', '.join(f'count({c})' for c in sorted(columns))}"
             f" FROM read_parquet('{run}/month/*/loan.parquet')")

    def once():
        before = time.monotonic()
        con.execute(query).fetchall()
        return time.monotonic() - before

    return best(3, once)


def diff_rows(folder, run, size):
    """The impact of a changed limit, beside SQL that counts one changed column."""
    pack = folder / f'pack_{size}'
    shutil.copytree(ROOT / 'pack', pack)
    rule = next(pack.glob('inclusive/*/eligibility/small_firm.yaml'))
    text = rule.read_text(encoding='utf-8')
    rule.write_text(text.replace('cap: 10000000.00 元', 'cap: 20000000.00 元'), encoding='utf-8')
    seconds, memory = peak_memory([WUPIAN, 'rules', 'diff', str(ROOT / 'pack'), str(pack), '--in',
                                   str(run)], codes=(1,))
    con = duckdb.connect()
    con.execute('SET threads = 2')
    before = time.monotonic()
    con.execute('SELECT legal_uscc, left(branch_region, 4), count(*), sum(amount) FROM'
                f" '{run}/month/*/loan.parquet' WHERE borrower_size = 'CS04'"
                ' GROUP BY ALL').fetchall()
    peer = time.monotonic() - before
    yield ('rules diff: two rulebooks, all rules, by bank and city', f'{size:,} receipts',
           f'{seconds:.1f} s, {memory:,.0f} MB',
           f'DuckDB groups by one column: {peer:.2f} s', f'{seconds / peer:.0f} ×')


def explain_rows(run):
    """explain on the finished run, beside a fresh process that only finds the row."""
    row = duckdb.sql(f"SELECT legal_uscc, receipt FROM '{run}/month/*/loan.parquet'"
                     f" WHERE class = 'C01' LIMIT 1 OFFSET {LOANS // 4}").fetchone()
    command = [WUPIAN, 'explain', '--in', str(run), '--receipt', row[1], '--legal', row[0]]
    ours = best(5, lambda: Measured(command).seconds)
    peer_code = ("import duckdb; print(duckdb.sql(\"SELECT * FROM '" + str(run) +
                 "/month/*/loan.parquet' WHERE receipt = '" + row[1] + "'\").fetchall())")
    peer = best(5, lambda: Measured([sys.executable, '-c', peer_code]).seconds)
    yield ('explain, as a command', f'a run of {LOANS:,} receipts', f'{ours * 1000:.0f} ms',
           f'Python and DuckDB find the row: {peer * 1000:.0f} ms', f'{ours / peer:.2f} ×')


def reader_rows(folder):
    """One .dat with every check, beside DuckDB's CSV reader with the same column types."""
    data = folder / 'clean'
    Measured([WUPIAN, 'generate', '--month', MONTH, '--loans', '400000', '--seed', '1', '--faults',
              'none', '--out', str(data)])
    path = folder / 'CLDWDK.dat'
    with open(path, 'w', encoding='utf-8') as out:
        for number, part in enumerate(sorted((data / 'in' / MONTH).glob('*/*CLDWDK*.dat'))):
            # Numbers are unique within a bank only; the key check must find none twice.
            text = part.read_text(encoding='utf-8').replace('|HT', f'|{number:02d}HT')
            out.write(text)
    found = google_benchmark('dat_bench', WUPIAN_DAT=str(path))
    speeds = {name: row['bytes_per_second'] / 1e6 for name, row in found.items()}
    ours, peer = speeds['wupian_reader'], speeds['duckdb_csv_reader']
    yield ('read a .dat with all checks, one thread',
           f"{path.stat().st_size / 1e6:.0f} MB, {found['wupian_reader']['label']}",
           f'{ours:.0f} MB/s', f'DuckDB read_csv, types only: {peer:.0f} MB/s',
           f'{ours / peer:.2f} × its speed')


def kernel_rows(folder):
    """The column executor beside SQL by hand, by source; decision tables beside a join of boxes."""
    count = min(10_000_000, LOANS * 10)
    result = kernel.run(
        'kernel_bench',
        folder / 'kernel',
        ROWS=str(count),
        REPEATS='3',
        FORMS='join/case,listed/case,listed/short,in/case,in/short',
    )
    for source, name in (('memory', 'rows in memory'), ('parquet', 'from Parquet')):
        best = kernel.best_of(result, source)
        ours, hand = best['wupian'], best['hand']
        yield (
            f'kernel: 12 conditions, both masks, {name}',
            f'{count:,} records, 2 threads',
            f"{count / ours['wall'] / 1e6:.1f} M records/s, {ours['cpu']:.2f} CPU s, of which"
            f" {best['executor']['cpu']:.2f} in the executor; only reading the columns takes"
            f" {best['scan']['cpu']:.2f}",
            f"SQL by hand ({hand['form']}): {hand['cpu']:.2f} CPU s",
            f"{hand['cpu'] / ours['cpu']:.2f} × its speed",
        )
    tables = kernel.run('table_bench', folder / 'kernel', ROWS=str(count), REPEATS='3',
                        HAND_ROWS='100000')
    for row in tables['tables']:
        ours, hand = count / row['alone'], int(tables['hand_rows']) / row['hand']
        yield (
            f"decision table of four columns, {row['table'].removeprefix('rows_')} rows",
            f'{count:,} records, 1 thread',
            f"{ours / 1e6:.0f} M records/s in the executor,"
            f" {count / row['in_duckdb'] / 1e6:.0f} inside DuckDB",
            f'SQL that joins the boxes: {hand / 1e6:.2f} M records/s',
            f"{count / row['in_duckdb'] / hand:.0f} × its speed",
        )


def rule_rows():
    """The rulebook and one record."""
    check = best(3, lambda: Measured([WUPIAN, 'rules', 'check']).seconds)
    files = len(list((ROOT / 'pack').rglob('*')))
    code = ('import glob, yaml\n'
            "for f in glob.glob('pack/**/*.yaml', recursive=True):\n"
            '    yaml.load(open(f, encoding="utf-8"), Loader=yaml.CSafeLoader)')
    peer = best(3, lambda: Measured([sys.executable, '-c', code], cwd=ROOT).seconds)
    counts = Measured([WUPIAN, 'rules', 'check']).out.strip()
    yield ('rules check with all tests', counts or f'{files} files', f'{check:.2f} s',
           f'PyYAML (C) only parses the files: {peer:.2f} s', f'{check / peer:.1f} ×')
    found = google_benchmark('record_bench')
    verdicts, trace, text = (found[n]['real_time'] for n in (
        'verdicts_of_one_record', 'trace_of_one_record_read', 'trace_of_one_record_as_text'))
    yield ('one record, in process', found['verdicts_of_one_record']['label'],
           f'verdicts {verdicts:.1f} µs, with traces {trace:.1f} µs, '
           f'these in words {text:.1f} µs ({found["trace_of_one_record_as_text"]["label"]})',
           'verdicts alone', f'{trace / verdicts:.1f} ×')


def machine():
    """What the figures were made on."""
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        model = next(line.split(':', 1)[1].strip() for line in file if 'model name' in line)
    return f'{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}'


def main():
    """Runs every measurement, or those of the big months, and writes the page."""
    part = sys.argv[1] if len(sys.argv) > 1 else 'all'
    begin, end, command = PARTS[part]
    with tempfile.TemporaryDirectory(prefix='wupian-bench-') as name:
        folder = pathlib.Path(name)
        rows = [*big_rows(folder)] if part == 'big' else [
            *rule_rows(),
            *kernel_rows(folder),
            *reader_rows(folder),
            *month_rows(folder),
            *big_rows(folder),
        ]
    lines = [f'{datetime.date.today()}, {machine()}, load {os.getloadavg()[0]:.1f}. `{command}`.',
             '', '| what | input | measured | peer in the same run | ratio |',
             '| --- | --- | --- | --- | --- |']
    lines += ['| ' + ' | '.join(row) + ' |' for row in rows]
    text = PAGE.read_text(encoding='utf-8')
    head, rest = text.split(begin)
    tail = rest.split(end)[1]
    PAGE.write_text(head + begin + '\n' + '\n'.join(lines) + '\n' + end + tail, encoding='utf-8')
    print('\n'.join(lines))
    print(f'peak of the children: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss} KB',
          file=sys.stderr)


if __name__ == '__main__':
    main()
