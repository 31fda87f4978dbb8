"""Goal: what explain says of a receipt is what the generator knows of it, and it says why.

Method: an invented month; explain --json of receipts of every kind against truth.csv, which no rule
made; the text in both languages; the errors.
"""

import csv
import json
import os
import pathlib
import random
import subprocess
import tempfile
import time
import unittest

import openpyxl

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
SEED = int(os.environ.get('SEED') or time.time())
MONTH = '2026-09'
KEYS = ('relation', 'legal_uscc', 'contract', 'receipt', 'bill', 'txn')


def wupian(*words):
    """Runs the program."""
    return subprocess.run([WUPIAN, *words], check=False, capture_output=True, text=True)


def number_of(row):
    """The receipt, or the bill."""
    return row['receipt'] if row['receipt'] not in ('', '0') else row['bill']


class ExplainTest(unittest.TestCase):
    """One month for all tests."""

    @classmethod
    def setUpClass(cls):
        print(f'SEED={SEED}', flush=True)
        folder = tempfile.TemporaryDirectory(prefix='wupian-explain-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data, cls.run_folder = cls.folder / 'data', cls.folder / 'run'
        made = wupian('generate', '--month', MONTH, '--loans', '3000', '--seed', str(SEED), '--out',
                      str(data))
        assert made.returncode == 0, made.stderr
        run = wupian('report', '--month', MONTH, '--in', str(data), '--out', str(cls.run_folder))
        assert run.returncode in (0, 1), run.stderr
        with open(data / 'truth.csv', newline='', encoding='utf-8') as file:
            rows = [row for row in csv.DictReader(file) if not row['refused']]
        cls.truth = [row for row in rows if row['relation'] in ('loan', 'flow')]

    def explain(self, number, *words):
        """The records of one number."""
        run = str(self.run_folder)
        done = wupian('explain', '--in', run, '--receipt', number, '--json', *words)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return json.loads(done.stdout)['records']

    def test_verdicts_are_the_truth(self):
        verdicts = [name for name in self.truth[0] if '.' in name]
        self.assertGreater(len(verdicts), 30)
        sample = random.Random(SEED).sample(self.truth, 25)
        for row in sample:
            number = number_of(row)
            records = self.explain(number, '--legal', row['legal_uscc'])

            def key_of(cells):
                return tuple('' if cells[k] == '0' else cells[k] for k in KEYS)

            same = [record for record in records if key_of(record) == key_of(row)]
            if len(records) == 5 and not same:
                continue  # More records with this number than explain shows.
            self.assertEqual(len(same), 1, row)
            got = {name: same[0]['rules'][name]['verdict'] for name in verdicts}
            self.assertEqual(got, {name: row[name] for name in verdicts}, number)

    def test_it_says_why(self):
        row = next(r for r in self.truth
                   if r['inclusive.small_firm'] == 'Y' and r['relation'] == 'loan'
                   and r['receipt'] not in ('', '0'))
        words = ('--legal', row['legal_uscc'], '--contract', row['contract'],
                 '--rule', 'inclusive.small_firm')
        record = self.explain(row['receipt'], *words)[0]
        self.assertEqual(list(record['rules']), ['inclusive.small_firm'])
        rule = record['rules']['inclusive.small_firm']
        limit = next(c for c in rule['conditions'] if c['condition'] == '授信不超限额')
        self.assertEqual(limit['state'], 'Y')
        self.assertEqual(limit['comparisons'][0]['right_value'], '10,000,000.00 元')
        self.assertTrue(rule['law'][0]['doc'])
        for language, verdict in (('zh', '：是'), ('en', ': yes')):
            done = wupian('explain', '--in', str(self.run_folder), '--receipt', row['receipt'],
                          *words, '--lang', language)
            self.assertIn(verdict if language == 'zh' else 'yes', done.stdout)
            self.assertIn('10,000,000.00', done.stdout)

    def test_a_pending_verdict_names_what_it_lacks(self):
        row = next(r for r in self.truth if r['pension.loan'] == 'U' and r['relation'] == 'loan'
                   and r['receipt'] not in ('', '0'))
        words = ('--legal', row['legal_uscc'], '--contract', row['contract'])
        rule = self.explain(row['receipt'], *words)[0]['rules']['pension.loan']
        self.assertEqual(rule['verdict'], 'U')
        self.assertTrue(rule['missing'])

    def test_an_open_list_is_the_reason(self):
        # Every item is there, so only the coverage of the list can leave it open.
        row = next(r for r in self.truth if r['tech.hnte'] == 'U' and r['relation'] == 'loan'
                   and r['receipt'] not in ('', '0'))
        words = ('--legal', row['legal_uscc'], '--contract', row['contract'],
                 '--rule', 'tech.hnte')
        self.assertEqual(self.explain(row['receipt'], *words)[0]['rules']['tech.hnte']['missing'],
                         ["list('tech.hnte')"])
        done = wupian('explain', '--in', str(self.run_folder), '--receipt', row['receipt'], *words)
        self.assertIn('没有声明覆盖', done.stdout)

    def test_the_pending_sheet_names_the_lists_that_explain_names(self):
        # Two ways to the same answer: masks of the whole month, and one record with its values.
        named, unnamed = [], []
        for file in sorted(self.run_folder.glob('9*.xlsx')):
            sheet = openpyxl.load_workbook(file, read_only=True)['待核清单']
            for row in sheet.iter_rows(min_row=4, values_only=True):
                if row[0] == '存量' and row[1] == '科技' and row[2] not in (None, '0'):
                    (named if '名单的覆盖声明' in row[8] else unnamed).append(
                        (file.name.split('_')[0], row))
        pick = random.Random(SEED)
        self.assertGreater(len(named), 5)
        for legal, row in pick.sample(named, 6) + pick.sample(unnamed, min(len(unnamed), 6)):
            number = row[3] if row[3] not in (None, '0') else row[4]
            words = ('--legal', legal, '--contract', row[2])
            record = next(r for r in self.explain(number, *words) if r['relation'] == 'loan')
            told = [m for m in record['rules']['tech.loan']['missing'] if m.startswith('list(')]
            sheet = [m for m in row[8].split('; ') if m.endswith('名单的覆盖声明')]
            self.assertEqual(bool(told), bool(sheet), row)
            self.assertLessEqual(len(sheet), len(told), row)
            done = wupian('explain', '--in', str(self.run_folder), '--receipt', number, *words)
            for name in sheet:
                self.assertIn(name, done.stdout)

    def test_a_number_that_banks_share_shows_one_and_names_all(self):
        banks = {}
        for row in self.truth:
            if row['receipt'] not in ('', '0'):
                banks.setdefault(row['receipt'], []).append(row['legal_uscc'])
        receipt, holders = next((r, h) for r, h in sorted(banks.items()) if len(set(h)) > 1)
        first, *others = sorted(set(holders))
        call = ('explain', '--in', str(self.run_folder), '--receipt', receipt)
        out = json.loads(wupian(*call, '--json').stdout)
        self.assertEqual(out['found'], len(holders))
        self.assertEqual(out['found_by_legal'], {b: holders.count(b) for b in set(holders)})
        self.assertEqual({r['legal_uscc'] for r in out['records']}, {first})
        text = wupian(*call).stdout
        self.assertIn(f'{len(holders)} 条记录用这个号，分属 {1 + len(others)} 家法人机构', text)
        self.assertIn(f'以下是 {first} 的；看别家请加 --legal', text)
        self.assertIn(f'机构 {first}', text)
        for other in others:
            self.assertIn(other, text)  # Named,
            self.assertNotIn(f'机构 {other}', text)  # and not shown.
            shown = wupian(*call, '--legal', other).stdout
            self.assertIn(f'机构 {other}', shown)
            self.assertNotIn('家法人机构', shown)

    def test_errors(self):
        def fails(code, *words):
            done = wupian('explain', '--json', *words)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertEqual(json.loads(done.stdout)['error']['code'], code)

        run, receipt = str(self.run_folder), number_of(self.truth[0])
        fails('receipt_not_found', '--in', run, '--receipt', 'no such receipt')
        fails('rule_not_found', '--in', run, '--receipt', receipt, '--rule', 'tech.nothing')
        fails('run_missing', '--in', str(self.folder), '--receipt', receipt)


if __name__ == '__main__':
    unittest.main()
