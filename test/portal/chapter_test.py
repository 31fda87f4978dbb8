"""Goal: from the five chapters of a month a reader comes down to a loan and why it counts; where
the reader may not, the way ends at a cell, and a hidden cell says so and why.

Method: a bank with a clean invented month, whose figures on the page are held against sums over its
receipts; a province that takes in a release which this test writes itself, with cells that it hides
and two months between which the definition of a chapter changed (green.series, 2025-10-01).
"""

import decimal
import pathlib
import sys
import tempfile
import unittest

from portal_case import DATABASES, Deployment, PortalCase, expect

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'record'))
from bank_month_test import BANK, MONTH, Books, stage
from desk_case import Key, Side, csv_text, make_package, package_id, take, uscc

PBOC = uscc('11140000', 'MA0G0003')
PROVINCE = uscc('11140000', 'MA0G0004')
CELLS = ('month', 'table', 'row', 'dimension', 'value', 'measure', 'amount', 'rate', 'customers',
         'level')


def yuan(value):
    """`1234567.8` as the page writes it."""
    return f'{decimal.Decimal(value):,.2f}'


def cell(month, dimension, value, measure, amount, customers):
    """A row of release.csv: a stock."""
    hidden = amount == '…'
    return (month, 'loan', '', dimension, value, measure, amount, '…' if hidden else '4.10000',
            customers, 'joint')


