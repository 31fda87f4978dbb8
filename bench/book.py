"""The rulebook of the kernel's measurement: bench/book with the national industry codes and with
decision tables of 20, 500 and 2,000 rows, cut out of one box at random bounds, so that they have
neither gaps nor overlaps: `wupian rules check --pack FOLDER` proves it.

Usage: bench/book.py FOLDER
"""

import pathlib
import random
import shutil
import sys

ROWS = (20, 500, 2000)
BOUNDS = 64
PRODUCTS = (
    'F0211 F0212 F0219 F022 F023 F03 F041 F042 F051 F052 F061 F081 F082 F09 F12 F99'.split()
)
# Item with the unit of its cells, step between two bounds.
NUMBERS = (
    ('borrower.staff', 75),
    ('borrower.revenue:万元', 90),
    ('borrower.credit_line:万元', 36),
)
ROOT = pathlib.Path(__file__).resolve().parent.parent


def boxes(count, seed):
    """Disjoint boxes that fill the whole space: (products, [(low, high) of each number])."""
    draw = random.Random(seed)
    out = [(PRODUCTS, [(0, BOUNDS)] * len(NUMBERS))]
    while len(out) < count:
        at = draw.randrange(len(out))
        products, ranges = out[at]
        column = draw.randrange(len(NUMBERS) + 1)
        if column == len(NUMBERS):
            if len(products) == 1:
                continue
            cut = draw.randrange(1, len(products))
            out[at] = (products[:cut], ranges)
            out.append((products[cut:], ranges))
            continue
        low, high = ranges[column]
        if high - low < 2:
            continue
        cut = draw.randrange(low + 1, high)
        out[at] = (products, [*ranges[:column], (low, cut), *ranges[column + 1 :]])
        out.append((products, [*ranges[:column], (cut, high), *ranges[column + 1 :]]))
    return out


def cell(low, high, step):
    """A range of steps as a cell of a decision table."""
    if low == 0 and high == BOUNDS:
        return '-'
    if low == 0:
        return f'<{high * step}'
    return f'>={low * step}' if high == BOUNDS else f'[{low * step}..{high * step})'


def write_table(folder, count):
    """A table and the file that declares it."""
    name = f'rows_{count}'
    columns = ['loan.product', *(item for item, _ in NUMBERS)]
    lines = [','.join([*columns, '=> grade'])]
    for number, (products, ranges) in enumerate(boxes(count, count)):
        cells = ['|'.join(products) if len(products) < len(PRODUCTS) else '-']
        cells += [cell(*ends, NUMBERS[i][1]) for i, ends in enumerate(ranges)]
        lines.append(','.join([*cells, f'K{number:04d}']))
    (folder / f'{name}.csv').write_text('\n'.join(lines) + '\n', encoding='utf-8')
    (folder / f'{name}.yaml').write_text(
        f'table: common.{name}\nkind: table\nname: {{zh: {count} 行决策表, en: {count} rows}}\n'
        f'hit: unique\ngrain: loan\noutput: text\nfile: {name}.csv\n'
        'law: [{doc: 测速用, at: 决策表, mark: P}]\n'
        'tests:\n  cols: [loan.product, expect]\n  rows:\n    - [~, ~]\n',
        encoding='utf-8',
    )


def write_boxes(folder, count):
    """The same rows for SQL: a line for every product of a box, bounds in the items' own units,
    empty where the box does not ask; product ? is a missing one."""
    columns = 'staff_low,staff_high,revenue_low,revenue_high,line_low,line_high'
    scales = (1, 10000, 10000)
    lines = [f'product,{columns},grade']
    for number, (products, ranges) in enumerate(boxes(count, count)):
        bounds = []
        for (low, high), (_, step), scale in zip(ranges, NUMBERS, scales):
            asked = (low, high) != (0, BOUNDS)
            bounds.append(str(step * scale * low if low else -(10**15)) if asked else '')
            bounds.append(str(step * scale * high if high < BOUNDS else 10**15) if asked else '')
        missing = [''] if len(products) == len(PRODUCTS) else []
        lines += [','.join([p or '?', *bounds, f'K{number:04d}']) for p in products + missing]
    (folder / f'rows_{count}.csv').write_text('\n'.join(lines) + '\n', encoding='utf-8')


def make(folder):
    """Writes book/ and boxes/ below a folder that must not be there."""
    folder = pathlib.Path(folder)
    book, plain = folder / 'book', folder / 'boxes'
    shutil.copytree(ROOT / 'bench/book', book)
    for name in ('gb4754.yaml', 'gb4754.csv'):
        shutil.copy(ROOT / 'pack/common/code/fact' / name, book / 'common/bench/fact' / name)
    tables = book / 'common/bench/table'
    tables.mkdir()
    plain.mkdir()
    for count in ROWS:
        write_table(tables, count)
        write_boxes(plain, count)


if __name__ == '__main__':
    make(sys.argv[1])
