"""Goal: tools/run_tests.py counts what ctest ran, and calls no failure or missing test a pass."""

import contextlib
import io
import pathlib
import tempfile
import unittest

import run_tests

UNITTEST = """import unittest
class T(unittest.TestCase):
    def test_a(self): pass
    def test_b(self): pass
    @unittest.skip('no data')
    def test_c(self): pass
    def test_d(self): self.assertEqual(1, {value})
unittest.main()
"""


class RunTestsTest(unittest.TestCase):
    """A build folder with a few tests of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.commands = []

    def add(self, name, *words, label='unit', properties=''):
        """Adds a test to the folder."""
        quoted = ' '.join(f'"{word}"' for word in words)
        self.commands.append(
            f'add_test({name} {quoted})\n'
            f'set_tests_properties({name} PROPERTIES LABELS "{label}" {properties})\n'
        )

    def python(self, name, text):
        """A Python file as a test."""
        path = self.folder / f'{name}.py'
        path.write_text(text, encoding='utf-8')
        self.add(name, 'python3', str(path), properties='SKIP_RETURN_CODE 77')

    def run_it(self, labels='unit'):
        """(exit code, output)."""
        text = ''.join(self.commands)
        (self.folder / 'CTestTestfile.cmake').write_text(text, encoding='utf-8')
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            code = run_tests.main([f'{self.folder}:{labels}'])
        return code, output.getvalue()

    def last_line(self, expected_code, labels='unit'):
        """The counts."""
        code, output = self.run_it(labels)
        self.assertEqual(code, expected_code, output)
        return output.splitlines()[-1]

    def test_pass_fail_and_skip(self):
        self.add('good', '/bin/true')
        self.add('bad', '/bin/false')
        self.python('skipped', 'print("no data here"); raise SystemExit(77)')
        self.assertEqual(self.last_line(1), '1 passed, 1 failed, 1 skipped')

    def test_tests_inside_a_python_file_are_counted(self):
        self.python('file', UNITTEST.format(value=1))
        self.assertEqual(self.last_line(0), '3 passed, 0 failed, 1 skipped')

    def test_a_failure_inside_a_python_file(self):
        self.python('file', UNITTEST.format(value=2))
        code, output = self.run_it()
        self.assertEqual(code, 1)
        self.assertIn('AssertionError: 1 != 2', output)
        self.assertEqual(output.splitlines()[-1], '2 passed, 1 failed, 1 skipped')

    def test_a_crash_before_the_first_test_is_a_failure(self):
        self.python('file', 'import no_such_module_anywhere')
        self.assertEqual(self.last_line(1), '0 passed, 1 failed, 0 skipped')

    def test_a_program_that_is_not_there_is_a_failure(self):
        self.add('gone', '/no/such/program')
        self.assertEqual(self.last_line(1), '0 passed, 1 failed, 0 skipped')

    def test_a_timeout_is_a_failure(self):
        self.add('slow', '/bin/sleep', '20', properties='TIMEOUT 1')
        self.assertEqual(self.last_line(1), '0 passed, 1 failed, 0 skipped')

    def test_only_the_labels_that_were_asked_for(self):
        self.add('good', '/bin/true')
        self.add('other', '/bin/false', label='unit-like')
        self.assertEqual(self.last_line(0), '1 passed, 0 failed, 0 skipped')

    def test_no_test_at_all_is_a_failure(self):
        self.add('good', '/bin/true')
        self.assertEqual(self.last_line(1, 'nothing'), '0 passed, 1 failed, 0 skipped')


if __name__ == '__main__':
    unittest.main()