class ChapterTest:
    """On one database."""

    database = ''

    def bank(self):
        """A bank whose September has run; somebody who reads."""
        deployment = self.enterContext(Deployment('bank', self.database))
        tenant = deployment.organisation(BANK, 'bank', '样例银行')
        maker = deployment.user('maker', tenant, ['maker'])
        reader = deployment.user('reader', tenant, ['reader'])
        stage(maker, Books.files(BANK))
        maker.wait_job(maker.post(f'/v1/months/{MONTH}/submissions', {'note': '九月'}))
        return deployment, reader

    @staticmethod
    def receipts(reader, condition):
        """All of them."""
        rows, cursor = [], None
        while True:
            more = {'cursor': cursor} if cursor else {}
            page = reader.get(f'/v1/months/{MONTH}/receipts', filter=condition, limit=500,
                              **more).json()
            rows += page['data']
            cursor = page['next']
            if not cursor:
                return rows

    def test_from_overview_to_the_reason_of_a_loan(self):
        deployment, reader = self.bank()
        green = self.receipts(reader, 'green=yes')
        total = sum(decimal.Decimal(row['amount']) for row in green)
        page = self.signed_in(deployment, BANK, 'reader')
        page.get_by_role('link', name='五篇总览').first.click()
        row = page.get_by_role('row').filter(has=page.get_by_role('link', name='绿色贷款'))
        expect(row).to_contain_text(yuan(total))
        expect(row).to_contain_text(f'{len(green):,}')
        # Nothing to compare with is said, not shown as growth.
        expect(row).to_contain_text('缺 2026-08')
        self.look(page, 'chapters')
        page.get_by_role('link', name='绿色贷款').first.click()
        expect(page.get_by_role('heading', level=1)).to_have_text('绿色贷款')
        self.look(page, 'chapter')
        for name in ('各市', '官方表', '对比'):
            page.get_by_role('tab', name=name).click()
            page.wait_for_timeout(200)
            if name == '官方表':
                table = page.get_by_role('region', name='绿色贷款存量明细表').get_by_role('table')
                for head in ('字段类别', '贷款汇总金额', '贷款汇总户数'):
                    expect(table.get_by_role('columnheader', name=head)).to_be_visible()
                expect(table).to_contain_text('TNA01')
            if self.database == 'sqlite':
                self.look(page, f'chapter-{name}')
        page.get_by_role('tab', name='各市').click()
        self.check_city(page, green)
        # Down: the city's receipts, the largest first, and its reason.
        city = [one for one in green if one['branch_region'].startswith('1401')]
        page.get_by_role('link', name='太原市').click()
        expect(page.get_by_role('heading', level=1)).to_contain_text('绿色贷款的借据')
        largest = max(city, key=lambda one: decimal.Decimal(one['amount']))
        first = page.get_by_role('row').nth(1)
        expect(first).to_contain_text(yuan(largest['amount']))
        self.look(page, 'receipts')
        first.get_by_role('link').click()
        expect(page.get_by_role('heading', level=1)).to_contain_text('为什么算')
        stock = page.get_by_role('region', name='存量').first
        expect(stock.get_by_role('list', name='五篇结论')).to_contain_text('绿色贷款')
        expect(stock).to_contain_text('各项贷款统计范围')
        expect(stock).to_contain_text('符合目录条件')
        expect(stock).to_contain_text('依据：')
        self.look(page, 'reason')

    def check_city(self, page, green):
        """A tile and the same figure as a table."""
        city = sum(decimal.Decimal(one['amount']) for one in green
                   if one['branch_region'].startswith('1401'))
        expect(page.get_by_role('link', name='太原市')).to_contain_text(yuan(city))
        page.get_by_role('button', name='看表格').click()
        table = page.get_by_role('region', name='各市由多到少')
        expect(table.get_by_role('row', name='太原市')).to_contain_text(yuan(city))
        page.get_by_role('button', name='看图').click()

    def province(self):
        """A province with a release of two months; somebody who reads."""
        deployment = self.enterContext(Deployment('province', self.database))
        side = Side(deployment, PROVINCE, 'department', '省级部门')
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix='wupian-chapter-'))
        key = Key(folder, '人民银行', PBOC, 'sender')
        side.trust(key.register())
        reader = side.person('list_keeper')
        months = {
            '2025-09': [('all', '', 'green', '100.00', '9'), ('all', '', 'tech', '200.00', '9'),
                        ('all', '', 'in_scope', '1000.00', '40')],
            '2025-10': [('all', '', 'green', '150.00', '9'), ('all', '', 'tech', '230.00', '9'),
                        ('all', '', 'in_scope', '1000.00', '40'),
                        ('city', '140100', 'green', '…', '…'),
                        ('city', '140200', 'green', '60.00', '5')]}
        for number, (month, rows) in enumerate(months.items(), 1):
            head = {'package': package_id(number), 'kind': 'release', 'from': 'pboc',
                    'organisation': PBOC, 'to': 'province', 'recipient': PROVINCE,
                    'made_at': '2026-10-12T08:00:00.000Z', 'month': month}
            file = pathlib.Path(folder) / f'{number}.zip'
            text = csv_text(CELLS, [cell(month, *row) for row in rows])
            make_package(file, head, {'release.csv': text.encode()}, key)
            job = take(reader, file.read_bytes())
            self.assertEqual(job['state'], 'done', job)
        return deployment

    def test_in_province_the_way_ends_at_cells(self):
        deployment = self.province()
        page = self.signed_in(deployment, PROVINCE, 'list_keeper', '/chapters')
        tech = page.get_by_role('row').filter(has=page.get_by_role('link', name='科技贷款'))
        # 230 of 200: 15 % more; 230 of 1000: 23 % of all loans.
        expect(tech).to_contain_text('+15.00%')
        expect(tech).to_contain_text('23.0%')
        # The definition of green changed on 2025-10-01: no growth over it.
        green = page.get_by_role('row').filter(has=page.get_by_role('link', name='绿色贷款'))
        expect(green).to_contain_text('口径变动')
        expect(green).not_to_contain_text('50.00%')
        self.look(page, 'province-chapters')
        page.get_by_role('link', name='绿色贷款').first.click()
        page.get_by_role('tab', name='各市').click()
        tile = page.get_by_role('listitem').filter(has_text='太原市')
        expect(tile).to_contain_text('不公开')
        expect(page.get_by_role('listitem').filter(has_text='大同市')).to_contain_text('60.00')
        expect(tile.get_by_role('link')).to_have_count(0)
        self.look(page, 'province-chapter')
        page.get_by_role('tab', name='官方表').click()
        expect(page.get_by_text('报送表不公开')).to_be_visible()
        page.get_by_role('tab', name='走势与构成').click()
        expect(page.get_by_title('户数太少', exact=False).first).to_have_text('不公开')
        page.goto('/chapters/green/receipts?month=2025-10')
        expect(page.get_by_role('heading', level=1)).to_have_text('没有这个页面')


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'Chapter_{database}', (ChapterTest, PortalCase), {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
