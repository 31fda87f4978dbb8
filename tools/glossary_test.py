"""Goal: every code of docs/glossary.md is still a word of the packs, the formats or the program."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent


def codes(page):
    """(code, line) of the third column."""
    for number, line in enumerate(page.splitlines(), 1):
        cells = line.strip('|').split('|')
        if len(cells) == 3 and '`' in cells[2]:
            for code in re.findall(r'`([^`]+)`', cells[2]):
                yield code, number


def words():
    """Every word that stands in packs, in docs/month.md or in the program's own code."""
    found = set()
    texts = [*ROOT.glob('pack/**/*.yaml'), *ROOT.glob('src/**/*.[ch]pp'), ROOT / 'docs/month.md']
    for path in texts:
        found.update(re.findall(r'[\w.]+|\*', path.read_text(encoding='utf-8')))
    whole = {word.strip('.') for word in found}
    return whole | {part for word in whole for part in word.split('.')}


class GlossaryTest(unittest.TestCase):
    """The page against the repository."""

    page = (ROOT / 'docs/glossary.md').read_text(encoding='utf-8')

    def test_every_code_is_in_use(self):
        known = words()
        self.assertEqual([code for code, _ in codes(self.page) if code not in known], [])

    def test_every_rule_of_a_chapter_is_there_by_its_total(self):
        listed = {code for code, _ in codes(self.page)}
        for path in ROOT.glob('pack/*/*/eligibility/loan.yaml'):
            rule = re.search(r'(?m)^rule: (\S+)', path.read_text(encoding='utf-8')).group(1)
            self.assertIn(rule, listed)

    def test_a_word_that_is_gone_is_noticed(self):
        self.assertNotIn('tech.no_such_rule', words())

    def test_no_word_stands_twice(self):
        names = [
            line.split('|')[1].strip() for line in self.page.splitlines() if line.startswith('| ')
        ]
        heads = {'中文'}
        doubled = {name for name in names if names.count(name) > 1} - heads
        self.assertEqual(doubled, set())


if __name__ == '__main__':
    unittest.main()
