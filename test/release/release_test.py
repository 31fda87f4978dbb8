"""Goal: what a release hides cannot be told from it, nor from it and the releases before it.

Method: the release of a generated month is attacked by an elimination of its own (attacker.py).
Which cells are secret is counted here from the run's rows by the rules' views, not read from the
program's own account. The certificate is checked by additions. Earlier releases are made from the
program's by showing a hidden cell, or with another amount.
"""

import csv
import json
import os
import pathlib
import subprocess
import tempfile
import unittest
from decimal import Decimal

import duckdb

import attacker

WUPIAN = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
CHAPTERS = {'tech': 'tech.loan', 'green': 'green.loan', 'inclusive': 'inclusive.loan',
            'pension': 'pension.loan', 'digital': 'digital.loan'}
OTHERS = {'micro': 'inclusive.micro', 'agri': 'inclusive.agri', 'private': 'inclusive.private'}
DIMENSIONS = {
    'all': "''",
    'city': "substr(branch_region, 1, 4) || '00'",
    'industry': "CASE use_industry WHEN '2000' THEN '境外' WHEN '1000' THEN '个人' "
                "ELSE coalesce(substr(use_industry, 1, 1), '-') END",
    'size': "coalesce(borrower_size, '-')",
    'guarantee': "coalesce(guarantee, '-')",
}
HIDDEN = '…'


def cents(text):
    """An amount as an integer."""
    return int(Decimal(text) * 100)


def release(run, out, *more):
    """The release as a dict by id; the process when it was refused."""
    done = subprocess.run([WUPIAN, 'release', '--in', str(run), '--out', str(out), *more],
                          capture_output=True, text=True, check=False)
    if not (out / 'release.json').is_file():
        return done
    text = json.loads((out / 'release.json').read_text())
    return {(r['relation'], r['dimension'], r['value'], r['measure']): r for r in text['rows']}


def hidden_of(shown):
    """Ids of hidden cells."""
    return {key for key, row in shown.items() if row['amount'] == HIDDEN}


def relations_of(keys):
    """What adds up: values to all, chapters to gross."""
    out = {}
    for relation, dimension, value, measure in keys:
        key = (relation, dimension, value, measure)
        if dimension != 'all':
            total = (relation, 'all', '', measure)
            out.setdefault((relation, dimension, measure), {total: -1})[key] = 1
        if measure in CHAPTERS:
            total = (relation, dimension, value, 'gross')
            out.setdefault(('gross', relation, dimension, value), {total: -1})[key] = 1
    return list(out.values())


def differences(keys):
    """Differences of two cells that nobody is shown."""
    for relation, dimension, value, measure in keys:
        key = (relation, dimension, value, measure)
        if measure == 'gross':
            yield (*key[:3], 'overlap'), {key: 1, (*key[:3], 'net'): -1}
        elif measure != 'in_scope':
            yield (*key[:3], 'rest ' + measure), {(*key[:3], 'in_scope'): 1, key: -1}


