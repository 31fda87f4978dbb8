"""docs/packs.md is true: its examples load, its broken ones say what it says, none is left out."""

import csv
import json
import os
import re
import subprocess
import tempfile
import unittest

PROGRAM = os.environ.get('WUPIAN', 'build/release/wupian')
DOCUMENT = 'docs/packs.md'
PREFIXES = ('yaml_', 'csv_', 'pack_', 'rule_', 'expr_', 'table_', 'test_', 'metric_', 'grain_')
KINDS = ['fact', 'param', 'eligibility', 'table', 'metric', 'check', 'layout']


def read(path):
    """A file's text."""
    with open(path, encoding='utf-8') as file:
        return file.read()


def examples(text):
    """(path, content) of every complete file, in order."""
    return re.findall(r'\*\*文件\*\* `([^`]+)`\n```\w*\n(.*?)```', text, re.S)


def breaks(text):
    """(path, old line, new line, error line) of every broken variant."""
    pattern = r'\*\*改坏\*\* `([^`]+)`\n```diff\n- (.*?)\n\+ (.*?)\n```\n```text\n(.*?)\n```'
    return re.findall(pattern, text)


class Packs(unittest.TestCase):
    """The examples as a pack folder."""

    def setUp(self):
        self.text = read(DOCUMENT)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def write(self, path, content):
        """Writes one file of the pack."""
        full = os.path.join(self.folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'w', encoding='utf-8') as file:
            file.write(content)

    def write_all(self):
        """Writes every example."""
        for path, content in examples(self.text):
            self.write(path, content)

    def check(self, *options):
        """Runs rules check; (exit code, output)."""
        done = subprocess.run([PROGRAM, 'rules', 'check', '--pack', self.folder, *options],
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def test_every_example_loads(self):
        """All files of the page make a pack without faults; each kind in use has one."""
        found = [path for path, _ in examples(self.text)]
        self.assertEqual(len(found), len(set(found)))
        kinds = {path.split('/')[2] for path in found}
        self.assertLessEqual(set(KINDS), kinds)
        self.write_all()
        code, output = self.check()
        self.assertEqual(code, 0, output)

    def test_each_section_needs_only_what_stands_above(self):
        """Examples up to the end of any section load by themselves, but for the forward reference
        that section 5 announces (the map of section 6)."""
        sections = re.split(r'^## ', self.text, flags=re.M)
        for section in sections:
            here = examples(section)
            for path, content in here:
                self.write(path, content)
            if not here or section.startswith('5.'):
                continue
            code, output = self.check()
            self.assertEqual(code, 0, f'section {section[:20]}\n{output}')

    def test_broken_examples_say_so(self):
        """Each broken variant gives the error shown, with exit code 1, in both languages."""
        variants = breaks(self.text)
        self.assertGreaterEqual(len(variants), 12)
        self.assertEqual(len(variants), self.text.count('**改坏**'))
        files = dict(examples(self.text))
        for path, old, new, error in variants:
            with self.subTest(path=path, new=new):
                self.write_all()
                self.assertEqual(files[path].count(old + '\n'), 1, old)
                self.write(path, files[path].replace(old + '\n', new + '\n'))
                code, output = self.check()
                self.assertEqual(code, 1, output)
                self.assertIn(error, output.splitlines())
                code, output = self.check('--json', '--lang', 'en')
                errors = json.loads(output)['errors']
                want = re.search(r'\((\w+)\)$', error).group(1)
                self.assertIn(want, [one['code'] for one in errors])
                for one in errors:
                    self.assertFalse(re.search('[\u4e00-\u9fff]。', one['message']), one)

    def test_every_function_is_described(self):
        """The table of functions is the program's own, row by row."""
        done = subprocess.run([PROGRAM, 'rules', 'list', '--functions', '--json'],
                              capture_output=True, text=True, check=True)
        table = self.text.split('<!-- functions -->')[1].split('<!-- /functions -->')[0]
        rows = []
        for line in table.strip().splitlines()[2:]:
            cells = [cell.strip() for cell in re.split(r'(?<!\\)\|', line)[1:-1]]
            rows.append([cell.strip('`').replace('\\|', '|') for cell in cells])
        functions = json.loads(done.stdout)
        self.assertEqual([row[0] for row in rows], [one['function'] for one in functions])
        for row, one in zip(rows, functions):
            self.assertEqual(row[1:4], [one['arguments'], one['result'], one['example']])
            self.assertTrue(row[4].endswith(one['text']), row)

    def test_every_error_code_is_listed(self):
        """The table of codes names every error of packs that has a text, and no other."""
        table = self.text.split('<!-- codes -->')[1].split('<!-- /codes -->')[0]
        listed = re.findall(r'`(\w+)`', table)
        with open('src/service/labels.csv', encoding='utf-8') as file:
            keys = [row['key'] for row in csv.DictReader(file)]
        codes = [key[6:] for key in keys if key.startswith('error.')]
        self.assertEqual(sorted(listed), sorted(c for c in codes if c.startswith(PREFIXES)))


if __name__ == '__main__':
    unittest.main()
