"""Files of the invented province: months, what is spoiled in them on purpose, lists, workbooks."""

import csv
import hashlib
import io
import subprocess
import zipfile
from xml.sax.saxutils import escape

from demo.client import Trouble

SEED = 7
LOANS = 30000  # Seven legal persons; the county bank holds about 4,000 receipts.
COUNTY, ZIPPED, PLAIN, NATIONAL, GREENLESS, SECOND, OWN = (
    '91140105MAX700003A', '91140212MAX1H7QK9Q', '91140302MAXT2FH89H', '91100000MAXLKNAW3M',
    '91140502MAXE5Y3H87', '91140602MAX8N6W50U', '91140702MAX28EMR1Y')
DAYS = {'2026-01': '20260131', '2026-08': '20260831', '2026-09': '20260930'}
BRANCH, RECEIPT, RATE = 1, 10, 21  # Fields of CLDWDK (pack/common/month/layout/cldwdk.yaml).
ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def uscc(region, body):
    """A code of 8 characters and 8 of an organisation code, with both check characters
    (GB 11714, GB 32100-2015)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2)))
    first = region + body + '0123456789X0'[11 - total % 11]
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first, WEIGHTS))
    return first + ALPHABET[(31 - total % 31) % 31]


class Books:
    """What `wupian generate` makes, by month."""

    def __init__(self, wupian, folder):
        self.wupian = wupian
        self.folder = folder

    def make(self):
        """January stands alone; September brings August."""
        for month in ('2026-01', '2026-09'):
            done = subprocess.run(
                [self.wupian, 'generate', '--month', month, '--loans', str(LOANS), '--seed',
                 str(SEED), '--faults', 'none', '--out', self.folder / month],
                capture_output=True, text=True, check=False)
            if done.returncode:
                raise Trouble(done.stdout + done.stderr)

    def files(self, legal, month):
        """Names and bytes of what a legal person sends."""
        folder = self.folder / ('2026-01' if month == '2026-01' else '2026-09')
        paths = sorted((folder / 'in' / month / legal).iterdir())
        return {path.name: path.read_bytes() for path in paths}

    def lists(self):
        """List → its entries in force, as rows."""
        out = {}
        for folder in sorted((self.folder / '2026-09' / 'list').iterdir()):
            text = (folder / '2026-09.csv').read_text(encoding='utf-8')
            out[folder.name] = [row for row in csv.DictReader(io.StringIO(text))
                                if row['row'] == 'entry']
        return out


def log_text(name, data):
    """The five lines of a .log."""
    return (f'{name}\n{hashlib.md5(data).hexdigest()}\n{len(data)}\n2026-10-05 18:00:00\n'
            f'{data.count(10)}\n').encode()


class Spoil:
    """Clean files of a legal person, spoiled by hand; what was touched."""

    def __init__(self, files, legal, month):
        self.files = dict(files)
        self.name = f'{legal}_CLDWDK_{DAYS[month]}.dat'
        self.lines = [line.split('|') for line in files[self.name].decode().splitlines()]
        self.unread, self.cheap, self.undetermined = [], [], []

    def branch_of(self):
        """Receipt → number of its branch."""
        return {line[RECEIPT]: line[BRANCH] for line in self.lines}

    def unreadable(self, *places):
        """A rate that is no number: the line is refused."""
        for place in places:
            self.lines[place][RATE] = '见合同'
            self.unread.append(self.lines[place][RECEIPT])
        return self

    def low_rate(self, *places):
        """Below 1 %: a soft finding."""
        for place in places:
            self.lines[place][RATE] = '0.50000'
            self.cheap.append(self.lines[place][RECEIPT])
        return self

    def forget(self, count, known=()):
        """Takes what was determined of green loans out of the file; not of `known` receipts."""
        name = 'determination.csv'
        rows = list(csv.DictReader(io.StringIO(self.files[name].decode('utf-8-sig'))))
        loans = {line[RECEIPT] for line in self.lines} - set(known) - set(self.unread)
        for row in rows:
            found = row['chapter'] == 'GREEN' and row['determination'] == 'Y'
            if found and row['receipt'] in loans and row['receipt'] not in self.undetermined:
                self.undetermined.append(row['receipt'])
            if len(self.undetermined) == count:
                break
        else:
            raise Trouble('too few green loans in the invented month')
        gone = set(self.undetermined)
        kept = [row for row in rows if row['chapter'] != 'GREEN' or row['receipt'] not in gone]
        self.files[name] = csv_text(list(rows[0]), [list(row.values()) for row in kept])
        return self

    def done(self):
        """The files, their logs right."""
        data = ''.join('|'.join(line) + '\n' for line in self.lines).encode()
        self.files[self.name] = data
        self.files[self.name.replace('.dat', '.log')] = log_text(self.name, data)
        return self.files


def csv_text(names, rows):
    """A CSV with LF, as bytes."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator='\n')
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue().encode()


def as_zip(files, folder=''):
    """All of them in one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(folder + name, (2026, 10, 5, 18, 0, 0)), data,
                             zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbook(rows):
    """An .xlsx of one sheet, all cells text: what a department's clerk fills in."""
    lines = []
    for number, row in enumerate(rows, 1):
        cells = ''.join(
            f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for at, text in enumerate(row) if text)
        lines.append(f'<row r="{number}">{cells}</row>')
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
    kinds = 'http://schemas.openxmlformats.org/package/2006/content-types'
    links = 'http://schemas.openxmlformats.org/package/2006/relationships'
    sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
    return as_zip({
        '[Content_Types].xml':
            f'{head}<Types xmlns="{kinds}"><Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{sheet}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{sheet}.worksheet+xml"/>'
            '</Types>',
        '_rels/.rels':
            f'{head}<Relationships xmlns="{links}"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        'xl/workbook.xml':
            f'{head}<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="名单" sheetId="1" r:id="r1"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels':
            f'{head}<Relationships xmlns="{links}"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        'xl/worksheets/sheet1.xml':
            f'{head}<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>'})
