"""Goal: a page of receipts is what SQL over the same Parquet says, and nothing beyond a scope.

Method: an invented month; pages asked of `wupian receipts` by every column and comparison, sorted
by every column, walked to the end by cursors; each beside one DuckDB statement over month and
verdict.sql, which share nothing with the files of receipts. Then files that are cut, changed or
made of other data.
"""

import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time
import unittest

import judged

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
SEED = int(os.environ.get('SEED') or time.time())
MONTH = '2026-09'
KEY = ('legal_uscc', 'contract', 'receipt', 'bill')
CHAPTERS = ('tech', 'green', 'inclusive', 'pension', 'digital')
PERSONAL = ('borrower_id', 'use_text')
NUMBERS = ('amount', 'amount_own', 'rate', 'benchmark_rate')
SIGNS = ('=', '!=', '<', '<=', '>', '>=', '^=')


def wupian(*words):
    """Runs the program."""
    return subprocess.run([WUPIAN, *words], check=False, capture_output=True, text=True)


def make_run(folder, *more):
    """A small month with its run."""
    data, run = folder / 'data', folder / 'run'
    made = wupian('generate', '--month', MONTH, '--loans', '3000', '--seed', str(SEED), '--out',
                  str(data))
    assert made.returncode == 0, made.stderr
    done = wupian('report', '--month', MONTH, '--in', str(data), '--out', str(run), *more)
    assert done.returncode in (0, 1), done.stderr
    return run


def reference(run):
    """A connection with table `t`: the columns of a receipt by SQL alone."""
    con = judged.connect(run)
    chapters = ', '.join(
        f"CASE least(CASE \"v_common.in_scope\" WHEN 0 THEN 0 WHEN 2 THEN 1 ELSE 2 END,"
        f" CASE \"v_{name}.loan\" WHEN 0 THEN 0 WHEN 2 THEN 1 ELSE 2 END)"
        f" WHEN 0 THEN 'no' WHEN 1 THEN 'pending' ELSE 'yes' END AS {name}" for name in CHAPTERS)
    con.execute(f'CREATE TABLE t AS SELECT * EXCLUDE (class), class AS loan_class, {chapters}'
                ' FROM verdict_loan')
    return con


def text_of(value):
    """A value as the program's JSON has it."""
    return value if value is None else str(value)


def literal(column, value):
    """A value as SQL of the column's type."""
    if column in NUMBERS:
        return f"CAST('{value}' AS DECIMAL(20,5))"
    return "'" + str(value).replace("'", "''") + "'"


def sql_of(column, sign, value):
    """A condition in SQL."""
    if sign == '^=':
        return f'starts_with({column}, {literal(column, value)})'
    return f'{column} {sign} {literal(column, value)}'


def escaped(value):
    """A value as it stands in a filter."""
    return str(value).replace('\\', '\\\\').replace(',', '\\,')


