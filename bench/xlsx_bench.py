"""Reading a workbook of a million rows and eight columns, beside openpyxl in the same run.

    python3 bench/xlsx_bench.py [ROWS]

CPU seconds, so that neighbours on the machine count little; MB are of the sheet's XML, unpacked.
openpyxl reads read-only, its fastest way. Both count rows and cells, and must agree.
"""

import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / 'test/xlsx'))
import million  # noqa: E402

PEER = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True)
rows = cells = 0
for row in book.active.iter_rows(values_only=True):
    rows += 1
    cells += len(row)
print(rows, cells)
"""


def measured(command):
    """CPU seconds, peak MB and output of a program of its own."""
    code = ('import resource, subprocess, sys;'
            ' r = subprocess.run(sys.argv[1:], capture_output=True, text=True, check=True);'
            ' u = resource.getrusage(resource.RUSAGE_CHILDREN);'
            ' print(r.stdout.strip());'
            ' print(u.ru_utime + u.ru_stime, u.ru_maxrss)')
    done = subprocess.run([sys.executable, '-c', code, *map(str, command)], check=True,
                          capture_output=True, text=True)
    said, used = done.stdout.splitlines()
    seconds, kilobytes = used.split()
    return float(seconds), int(kilobytes) / 1024, said


def main():
    """Prints the rows for docs/performance.md."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix='wupian-xlsx-') as name:
        book = pathlib.Path(name) / 'book.xlsx'
        unpacked = million.write(book, rows) / 1e6
        packed = book.stat().st_size / 1e6
        ours = measured([ROOT / 'build/release/xlsx_case', 'count', book])
        peer = measured([sys.executable, '-c', PEER, book])
    if ours[2].split()[:2] != peer[2].split():
        raise SystemExit(f'other rows: {ours[2]}, openpyxl {peer[2]}')
    print(f'| read an xlsx, one thread | {rows:,} rows of {million.COLUMNS} cells, '
          f'{packed:.0f} MB, {unpacked:.0f} MB unpacked | {ours[0]:.1f} CPU s, '
          f'{unpacked / ours[0]:.0f} MB/s, {ours[1]:.0f} MB of memory | openpyxl, read-only: '
          f'{peer[0]:.1f} CPU s, {unpacked / peer[0]:.1f} MB/s, {peer[1]:.0f} MB | '
          f'{peer[0] / ours[0]:.0f} × its speed |')


if __name__ == '__main__':
    main()
