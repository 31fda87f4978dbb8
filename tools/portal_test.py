"""Goal: the portal's sources are well-formed before a browser sees them.

Method: strict types by vue-tsc, layout by prettier, units by vitest, and two rules of the house
that none of them knows: no text for people outside of the text files, no `any`.
"""

import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[1]
WEB = ROOT / 'web'
NODE = ROOT / 'build/deps/node/bin/node'
CJK = re.compile('[\u4e00-\u9fff]')
ANY = re.compile(r'(?::|<|\bas|\|)\s*any\b')
COMMENT = re.compile(r'<!--.*?-->|/\*.*?\*/|(?<!:)//[^\n]*', re.DOTALL)
TEXT_FILE = re.compile(r'/locale/|/page/\w+/(text|text_\w+|zh|en)\.ts$|\.test\.ts$')
# The name of a language stands in that language; spellings of days and flags are data.
ALLOWED = re.compile("'中文'|'境外'|record/value\\.ts$")


def sources():
    """(name, text without comments) of the portal's code that holds no texts."""
    for path in sorted((WEB / 'src').rglob('*')):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix in ('.ts', '.vue') and not TEXT_FILE.search(name):
            yield name, COMMENT.sub('', path.read_text(encoding='utf-8'))


class PortalSourceTest(unittest.TestCase):
    """What stands in web/."""

    def node(self, *words):
        """A program of web/node_modules must succeed."""
        self.assertTrue(NODE.exists() and (WEB / 'node_modules').is_dir(),
                        'the packages of the portal are missing: run tools/setup')
        done = subprocess.run([NODE, *words], cwd=WEB, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_types(self):
        """Strict TypeScript, templates too."""
        self.node('node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit')

    def test_layout(self):
        """As `npm run format` writes it."""
        self.node('node_modules/prettier/bin/prettier.cjs', '--check', 'src', 'vite.config.ts')

    def test_units(self):
        """vitest."""
        self.node('node_modules/vitest/vitest.mjs', 'run')

    def test_no_text_in_code(self):
        """Texts stand in locale/ and text.ts, in both languages."""
        found = [name for name, text in sources()
                 if CJK.search(ALLOWED.sub('', text)) and not ALLOWED.search(name)]
        self.assertEqual(found, [])

    def test_no_any(self):
        """Types say what things are."""
        self.assertTrue(ANY.search('const a: any = 1'))
        self.assertEqual([name for name, text in sources() if ANY.search(text)], [])

    def test_no_addresses_in_the_lock_file(self):
        """Packages come from wherever npm is set to."""
        text = (WEB / 'package-lock.json').read_text(encoding='utf-8')
        self.assertNotIn('"resolved"', text)


if __name__ == '__main__':
    unittest.main()
