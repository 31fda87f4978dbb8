"""CSV in (UTF-8 or GB18030, RFC 4180) and sorted CSV out."""

import os
import re

import cells

BOM = b'\xef\xbb\xbf'
QUOTED = re.compile(rb'"([^"]*(?:""[^"]*)*)"')
PLAIN = re.compile(rb'[^,\n]*')


def encoding_of(data):
    """UTF-8 if a BOM says so or the bytes are UTF-8, else GB18030."""
    if data.startswith(BOM):
        return 'utf-8'
    try:
        data.decode('utf-8')
        return 'utf-8'
    except UnicodeDecodeError:
        return 'gb18030'


def split_records(data):
    """Yields (line number, cells as bytes or None, fault or None); blank lines are left out."""
    position, line = 0, 1
    while position < len(data):
        start_line, row, fault = line, [], None
        while True:
            if data[position:position + 1] == b'"':
                found = QUOTED.match(data, position)
                if not found:
                    yield start_line, None, 'record_cut'
                    return
                row.append(found.group(1).replace(b'""', b'"'))
                line += found.group().count(b'\n')
                position = found.end()
                rest = PLAIN.match(data, position)
                if rest.group() not in (b'', b'\r'):
                    fault = 'column_count'
                position = rest.end()
            else:
                found = PLAIN.match(data, position)
                position = found.end()
                ends = data[position:position + 1] != b','
                cell = found.group()
                row.append(cell[:-1] if ends and cell.endswith(b'\r') else cell)
            if data[position:position + 1] != b',':
                break
            position += 1
        position += 1
        line += 1
        if row != [b'']:
            yield start_line, row, fault


def read_records(data):
    """Yields (line number, cells or None, fault or None) as text."""
    encoding = encoding_of(data)
    if data.startswith(BOM):
        data = data[len(BOM):]
    for line, row, fault in split_records(data):
        if fault:
            yield line, None, fault
            continue
        try:
            yield line, [cell.decode(encoding) for cell in row], None
        except UnicodeDecodeError:
            yield line, None, 'not_utf8'


class Columns:
    """Reads a CSV with a header in any order against fields by column name."""

    def __init__(self, fields, needed, refuse):
        self.fields = {field.head: field for field in fields}
        self.needed = needed
        self.refuse = refuse        # called with (line, field, code, value)

    def header(self, line, names):
        """Column position → field; None if the file cannot be used."""
        columns, seen, usable = [], set(), True
        for name in names:
            if name not in self.fields:
                self.refuse(line, name, 'code_unknown', name)
                columns.append(None)
            elif name in seen:
                self.refuse(line, name, 'duplicate_key', name)
                columns.append(None)
            else:
                columns.append(self.fields[name])
            seen.add(name)
        for name in self.needed:
            if name not in seen:
                self.refuse(line, name, 'value_missing', '')
                usable = False
        return columns if usable else None

    def rows(self, data):
        """Yields (line, dictionary of the cells that are not empty) of the good lines."""
        columns = None
        for line, row, fault in read_records(data):
            if fault:
                self.refuse(line, '', fault, '')
                if columns is None:
                    return
                continue
            if columns is None:
                columns = self.header(line, row)
                if columns is None:
                    return
                continue
            if len(row) != len(columns):
                self.refuse(line, '', 'column_count', str(len(row)))
                continue
            if self._cells_good(line, columns, row):
                yield line, {field.head: text for field, text in zip(columns, row)
                             if field and text != ''}

    def _cells_good(self, line, columns, row):
        for field, text in zip(columns, row):
            code = cells.fault(field, text) if field else None
            if code:
                self.refuse(line, field.head, code, text)
                return False
        present = {field.head for field in columns if field}
        for head, field in self.fields.items():
            if field.required and head not in present:
                self.refuse(line, head, 'value_missing', '')
                return False
        return True


def quoted(text):
    """A cell as CSV, quoted only where it must be."""
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write(path, header, rows):
    """Writes the rows sorted bytewise from the first column to the last."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8', newline='') as target:
        for row in [tuple(header)] + sorted(rows):
            target.write(','.join(map(quoted, row)) + '\n')
