"""Goal: each check of tools/tidy.py tells a text with the fault from a sound one."""

import pathlib
import subprocess
import time
import unittest

import cpp_text
import tidy

LINE = '// A sentence about the file.\n'
LABELS = 'src/service/labels.csv'


def checks_of(path, text):
    """The names of the checks that one file fails."""
    return {fault.check for fault in tidy.check_file(path, text)}


def long_function(lines):
    """A function of so many lines."""
    return 'void f() {\n' + 'g();\n' * (lines - 2) + '}\n'


class FixtureTest(unittest.TestCase):
    """(check, path, faulty text, sound text)."""

    CASES = (
        ('include', 'src/base/a.cpp', '#include "domain/b.hpp"\n', '#include "base/b.hpp"\n'),
        (
            'include',
            'src/warehouse/a.cpp',
            '#include "engine/rule/rule.hpp"\n',
            '#include "domain/b.hpp"\n',
        ),
        ('include', 'src/store/a.cpp', '#include "warehouse/b.hpp"\n', '#include "store/b.hpp"\n'),
        ('include', 'src/app/a.cpp', '#include "a.hpp"\n', '#include "app/a.hpp"\n'),
        (
            'facade',
            'src/service/a.cpp',
            '#include "engine/rule/ir.hpp"\n',
            '#include "engine/rule/rule.hpp"\n',
        ),
        (
            'facade',
            'src/engine/rule/a.cpp',
            '#include "engine/sample/sample.hpp"\n',
            '#include "engine/pack/pack.hpp"\n',
        ),
        ('file_lines', 'src/base/a.cpp', 'int a;\n' * 600, 'int a;\n' * 590),
        ('file_lines', 'src/base/a.hpp', 'int a;\n' * 300, 'int a;\n' * 290),
        ('columns', 'src/base/a.cpp', 'int ' + 'a' * 97 + ';\n', 'int ' + 'a' * 95 + ';\n'),
        ('function_lines', 'src/base/a.cpp', long_function(71), long_function(70)),
        (
            'parameters',
            'src/base/a.cpp',
            'int f(int a, int b, int c, int d, int e, int g) {}\n',
            'int f(int a, std::map<int, int> b, F<int(int, int)> c, int d, int e) {}\n',
        ),
        (
            'try',
            'src/base/a.cpp',
            'R f() { return Pair{TRY(a()), 1}; }\n',
            'R f() { return TRY(a()); }\n',
        ),
        (
            'try',
            'src/base/a.cpp',
            'R f() { Pair p = {1, TRY(a())}; }\n',
            'R f() { auto const p = TRY(a()); }\n',
        ),
        (
            'try',
            'src/base/a.cpp',
            'R f() { g(TRY(a())); }\n',
            'R f() { if (x) y.z[0] = TRY(a()); }\n',
        ),
        (
            'try',
            'src/base/a.cpp',
            'R f() { g({.a = TRY(a())}); }\n',
            'R f() { g({.a = [&]() -> R { return TRY(a()); }}); }\n',
        ),
        ('word', 'src/base/a.cpp', 'class LoanManager {};\n', 'class Implied {};\n'),
        ('word', 'src/base/text_utils.cpp', '', ''),
        ('heavy_header', 'src/base/a.hpp', '#include <chrono>\n', '#include <vector>\n'),
        (
            'heavy_header',
            'src/base/a.hpp',
            '#include <nlohmann/json.hpp>\n',
            '#include <nlohmann/json_fwd.hpp>\n',
        ),
        ('banned', 'src/base/a.cpp', 'int a = rand();\n', 'int a = operand();\n'),
        (
            'banned',
            'src/base/a.cpp',
            'void f() { system("ls"); }\n',
            'void f() { of_system(1); }\n',
        ),
        ('banned', 'src/base/a.cpp', 'auto a = std::stod(b);\n', 'auto a = b.stop();\n'),
        (
            'banned',
            'src/base/a.cpp',
            'void f() { std::fprintf(stderr, "a"); }\n',
            'void f() { fmt::print("a"); }\n',
        ),
        ('banned', 'src/base/a.cpp', 'using namespace std;\n', 'using std::swap;\n'),
        (
            'banned',
            'src/base/a.cpp',
            'auto a = new int(1);\n',
            'auto a = "a new one";  // A new one.\n',
        ),
        (
            'banned',
            'src/base/a.cpp',
            'void f() { delete a; }\n',
            'struct A { A(A const&) = delete; };\n',
        ),
        ('banned', 'src/base/a.cpp', 'void f() { try { g(); } catch (...) {} }\n', 'void f() {}\n'),
        ('banned', 'src/base/a.cpp', '// TO' 'DO: later.\n', '// To do this is hard.\n'),
        (
            'clock',
            'src/service/a.cpp',
            'auto a = std::chrono::system_clock::now();\n',
            'auto a = request.finished;\n',
        ),
        ('fraction', 'src/engine/rule/a.cpp', 'double a;\n', 'int64_t a;  // No double.\n'),
        ('chinese', 'src/service/a.cpp', 'auto a = "试算";\n', 'auto a = "trial";  // 试算\n'),
        (
            'function_lines',
            'test/a/a.py',
            'def f():\n' + '    g()\n' * 70,
            'def f():\n' + '    g()\n' * 69,
        ),
        ('machine_path', 'docs/a.md', 'cd /wor' 'k/main\n', 'cd build/wor' 'k/main\n'),
    )

    def test_each_check_tells_the_faulty_from_the_sound(self):
        for check, path, faulty, sound in self.CASES:
            with self.subTest(check=check, text=faulty[:60]):
                pragma = '#pragma once\n' if path.endswith('.hpp') else ''
                lead = '"""A sentence about it."""\n' if path.endswith('.py') else LINE + pragma
                self.assertIn(check, checks_of(path, lead + faulty))
                if check != 'word' or path.endswith('/a.cpp'):
                    self.assertEqual(checks_of(path, lead + sound), set())

    def test_first_line(self):
        self.assertIn('first_line', checks_of('src/base/a.cpp', '#include <vector>\n'))
        self.assertIn('first_line', checks_of('src/base/a.hpp', LINE))
        self.assertIn('first_line', checks_of('tools/a.py', 'import os\n'))
        self.assertIn('first_line', checks_of('tools/a', '#!/usr/bin/env bash\nset -e\n'))
        self.assertEqual(
            checks_of('tools/a', '#!/usr/bin/env bash\n# Does one thing well.\n'), set()
        )

    def test_every_check_has_a_fixture(self):
        source = pathlib.Path(tidy.__file__).read_text(encoding='utf-8')
        import re

        known = set(re.findall(r"Fault\('(\w+)'", source)) - {
            'label',
            'limit',
            'exception',
            'first_line',
        }
        self.assertEqual(known - {case[0] for case in self.CASES}, set())


