"""Checks what this repository promises about its own text; prints FILE:LINE: what is wrong.

`tools/tidy_exceptions.txt` lists what is not yet right: `<check> <subject> <number>`. An entry
that is no longer needed is itself a fault, so the list only shrinks. Every check has a fixture in
tools/tidy_test.py.
"""

import ast
import csv
import io
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass

import cpp_text


LEVELS = {
    'base': 0,
    'domain': 1,
    'engine': 2,
    'store': 2,
    'warehouse': 2,
    'service': 3,
    'http': 4,
    'app': 5,
}
SHARED_ENGINES = {
    'rule',
    'pack',
}  # The only engines that other engines may include, by their façade.
LINES_MAX = {'.hpp': 300, '.cpp': 600, '.py': 600, '.vue': 300, '.ts': 300}
TEXT_SUFFIXES = set('.cpp .hpp .py .md .yaml .csv .txt .cmake .json .ts .vue'.split()) | {''}
UNTRACKED = {'.git', 'build', 'out', 'demo', 'node_modules', 'dist'}
FUNCTION_LINES_MAX = 70
PARAMETERS_MAX = 5
COLUMNS_MAX = 100
FORBIDDEN_WORD = re.compile(r'(Manager|Helper|Utils?|Misc|Handler|Processor|Impl)(?![a-z])')
FORBIDDEN_FILE = re.compile(r'(?:^|_)(manager|helpers?|utils?|misc|handler|processor|impl)(?:_|$)')
HEAVY_HEADER = re.compile(
    r'#include <(chrono|regex|ranges|iostream|filesystem|nlohmann/json\.hpp|(?:boost/)?asio[^>]*)>'
)
BANNED = (
    (r'\bs?rand\s*\(', 'rand: use engine/sample/random.hpp with a seed'),
    (r'\bsystem\s*\(', 'system: no shell from the program'),
    (
        r'\bsto(?:d|f|ld)\s*\(|\bstrto(?:d|f)\s*\(|\batof\s*\(',
        'binary fractions: use base::parse_decimal',
    ),
    (r'\b(?:v?s?n?f?printf)\s*\(', 'printf: use fmt or base/text'),
    (r'\busing\s+namespace\b', 'using namespace: name what is used'),
    (r'(?<!operator )\bnew\b(?!\s*[;,)])', 'new: use std::make_unique'),
    (r'(?<!= )(?<!=)(?<!operator )\bdelete\b', 'delete: use std::unique_ptr'),
    (r'\bcatch\s*\(\s*\.\.\.', 'catch (...): only http/dispatch.cpp'),
    (r'\b(?:TODO|FIXME|XXX)\b', 'unfinished: do it, or say it in an issue'),
)
CLOCK = re.compile(r'_clock::now|\btime\s*\(\s*(?:nullptr|NULL|0)\s*\)')
FRACTION = re.compile(r'\b(?:double|float)\b')
# One text a line.
WEB_TEXT = re.compile(r'^web/src/(?:locale/\w+|page/\w+/(?:text\w*|zh|en))\.ts$')
CJK = re.compile('[\u3400-\u9fff]')
MACHINE_PATH = re.compile(r'(?<![\w.])/(?:work|root|home)/\w')
TEMPORARY_PATH = re.compile(r'(?<![\w.])/tmp/\w')  # In code a fallback, in documents a leak.
FOR_TESTS = ('_test.cpp', '_for_test.hpp')
CODE = r'"([a-z]+(?:_[a-z0-9]+)+)"'
ERROR_CODE = re.compile(
    r'(?:\b(?:invalid|fail|failed|fault|refuse|malformed)\(\s*|ErrorKind::\w+,\s*)' + CODE
)
CHOSEN_CODE = re.compile(r'[?:]\s*' + CODE)  # One of two, so perhaps no error's code.
NAMESPACE = re.compile(r'^namespace ([\w:]+) \{', re.M)
TYPE_DEFINED = re.compile(r'^(?:struct|class|enum class) (\w+)[^;(]*?\{', re.M)
LIMIT = re.compile(r'\bconstexpr\s[^;=(]*?\b(\w+_max|max_\w+|\w+_limit)\s*=')


