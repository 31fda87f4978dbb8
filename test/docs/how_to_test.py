"""Goal: what docs/how_to tells a reader to type works, and prints what the page says.

Method: the `sh` blocks of a page run in order with bash in the repository's root, `wupian` on the
path and OUT an empty folder. `sh exit=1` wants that exit code. Every line of a `text` block that
follows must occur in the output, spaces aside; `…` stands for anything.
"""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = pathlib.Path(os.environ.get('WUPIAN', ROOT / 'build/release/wupian')).resolve()
BLOCK = re.compile(r'^```(sh|text)(?: exit=(\d+))?\n(.*?)^```$', re.DOTALL | re.MULTILINE)


def squeezed(text):
    """Text with single spaces."""
    return ' '.join(text.split())


def occurs(line, output):
    """Whether the parts of a line between its … stand in one line of the output, in order."""
    parts = [re.escape(squeezed(part)) for part in line.split('…')]
    return any(re.search('.*'.join(parts), squeezed(each)) for each in output.splitlines())


class HowToTest(unittest.TestCase):
    """One test for each page."""

    def run_page(self, path):
        """Runs the blocks of a page."""
        blocks = BLOCK.findall(path.read_text(encoding='utf-8'))
        self.assertTrue(any(kind == 'sh' for kind, _, _ in blocks), 'no sh block')
        with tempfile.TemporaryDirectory(prefix='wupian-how-to-') as out:
            path_to_program = f'{WUPIAN.parent}:{os.environ["PATH"]}'
            environment = {**os.environ, 'OUT': out, 'PATH': path_to_program}
            try:
                self.run_blocks(blocks, environment)
            finally:
                for file in pathlib.Path(out).glob('*.pid'):  # What a page left running.
                    subprocess.run(['kill', file.read_text().strip()], check=False,
                                   capture_output=True)

    def run_blocks(self, blocks, environment):
        """Each in a shell of its own; a text must occur in what the one before it printed."""
        output = ''
        for kind, code, body in blocks:
            if kind == 'text':
                for line in filter(str.strip, body.splitlines()):
                    self.assertTrue(occurs(line, output), f'not printed: {line}\n{output}')
                continue
            done = subprocess.run(
                ['bash', '-euo', 'pipefail', '-c', body],
                cwd=ROOT,
                env=environment,
                check=False,
                capture_output=True,
                text=True,
            )
            output = done.stdout + done.stderr
            self.assertEqual(done.returncode, int(code or 0), f'{body}\n{output}')

    def test_a_line_that_is_not_printed_is_noticed(self):
        self.assertTrue(occurs('a … c', 'x\na  b c\n'))
        self.assertFalse(occurs('a … d', 'a b c\nd\n'))

    def test_the_readme_names_targets_that_exist(self):
        targets = re.findall(r'^([a-z-]+):', (ROOT / 'Makefile').read_text(encoding='utf-8'), re.M)
        named = re.findall(r'`?make ([a-z-]+)', (ROOT / 'README.md').read_text(encoding='utf-8'))
        self.assertIn('demo', named)
        self.assertEqual([name for name in named if name not in targets], [])

    def test_links_lead_somewhere(self):
        pages = [ROOT / 'README.md', *ROOT.glob('docs/**/*.md')]
        for page in pages:
            text = page.read_text(encoding='utf-8')
            for target in re.findall(r'\]\(([^)#:]+)(?:#[^)]*)?\)', text):
                self.assertTrue((page.parent / target).exists(), f'{page.name}: {target}')


def add_pages():
    """A method for each page."""
    for path in sorted((ROOT / 'docs/how_to').glob('*.md')):
        setattr(HowToTest, f'test_{path.stem}', lambda self, page=path: self.run_page(page))


add_pages()

if __name__ == '__main__':
    unittest.main()
