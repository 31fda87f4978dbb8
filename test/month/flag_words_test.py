"""Goal: the packed booleans of a loaded month say what its booleans say, and change no verdict.

Method: an invented month; each word is unpacked by plain arithmetic and held against the boolean
columns; then the month is judged again without its words, and with them, and the runs compared.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import duckdb

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
MONTH = '2026-09'
RELATIONS = ('loan', 'flow')


def report(source, out):
    """Judges what `source` holds."""
    done = subprocess.run(
        [WUPIAN, 'report', '--month', MONTH, '--in', str(source), '--out', str(out),
         '--no-workbooks'], check=False, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return out


def words_of(run):
    """The words that the run says it has: column -> flags in order."""
    loading = json.loads((run / 'load.json').read_text(encoding='utf-8'))
    return {word['column']: word['flags'] for word in loading['flag_words']}


class FlagWordsTest(unittest.TestCase):
    """One month."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='wupian-flags-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data = cls.folder / 'data'
        subprocess.run([WUPIAN, 'generate', '--month', MONTH, '--loans', '6000', '--seed', '5',
                        '--out', str(data)], check=True, capture_output=True)
        cls.run_folder = report(data, cls.folder / 'run')

    def test_words_say_what_the_booleans_say(self):
        seen = set()
        for relation in RELATIONS:
            rows = f"read_parquet('{self.run_folder}/month/*/{relation}.parquet')"
            booleans = {name for name, kind, *_ in
                        duckdb.sql(f'DESCRIBE SELECT * FROM {rows}').fetchall()
                        if kind == 'BOOLEAN'}
            packed = [flag for flags in words_of(self.run_folder).values() for flag in flags]
            self.assertEqual(len(packed), len(set(packed)))
            self.assertLessEqual(set(packed), booleans)
            for word, flags in words_of(self.run_folder).items():
                for row in duckdb.sql(f'SELECT {word}, {", ".join(flags)} FROM {rows}').fetchall():
                    for i, value in enumerate(row[1:]):
                        two_bits = row[0] // 4 ** i % 4
                        self.assertEqual(two_bits, {None: 0, False: 1, True: 3}[value], flags[i])
                        seen.add(value)
                    self.assertEqual(row[0] // 4 ** len(flags), 0)
        self.assertEqual(seen, {None, False, True})

    def test_a_month_without_words_is_judged_the_same(self):
        words = self.run_folder
        booleans = self.folder / 'booleans'
        shutil.copytree(words, booleans)
        loading = json.loads((booleans / 'load.json').read_text(encoding='utf-8'))
        del loading['flag_words']
        columns = ', '.join(words_of(words))
        for relation in RELATIONS:
            for file in booleans.glob(f'month/*/{relation}.parquet'):
                duckdb.sql(f"COPY (SELECT * EXCLUDE ({columns}) FROM '{file}') TO '{file}.new'"
                           ' (FORMAT parquet)')
                os.replace(f'{file}.new', file)
            names = loading['columns'][relation]
            at = names.index('flags_0')
            del names[at:at + 4]  # Name and type of both words.
        (booleans / 'load.json').write_text(json.dumps(loading), encoding='utf-8')
        again = report(booleans, self.folder / 'again')
        self.assertNotIn('flags_0', (again / 'load.json').read_text(encoding='utf-8'))
        for name in ('summary.csv', 'cube.csv', 'tables.csv', 'finding.csv', 'check_table.csv',
                     'bridge.csv', 'verdict_loan.parquet', 'verdict_flow.parquet',
                     'detail_loan.parquet', 'detail_flow.parquet'):
            self.assertEqual((again / name).read_bytes(), (words / name).read_bytes(), name)

    def test_the_words_are_what_is_judged(self):
        """With every flag unknown in the words, verdicts change though the booleans do not."""
        blank = self.folder / 'blank'
        shutil.copytree(self.run_folder, blank)
        for file in blank.glob('month/*/loan.parquet'):
            duckdb.sql(f"COPY (SELECT * REPLACE (0::BIGINT AS flags_0) FROM '{file}')"
                       f" TO '{file}.new' (FORMAT parquet)")
            os.replace(f'{file}.new', file)
        judged = report(blank, self.folder / 'judged_blank')
        self.assertNotEqual((judged / 'summary.csv').read_bytes(),
                            (self.run_folder / 'summary.csv').read_bytes())


if __name__ == '__main__':
    unittest.main()