@dataclass(frozen=True)
class Fault:
    """What is wrong and where. `subject` and `number` are for the list of exceptions."""

    check: str
    path: str
    line: int
    text: str
    name: str = ''
    number: int = 1

    def subject(self):
        """How an exception names it."""
        return f'{self.path}:{self.name}' if self.name else self.path

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text} ({self.check})'


def line_of(text, at):
    """The line of an offset."""
    return text.count('\n', 0, at) + 1


def check_includes(path, text):
    """The one order of folders; other engines only by their façade."""
    parts = pathlib.PurePosixPath(path).parts
    if parts[0] != 'src':
        return
    here, mine = parts[1], parts[2] if parts[1] == 'engine' else None
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r'#include "([a-z_]+)/(?:([a-z_]+)/)?([a-z_]+)\.hpp"', line)
        if not match:
            if line.startswith('#include "'):
                yield Fault('include', path, number, 'include from src/ on: "folder/file.hpp"')
            continue
        there, engine, name = match.groups()
        if there not in LEVELS or here not in LEVELS:
            yield Fault(
                'include', path, number, f'unknown folder {there if there not in LEVELS else here}'
            )
        elif LEVELS[there] > LEVELS[here] or (LEVELS[there] == LEVELS[here] and there != here):
            yield Fault('include', path, number, f'{here} must not include {there}')
        elif there == 'engine' and engine != mine:
            if engine != name:
                yield Fault(
                    'facade', path, number, f'only engine/{engine}/{engine}.hpp from outside'
                )
            elif here == 'engine' and engine not in SHARED_ENGINES:
                yield Fault(
                    'facade', path, number, f'engine/{mine} must not include engine/{engine}'
                )


def check_first_line(path, text):
    """Line 1 says in a sentence what the file is."""
    lines = text.splitlines() or ['']
    suffix = pathlib.PurePosixPath(path).suffix
    first = lines[1] if lines[0].startswith('#!') and len(lines) > 1 else lines[0]
    mark = {
        '.cpp': '// ',
        '.hpp': '// ',
        '.ts': '// ',
        '.vue': '<!-- ',
        '.py': '"""',
        '.cmake': '# ',
    }.get(suffix)
    if mark is None:
        mark = '# ' if lines[0].startswith('#!') else ''
    if not first.startswith(mark) or (mark and len(first.split()) < 3):
        yield Fault(
            'first_line',
            path,
            1,
            f'line 1 is one {mark.strip()} sentence that says what the file is',
        )
    if suffix == '.hpp' and '#pragma once' not in text:
        yield Fault('first_line', path, 2, '#pragma once is missing')


def check_sizes(path, text):
    """Lines of a file, columns of a line."""
    limit = LINES_MAX.get(pathlib.PurePosixPath(path).suffix)
    lines = text.splitlines()
    if limit and len(lines) >= limit and not WEB_TEXT.search(path):
        yield Fault(
            'file_lines', path, 1, f'{len(lines)} lines, under {limit} wanted', '', len(lines)
        )
    long = [i for i, line in enumerate(lines, 1) if len(line) > COLUMNS_MAX]
    if limit and long and not WEB_TEXT.search(path):
        yield Fault(
            'columns', path, long[0], f'{len(long)} lines over {COLUMNS_MAX} columns', '', len(long)
        )


