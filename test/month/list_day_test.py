"""Goal: the day that a list is read at is a parameter, and both settings give the right answer.

Method: an invented month judged with tech.list_day = report and = drawing; for every loan of a
listed firm SQL over the list's own CSV says whether the day lies in a period of the list.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import judged

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
MONTH = '2026-09'


def wupian(*words):
    """Runs the program; 1 means a finding."""
    done = subprocess.run([WUPIAN, *words], check=False, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr


class ListDayTest(unittest.TestCase):
    """One month, the parameter both ways."""

    def test_both_days(self):
        with tempfile.TemporaryDirectory(prefix='wupian-list-day-') as name:
            folder = pathlib.Path(name)
            data = folder / 'data'
            wupian('generate', '--month', MONTH, '--loans', '4000', '--seed', '12', '--out',
                   str(data))
            moved = set()
            for setting, day in (('report', 'report_date'), ('drawing', 'start')):
                pack = folder / f'pack_{setting}'
                shutil.copytree(ROOT / 'pack', pack)
                path = pack / 'tech/loan/param/list_day.csv'
                text = path.read_text(encoding='utf-8')
                self.assertIn(',,report,text,', text)
                path.write_text(text.replace(',,report,text,', f',,{setting},text,'),
                                encoding='utf-8')
                run = folder / f'run_{setting}'
                wupian('report', '--month', MONTH, '--in', str(data), '--out', str(run), '--pack',
                       str(pack), '--no-workbooks')
                moved.add(self.check(data, run, day))
            self.assertEqual(len(moved), 2, 'the parameter moved nothing')

    def check(self, data, run, day):
        """Every listed firm's loan is 是 exactly when a period of the list holds the day."""
        newest = sorted((data / 'list/tech.hnte').glob('*.csv'))[-1]
        con = judged.connect(run)
        rows = con.sql(f"""
            WITH entry AS (SELECT * FROM read_csv('{newest}', all_varchar = true)
                           WHERE row = 'entry'),
            judged AS (SELECT m.borrower_id, m.{day} AS day, m."v_tech.hnte" = 1 AS yes
              FROM verdict_loan m WHERE m.class = 'C01' AND m.product = 'F022')
            SELECT yes, EXISTS (SELECT 1 FROM entry WHERE id = borrower_id
                AND CAST("from" AS DATE) <= day
                AND (coalesce("to", '') = '' OR CAST("to" AS DATE) >= day)), count(*)
            FROM judged WHERE borrower_id IN (SELECT id FROM entry) GROUP BY ALL""").fetchall()
        self.assertTrue(all(yes == listed for yes, listed, _ in rows), rows)
        return tuple(sorted(rows))


if __name__ == '__main__':
    unittest.main()