class LabelTest(unittest.TestCase):
    """Labels against the code that uses them."""

    SOURCE = (
        LINE
        + 'auto f() { return invalid("file_odd", {}, {}); }\nauto a = context.text("head_" + b);\n'
    )

    def faults(self, labels):
        """Faults of the labels file with the one source."""
        files = {LABELS: 'key,zh,en\n' + labels, 'src/base/a.cpp': self.SOURCE}
        return [fault.text for fault in tidy.check_labels(files)]

    def test_sound(self):
        self.assertEqual(
            self.faults('error.file_odd,奇怪 {a},odd {a}\ntext.head_loan,存量,stock\n'), []
        )

    def test_code_without_label(self):
        self.assertEqual(self.faults(''), ['error.file_odd is not in ' + LABELS])

    def test_key_put_together_with_its_family(self):
        source = LINE + 'auto a = text("book.sheet_" + b);\n'
        files = {LABELS: 'key,zh,en\nbook.sheet_a,甲,a\n', 'src/app/a.cpp': source}
        self.assertEqual(list(tidy.check_labels(files)), [])

    def test_keys_of_records(self):
        source = LINE + (
            'auto a = column<&Firm::state>({.choices = "open "\n"shut"});\n'
            'WUPIAN_RECORD(Firm, firm);\nauto b = route("/v1/firms/{id}/state");\n'
        )
        rows = (
            ('record.firm', True),
            ('record.ship', False),
            ('column.state', True),
            ('column.firm.state', True),
            ('column.ship.state', False),
            ('hint.firm.mast', False),
            ('choice.state.shut', True),
            ('choice.firm.state.open', True),
            ('choice.state.ajar', False),
            ('route.put_firms_id_state', True),
            ('route.put_firms_id_mast', False),
        )
        for key, known in rows:
            files = {LABELS: f'key,zh,en\n{key},甲,a\n', 'src/app/a.cpp': source}
            found = [fault.text for fault in tidy.check_labels(files)]
            self.assertEqual(found, [] if known else [key + ' is never used'])

    def test_label_without_use(self):
        self.assertEqual(
            self.faults('error.file_odd,奇,odd\ntext.tail,尾,tail\n'), ['text.tail is never used']
        )

    def test_missing_language(self):
        self.assertEqual(self.faults('error.file_odd,奇,\n'), ['error.file_odd needs zh and en'])

    def test_different_values(self):
        self.assertEqual(
            self.faults('error.file_odd,奇 {a},odd {b}\n'),
            ['error.file_odd: zh and en name different values'],
        )

    def test_chinese_in_english(self):
        self.assertEqual(
            self.faults('error.file_odd,奇,奇 odd\n'),
            ['error.file_odd: Chinese in the English text'],
        )