def check_cpp(path, text):
    """Functions, TRY, words, heavy headers and banned calls of one C++ file."""
    code = cpp_text.blank(text)
    for found in cpp_text.functions(code):
        if found.lines > FUNCTION_LINES_MAX:
            yield Fault(
                'function_lines',
                path,
                found.line,
                f'{found.name} has {found.lines} lines, at most ' f'{FUNCTION_LINES_MAX} wanted',
                found.name,
                found.lines,
            )
        if found.parameters > PARAMETERS_MAX:
            yield Fault(
                'parameters',
                path,
                found.line,
                f'{found.name} has {found.parameters} parameters, at most '
                f'{PARAMETERS_MAX} wanted: make a struct',
                found.name,
                found.parameters,
            )
    for line in cpp_text.misplaced_tries(code):
        yield Fault(
            'try',
            path,
            line,
            'TRY only as `auto x = TRY(…);`, `x = TRY(…);`, `return TRY(…);`, `TRY(…);`',
        )
    for match in re.finditer(r'\b(?:class|struct|enum(?: class)?|using|concept)\s+(\w+)', code):
        if FORBIDDEN_WORD.search(match.group(1)):
            yield Fault(
                'word',
                path,
                line_of(code, match.start()),
                f'{match.group(1)} names nothing: say what it does',
            )
    if path.endswith('.hpp'):
        for match in HEAVY_HEADER.finditer(text):
            yield Fault(
                'heavy_header',
                path,
                line_of(text, match.start()),
                f'<{match.group(1)}> only in .cpp files',
            )
    for pattern, reason in BANNED:
        if 'catch (...)' in reason and path == 'src/http/dispatch.cpp':
            continue
        for match in re.finditer(pattern, code):
            yield Fault('banned', path, line_of(code, match.start()), reason)
    for match in re.finditer(r'//[^\n]*\b(?:TODO|FIXME|XXX)\b', text):
        yield Fault('banned', path, line_of(text, match.start()), BANNED[-1][1])


def check_meaning(path, text):
    """What folders promise: no clock below app, no binary fractions near money, no Chinese text."""
    if not path.startswith('src/') or path.endswith(FOR_TESTS):
        return
    code = cpp_text.blank(text)
    if not path.startswith('src/app/'):
        for match in CLOCK.finditer(code):
            yield Fault('clock', path, line_of(code, match.start()), 'only app reads a clock')
    if path.startswith(('src/base/', 'src/domain/', 'src/engine/', 'src/service/', 'src/store/')):
        for match in FRACTION.finditer(code):
            yield Fault(
                'fraction',
                path,
                line_of(code, match.start()),
                'money and rates are int64 or base::Decimal',
            )
    found = [line for line, content in cpp_text.strings(text) if CJK.search(content)]
    if found and not path.startswith('src/engine/sample/'):
        yield Fault(
            'chinese',
            path,
            found[0],
            f'{len(found)} Chinese literals: text stands in service/labels.csv',
            '',
            len(found),
        )


def check_python(path, text):
    """Functions of a Python file."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            lines = node.end_lineno - node.lineno + 1
            if lines > FUNCTION_LINES_MAX:
                yield Fault(
                    'function_lines',
                    path,
                    node.lineno,
                    f'{node.name} has {lines} lines, at most ' f'{FUNCTION_LINES_MAX} wanted',
                    node.name,
                    lines,
                )


def check_names(path, text):
    """File names and machine paths."""
    stem = pathlib.PurePosixPath(path).stem
    if FORBIDDEN_FILE.search(stem):
        yield Fault('word', path, 1, f'the name {stem} says nothing')
    found = list(MACHINE_PATH.finditer(text))
    found += TEMPORARY_PATH.finditer(text) if path.endswith(('.md', '.yaml', '.csv')) else []
    for match in found:
        yield Fault('machine_path', path, line_of(text, match.start()), 'a path of one machine')


def error_codes(files, families=()):
    """Code → first place it is used as an error's code."""
    used = {}
    for path, text in product_sources(files):
        chosen = [
            match
            for match in CHOSEN_CODE.finditer(text)
            if match.group(1).split('_')[0] in families
        ]
        for match in [*ERROR_CODE.finditer(text), *chosen]:
            used.setdefault(match.group(1), (path, line_of(text, match.start(1))))
    return used


