"""Goal: rules diff counts exactly the receipts and the money that a change of the rules moves.

Method: the same invented month reported with both packs; SQL over the two verdict files counts the
moved rows by rule, bank and city; rules diff must print the same.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import duckdb
import judged

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
MONTH = '2026-09'
LETTERS = 'NYU'


def wupian(*words):
    """Runs the program."""
    return subprocess.run([WUPIAN, *words], check=False, capture_output=True, text=True)


def moved_by_sql(before, after, relation):
    """(relation, rule, bank, city, from, to) -> (receipts, amount) of the rows that changed."""
    con = duckdb.connect()
    for name, run in (('a', before), ('b', after)):
        judged.add_views(con, run, **{f'verdict_{relation}': name})
    columns = [row[0] for row in con.execute('DESCRIBE a').fetchall() if row[0].startswith('v_')]
    found = {}
    for column in columns:
        rows = con.execute(
            "SELECT a.legal_uscc, left(a.branch_region, 4) || '00',"
            f' a."{column}", b."{column}", count(*), sum(a.amount)'
            ' FROM a JOIN b ON a.legal_uscc = b.legal_uscc AND a.class = b.class'
            ' AND a.line_no = b.line_no'
            f' WHERE a."{column}" <> b."{column}" GROUP BY ALL').fetchall()
        for legal, city, old, new, count, amount in rows:
            key = (relation, column[2:], legal, city or '', LETTERS[old], LETTERS[new])
            found[key] = (count, f'{amount:.2f}')
    return found


class DiffTest(unittest.TestCase):
    """One month, two packs."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='wupian-diff-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data = cls.folder / 'data'
        made = wupian('generate', '--month', MONTH, '--loans', '4000', '--seed', '11', '--out',
                      str(data))
        assert made.returncode == 0, made.stderr
        cls.changed = cls.folder / 'pack'
        shutil.copytree(ROOT / 'pack', cls.changed)
        rule = next(cls.changed.glob('inclusive/*/eligibility/small_firm.yaml'))
        text = rule.read_text(encoding='utf-8')
        assert 'cap: 10000000.00 元' in text
        # The test rows of the rule would fail now; a diff does not run them.
        rule.write_text(text.replace('cap: 10000000.00 元', 'cap: 3000000.00 元'), encoding='utf-8')
        cls.runs = []
        for name, pack in (('before', ROOT / 'pack'), ('after', cls.changed)):
            run = cls.folder / name
            done = wupian('report', '--month', MONTH, '--in', str(data), '--out', str(run),
                          '--pack', str(pack))
            assert done.returncode in (0, 1), done.stderr
            cls.runs.append(run)

    def test_moved_money(self):
        done = wupian('rules', 'diff', str(ROOT / 'pack'), str(self.changed), '--in',
                      str(self.runs[0]), '--json')
        self.assertEqual(done.returncode, 1, done.stderr)
        out = json.loads(done.stdout)
        names = ('relation', 'rule', 'legal_uscc', 'city', 'from', 'to')
        got = {tuple(row[n] for n in names): (row['receipts'], row['amount'])
               for row in out['moved']}
        want = {**moved_by_sql(*self.runs, 'loan'), **moved_by_sql(*self.runs, 'flow')}
        self.assertGreater(len(want), 50)
        self.assertEqual(got, want)
        self.assertEqual([c['name'] for c in out['changes']], ['inclusive.small_firm 2019-01-01'])
        for migration in out['migrations']:  # Every receipt stands in one cell of the matrix.
            total = sum(cell['receipts'] for cell in migration['matrix'])
            verdicts = f"{self.runs[0]}/verdict_{migration['relation']}.parquet"
            self.assertEqual(total, duckdb.sql(f"SELECT count(*) FROM '{verdicts}'").fetchone()[0])

    def test_changes_in_words(self):
        """Every kind of change in the reader's language; the data carries no words."""
        pack = self.folder / 'worded'
        shutil.copytree(ROOT / 'pack', pack)
        rule = pack / 'inclusive/loan/eligibility/micro.yaml'
        text = rule.read_text(encoding='utf-8')
        self.assertIn('\nany:', text)
        text = text.replace('\nany:', '\nwhen:').replace('by: report_date', 'by: loan.start')
        law = 'law: [{doc: 甲, at: 乙, mark: P}]'
        text = text.replace('versions:\n',
                            f'versions:\n  - {{from: 2018-01-01, {law}}}\n').replace(
                                'tests:\n',
                                f'  - {{from: 2020-01-01, repealed: true, {law}}}\ntests:\n')
        rule.write_text(text, encoding='utf-8')
        (pack / 'inclusive/loan/eligibility/student.yaml').unlink()
        words = ('rules', 'diff', str(ROOT / 'pack'), str(pack))

        def lines(*more):
            done = wupian(*words, *more)
            self.assertEqual(done.returncode, 1, done.stderr)
            return {' '.join(line.split()) for line in done.stdout.splitlines()[1:]}

        self.assertEqual(lines(), {
            '时钟 inclusive.micro report_date loan.start',
            '条件关系 inclusive.micro 任一成立 全部成立',
            '版本 inclusive.micro 2018-01-01 有效',
            '版本 inclusive.micro 2020-01-01 废止',
            '依据 inclusive.micro 2018-01-01 甲 乙 [P]',
            '依据 inclusive.micro 2020-01-01 甲 乙 [P]',
            '删去 inclusive.student 规则'})
        self.assertEqual(lines('--lang', 'en'), {
            'clock inclusive.micro report_date loan.start',
            'conditions join inclusive.micro any holds all hold',
            'version inclusive.micro 2018-01-01 in force',
            'version inclusive.micro 2020-01-01 repealed',
            'law inclusive.micro 2018-01-01 甲 乙 [P]',
            'law inclusive.micro 2020-01-01 甲 乙 [P]',
            'removed inclusive.student rule'})
        changes = json.loads(wupian(*words, '--json').stdout)['changes']
        self.assertIn({'kind': 'version', 'name': 'inclusive.micro 2020-01-01', 'before': '',
                       'before_state': 'absent', 'after': '', 'after_state': 'repealed'}, changes)
        self.assertIn({'kind': 'combine', 'name': 'inclusive.micro', 'before': 'any',
                       'before_state': 'present', 'after': 'all', 'after_state': 'present'},
                      changes)

    def test_same_pack(self):
        done = wupian('rules', 'diff', str(ROOT / 'pack'), str(ROOT / 'pack'))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('相同', done.stdout)

    def test_bad_folder(self):
        done = wupian('rules', 'diff', str(ROOT / 'pack'), str(self.folder / 'none'), '--json')
        self.assertEqual(done.returncode, 1 if 'pack_' in done.stdout else 2)
        self.assertIn('error', json.loads(done.stdout))


if __name__ == '__main__':
    unittest.main()
