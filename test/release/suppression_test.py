"""Goal: in random nested tables of up to three dimensions no secret can be told or bounded.

Method: the program's planner marks the cells; an attacker of our own (attacker.py) eliminates over
fractions and solves the exact linear programmes of what is left. Borrowers are listed one by one
here, so unions are counted, not estimated. SEED in the environment chooses other tables.
"""

import itertools
import os
import pathlib
import random
import subprocess
import unittest

import attacker

WUPIAN = pathlib.Path(os.environ.get('WUPIAN', 'build/release/wupian')).absolute()
CASE = WUPIAN.parent / 'disclosure_case'
SEED = int(os.environ.get('SEED', '5'))


class Table:
    """A cross of dimensions; each value but the total 0 has a parent."""

    def __init__(self, chance):
        self.parents = []
        for _ in range(chance.randint(1, 3)):
            groups = chance.randint(2, 3)
            parents = [None] + [0] * groups
            if chance.random() < 0.4:
                parents += [1] * 2  # The first value has two of its own.
            self.parents.append(parents)
        self.loans = {}  # Cell → borrower → cents.
        leaves = [[v for v in range(len(p)) if v not in p] for p in self.parents]
        names = itertools.count()
        for leaf in itertools.product(*leaves):
            count = chance.choice((0, 1, 1, 2, 3, 4, 6, 9))
            for _ in range(count):
                amount = chance.randint(1, 1000) * (chance.random() < 0.1 and 50 or 1)
                self.add(leaf, next(names), amount)
        for cell in itertools.product(*(range(len(p)) for p in self.parents)):
            self.loans.setdefault(cell, {})
        self.relations = list(self.sums())

    def add(self, leaf, borrower, amount):
        """A loan in its cell and in all above it."""
        lines = []
        for d, value in enumerate(leaf):
            line = [value]
            while self.parents[d][line[-1]] is not None:
                line.append(self.parents[d][line[-1]])
            lines.append(line)
        for cell in itertools.product(*lines):
            of = self.loans.setdefault(cell, {})
            of[borrower] = of.get(borrower, 0) + amount

    def sums(self):
        """Each total with its parts, along each dimension."""
        for cell in self.loans:
            for d, value in enumerate(cell):
                parts = [v for v, parent in enumerate(self.parents[d]) if parent == value]
                if parts:
                    out = {cell: -1}
                    out.update({(*cell[:d], v, *cell[d + 1:]): 1 for v in parts})
                    yield out

    def amount(self, cell):
        """Cents."""
        return sum(self.loans[cell].values())

    def is_secret(self, cells):
        """True when these cells together have under 3 borrowers or one above 80 %."""
        held = {}
        for cell in cells:
            for borrower, amount in self.loans[cell].items():
                held[borrower] = held.get(borrower, 0) + amount
        total = sum(held.values())
        return bool(held) and (len(held) < 3 or max(held.values()) * 100 > total * 80)

    def lines(self, known=None):
        """The planner's input."""
        def name(cell):
            return '.'.join(map(str, cell))
        for cell in sorted(self.loans):
            held = self.loans[cell]
            flags = 'g' if not any(cell) else '-'
            if known is not None:
                flags = 'r' if cell in known else '-'
            yield (f'cell {name(cell)} {self.amount(cell)} {len(held)} '
                   f'{max(held.values(), default=0)} {flags}')
        for relation in self.relations:
            terms = ' '.join(f'{factor}:{name(cell)}' for cell, factor in relation.items())
            yield f'relation du {terms}'
        if known is not None:
            yield 'audit'


def ask(lines):
    """What the planner says, by words."""
    done = subprocess.run([str(CASE)], input='\n'.join(lines) + '\n', capture_output=True,
                          text=True, check=True)
    return [line.split() for line in done.stdout.splitlines()]


def cell_of(name):
    """The cell of a name."""
    return tuple(map(int, name.split('.')))


class SuppressionTest(unittest.TestCase):
    """Random tables against a second attacker."""

    def attack(self, table, hidden):
        """Nothing secret is told, alone, in pairs or by a relation, or bounded within 25 %."""
        amounts = {cell: table.amount(cell) for cell in table.loans}
        basis = attacker.row_space(table.relations, hidden)
        for cell in hidden:
            self.assertFalse(attacker.is_told({cell: 1}, basis, hidden), cell)
        for pair in itertools.combinations(sorted(hidden), 2):
            if table.is_secret(pair):
                self.assertFalse(attacker.is_told(dict.fromkeys(pair, 1), basis, hidden), pair)
        for relation in table.relations:
            left = [cell for cell in relation if cell in hidden and relation[cell] == 1]
            if left and not any(f == -1 and c in hidden for c, f in relation.items()):
                self.assertFalse(table.is_secret(left), (relation, left))
        for cell in hidden:
            if not table.is_secret([cell]):
                continue
            low, high = attacker.bounds(cell, table.relations, hidden, amounts)
            quarter = max(1, -(-amounts[cell] // 4))
            self.assertLessEqual(low, max(0, amounts[cell] - quarter), cell)
            if high is not None:
                self.assertGreaterEqual(high, amounts[cell] + quarter, cell)

    def test_random_tables(self):
        """Forty tables; the attacker's programmes are exact."""
        chance = random.Random(SEED)
        attacked = 0
        for number in range(40):
            table = Table(chance)
            said = ask(table.lines())
            hidden = {cell_of(words[0]) for words in said if words[1] in ('primary', 'complement')}
            secret = {cell for cell in table.loans if table.is_secret([cell])}
            with self.subTest(seed=SEED, number=number):
                self.assertEqual(secret, {cell_of(w[0]) for w in said if w[1] == 'primary'})
                if any('exposed' in words for words in said):
                    # Said so only where the grand total itself had to go and did not do.
                    self.assertTrue(table.is_secret([tuple([0] * len(table.parents))]) or
                                    tuple([0] * len(table.parents)) in hidden)
                    continue
                self.assertFalse([words for words in said if words[0] == 'unproved'])
                if len(hidden) <= 40:
                    self.attack(table, hidden)
                    attacked += bool(hidden)
        self.assertGreater(attacked, 20)

    def test_the_programs_own_attacker_finds_the_same(self):
        """Cells hidden at random: what is told exactly is what the elimination here tells."""
        chance = random.Random(SEED + 1)
        told = 0
        for number in range(40):
            table = Table(chance)
            hidden = {cell for cell in table.loans if chance.random() < 0.4}
            basis = attacker.row_space(table.relations, hidden)
            want = {cell for cell in hidden if attacker.is_told({cell: 1}, basis, hidden)}
            said = ask(table.lines(set(table.loans) - hidden))
            with self.subTest(seed=SEED, number=number):
                self.assertEqual(want, {cell_of(w[1]) for w in said if w[0] == 'told'})
            told += len(want)
        self.assertGreater(told, 40)


if __name__ == '__main__':
    unittest.main()