def product_sources(files):
    """(path, text) of the program's own C++."""
    return [
        (path, text)
        for path, text in files.items()
        if path.startswith('src/')
        and path.endswith(('.cpp', '.hpp'))
        and not path.endswith(FOR_TESTS)
    ]


class LabelNames:
    """What labels of records, columns, choices and routes may name: keys put together by loops."""

    def __init__(self, files, literals):
        self.columns, self.records, self.words = set(literals), set(literals), set()
        for _, text in product_sources(files):
            self.columns |= set(re.findall(r'column<&\w+::(\w+)>', text))
            self.records |= set(re.findall(r'WUPIAN_RECORD\(\w+, (\w+)\)', text))
            for words in re.findall(r'\.choices\s*=\s*((?:"[^"]*"\s*)+)', text):
                self.words |= set(re.sub(r'"\s*"|"', '', words).split())
        paths = {literal for literal in literals if literal.startswith('/v1/')}
        self.routes = {re.sub(r'[{}]', '', path[4:]).replace('/', '_') for path in paths}

    def knows(self, family, rest):
        """Whether a key of such a family speaks of something; None for other families."""
        parts = rest.split('.')
        if family in ('column', 'hint'):
            return parts[-1] in self.columns and set(parts[:-1]) <= self.records
        if family == 'record':
            return rest in self.records
        if family == 'choice':
            return len(parts) > 1 and parts[-1] in self.words and parts[-2] in self.columns
        if family == 'route':
            return rest.partition('_')[2] in self.routes
        return None


def check_labels(files):
    """Every code has a text in zh and en, every text is used, both take the same values."""
    path = 'src/service/labels.csv'
    rows = list(csv.DictReader(io.StringIO(files.get(path, 'key,zh,en\n'))))
    keys = {row['key'] for row in rows}
    literals = {
        content[1:-1] for _, text in product_sources(files) for _, content in cpp_text.strings(text)
    }
    literals |= {word for content in literals for word in content.split()}  # Lists of names.
    families = {key.split('.')[1].split('_')[0] for key in keys if key.startswith('error.')}
    put_together = LabelNames(files, literals)
    for code, (name, line) in error_codes(files, families).items():
        if f'error.{code}' not in keys:
            yield Fault('label', name, line, f'error.{code} is not in {path}')
    for number, row in enumerate(rows, 2):
        short = row['key'].split('.', 1)[-1]
        names = {short, row['key']}  # Whole, or the beginning of a key that is put together.
        names |= {name[: i + 1] for name in names for i, sign in enumerate(name) if sign in '_.'}
        family, _, rest = row['key'].partition('.')
        known = put_together.knows(family, rest)
        if known is None:
            known = (names - {family + '.'}) & literals
        if not known:
            yield Fault('label', path, number, f'{row["key"]} is never used')
        if not row['zh'] or not row['en']:
            yield Fault('label', path, number, f'{row["key"]} needs zh and en')
        if CJK.search(re.sub('是|否|待核', '', row['en'] or '')):
            yield Fault('label', path, number, f'{row["key"]}: Chinese in the English text')
        holes = [
            set(re.findall(r'\{(\w+)\}', re.sub(r'\{\{.*?\}\}', '', row[each] or '')))
            for each in ('zh', 'en')
        ]
        if holes[0] != holes[1]:
            yield Fault('label', path, number, f'{row["key"]}: zh and en name different values')
    if sorted(keys) and len(keys) != len(rows):
        yield Fault('label', path, 1, 'a key stands twice')


def check_limits(files):
    """Every limit in the code stands in docs/limits.md."""
    documented = files.get('docs/limits.md', '')
    for path, text in files.items():
        if path.startswith('src/') and path.endswith(('.cpp', '.hpp')):
            for match in LIMIT.finditer(cpp_text.blank(text)):
                if f'`{match.group(1)}`' not in documented:
                    yield Fault(
                        'limit',
                        path,
                        line_of(text, match.start(1)),
                        f'{match.group(1)} is not in docs/limits.md',
                    )


