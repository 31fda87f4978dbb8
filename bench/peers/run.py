"""The twelve conditions in other engines beside ours: same rules and rows, one run, masks compared
row by row. `make bench-peers` installs them and runs this; ROWS is the size for engines of columns
(10,000,000). The table replaces the part of docs/performance.md between its two marks.

CPU seconds count, of all threads, the best of some runs. Engines of single records get them as
objects made beforehand, with the lists already looked up; that time is not counted against them.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import duckdb

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'bench'))

import kernel  # noqa: E402
import run as figures  # noqa: E402

DEPS = ROOT / 'build/deps/peers'
ROWS = int(os.environ.get('ROWS', '10000000'))
# What each can do in seconds.
SMALL = {'zen': 20000, 'drools': 200000, 'opa': 20000, 'vtl': 1000000}
BEGIN, END = '<!-- peers: begin -->', '<!-- peers: end -->'
NOTES = {
    'columns': 'yes | yes, by CASE | no',
    'polars': 'yes | yes, by when | no',
    'zen': 'no: every condition written twice | yes, by sums | its own trace, slower',
    'drools': 'no: Kleene in Java | yes, by two rules a condition | no: listeners',
    'opa': 'no: every condition written twice | yes, from two sets | no: trace of its evaluator',
    'vtl': 'yes | no | no',
}


def prepare(con, folder):
    """The tables of the SQL by hand, and the map as files for the peers."""
    setup = (ROOT / 'bench/hand/setup.sql').read_text(encoding='utf-8')
    con.execute(f"CREATE TABLE list_entry AS FROM read_parquet('{folder}/kernel.parquet.list')")
    con.execute(setup.replace('{book}', f'{folder}/book'))
    con.execute(f"COPY core TO '{folder}/core.parquet'")
    con.execute(f"COPY core TO '{folder}/core.csv' (HEADER false, DELIMITER '|', NULLSTR '')")


def plain_rows(con, folder, limit):
    """The first rows as the engines of single records take them; Parquet and text."""
    sql = (ROOT / 'bench/peers/rows.sql').read_text(encoding='utf-8')
    sql = sql.replace('{rows_file}', f'{folder}/kernel.parquet').replace('{limit}', str(limit))
    con.execute(f"COPY ({sql}) TO '{folder}/plain.parquet'")
    con.execute(
        f"COPY (FROM '{folder}/plain.parquet') TO '{folder}/plain.csv'"
        " (HEADER false, DELIMITER '|', NULLSTR '')"
    )


def call(command, **settings):
    """The JSON line that a peer prints last."""
    done = subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f'{command}: exit {done.returncode}\n{done.stderr[-2000:]}')
    return json.loads(done.stdout.strip().splitlines()[-1])


def python_peer(name, folder, **settings):
    """A peer in Python, in the environment of the peers."""
    return call(
        [str(DEPS / 'venv/bin/python3'), str(ROOT / f'bench/peers/{name}.py')],
        ROWS_FILE=f'{folder}/kernel.parquet',
        PLAIN_FILE=f'{folder}/plain.parquet',
        LIST_FILE=f'{folder}/kernel.parquet.list',
        CORE_FILE=f'{folder}/core.parquet',
        OUT=f'{folder}/theirs.parquet',
        POLARS_MAX_THREADS='2',
        **settings,
    )


def file_peer(con, folder, command):
    """A peer that reads the rows as text and writes receipt, t, u."""
    arguments = [f'{folder}/plain.csv', f'{folder}/core.csv', f'{folder}/theirs.csv']
    found = call([*command, *arguments, '5' if command[0] == 'java' else '2'])
    con.execute(
        f"COPY (SELECT column0 AS receipt, column1 AS t, column2 AS u FROM '{folder}/theirs.csv')"
        f" TO '{folder}/theirs.parquet'"
    )
    return found


def compare(con, folder, name, rows):
    """Every mask of a peer is ours."""
    found = con.execute(
        'SELECT count(*), count(*) FILTER (a.t <> b.t OR a.u <> b.u) FROM'
        f" '{folder}/theirs.parquet' AS a JOIN '{folder}/masks.parquet' AS b USING (receipt)"
    ).fetchone()
    if found != (rows, 0):
        raise SystemExit(f'{name}: {found[0]} of {rows} rows found, {found[1]} differ')


def versions():
    """Versions that no peer says of itself."""
    pom = (ROOT / 'bench/peers/drools/pom.xml').read_text(encoding='utf-8')
    return {'drools': re.search(r'<drools.version>(.*?)<', pom).group(1)}


def record_peers(con, folder):
    """(key, name, version, rows, CPU seconds, form) of the engines of single records."""
    plain_rows(con, folder, SMALL['zen'])
    zen = python_peer('zen_masks', folder)
    compare(con, folder, 'zen', zen['rows'])
    yield 'zen', 'GoRules Zen', zen['version'], zen['rows'], zen['cpu'], zen['form']
    if (DEPS / 'opa/opamasks').exists():
        opa = file_peer(con, folder, [str(DEPS / 'opa/opamasks')])
        compare(con, folder, 'opa', opa['rows'])
        yield 'opa', 'OPA (Go library)', opa['version'], opa['rows'], opa['cpu'], 'prepared query'
    plain_rows(con, folder, SMALL['drools'])
    path = f'{DEPS}/drools/classes:{DEPS}/drools/lib/*'
    drools = file_peer(con, folder, ['java', '-cp', path, 'bench.Masks'])
    compare(con, folder, 'drools', drools['rows'])
    yield ('drools', 'Drools', versions()['drools'], drools['rows'], drools['cpu'],
           'executable model, 1,000 facts a session')


def aggregate_peer(con, folder):
    """vtlengine: the groups of the first rule, theirs and ours."""
    plain_rows(con, folder, SMALL['vtl'])
    vtl = python_peer('vtl_aggregate', folder)
    want = con.execute(
        'SELECT borrower_region, borrower_size, count(*), (sum(amount) * 100)::BIGINT FROM'
        f" (FROM '{folder}/kernel.parquet' LIMIT {vtl['rows']}) JOIN '{folder}/masks.parquet'"
        ' USING (receipt) WHERE t & 15 = 15 GROUP BY ALL ORDER BY ALL'
    ).fetchall()
    if [tuple(group) for group in vtl['groups']] != want:
        raise SystemExit('vtlengine: other groups than ours')
    return vtl


def table_rows(con, folder):
    """Lines of the table."""
    ours = kernel.run('kernel_bench', folder, ROWS=str(ROWS), SOURCES='parquet', REPEATS='5',
                      MASKS=f'{folder}/masks.parquet')
    best = kernel.best_of(ours, 'parquet')
    prepare(con, folder)
    speed = ROWS / best['wupian']['cpu']
    alone = ROWS / best['executor']['cpu']

    def line(key, what, rows, seconds, against):
        mine = rows / seconds
        notes = NOTES[key].split(' | ')
        return [what, f'{rows:,}', f'{mine:,.0f}', f'{against / mine:,.1f} ×', *notes]

    yield ['Wupian, from Parquet', f'{ROWS:,}', f'{speed:,.0f}', '1', 'yes', 'yes',
           'yes: `wupian explain`']
    what = 'Wupian, the executor alone, batches in memory'
    yield [what, f'{ROWS:,}', f'{alone:,.0f}', '', 'yes', 'yes', 'yes']
    hand = best['hand']
    what = f"SQL by hand, DuckDB {duckdb.__version__} ({hand['form']}), from Parquet"
    yield line('columns', what, ROWS, hand['cpu'], speed)
    polars = python_peer('polars_masks', folder)
    compare(con, folder, 'polars', ROWS)
    yield line('polars', f"polars {polars['version']} ({polars['form']}), from Parquet", ROWS,
               polars['cpu'], speed)
    for key, name, version, rows, seconds, form in record_peers(con, folder):
        yield line(key, f'{name} {version} ({form}), objects in memory', rows, seconds, alone)
    vtl = aggregate_peer(con, folder)
    what = f"vtlengine {vtl['version']} ({vtl['form']}): one rule, count and sum by two keys"
    yield line('vtl', what, vtl['rows'], vtl['cpu'], ROWS / best['aggregate']['cpu'])


def main():
    """Measures and writes the page."""
    con = duckdb.connect()
    with tempfile.TemporaryDirectory(prefix='wupian-peers-') as name:
        folder = pathlib.Path(name) / 'case'
        rows = list(table_rows(con, folder))
    if not (DEPS / 'opa/opamasks').exists():
        missing = 'not to be had: no package of apt, PyPI or npm runs here, and Go is absent'
        rows.append([f'OPA: {missing}', '', '', '', '', '', ''])
    lines = [
        f'{datetime.date.today()}, {figures.machine()}, load {os.getloadavg()[0]:.1f}.'
        ' `make bench-peers`.',
        '',
        '| engine | rows | records a CPU second | Wupian is faster | third value | both masks |'
        ' explains |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        *('| ' + ' | '.join(row) + ' |' for row in rows),
    ]
    text = figures.PAGE.read_text(encoding='utf-8')
    head, rest = text.split(BEGIN)
    tail = rest.split(END)[1]
    page = head + BEGIN + '\n' + '\n'.join(lines) + '\n' + END + tail
    figures.PAGE.write_text(page, encoding='utf-8')
    print('\n'.join(lines))


if __name__ == '__main__':
    main()