class ReceiptsTest(unittest.TestCase):
    """One month for all tests."""

    @classmethod
    def setUpClass(cls):
        print(f'SEED={SEED}', flush=True)
        folder = tempfile.TemporaryDirectory(prefix='wupian-receipts-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.run_folder = make_run(cls.folder)
        cls.con = reference(cls.run_folder)
        cls.random = random.Random(SEED)
        cls.columns = list(cls.ask('--limit', '1')['rows'][0])
        cls.rows = cls.con.execute('SELECT count(*) FROM t').fetchone()[0]
        cls.legals = [row[0] for row in
                      cls.con.execute('SELECT DISTINCT legal_uscc FROM t ORDER BY 1').fetchall()]

    @classmethod
    def ask(cls, *words, run=None):
        """A page."""
        done = wupian('receipts', '--in', str(run or cls.run_folder), '--json', *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def refusal(self, *words, run=None):
        """The code of the error."""
        done = wupian('receipts', '--in', str(run or self.run_folder), '--json', *words)
        self.assertEqual(done.returncode, 2, done.stdout)
        return json.loads(done.stdout)['error']['code']

    def select(self, where='true', orders=(), limit=50, offset=0):
        """The same page by SQL: values as text."""
        order = ', '.join([f'{name} {way} NULLS LAST' for name, way in orders] +
                          [f'{name} NULLS LAST' for name in KEY])
        cursor = self.con.execute(f"SELECT {', '.join(self.columns)} FROM t WHERE {where}"
                                  f' ORDER BY {order} LIMIT {limit} OFFSET {offset}')
        return [dict(zip(self.columns, map(text_of, row))) for row in cursor.fetchall()]

    def count(self, where):
        """Rows by SQL."""
        return self.con.execute(f'SELECT count(*) FROM t WHERE {where}').fetchone()[0]

    def values_of(self, column):
        """Some values that there are, and some between and beside them."""
        rows = self.con.execute(f'SELECT DISTINCT {column} FROM t WHERE {column} IS NOT NULL'
                                f' ORDER BY 1').fetchall()
        if not rows:
            return []
        found = [str(row[0]) for row in self.random.sample(rows, min(2, len(rows)))]
        if column in NUMBERS:
            found += ['3.14159', '-1']
        elif column in ('start', 'due', 'extended_due', 'reprice_date'):
            found += ['2020-02-29', '2099-01-01']
        else:
            found += [found[0] + 'x', found[0][:-1] + '!']
        return found

    def fits(self, column, sign, value):
        """Whether the list knows such a comparison."""
        is_text = column not in NUMBERS and column not in ('start', 'due', 'extended_due',
                                                           'reprice_date')
        cents = column.startswith('amount') and len(value.partition('.')[2]) > 2
        return not (sign == '^=' and not is_text) and not cents

    def test_every_column_and_comparison(self):
        held = 0
        for column in self.columns:
            for value in self.values_of(column):
                for sign in SIGNS:
                    if not self.fits(column, sign, value):
                        continue
                    page = self.ask('--filter', f'{column}{sign}{escaped(value)}', '--count',
                                    '--limit', '5', '--sort', '-amount')
                    where = sql_of(column, sign, value)
                    self.assertEqual(page['rows'], self.select(where, [('amount', 'DESC')], 5),
                                     f'{column} {sign} {value}')
                    self.assertEqual(page['count'], self.count(where), f'{column} {sign} {value}')
                    held += 0 < page['count'] < self.rows
        self.assertGreater(held, 150)  # Most of them divide the rows.

    def test_every_column_sorts(self):
        nulls = 0
        for column in self.columns:
            for way, sign in (('ASC', ''), ('DESC', '-')):
                got = self.ask('--sort', sign + column, '--limit', '500')
                self.assertEqual(got['rows'], self.select('true', [(column, way)], 500), column)
            nulls += self.count(f'{column} IS NULL') > 0
        self.assertGreater(nulls, 10)

    def walk(self, where, orders, *words):
        """All pages by cursors beside one statement."""
        sort = ','.join(('-' if way == 'DESC' else '') + name for name, way in orders)
        rows, cursor = [], ''
        while True:
            page = self.ask('--sort', sort, '--limit', '97', '--cursor', cursor, *words)
            rows += page['rows']
            if page['next'] is None:
                break
            self.assertEqual(len(page['rows']), 97)
            cursor = page['next']
        self.assertEqual(rows, self.select(where, orders, self.rows + 1))

    def test_pages_join(self):
        some = "amount > 1000 AND tech <> 'no'"
        self.walk(some, [('rate', 'ASC')], '--filter', 'amount>1000,tech!=no')
        self.walk(some, [('due', 'DESC')], '--filter', 'amount>1000,tech!=no')
        self.walk("loan_class = 'C03'", [], '--filter', 'loan_class=C03')
        self.walk("loan_class = 'C03'", [('receipt', 'DESC'), ('quality', 'ASC')], '--filter',
                  'loan_class=C03')

    def test_orders_of_several_columns(self):
        for _ in range(12):
            names = self.random.sample(self.columns, 3)
            orders = [(name, self.random.choice(['ASC', 'DESC'])) for name in names]
            sort = ','.join(('-' if way == 'DESC' else '') + name for name, way in orders)
            first = self.ask('--sort', sort, '--limit', '60')
            self.assertEqual(first['rows'], self.select('true', orders, 60), sort)
            second = self.ask('--sort', sort, '--limit', '60', '--cursor', first['next'])
            self.assertEqual(second['rows'], self.select('true', orders, 60, 60), sort)

    def test_conditions_together(self):
        for _ in range(40):
            parts = []
            for column in self.random.sample(self.columns, self.random.randint(2, 4)):
                values = self.values_of(column)
                sign = self.random.choice(('!=', '<=', '>=', '^='))
                if values and self.fits(column, sign, values[0]):
                    parts.append((column, sign, values[0]))
            where = ' AND '.join(sql_of(*part) for part in parts) or 'true'
            text = ','.join(f'{column}{sign}{escaped(value)}' for column, sign, value in parts)
            page = self.ask('--filter', text, '--count', '--sort', 'start', '--limit', '20')
            self.assertEqual(page['count'], self.count(where), text)
            self.assertEqual(page['rows'], self.select(where, [('start', 'ASC')], 20), text)

    def test_one_thread_gives_the_same(self):
        words = ('--sort', '-rate', '--filter', 'quality>=FQ02', '--count')
        self.assertEqual(self.ask(*words, '--threads', '1'), self.ask(*words, '--threads', '4'))

    def test_chosen_columns(self):
        page = self.ask('--columns', 'amount,tech', '--sort', 'rate', '--limit', '3')
        self.assertEqual([list(row) for row in page['rows']], [['amount', 'tech']] * 3)

    def test_another_legal_person_is_never_there(self):
        mine, other = self.legals[0], self.legals[1]
        page = self.ask('--legal', mine, '--count', '--limit', '500')
        self.assertEqual({row['legal_uscc'] for row in page['rows']}, {mine})
        self.assertEqual(page['count'], self.count(f"legal_uscc = '{mine}'"))
        for sign in ('=', '>='):
            page = self.ask('--legal', mine, '--filter', f'legal_uscc{sign}{other}', '--count')
            self.assertEqual((page['rows'], page['count']), ([], 0))
        there = self.select(f"legal_uscc = '{other}' AND receipt IS NOT NULL", (), 1)[0]
        self.assertEqual(self.ask('--receipt', there['receipt'], '--contract', there['contract'],
                                  '--legal', other)['receipt']['amount'], there['amount'])
        self.assertEqual(self.ask('--legal', 'none', '--count'),
                         {'rows': [], 'next': None, 'count': 0})

    def test_one_receipt_with_its_verdicts(self):
        words = {0: 'no', 1: 'yes', 2: 'pending'}
        names = [row[0] for row in self.con.execute('DESCRIBE verdict_loan').fetchall()
                 if row[0].startswith('v_')]
        self.assertGreater(len(names), 30)
        chosen = ', '.join(f'"{name}"' for name in names)
        for where in ('receipt IS NOT NULL', 'bill IS NOT NULL'):
            for row in self.random.sample(self.select(where, (), 2000), 5):
                number = row['receipt'] or row['bill']
                more = ['--contract', row['contract']] if row['contract'] else []
                got = self.ask('--receipt', number, '--legal', row['legal_uscc'], *more)
                self.assertEqual(got['receipt'], row)
                same = ' AND '.join(f'{name} IS NULL' if row[name] is None else
                                    f"{name} = '{row[name]}'" for name in KEY)
                want = self.con.execute(f'SELECT {chosen} FROM t WHERE {same}').fetchall()
                self.assertEqual(len(want), 1)
                self.assertEqual(got['verdicts'],
                                 {name[2:]: words[code] for name, code in zip(names, want[0])})
        self.assertEqual(self.refusal('--receipt', 'NONE'), 'receipt_not_found')

    def test_wrong_questions(self):
        for words, code in ((('--filter', 'secret=1'), 'list_column'),
                            (('--sort', 'flags_0'), 'list_column'),
                            (('--columns', 'borrower_no'), 'list_column'),
                            (('--filter', 'amount^=1'), 'list_operator'),
                            (('--filter', 'amount=many'), 'filter_malformed'),
                            (('--limit', '501'), 'list_limit'),
                            (('--cursor', 'AAAA'), 'cursor_malformed')):
            self.assertEqual(self.refusal(*words), code, words)

    def copy(self, name):
        """A run of its own, with the files of its list."""
        run = self.folder / name
        shutil.copytree(self.run_folder, run)
        self.addCleanup(shutil.rmtree, run)
        return run, next((run / '.receipt').glob('*.rows'))

    def test_damaged_files_are_found(self):
        run, rows = self.copy('damaged')
        whole = rows.read_bytes()
        spots = [0, 20, 90, 100, len(whole) // 2, len(whole) - 1]
        for spot in spots + self.random.sample(range(len(whole)), 10):
            rows.write_bytes(whole[:spot] + bytes([whole[spot] ^ 1]) + whole[spot + 1:])
            self.assertEqual(self.refusal(run=run), 'rows_damaged', spot)
        for size in (0, 10, 160, len(whole) // 2, len(whole) - 1):
            rows.write_bytes(whole[:size])
            self.assertEqual(self.refusal(run=run), 'rows_damaged', size)
        rows.write_bytes(whole + b'x')
        self.assertEqual(self.refusal(run=run), 'rows_damaged')
        rows.unlink()
        self.assertEqual(self.ask(run=run), self.ask())
        self.assertEqual(rows.read_bytes(), whole)

    def test_other_data_is_found(self):
        run, rows = self.copy('stale')
        month = run / 'month' / rows.stem / 'loan.parquet'
        other = next(path for path in (run / 'month').glob('*/loan.parquet') if path != month)
        shutil.copyfile(other, month)
        self.assertEqual(self.refusal(run=run), 'rows_stale')
        rows.unlink()
        self.assertEqual(self.refusal(run=run), 'rows_differ')
        month.write_bytes(month.read_bytes()[:1000])
        self.assertEqual(self.refusal(run=run), 'parquet_damaged')
        self.assertFalse(rows.exists())
        self.assertEqual([path.name for path in (run / '.receipt').glob('*.part')], [])

    def test_a_file_that_was_cut_off_is_made_again(self):
        run, rows = self.copy('cut')
        whole = rows.read_bytes()
        rows.unlink()
        pathlib.Path(f'{rows}.part').write_bytes(whole[:100])
        self.ask(run=run)
        self.assertEqual(rows.read_bytes(), whole)
        self.assertFalse(pathlib.Path(f'{rows}.part').exists())

    def test_judging_again_leaves_it_out(self):
        again = self.folder / 'again'
        done = wupian('report', '--month', MONTH, '--in', str(self.run_folder), '--out', str(again))
        self.assertIn(done.returncode, (0, 1), done.stderr)
        self.assertFalse((again / '.receipt').exists())

    def test_names_are_in_edition_bank_only(self):
        with tempfile.TemporaryDirectory(prefix='wupian-receipts-') as name:
            folder = pathlib.Path(name)
            run = make_run(folder, '--edition', 'pboc')
            page = self.ask('--limit', '5', run=run)
            for row in page['rows']:
                self.assertEqual([row.get(column) for column in PERSONAL], [None, None])
            for column in PERSONAL:
                for words in (('--columns', column), ('--sort', column),
                              ('--filter', f'{column}=x')):
                    self.assertEqual(self.refusal(*words, run=run), 'list_column')
            inside = b''.join(path.read_bytes() for path in (run / '.receipt').glob('*.rows'))
            self.assertNotIn(b'borrower_id|', inside)


if __name__ == '__main__':
    unittest.main()
