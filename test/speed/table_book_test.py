"""Goal: the decision tables that bench/table_bench measures have neither gaps nor overlaps, and the
program proves it for 2,000 rows in seconds.

Method: `rules check` over the book, as made and with one bound moved.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / 'bench'))

import book  # noqa: E402

WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))


def table_faults(folder):
    """The findings of `rules check` about the tables."""
    command = [WUPIAN, 'rules', 'check', '--pack', str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found = [line for line in done.stdout.splitlines() if '/table/' in line]
    assert done.stdout.strip(), done.stderr
    return found


class TableBook(unittest.TestCase):
    """Tables of 20, 500 and 2,000 rows."""

    def test_tables_are_proved_and_a_moved_bound_is_found(self):
        with tempfile.TemporaryDirectory(prefix='wupian-book-') as name:
            made = pathlib.Path(name) / 'case'
            book.make(made)
            tables = made / 'book/common/bench/table'
            for count in book.ROWS:
                lines = (tables / f'rows_{count}.csv').read_text(encoding='utf-8').splitlines()
                self.assertEqual(len(lines), count + 1)
            self.assertEqual(table_faults(made / 'book'), [])
            largest = tables / 'rows_2000.csv'
            text = largest.read_text(encoding='utf-8')
            row = next(line for line in text.splitlines() if '[' in line)
            bound = row.split('[', 1)[1].split('.', 1)[0]
            wider = row.replace(f'[{bound}..', f'[{int(bound) - 1}..', 1)
            largest.write_text(text.replace(row, wider), encoding='utf-8')
            found = table_faults(made / 'book')
            self.assertTrue(any('(table_overlap)' in line for line in found), found)


if __name__ == '__main__':
    unittest.main()
