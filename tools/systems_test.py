"""docs/systems.md is whole and points at what is there: every code once, each with one of three
states; what works or works in part names a page of the portal, a command or says what is there."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent
ROW = re.compile(r'^\| ([A-G]\d+) \| ([\d,]+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$', re.M)
STATES = ('可用 works', '部分 in part', '尚未 not yet')
COUNTS = {'A': 10, 'B': 22, 'C': 17, 'D': 24, 'E': 31, 'F': 9, 'G': 17}  # ../shared/systems.md


def rows():
    """Code, measures, name, state, text."""
    return ROW.findall((ROOT / 'docs/systems.md').read_text(encoding='utf-8'))


def pages():
    """Paths of the portal's pages, from the registries of its areas."""
    found = set()
    for file in (ROOT / 'web/src/page').glob('*/index.ts'):
        found.update(re.findall(r"path: '([^']+)'", file.read_text(encoding='utf-8')))
    return found


class SystemsTest(unittest.TestCase):
    """The table against the code."""

    def test_every_code_once(self):
        """130 codes, by letter without a gap."""
        wanted = [f'{letter}{n}' for letter, count in COUNTS.items() for n in range(1, count + 1)]
        self.assertEqual([row[0] for row in rows()], wanted)
        self.assertEqual(len(wanted), 130)

    def test_states(self):
        """One of three; what is there says how to see it, what is not says nothing."""
        for code, _, _, state, text in rows():
            self.assertIn(state, STATES, code)
            self.assertEqual(bool(text.strip()), state != STATES[2], code)
            if state == STATES[1]:
                self.assertRegex(text, '缺：|尚未', code)

    def test_counts_of_the_last_line(self):
        """The sums are those of the rows."""
        text = (ROOT / 'docs/systems.md').read_text(encoding='utf-8')
        last = re.search(r'可用 (\d+)，部分 (\d+)，尚未 (\d+)', text)
        counted = [sum(row[3] == state for row in rows()) for state in STATES]
        self.assertEqual([int(n) for n in last.groups()], counted)

    def test_pages_are_there(self):
        """A path in the text is the path of a page."""
        known = {re.sub(r':\w+', '…', path) for path in pages()}
        for code, _, _, _, text in rows():
            for path in re.findall(r'`(/[^`]*)`', text):
                self.assertIn(path, known, code)


if __name__ == '__main__':
    unittest.main()
