"""A second attacker: exact elimination over fractions; shares nothing with the program."""

from fractions import Fraction


def reduce_row(row, basis):
    """The row without any basis row's pivot."""
    for pivot, other in basis:
        factor = row.get(pivot)
        if not factor:
            continue
        for key, value in other.items():
            left = row.get(key, 0) - factor * value
            if left:
                row[key] = left
            else:
                row.pop(key, None)
    return row


def row_space(relations, hidden):
    """Rows that the relations give over the hidden cells, each with a pivot of its own."""
    basis = []
    for relation in relations:
        row = {cell: Fraction(factor) for cell, factor in relation.items() if cell in hidden}
        row = reduce_row(row, basis)
        if not row:
            continue
        pivot = min(row)
        top = row[pivot]
        basis.append((pivot, {key: value / top for key, value in row.items()}))
    return basis


def is_told(target, basis, hidden):
    """True when a combination of the relations gives this sum of cells."""
    row = {cell: Fraction(factor) for cell, factor in target.items() if cell in hidden}
    return not reduce_row(row, basis)


def bounds(cell, relations, hidden, amounts):
    """Least and most that the cell can be: an exact linear programme, Bland's rule."""
    names = sorted(hidden)
    column = {name: i for i, name in enumerate(names)}
    rows = []
    for relation in relations:
        row = [Fraction(0)] * (len(names) + 1)
        for name, factor in relation.items():
            if name in column:
                row[column[name]] += factor
                row[-1] += factor * amounts[name]
        if any(row[:-1]):
            rows.append(row)
    base = start(rows, [amounts[name] for name in names])
    return tuple(optimum(rows, list(base), column[cell], sign) for sign in (-1, 1))


def pivot_on(rows, r, c):
    """One step of elimination."""
    top = rows[r][c]
    rows[r] = [value / top for value in rows[r]]
    for i, row in enumerate(rows):
        if i != r and row[c]:
            factor = row[c]
            rows[i] = [a - factor * b for a, b in zip(row, rows[r])]


def start(rows, point):
    """A basis whose solution is not negative, found by artificial columns."""
    width = len(point)
    for i, row in enumerate(rows):
        if row[-1] < 0:
            row[:] = [-value for value in row]
    count = len(rows)
    for i, row in enumerate(rows):
        row[-1:-1] = [Fraction(int(i == j)) for j in range(count)]
    base = [width + i for i in range(count)]
    cost = [Fraction(0)] * width + [Fraction(-1)] * count
    simplex(rows, base, cost)
    assert all(rows[i][-1] == 0 for i in range(count) if base[i] >= width)
    for i in range(count - 1, -1, -1):
        if base[i] < width:
            continue
        usable = [c for c in range(width) if rows[i][c]]
        if usable:
            pivot_on(rows, i, usable[0])
            base[i] = usable[0]
        else:
            del rows[i], base[i]
    for row in rows:
        del row[width:-1]
    return base


def simplex(rows, base, cost):
    """Makes cost · x as large as it can be; False when there is no limit."""
    while True:
        enter = None
        for c, own in enumerate(cost):
            if c in base:
                continue
            if own - sum(cost[base[i]] * row[c] for i, row in enumerate(rows)) > 0:
                enter = c
                break
        if enter is None:
            return True
        ratios = [(row[-1] / row[enter], base[i], i)
                  for i, row in enumerate(rows) if row[enter] > 0]
        if not ratios:
            return False
        leave = min(ratios)[2]
        pivot_on(rows, leave, enter)
        base[leave] = enter


def optimum(rows, base, column, sign):
    """The largest or least value of one column; None: no limit."""
    rows = [list(row) for row in rows]
    cost = [Fraction(0)] * (len(rows[0]) - 1 if rows else column + 1)
    cost[column] = Fraction(sign)
    if not simplex(rows, base, cost):
        return None
    return sum((row[-1] for i, row in enumerate(rows) if base[i] == column), Fraction(0))
