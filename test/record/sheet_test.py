"""Workbooks over HTTP, over the four editions on both databases: a list's export equals its JSON
and holds no row of another organisation; a form filled in by another program comes back as rows;
faults come back as red cells. Also what the sign-in page and a signed-in page know."""

import io
import json
import pathlib
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from deployment import DATABASES, Deployment
from workbook_case import check_export, columns_of, open_book

EDITIONS = ('bank', 'pboc', 'province', 'window')
CODE, OTHER = '91140100000000019W', '91140100000000027P'
# Texts that spreadsheets like to take for something else.
NAMES = ('00123', '=1+1', '+86', '2026-09-30', '甲公司', ' 乙', '110101199003071234', '1e5')
JSON = {'Content-Type': 'application/json'}


class SheetTest(unittest.TestCase):
    """One server an edition and a database."""

    def setUp(self):
        self.maxDiff = 2000

    def make_party(self, client, name, kind='enterprise'):
        """A row of the list."""
        reply = client.post('/v1/parties', {'kind': kind, 'name': name, 'region': '140100'})
        self.assertEqual(reply.status, 201, reply.body)
        return reply.json()['id']

    def check_lists(self, here, keeper, stranger):
        """The export of parties, with a filter, an order and columns of its own."""
        own = [self.make_party(keeper, name) for name in NAMES]
        self.make_party(keeper, '某机关', 'government')
        foreign = self.make_party(stranger, '外人zhimi')
        rows = check_export(self, keeper, '/v1/parties', 'party')
        self.assertLessEqual(set(own), {row['id'] for row in rows})
        self.assertNotIn(foreign, {row['id'] for row in rows})
        check_export(self, keeper, '/v1/parties', 'party', filter='kind=enterprise',
                     sort='-name', columns='name,kind,version')
        some = check_export(self, keeper, '/v1/parties', 'party', filter='kind=government')
        self.assertEqual(len(some), 1)
        # Another organisation's workbook has its own rows and nothing else.
        book = open_book(stranger.get('/v1/parties', format='xlsx'))
        ids = [row[0].value for row in book.active.iter_rows(min_row=3)]
        self.assertEqual(ids, [foreign])
        check_export(self, keeper, '/v1/organisations', 'organisation')
        for path, code in (('/v1/parties?format=pdf', 'list_format'),
                           ('/v1/parties?format=', 'list_format'),
                           ('/v1/session?format=xlsx', 'query_unknown')):
            reply = keeper.ask('GET', path)
            self.assertEqual((reply.status, reply.code()), (400, code), path)
        self.assertEqual(keeper.get('/v1/audit', format='xlsx').status, 403)
        self.assertEqual(here.client().get('/v1/parties', format='xlsx').status, 401)
        reply = keeper.get('/v1/parties', format='xlsx')
        self.assertIn("filename*=UTF-8''%E4%B8%BB%E4%BD%93.xlsx",
                      reply.fields['content-disposition'])
        # Whatever was made for a reply goes with it, a moment after its last byte.
        until = time.monotonic() + 20
        while list((here.data / 'spool').iterdir()) and time.monotonic() < until:
            time.sleep(0.05)
        self.assertEqual(list((here.data / 'spool').iterdir()), [])

    def check_pages(self, keeper):
        """More rows than one page holds."""
        for number in range(505):
            self.make_party(keeper, f'第{number}家')
        rows = check_export(self, keeper, '/v1/parties', 'party', sort='name')
        self.assertGreater(len(rows), 505)

    def filled(self, form, rows):
        """A form with rows put under its heads."""
        sheet = form.active
        for number, row in enumerate(rows, 3):
            for place, value in enumerate(row, 1):
                sheet.cell(number, place, value)
        out = io.BytesIO()
        form.save(out)
        return out.getvalue()

    def check_form(self, keeper):
        """A form has the heads of the wish, notes and drop-downs; filled in it is rows."""
        columns = columns_of(keeper, 'party_wish')
        form = open_book(keeper.get('/v1/sheets/party_wish'))
        heads = list(form.active.iter_rows(min_row=2, max_row=2))[0]
        self.assertEqual([head.value for head in heads], [one['label'] + '*' for one in columns])
        self.assertTrue(all(head.comment for head in heads))
        lists = [one for one in form.active.data_validations.dataValidation
                 if one.type == 'list' and 'A3' in one.sqref]
        self.assertEqual(len(lists), 1)
        words = [cell.value for column in form.worksheets[1].iter_cols(min_row=3)
                 for cell in column]
        self.assertEqual(words, [one['label'] for one in columns[0]['choices']])
        data = self.filled(form, (('企业', '00123', '140100'), ('机关', '=x', '140200'),
                                  ('公司', '丙', '140100')))
        reply = keeper.upload('/v1/sheets/party_wish/rows', data)
        self.assertEqual(reply.status, 200, reply.body)
        told = reply.json()
        self.assertEqual(told['columns'], ['kind', 'name', 'region'])
        # A text that begins with = is a formula for openpyxl: refused where it stands.
        self.assertEqual(told['rows'][0], ['enterprise', '00123', '140100'])
        self.assertEqual(told['rows'][2], ['公司', '丙', '140100'])
        self.assertEqual(sorted((one['row'], one['column']) for one in told['faults']),
                         [(1, 'name'), (2, 'kind')])
        self.assertEqual(told['unknown'], [])
        return told

    def check_csv(self, keeper):
        """GB18030, heads by label or name, in any order; what is not known is said."""
        text = '名称,主体类型,电话,region\n丁公司,事业单位,0351,140100\n戊,,1,140200\n'
        for bytes_of in (text.encode('gb18030'), text.encode()):
            told = keeper.upload('/v1/sheets/party_wish/rows', bytes_of).json()
            self.assertEqual(told['columns'], ['kind', 'name', 'region'])
            self.assertEqual(told['rows'], [['institution', '丁公司', '140100'],
                                            [None, '戊', '140200']])
            self.assertEqual(told['unknown'], ['电话'])
            self.assertEqual([(one['row'], one['column']) for one in told['faults']],
                             [(1, 'kind')])
        reply = keeper.upload('/v1/sheets/party_wish/rows', '甲,乙\n1,2\n'.encode())
        self.assertEqual((reply.status, reply.code()), (400, 'sent_no_head'))

    def check_marked(self, keeper, told):
        """Rows with faults come back red with comments, and can be read again."""
        faults = [{'row': 2, 'column': 'kind', 'message': '没有这种主体'},
                  {'row': 1, 'column': 'name', 'message': '名称是公式'}]
        body = json.dumps({'columns': told['columns'], 'rows': told['rows'],
                           'faults': faults}).encode()
        reply = keeper.ask('POST', '/v1/sheets/party_wish/marked', body, JSON)
        book = open_book(reply)
        sheet = book.active
        self.assertEqual([cell.value for cell in sheet[3]], ['企业', '00123', '140100'])
        self.assertIn('没有这种主体', sheet['A5'].comment.text)
        self.assertIn('名称是公式', sheet['B4'].comment.text)
        self.assertNotEqual(sheet['A5'].fill.fgColor.rgb, sheet['A3'].fill.fgColor.rgb)
        self.assertIsNone(sheet['A3'].comment)
        again = keeper.upload('/v1/sheets/party_wish/rows', reply.body).json()
        self.assertEqual(again['columns'], told['columns'])
        self.assertEqual(again['rows'][0], told['rows'][0])
        for bad in ({}, {'rows': 1, 'faults': []}, {'rows': [['a']], 'faults': [{'row': 7}]},
                    {'rows': [['a'] * 9], 'faults': []},
                    {'columns': ['x'], 'rows': [], 'faults': []}):
            reply = keeper.ask('POST', '/v1/sheets/party_wish/marked', json.dumps(bad).encode(),
                               JSON)
            self.assertEqual((reply.status, reply.code()), (400, 'sheet_malformed'), bad)

    def check_reach(self, here, keeper):
        """Forms of what one may not do are not there."""
        for name in ('account_wish', 'none', 'party'):
            reply = keeper.get('/v1/sheets/' + name)
            self.assertEqual((reply.status, reply.code()), (404, 'sheet_unknown'), name)
        self.assertEqual(here.client().get('/v1/sheets/party_wish').status, 401)

    def check_choice(self, keeper):
        """A word that is none of a column's is refused with those that are."""
        reply = keeper.post('/v1/parties', {'kind': 'ship', 'name': 'x', 'region': '140100'})
        self.assertEqual((reply.status, reply.code()), (400, 'field_choice'))
        self.assertIn('institution', reply.json()['error']['message'])

    def check_words(self, here, keeper, edition):
        """Who is signed in, and what a page may know before."""
        portal = here.client().get('/v1/portal')
        self.assertEqual(portal.status, 200)
        self.assertEqual({**portal.json(), 'version': None},
                         {'edition': edition, 'version': None, 'name': '演示', 'provider': False,
                          'notice': 'synthetic'})
        session = keeper.get('/v1/session').json()
        self.assertEqual(
            {name: session[name] for name in ('account', 'name', 'organisation',
                                              'organisation_name', 'edition', 'notice',
                                              'must_change')},
            {'account': keeper.account, 'name': 'keeper', 'organisation': keeper.organisation,
             'organisation_name': '第一家', 'edition': edition, 'notice': 'synthetic',
             'must_change': False})
        self.assertEqual(session['permissions'].split(), sorted(session['permissions'].split()))

    def test_workbooks(self):
        """All editions, both databases."""
        for edition in EDITIONS:
            for database in DATABASES:
                config = 'notice: "synthetic"\nname: "演示"\n'
                with self.subTest(edition=edition, database=database), \
                        Deployment(edition, database, config, log=False) as here:
                    first = here.organisation(CODE, 'bank', '第一家')
                    second = here.organisation(OTHER, 'bank', '第二家')
                    keeper = here.user('keeper', first, ['party_keeper'])
                    stranger = here.user('stranger', second, ['party_keeper'])
                    self.check_lists(here, keeper, stranger)
                    told = self.check_form(keeper)
                    self.check_csv(keeper)
                    self.check_marked(keeper, told)
                    self.check_reach(here, keeper)
                    self.check_choice(keeper)
                    self.check_words(here, keeper, edition)
                    if edition == 'bank':
                        self.check_pages(keeper)

    def test_notice_unset(self):
        """Without the setting no page says that data are invented."""
        with Deployment('bank', log=False) as here:
            portal = here.client().get('/v1/portal').json()
            self.assertEqual((portal['notice'], portal['name']), (None, None))


if __name__ == '__main__':
    unittest.main()