class ReleaseTest(unittest.TestCase):
    """One generated month and its public release."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix='wupian-release-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data = cls.folder / 'data'
        subprocess.run([WUPIAN, 'generate', '--month', '2026-09', '--loans', '8000', '--seed', '3',
                        '--out', str(data)], check=True, capture_output=True)
        cls.run_folder = cls.folder / 'run'
        subprocess.run([WUPIAN, 'report', '--month', '2026-09', '--in', str(data), '--out',
                        str(cls.run_folder), '--no-workbooks'], check=False, capture_output=True)
        cls.out = cls.folder / 'public'
        cls.shown = release(cls.run_folder, cls.out, '--level', 'public')
        with open(cls.run_folder / 'summary.csv', encoding='utf-8') as file:
            cls.truth = {(r['relation'], r['dimension'], r['value'], r['measure']): r
                         for r in csv.DictReader(file)}
        cls.secret = cls.count_secrets()
        cls.relations = relations_of(cls.shown)

    @classmethod
    def count_secrets(cls):
        """Ids of cells and differences of under 3 borrowers, or one above 80 %."""
        connection = duckdb.connect()
        connection.execute(f"SET file_search_path = '{cls.run_folder}'")
        connection.execute((cls.run_folder / 'verdict.sql').read_text())
        out = set()
        for relation in ('loan', 'flow'):
            scope = '"v_common.in_scope" = 1'
            count = ' + '.join(f'("v_{r}" = 1 AND {scope})::INT' for r in CHAPTERS.values())
            times = {'in_scope': f'({scope})::INT', 'gross': f'({count})',
                     'net': f'(({count}) > 0)::INT', 'overlap': f'greatest(({count}) - 1, 0)'}
            for name, rule in {**CHAPTERS, **OTHERS}.items():
                times[name] = f'({scope} AND "v_{rule}" = 1)::INT'
                times['rest ' + name] = f'({scope} AND "v_{rule}" <> 1)::INT'
            times['rest net'] = f'({scope} AND ({count}) = 0)::INT'
            for dimension, value in DIMENSIONS.items():
                for measure, factor in times.items():
                    rows = connection.execute(
                        f'SELECT val, count(*), sum(held), max(held) FROM (SELECT {value} AS val,'
                        f' sum(amount * {factor}) held, max({factor}) n FROM verdict_{relation}'
                        ' GROUP BY val, borrower_id) WHERE n > 0 GROUP BY val').fetchall()
                    for of, borrowers, total, largest in rows:
                        if borrowers < 3 or largest * 100 > total * 80:
                            out.add((relation, dimension, of, measure))
        return out

    def amounts(self):
        """True cents by id."""
        return {key: cents(row['amount']) for key, row in self.truth.items()}

    def assert_untold(self, hidden):
        """No secret is a combination of what is not hidden."""
        basis = attacker.row_space(self.relations, hidden)
        for key in hidden:
            self.assertFalse(attacker.is_told({key: 1}, basis, hidden), key)
        for key, target in differences(self.shown):
            if key in self.secret:
                self.assertFalse(attacker.is_told(target, basis, hidden), key)

    def test_secrets_are_hidden_and_others_are_true(self):
        """Every secret cell is hidden; what is shown is the summary's own figure."""
        hidden = hidden_of(self.shown)
        self.assertGreater(len(self.secret & set(self.shown)), 100)
        self.assertEqual(self.secret & set(self.shown) - hidden, set())
        for key in set(self.shown) - hidden:
            for field in ('amount', 'rate', 'customers'):
                self.assertEqual(self.shown[key][field], self.truth[key][field])
        for key in hidden:
            self.assertEqual((self.shown[key]['rate'], self.shown[key]['customers']),
                             (HIDDEN, HIDDEN))
        self.assertFalse(any(key[1] == 'institution' for key in self.shown))
        self.assertFalse(any(key[1] == 'all' for key in hidden))
        self.assertLess(len(hidden), len(self.shown) // 2)

    def test_no_subtraction_tells(self):
        """The attacker over fractions finds nothing; it does once a complement is shown."""
        hidden = hidden_of(self.shown)
        self.assert_untold(hidden)
        told = 0
        for key in sorted(hidden - self.secret)[:40]:
            less = hidden - {key}
            basis = attacker.row_space(self.relations, less)
            told += any(attacker.is_told({other: 1}, basis, less) for other in less & self.secret)
        self.assertGreater(told, 0)

    def test_certificate_by_additions(self):
        """Each secret is moved by a quarter, and all sums hold, with no amount below 0."""
        hidden, amounts = hidden_of(self.shown), self.amounts()
        moves = json.loads((self.out / 'kept' / 'certificate.json').read_text())['moves']
        moved = {}
        names = {'/'.join(key): key for key in self.shown}
        for move in moves:
            steps = {names[name]: cents(by) for name, by in move['steps'].items() if name in names}
            self.assertLessEqual(set(steps), hidden)
            for relation in self.relations:
                self.assertEqual(sum(f * steps.get(key, 0) for key, f in relation.items()), 0)
            for key, by in steps.items():
                own = '/'.join(key) == move['protects']
                self.assertTrue(own or abs(by) <= amounts[key], key)
                moved[key] = max(moved.get(key, 0), abs(by))
        for key in hidden:
            want = -(-amounts[key] // 4) if key in self.secret else 1
            self.assertGreaterEqual(moved.get(key, 0), max(want, 1), key)

    def edited(self, name, edit):
        """An earlier release: the program's, with rows changed."""
        folder = self.folder / name
        folder.mkdir()
        text = json.loads((self.out / 'release.json').read_text())
        for row in text['rows']:
            edit((row['relation'], row['dimension'], row['value'], row['measure']), row)
        (folder / 'release.json').write_text(json.dumps(text))
        return folder

    def test_earlier_release_and_this_one_tell_nothing(self):
        """A cell that the plan would hide was shown before: others are hidden for it."""
        hidden = hidden_of(self.shown)
        out = sorted(hidden - self.secret)[0]

        def show(key, row):
            if key == out:
                row.update(amount=self.truth[key]['amount'], customers='9')
        earlier = self.edited('earlier', lambda key, row: show(key, row))
        again = release(self.run_folder, self.folder / 'again', '--level', 'public',
                        '--previous', str(earlier))
        self.assertLessEqual(hidden, hidden_of(again))
        # All else that the first showed is out too; so nothing but what both hide is unknown, and
        # the program must say which secrets that tells.
        said = subprocess.run([WUPIAN, 'release', '--in', str(self.run_folder), '--out',
                               str(self.folder / 'said'), '--level', 'public', '--previous',
                               str(earlier), '--json'], capture_output=True, text=True, check=False)
        admitted = set(json.loads(said.stdout)['told_already'])
        unknown = hidden_of(again) - {out}
        basis = attacker.row_space(self.relations, unknown)
        told = {'/'.join(key) for key in unknown & self.secret
                if attacker.is_told({key: 1}, basis, unknown)}
        self.assertLessEqual(told, admitted)
        self.assertEqual(said.returncode, 1 if admitted else 0)

    def test_a_newcomer_is_not_told_by_two_versions(self):
        """The first version had one borrower less in a city: their difference is his amount."""
        hidden = hidden_of(self.shown)
        one = next(k for k in sorted(self.shown)
                   if k not in hidden and k[1] == 'city' and k[3] == 'inclusive')

        def less(key, row):
            if key == one:
                row.update(amount=str(Decimal(row['amount']) - 1000000),
                           customers=str(int(row['customers']) - 1))
            else:
                row.update(amount=HIDDEN if row['amount'] == HIDDEN else row['amount'])
            if key != one and row['amount'] != HIDDEN:
                row['measure'] = 'unpublished then'
        earlier = self.edited('version', less)
        again = release(self.run_folder, self.folder / 'version-again', '--level', 'public',
                        '--previous', str(earlier))
        self.assertIsInstance(again, dict, getattr(again, 'stderr', ''))
        self.assertIn(one, hidden_of(again))
        self.assertLessEqual(hidden, hidden_of(again))

        # One more earlier release un-hides nothing.
        more = release(self.run_folder, self.folder / 'more', '--level', 'public', '--previous',
                       str(earlier), '--previous', str(self.out))
        self.assertLessEqual(hidden_of(again), hidden_of(more))

    def test_levels_and_repeat(self):
        """Internal hides nothing and has institutions; the same call gives the same bytes."""
        internal = release(self.run_folder, self.folder / 'internal', '--level', 'internal')
        self.assertEqual(set(internal), set(self.truth))
        self.assertEqual(hidden_of(internal), set())
        release(self.run_folder, self.folder / 'twice', '--level', 'public')
        for name in ('release.csv', 'release.json', 'kept/plan.csv', 'kept/certificate.json'):
            self.assertEqual((self.out / name).read_bytes(),
                             (self.folder / 'twice' / name).read_bytes())
        text = json.loads((self.out / 'release.json').read_text())
        self.assertTrue(text['synthetic'])


if __name__ == '__main__':
    unittest.main()
