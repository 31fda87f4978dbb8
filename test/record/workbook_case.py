"""What tests of workbooks share: a list's workbook held against the same list's JSON."""

import decimal
import io

import openpyxl

XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


def open_book(reply):
    """The workbook of a reply."""
    assert reply.status == 200, (reply.status, reply.body[:500])
    assert reply.fields['content-type'] == XLSX, reply.fields
    return openpyxl.load_workbook(io.BytesIO(reply.body))


def columns_of(client, record):
    """The columns of a record by the schema in Chinese."""
    return client.get('/v1/schema').json()['records'][record]['columns']


def shown(column, value):
    """What a cell must hold for a value of the JSON."""
    if value is None or value == '':
        return None
    if column['type'] in ('money', 'decimal'):
        return decimal.Decimal(value)
    if column['type'] == 'boolean':
        return '是' if value else '否'
    if column['type'] == 'choice':
        return {one['value']: one['label'] for one in column['choices']}[value]
    return value


def as_shown(column, cell):
    """A cell in the same terms: a number is one in the workbook too, a text no formula."""
    number = column['type'] in ('money', 'decimal', 'integer')
    assert cell.value is None or cell.data_type == ('n' if number else 's'), (column, cell.value)
    if cell.value is not None and column['type'] in ('money', 'decimal'):
        return decimal.Decimal(str(cell.value))
    return cell.value


def check_export(test, client, path, record, **query):
    """format=xlsx holds what the pages of JSON hold: heads by label, codes as text, amounts as
    numbers, in the same order. The rows, for more to be said of them."""
    rows = client.all(path, **query)
    sheet = open_book(client.get(path, **query, format='xlsx')).active
    columns = columns_of(client, record)
    if 'columns' in query:
        by_name = {one['name']: one for one in columns}
        columns = [by_name[name] for name in query['columns'].split(',')]
    heads, *cells = sheet.iter_rows(min_row=2, max_col=len(columns))
    test.assertEqual([head.value for head in heads], [one['label'] for one in columns])
    test.assertEqual(len(cells), len(rows), path)
    for row, line in zip(rows, cells):
        for column, cell in zip(columns, line):
            test.assertEqual(as_shown(column, cell), shown(column, row[column['name']]),
                             (path, column['name'], cell.coordinate))
    return rows
