"""Compares docs/sources.md with the citations in pack/; --write brings the table up to date.

The first two columns are written by hand and kept; the others come from pack/.
"""

import argparse
import csv
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / 'docs/sources.md'
HEAD = '| 文件 document | 是什么 what it is | 标记 marks | 原文 text | 引用 cited by |'
CITATION = re.compile(r'\{\s*doc: (?P<doc>[^,}]+?)\s*,(?P<rest>[^{}]*)\}')
UNWRITTEN = '?'


def citations(folder):
    """Document → (marks, packs that cite it), from every YAML and every parameter table."""
    found = {}

    def add(doc, mark, path):
        marks, packs = found.setdefault(doc.strip('"\''), (set(), set()))
        marks.add(mark)
        packs.add('/'.join(path.relative_to(folder).parts[:2]))

    for path in sorted(folder.rglob('*.yaml')):
        for match in CITATION.finditer(path.read_text(encoding='utf-8')):
            mark = re.search(r'mark: (\w)', match['rest'])
            add(match['doc'], mark.group(1) if mark else 'S', path)
    for path in sorted(folder.rglob('param/*.csv')):
        with open(path, newline='', encoding='utf-8') as file:
            for row in csv.DictReader(file):
                add(row['doc'], row['mark'], path)
    return found


def held_texts(folder):
    """Titles of the documents whose text stands in a pack's law folder."""
    return {path.stem for path in folder.glob('*/*/law/*.txt')}


def written(page):
    """Document → what was written about it by hand."""
    out = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip('|').split('|')]
        if line.startswith('| ') and len(cells) == 5 and line != HEAD:
            out[cells[0]] = cells[1]
    return out


def table(found, held, notes):
    """The table of the page."""
    lines = [HEAD, '|---|---|---|---|---|']
    for doc in sorted(found):
        marks, packs = found[doc]
        text = '存 held' if doc in held else '未存 not held'
        cells = (
            doc,
            notes.get(doc, UNWRITTEN),
            ' '.join(sorted(marks)),
            text,
            ', '.join(sorted(packs)),
        )
        lines.append('| ' + ' | '.join(cells) + ' |')
    return '\n'.join(lines)


def wanted(page, folder):
    """The page as it should be."""
    begin = page.index(HEAD)
    end = page.find('\n\n', begin)
    end = len(page) if end < 0 else end
    return page[:begin] + table(citations(folder), held_texts(folder), written(page)) + page[end:]


def main(argv=None):
    """0 if the page is complete."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--write', action='store_true')
    options = parser.parse_args(argv)
    page = PAGE.read_text(encoding='utf-8')
    new = wanted(page, ROOT / 'pack')
    if options.write:
        PAGE.write_text(new, encoding='utf-8')
        page = new
    faults = [f'{doc}: say what it is' for doc, note in written(page).items() if note == UNWRITTEN]
    if page != new:
        faults.append('docs/sources.md is behind pack/: run tools/sources.py --write')
    print('\n'.join(faults) or f'sources: {len(written(page))} documents')
    return 1 if faults else 0


if __name__ == '__main__':
    sys.exit(main())
