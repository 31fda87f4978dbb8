"""A workbook of a million rows, written as text: libraries would take minutes.

Usage: python3 test/xlsx/million.py FILE [ROWS]
"""

import sys
import zipfile

OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/'
TYPES = 'http://schemas.openxmlformats.org/package/2006/'
SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
SHARED = 1000
COLUMNS = 8


def parts():
    """Everything but the sheet."""
    yield '[Content_Types].xml', (
        f'<Types xmlns="{TYPES}content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{SHEET}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{SHEET}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" '
        f'ContentType="{SHEET}.sharedStrings+xml"/><Override PartName="/xl/styles.xml" '
        f'ContentType="{SHEET}.styles+xml"/></Types>')
    yield '_rels/.rels', (
        f'<Relationships xmlns="{TYPES}relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    yield 'xl/workbook.xml', (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}relationships"><sheets><sheet name="S" '
        'sheetId="1" r:id="rId1"/></sheets></workbook>')
    names = ('worksheet', 'worksheets/sheet1.xml'), ('sharedStrings', 'sharedStrings.xml'), (
        'styles', 'styles.xml')
    yield 'xl/_rels/workbook.xml.rels', (
        f'<Relationships xmlns="{TYPES}relationships">' + ''.join(
            f'<Relationship Id="rId{i}" Type="{OFFICE}relationships/{kind}" Target="{target}"/>'
            for i, (kind, target) in enumerate(names, 1)) + '</Relationships>')
    yield 'xl/styles.xml', (
        f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill>'
        '<patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs '
        'count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/>'
        '</cellXfs></styleSheet>')
    yield 'xl/sharedStrings.xml', (
        f'<sst xmlns="{MAIN}">' + ''.join(f'<si><t>名称{i}</t></si>' for i in range(SHARED)) +
        '</sst>')


def row_xml(number):
    """Text, shared text, a day, numbers: as a bank's list has them."""
    key = number * 7919 % 1000003
    return (f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>9114{key:014d}</t></is></c>'
            f'<c r="B{number}" t="s"><v>{key % SHARED}</v></c>'
            f'<c r="C{number}" s="1"><v>{40000 + key % 6000}</v></c>'
            f'<c r="D{number}"><v>{key}.{key % 100:02d}</v></c>'
            f'<c r="E{number}"><v>{key % 9 + 0.35}</v></c>'
            f'<c r="F{number}" t="s"><v>{key * 3 % SHARED}</v></c>'
            f'<c r="G{number}" t="b"><v>{key % 2}</v></c>'
            f'<c r="H{number}"><v>{key * key}</v></c></row>')


def write(path, rows):
    """The bytes of the sheet, unpacked."""
    total = 0
    with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in parts():
            book.writestr(name, text)
        with book.open('xl/worksheets/sheet1.xml', 'w', force_zip64=True) as sheet:
            def put(text):
                return sheet.write(text.encode())
            total += put(f'<worksheet xmlns="{MAIN}"><sheetData>')
            for first in range(1, rows + 1, 10000):
                last = min(first + 10000, rows + 1)
                total += put(''.join(row_xml(number) for number in range(first, last)))
            total += put('</sheetData></worksheet>')
    return total


if __name__ == '__main__':
    print(write(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000))
