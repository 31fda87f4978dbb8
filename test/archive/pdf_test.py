"""Goal: the papers of a filing say what its run says, and on every page what it is.

Method: a month is archived; pdftotext reads the papers back; figures are those of summary.json; the
same archive made twice gives the same bytes.
"""

import csv
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

WUPIAN = os.path.abspath(os.environ.get('WUPIAN', 'build/release/wupian'))
BANK = '91140105MAX700003A'


def call(*words, code=0):
    """Runs a command that must end with this code."""
    done = subprocess.run([WUPIAN, *map(str, words)], capture_output=True, text=True, check=False,
                          env={**os.environ, 'WUPIAN_KEY_PASS': 'correct horse'})
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)


def pages(path):
    """The text of each page, blanks and line ends taken out: tables break words."""
    done = subprocess.run(['pdftotext', '-layout', path, '-'], capture_output=True, text=True,
                          check=True)
    return [re.sub(r'\s', '', page) for page in done.stdout.split('\f') if page.strip()]


class PaperTest(unittest.TestCase):
    """Both papers of one month."""

    @classmethod
    def setUpClass(cls):
        if shutil.which('pdftotext') is None:
            raise RuntimeError('pdftotext is not installed: run tools/setup')
        folder = tempfile.TemporaryDirectory(prefix='wupian-paper-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        data = cls.folder / 'data'
        call('generate', '--month', '2026-09', '--loans', 2000, '--seed', 5, '--out', data)
        call('report', '--month', '2026-09', '--data', data, '--no-workbooks', code=1)
        cls.run_folder = data / 'run/2026-09/001'
        for name in ('one', 'two'):
            call('archive', '--in', cls.run_folder, '--data', data, '--out', cls.folder / name,
                 '--organisation', BANK, '--time', '2026-11-23T08:15:30.123Z')
        cls.summary = json.loads((cls.run_folder / 'summary.json').read_text(encoding='utf-8'))

    def paper(self, name):
        return pages(self.folder / 'one/paper' / name)

    def test_same_bytes(self):
        for name in ('signing_sheet.pdf', 'self_check.pdf'):
            one, two = ((self.folder / out / 'paper' / name).read_bytes() for out in ('one', 'two'))
            self.assertEqual(one, two)

    def test_every_page_says_what_it_is(self):
        for name in ('signing_sheet.pdf', 'self_check.pdf'):
            all_pages = self.paper(name)
            self.assertGreater(len(all_pages), 1)
            for number, page in enumerate(all_pages, 1):
                self.assertIn('合成数据，全部虚构', page)
                self.assertIn('试算', page)
                self.assertIn(f'第{number}页，共{len(all_pages)}页', page)

    def test_figures_are_those_of_the_run(self):
        for name in ('signing_sheet.pdf', 'self_check.pdf'):
            whole = ''.join(self.paper(name))
            for part in ('stock', 'flow'):
                for figure in self.summary[part].values():
                    whole_yuan, cents = figure['amount'].split('.')
                    self.assertIn(f'{int(whole_yuan):,}.{cents}', whole)
            self.assertIn(BANK, whole)
            self.assertIn('2026-09', whole)
            self.assertIn('2026-11-23', whole)

    def test_findings_and_files(self):
        report = ''.join(self.paper('self_check.pdf'))
        for finding in ('缺.log文件', '文件带BOM'):
            self.assertIn(finding, report)
        self.assertIn(f"共{self.summary['lines']}行", report)
        manifest = json.loads((self.run_folder / 'manifest.json').read_text(encoding='utf-8'))
        for file in manifest['files']:
            self.assertIn(file['sha256'][:12], report)
        sheet = ''.join(self.paper('signing_sheet.pdf'))
        for word in ('经办：', '复核：', '负责人：', '日期：'):
            self.assertIn(word, sheet)
        with (self.folder / 'one/closing.csv').open(encoding='utf-8', newline='') as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), sum(one['count'] for one in self.summary['findings'].values()))


if __name__ == '__main__':
    unittest.main()