class LimitTest(unittest.TestCase):
    """Limits against docs/limits.md."""

    def test_undocumented(self):
        source = {'src/base/a.hpp': LINE + 'inline constexpr int rows_max = 5;\n'}
        self.assertEqual(len(list(tidy.check_limits(source))), 1)
        self.assertEqual(list(tidy.check_limits({**source, 'docs/limits.md': '`rows_max` 5'})), [])

    def test_a_type_in_two_headers(self):
        one = LINE + 'namespace a {\nstruct T {\n    int x;\n};\n}\n'
        here = {'src/a/x.hpp': one, 'src/a/y.hpp': one.replace('namespace a', 'namespace b')}
        self.assertEqual(list(tidy.check_types(here)), [])
        both = {**here, 'src/a/z.hpp': one.replace('struct T', 'class T : public U')}
        self.assertEqual([fault.path for fault in tidy.check_types(both)], ['src/a/z.hpp'])
        named = {**here, 'src/a/z.hpp': LINE + 'namespace a {\nstruct T;\n}\n'}
        self.assertEqual(list(tidy.check_types(named)), [])


class ExceptionTest(unittest.TestCase):
    """The list of exceptions only shrinks."""

    def test_covers_up_to_its_number(self):
        fault = tidy.Fault('columns', 'src/a.cpp', 1, '', '', 3)
        self.assertEqual(tidy.settle([fault], {('columns', 'src/a.cpp'): (3, 1)}), [])
        self.assertEqual(tidy.settle([fault], {('columns', 'src/a.cpp'): (2, 1)}), [fault])

    def test_unneeded_entry_is_a_fault(self):
        left = tidy.settle([], tidy.parse_exceptions('# Why.\ncolumns src/a.cpp 3\n'))
        self.assertEqual([(fault.check, fault.line) for fault in left], [('exception', 2)])


class CppTextTest(unittest.TestCase):
    """Functions found and measured in C++ as it is written here."""

    def found(self, text):
        """name → (lines, parameters)."""
        return {f.name: (f.lines, f.parameters) for f in cpp_text.functions(cpp_text.blank(text))}

    def test_shapes(self):
        text = (
            'namespace a {\n'
            'class B : public C {\n'
            'public:\n'
            '    explicit B(int x)\n'
            '        : x_{x}, y_(x) {\n'
            '        if (x) {\n'
            '            f({1, 2});\n'
            '        }\n'
            '    }\n'
            '    int get() const noexcept { return x_; }\n'
            '    bool operator==(B const& other) const { return true; }\n'
            '};\n'
            'template <typename T, typename U>\n'
            'auto map(std::vector<T> const& in, U&& f) -> std::vector<U> {\n'
            '    auto const g = [&](int a, int b) { return a; };\n'
            '    char const* s = "} not code {";  // } nor this\n'
            "    char c = '{';\n"
            '    return {};\n'
            '}\n'
            'TEST(Day, IsExact) { EXPECT_EQ(1, 1); }\n'
            'constexpr int table[] = {1, 2};\n'
            'std::string raw() { return R"(} { )"; }\n'
            '}  // namespace a\n'
        )
        self.assertEqual(
            self.found(text),
            {
                'B': (6, 1),
                'get': (1, 0),
                'operator==': (1, 1),
                'map': (7, 2),
                'raw': (1, 0),
                'TEST.Day.IsExact': (1, 0),
            },
        )

    def test_blank_keeps_lines_and_length(self):
        text = 'int a; // "x\nchar const* b = "//"; /* \n */ int c = 1\'000;\n'
        self.assertEqual(len(cpp_text.blank(text)), len(text))
        self.assertEqual(cpp_text.blank(text).count('\n'), text.count('\n'))
        self.assertIn("1'000", cpp_text.blank(text))


class RepositoryTest(unittest.TestCase):
    """The repository itself."""

    def test_is_tidy_in_time(self):
        started = time.process_time()
        self.assertEqual(tidy.main(), 0)
        self.assertLess(time.process_time() - started, 10)

    def test_code_is_laid_out_by_clang_format(self):
        root = pathlib.Path(tidy.__file__).parent.parent
        files = [name for name in tidy.tracked_files(root) if name.endswith(('.cpp', '.hpp'))]
        command = ['clang-format-19', '--dry-run', '--Werror', *files]
        done = subprocess.run(command, cwd=root, check=False, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr[:4000])


if __name__ == '__main__':
    unittest.main()
