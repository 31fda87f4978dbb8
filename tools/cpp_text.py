"""Reads C++ as text: comments and strings blanked, brackets classified, functions measured."""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/'
    r'|R"([^\s()\\]*)\(.*?\)\1"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'",
    re.DOTALL,
)
SCOPE = re.compile(r'\b(?:namespace|class|struct|union|enum|extern)\b(?![^{]*\))')
BLOCK_WORD = re.compile(r'\b(?:else|do|try|const|noexcept|override|final|mutable)$')
LEAD = re.compile(r'(?:\s|(?:public|protected|private):)*')
NAME = re.compile(
    r'((?:operator\s*(?:\(\)|\[\]|[^\s\w(]+|\w+))|~?[A-Za-z_]\w*(?:<[^<>()]*>)?)\s*\('
)
TEST_NAMES = {'TEST', 'TEST_F', 'TEST_P'}
NOT_NAMES = {
    'if',
    'for',
    'while',
    'switch',
    'return',
    'catch',
    'requires',
    'alignas',
    'decltype',
    'noexcept',
    'sizeof',
    '__attribute__',
    'defined',
}


@dataclass
class Function:
    """A function with a body."""

    name: str
    line: int
    lines: int
    parameters: int


def blank(text):
    """The text without comments and strings: newlines and quotes stay, the length too."""

    def spaces(match):
        found = match.group(0)
        if found.startswith('/'):
            return re.sub(r'[^\n]', ' ', found)
        return found[0] + re.sub(r'[^\n]', '_', found[1:-1]) + found[-1]

    return TOKEN.sub(spaces, text)


def strings(text):
    """(line, content) of each string literal."""
    for match in TOKEN.finditer(text):
        if match.group(0)[0] in '"R':
            yield text.count('\n', 0, match.start()) + 1, match.group(0)


def is_block(code, head, at):
    """Whether the brace at `at`, after its statement's `head`, opens a block."""
    before = code[:at].rstrip()[-1:]
    if before in ');{}:' or not before:
        return not (before == ')' and re.search(r'\bdecltype\([^()]*\)$', head))
    if BLOCK_WORD.search(head.rstrip()):
        return True
    return bool(re.search(r'\)\s*(?:mutable\s*|const\s*|noexcept\s*)*->[^;{}=]*$', head))


def is_scope(head):
    """Whether a statement's head names a namespace or a type."""
    return bool(SCOPE.search(re.sub(r'template\s*<.*?>\s*(?=class|struct|union)', '', head)))


def walk(code):
    """Yields (kind, head, open, close) by brace: scope, function, block, initializer."""
    stack, start = [], 0
    for match in re.finditer(r'[{};]', code):
        at, sign = match.start(), match.group(0)
        if sign == '{':
            head = code[start:at]
            outside = all(kind == 'scope' for kind, *_ in stack)
            if is_scope(head) and not (
                stack and stack[-1][0] in ('function', 'block') and '(' in head
            ):
                kind = 'scope'
            elif not is_block(code, head, at):
                kind = 'initializer'
            elif outside and '(' in head:
                kind = 'function'
            else:
                kind = 'block'
            stack.append((kind, head, at, start))
            if kind != 'initializer':
                start = at + 1
        elif sign == '}':
            if stack:
                kind, head, opened, began = stack.pop()
                yield kind, head, opened, at
                if kind == 'initializer':
                    continue
            start = at + 1
        elif not (stack and stack[-1][0] == 'initializer'):
            start = at + 1


def parameter_count(head):
    """How many parameters the function of this head has, and its name."""
    for match in NAME.finditer(head):
        name = match.group(1)
        if name in NOT_NAMES:
            continue
        depth, commas, any_text, i = 1, 0, False, match.end()
        while i < len(head) and depth:
            sign = head[i]
            if sign in '(<[{':
                depth += 1
            elif sign in ')]}' or (sign == '>' and head[i - 1] != '-'):
                depth -= 1
            elif sign == ',' and depth == 1:
                commas += 1
            any_text = any_text or (depth >= 1 and not sign.isspace() and sign != ')')
            i += 1
        if name in TEST_NAMES:
            return name + '.' + re.sub(r'\W+', '.', head[match.end() : i - 1]), 0
        return name, commas + 1 if any_text else 0
    return '', 0


def functions(code):
    """Functions with bodies in blanked code."""
    for kind, head, opened, closed in walk(code):
        if kind != 'function':
            continue
        lead = LEAD.match(head).end()
        first = code.count('\n', 0, opened - len(head) + lead) + 1
        last = code.count('\n', 0, closed) + 1
        name, parameters = parameter_count(head)
        yield Function(name, first, last - first + 1, parameters)


def misplaced_tries(code):
    """Lines on which TRY stands elsewhere than after `=` or `return`, or alone in its statement."""
    braces = sorted(
        (opened, closed) for kind, _, opened, closed in walk(code) if kind == 'initializer'
    )
    for match in re.finditer(r'\bTRY\(', code):
        at = match.start()
        line_start = code.rfind('\n', 0, at) + 1
        if code[line_start:at].lstrip().startswith('#'):
            continue
        lead = re.split(r'[;{}]', code[:at])[-1].rstrip()
        bare = (
            not lead
            or lead.endswith((')', 'else', ':'))
            or re.search(r'(?:[^=!<>]=|\breturn)$', lead)
        )
        if (
            not bare
            or any(opened < at < closed for opened, closed in braces)
            and in_initializer(code, braces, at)
        ):
            yield code.count('\n', 0, at) + 1


def in_initializer(code, braces, at):
    """Whether the innermost brace around `at` initializes; a lambda's body inside one does not."""
    inner = max(opened for opened, closed in braces if opened < at < closed)
    blocks = [
        opened
        for kind, _, opened, closed in walk(code)
        if kind != 'initializer' and inner < opened < at < closed
    ]
    return not blocks
