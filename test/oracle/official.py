"""The official files of a folder: found by name, checked against their .log, read by line."""

import hashlib
import lzma
import os
import re
import zipfile
import zlib

import cells
from layout import BASE, FLOW, MESSAGES, SOFT, STOCK

NAME = re.compile(r'(?:([0-9A-Z]{18})_)?([A-Z]+)_([0-9]{8})\.(dat|zip)')
BOM = b'\xef\xbb\xbf'
TABLES = set(BASE) | set(MESSAGES)
REMARK = re.compile('[!?^\u3000]')
LOG_TIME = re.compile(r'([0-9]{4}-[0-9]{2}-[0-9]{2}) ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]')
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError,
              ValueError)
LOG_COUNT = re.compile('[0-9]{1,18}')


class OfficialFile:
    """One .dat as sent, with the bytes of its .log if there is one."""

    def __init__(self, folder, name, legal, table):
        self.name, self.legal, self.table = name[:-4] + '.dat', legal, table
        self.data = self.log = None
        base = os.path.join(folder, name[:-4])
        if name.endswith('.dat'):
            self.data = read_bytes(base + '.dat')
        else:
            self._unzip(base + '.zip')
        if self.log is None and os.path.isfile(base + '.log'):
            self.log = read_bytes(base + '.log')

    def _unzip(self, path):
        try:
            with zipfile.ZipFile(path) as archive:
                members = {os.path.basename(each): each for each in archive.namelist()}
                if self.name in members:
                    self.data = archive.read(members[self.name])
                log = self.name[:-4] + '.log'
                if log in members:
                    self.log = archive.read(members[log])
        except BROKEN_ZIP:
            self.data = None

    def lines(self):
        """The records, and whether the last one has its LF."""
        body = self.data[len(BOM):] if self.data.startswith(BOM) else self.data
        parts = body.split(b'\n')
        if parts[-1] == b'':
            return parts[:-1], True
        return parts, False


def read_bytes(path):
    """A file's bytes."""
    with open(path, 'rb') as source:
        return source.read()


def find(folder, report_date):
    """Legal person → table → official file of the report date; a .dat wins over its .zip."""
    found = {}
    for name in sorted(os.listdir(folder)):
        parts = NAME.fullmatch(name)
        if not parts or parts.group(3) != report_date.replace('-', ''):
            continue
        legal, table = parts.group(1) or os.path.basename(folder), parts.group(2)
        if (table not in TABLES or table in found.get(legal, {})
                or not os.path.isfile(os.path.join(folder, name))):
            continue
        file = OfficialFile(folder, name, legal, table)
        if file.data is not None:
            found.setdefault(legal, {})[table] = file
    return found


def log_fault(file):
    """log_missing, log_malformed, or None if the .log can be compared."""
    if file.log is None:
        return 'log_missing'
    try:
        lines = file.log.decode('utf-8').split('\n')
    except UnicodeDecodeError:
        return 'log_malformed'
    if len(lines) == 6 and lines[5] == '':
        lines.pop()
    if len(lines) != 5 or not LOG_COUNT.fullmatch(lines[2]) or not LOG_COUNT.fullmatch(lines[4]):
        return 'log_malformed'
    time = LOG_TIME.fullmatch(lines[3])
    if not time or not cells.is_date(time.group(1)):
        return 'log_malformed'
    return None


def log_findings(file, count):
    """Every check of a .log that fails."""
    fault = log_fault(file)
    if fault:
        return [fault]
    name, digest, size, _, records = file.log.decode('utf-8').split('\n')[:5]
    failed = []
    if name != file.name:
        failed.append('log_name')
    if digest != hashlib.md5(file.data).hexdigest():
        failed.append('log_md5')
    if int(size) != len(file.data):
        failed.append('log_bytes')
    if int(records) != count:
        failed.append('log_count')
    return failed


def file_findings(files):
    """(check, severity, table) of every whole-file finding of one legal person."""
    findings = [('file_missing', 'hard', table) for table in STOCK + FLOW if table not in files]
    findings += [('file_missing_soft', 'soft', table) for table in SOFT if table not in files]
    for table, file in files.items():
        findings += [(check, 'hard', table) for check in log_findings(file, len(file.lines()[0]))]
        if file.data.startswith(BOM):
            findings.append(('bom', 'hard', table))
    return findings


def read(file, fields, refuse):
    """Yields (line number, cells, heads with a remark) of the good lines of a file."""
    lines, whole = file.lines()
    remarked = [number for number, field in enumerate(fields) if field.free_text]
    for number, raw in enumerate(lines, 1):
        try:
            text = raw.decode('utf-8')
        except UnicodeDecodeError:
            refuse(number, '', 'not_utf8', '')
            continue
        if not whole and number == len(lines):
            refuse(number, '', 'record_cut', '')
            continue
        row = text.split('|')
        if len(row) != len(fields):
            refuse(number, '', 'column_count', str(len(row)))
            continue
        for field, cell in zip(fields, row):
            code = cells.fault(field, cell)
            if code:
                refuse(number, field.head, code, cell)
                break
        else:
            yield number, row, [fields[n].head for n in remarked if REMARK.search(row[n])]