def check_types(files):
    """A type stands in one header of a namespace only: the linker takes one of two in silence."""
    seen = {}
    for path, text in sorted(files.items()):
        namespace = NAMESPACE.search(text) if path.startswith('src/') else None
        if not namespace or not path.endswith('.hpp'):
            continue
        for match in TYPE_DEFINED.finditer(cpp_text.blank(text)):
            name = f'{namespace.group(1)}::{match.group(1)}'
            first = seen.setdefault(name, path)
            if first != path:
                yield Fault(
                    'type_twice', path, line_of(text, match.start(1)), f'{name} is in {first} too'
                )


def check_file(path, text):
    """All checks of one file."""
    suffix = pathlib.PurePosixPath(path).suffix
    checks = [check_names]
    if suffix in ('.cpp', '.hpp', '.py', '.ts', '.vue', '.cmake') or text.startswith('#!'):
        checks += [check_first_line, check_sizes]
    if suffix in ('.cpp', '.hpp'):
        checks += [check_includes, check_cpp, check_meaning]
    if suffix == '.py':
        checks.append(check_python)
    return [fault for check in checks for fault in check(path, text)]


def all_faults(files):
    """Every fault of these files: {path: text}."""
    faults = [fault for path, text in files.items() for fault in check_file(path, text)]
    return (
        faults
        + list(check_labels(files))
        + list(check_limits(files))
        + list(check_types(files))
    )


def parse_exceptions(text):
    """{(check, subject): (number, line)}."""
    out = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith('#'):
            check, subject, most = line.split()
            out[check, subject] = (int(most), number)
    return out


def settle(faults, exceptions, path='tools/tidy_exceptions.txt'):
    """The faults that no exception covers, and the exceptions that cover none."""
    sums = {}
    for fault in faults:
        key = fault.check, fault.subject()
        counted = fault.check not in ('function_lines', 'parameters')
        sums[key] = (
            sums.get(key, 0) + fault.number if counted else max(sums.get(key, 0), fault.number)
        )
    left = [
        fault
        for fault in faults
        if sums[fault.check, fault.subject()]
        > exceptions.get((fault.check, fault.subject()), (0, 0))[0]
    ]
    left += [
        Fault('exception', path, line, f'{check} {subject} is fine now: remove the line')
        for (check, subject), (_, line) in exceptions.items()
        if (check, subject) not in sums
    ]
    return left


def tracked_names(root):
    """Files of the repository, the not yet added ones too; outside git all but the built ones."""
    command = ['git', '-C', root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard']
    listed = subprocess.run(command, check=False, capture_output=True)
    if listed.returncode == 0:
        return [name for name in listed.stdout.decode().split('\0') if name]
    paths = (path.relative_to(root) for path in sorted(pathlib.Path(root).rglob('*')))
    return [str(path) for path in paths if not UNTRACKED & set(path.parts[:2])]


def tracked_files(root):
    """The text of each file that is text: {path: text}."""
    files = {}
    for name in tracked_names(root):
        path = pathlib.Path(root) / name
        if path.is_file() and path.suffix in TEXT_SUFFIXES:
            files[name] = path.read_text(encoding='utf-8')
    return files


def main():
    """0 if all is right."""
    root = pathlib.Path(__file__).parent.parent
    exceptions = parse_exceptions((root / 'tools/tidy_exceptions.txt').read_text(encoding='utf-8'))
    left = settle(all_faults(tracked_files(root)), exceptions)
    for fault in sorted(left, key=lambda each: (each.path, each.line)):
        print(fault)
    print(f'tidy: {len(left)} faults, {len(exceptions)} exceptions')
    return 1 if left else 0


if __name__ == '__main__':
    sys.exit(main())
