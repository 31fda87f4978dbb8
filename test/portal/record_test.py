"""Goal: any record is listed, filtered, entered, imported and exported without a page of its own.

Method: parties of a bank on both databases, in Chromium. What the page says is compared with what
the API says and with workbooks read and written by openpyxl.
"""

import io
import pathlib
import re
import tempfile
import unittest

import openpyxl

from portal_case import PortalCase, expect

COUNT = 60


def heads(sheet):
    """{head without its mark: column number} of the first row that has more than one text."""
    for row in sheet.iter_rows(min_row=1, max_row=6):
        found = {str(cell.value).rstrip(' *'): cell for cell in row if cell.value}
        if len(found) > 1:
            return found
    raise AssertionError('no heads')


def workbook(download):
    """What was downloaded, whatever it is called on disk."""
    data = pathlib.Path(download.value.path()).read_bytes()
    return openpyxl.load_workbook(io.BytesIO(data))


class RecordTest(PortalCase):
    """The generic pages at 主体."""

    def begin(self):
        """A keeper of parties, 60 of them there, and the page that shows them."""
        deployment = self.deploy('bank')
        bank = deployment.organisation('晋阳示例农村商业银行', 'bank')
        keeper = deployment.user('liu', bank, ['party_keeper'])
        for number in range(COUNT):
            reply = keeper.post('/v1/parties', {
                'kind': 'enterprise' if number % 2 else 'institution',
                'name': f'示例科技{number:03d}有限公司', 'region': '140100'})
            self.assertEqual(reply.status, 201, reply.body)
        return keeper, self.signed_in(deployment, bank, 'liu', '/records/parties')

    def names(self, page):
        """First column of the table."""
        return page.locator('.wp-table tbody tr td:first-child').all_inner_texts()

    def test_list(self):
        """Paging, order, filter in the address, columns kept, a row's page."""
        keeper, page = self.begin()
        expect(page.get_by_role('heading', level=1)).to_have_text('主体')
        rows = page.locator('.wp-table tbody tr')
        expect(rows).to_have_count(50)
        expect(page.get_by_text('已显示 50 条')).to_be_visible()
        page.get_by_role('button', name='再显示 50 条').click()
        expect(rows).to_have_count(COUNT)
        expect(page.get_by_text(f'共 {COUNT} 条')).to_be_visible()
        page.get_by_role('columnheader', name='名称').get_by_role('button').click()
        page.get_by_role('columnheader', name='名称').get_by_role('button').click()
        expect(page.get_by_role('columnheader', name='名称')).to_have_attribute(
            'aria-sort', 'descending')
        expect(rows.first).to_contain_text('示例科技059有限公司')
        self.look(page, 'record-list')
        self.filter_names(page, '示例科技00')
        expect(rows).to_have_count(10)
        self.assertIn('filter=name', page.url)
        page.reload()
        expect(rows).to_have_count(10)
        self.assertEqual(self.names(page), [f'示例科技00{n}有限公司' for n in range(9, -1, -1)])
        self.choose_columns(page)
        rows.first.get_by_role('link').click()
        expect(page.get_by_role('heading', level=1)).to_contain_text('示例科技009有限公司')
        self.look(page, 'record-detail')
        page.get_by_role('navigation', name='当前位置').get_by_role(
            'link', name='主体').click()
        expect(page.get_by_role('heading', level=1)).to_have_text('主体')
        self.check_said(page)

    def filter_names(self, page, begin):
        """名称 开头是 …"""
        page.get_by_role('button', name='筛选').click()
        self.open_choice(page, '栏目')
        page.get_by_role('option', name='名称').click()
        self.open_choice(page, '比较')
        page.get_by_role('option', name='开头是').click()
        page.get_by_label('值', exact=True).fill(begin)
        self.look(page, 'record-filter')
        page.get_by_role('button', name='应用').click()
        expect(page.get_by_role('button', name=re.compile('去掉条件：名称 开头是'))).to_be_visible()

    def open_choice(self, page, name):
        """The options of a select."""
        page.locator('.el-select', has=page.get_by_role('combobox', name=name)).click()

    def choose_columns(self, page):
        """A column goes, and stays away after a reload."""
        head = page.get_by_role('columnheader', name='行政区划')
        expect(head).to_be_visible()
        page.get_by_role('button', name='显示栏目').click()
        page.get_by_role('checkbox', name='行政区划').locator('..').click()
        expect(head).to_be_hidden()
        page.reload()
        expect(page.get_by_role('columnheader', name='名称')).to_be_visible()
        expect(head).to_be_hidden()

    def test_form(self):
        """What is missing and what the service minds stands at its field; then it is saved."""
        keeper, page = self.begin()
        page.get_by_role('button', name=re.compile('新增')).first.click()
        form = page.get_by_role('dialog')
        save = form.locator('.el-dialog__footer .el-button--primary')
        save.click()
        expect(form.get_by_text('请填写“名称”')).to_be_visible()
        form.locator('#field-name').fill('新增示例有限公司')
        form.locator('#field-kind').click()
        page.get_by_role('option', name='企业').click()
        form.locator('#field-region').fill('14')
        save.click()
        at = form.locator('.el-form-item', has=page.locator('#field-region'))
        expect(at.locator('.el-form-item__error')).not_to_be_empty()
        expect(form.locator('#field-region')).to_be_focused()
        self.look(page, 'record-form')
        form.locator('#field-region').fill('140100')
        save.click()
        expect(form).to_be_hidden()
        expect(page.get_by_text('已保存')).to_be_visible()
        found = keeper.get('/v1/parties', filter='name=新增示例有限公司').json()['data']
        self.assertEqual([(row['kind'], row['region']) for row in found],
                         [('enterprise', '140100')])
        self.check_said(page)

    def test_import(self):
        """The template comes back filled in; the wrong cell stays, marked here and in Excel."""
        keeper, page = self.begin()
        page.get_by_role('link', name='批量导入').click()
        expect(page.get_by_role('heading', level=1)).to_have_text('批量导入：主体')
        self.look(page, 'import-empty')
        with page.expect_download() as download:
            page.get_by_role('button', name='下载 Excel 模板').click()
        book = workbook(download)
        self.fill(book.worksheets[0], [('企业', '甲公司', '140100'), ('企业', '乙公司', '14'),
                                       ('企业', '丙公司', '140200')])
        with tempfile.TemporaryDirectory(prefix='wupian-sheet-') as folder:
            path = pathlib.Path(folder, 'parties.xlsx')
            book.save(path)
            page.locator('input[type=file]').set_input_files(path)
            expect(page.get_by_label('第 2 行 名称')).to_have_value('乙公司')
        page.get_by_role('button', name='导入 3 行').click()
        expect(page.get_by_text('成功 2 行，1 行没有成功')).to_be_visible()
        cell = page.get_by_label('第 1 行 行政区划')
        expect(cell).to_have_value('14')
        expect(cell).to_have_attribute('aria-invalid', 'true')
        self.look(page, 'import-refused')
        self.check_marked(page)
        cell.fill('140300')
        page.get_by_role('button', name='导入 1 行').click()
        expect(page.get_by_text('1 行全部导入成功')).to_be_visible()
        rows = keeper.get('/v1/parties', filter='name^=', limit=100, sort='name').json()
        found = {row['name']: row['region'] for row in rows['data']}
        self.assertEqual(len(found), COUNT + 3)
        self.assertEqual([found[name] for name in ('甲公司', '乙公司', '丙公司')],
                         ['140100', '140300', '140200'])
        self.check_said(page)

    def fill(self, sheet, rows):
        """Kind, name and region under their heads."""
        at = heads(sheet)
        first = at['名称'].row + 1
        while sheet.cell(first, at['名称'].column).value:  # Notes under the heads.
            first += 1
        for offset, row in enumerate(rows):
            for head, value in zip(('主体类型', '名称', '行政区划'), row):
                sheet.cell(first + offset, at[head].column).value = value

    def check_marked(self, page):
        """The workbook with the refused row: red, with the reason as a comment."""
        with page.expect_download() as download:
            page.get_by_role('button', name='下载标红的工作簿').click()
        sheet = workbook(download).worksheets[0]
        marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment
                  and str(cell.value) == '14']
        self.assertEqual(len(marked), 1)
        self.assertEqual(marked[0].column, heads(sheet)['行政区划'].column)
        self.assertNotIn(marked[0].fill.fgColor.rgb, ('00000000', None))

    def test_paste(self):
        """Cells copied in Excel, with and without heads."""
        keeper, page = self.begin()
        page.goto('/records/parties/import')
        text = '名称\t行政区划\t主体类型\r\n丁公司\t140100\t企业\r\n"戊\t公司"\t140100\t事业单位\r\n'
        page.evaluate('text => navigator.clipboard.writeText(text)', text)
        page.get_by_role('button', name='粘贴到表格').click()
        expect(page.get_by_label('第 1 行 名称')).to_have_value('丁公司')
        expect(page.get_by_label('第 2 行 主体类型')).to_have_value('事业单位')
        page.evaluate("navigator.clipboard.writeText('己公司\\t1401\\n庚公司\\t140100')")
        page.get_by_role('button', name='加一行').click()
        page.get_by_label('第 3 行 名称').focus()
        page.keyboard.press('Control+v')
        expect(page.get_by_label('第 4 行 行政区划')).to_have_value('140100')
        page.get_by_role('button', name='删除第 4 行').click()
        page.get_by_label('第 3 行 主体类型').fill('没有的类型')
        page.get_by_role('button', name='导入 3 行').click()
        expect(page.get_by_text('1 行没有成功')).to_be_visible()
        expect(page.get_by_text(re.compile('“主体类型”应为：.*企业'))).to_be_visible()
        self.look(page, 'import-pasted')
        names = [row['name'] for row in keeper.get(
            '/v1/parties', filter='region=140100', limit=100).json()['data']]
        self.assertIn('丁公司', names)
        self.assertNotIn('己公司', names)
        self.check_said(page)

    def test_export(self):
        """The filtered list, all of it, as the API says it."""
        keeper, page = self.begin()
        page.goto('/records/parties?filter=kind%3Denterprise&sort=-name')
        expect(page.locator('.wp-table tbody tr')).to_have_count(COUNT // 2)
        with page.expect_download() as download:
            page.get_by_role('button', name='导出 Excel').click()
        sheet = workbook(download).worksheets[0]
        name = heads(sheet)['名称']
        found = [sheet.cell(row, name.column).value
                 for row in range(name.row + 1, sheet.max_row + 1)]
        expected = [row['name'] for row in keeper.get(
            '/v1/parties', filter='kind=enterprise', sort='-name', limit=100).json()['data']]
        self.assertEqual(found, expected)
        self.check_said(page)


class RecordOnPostgresTest(RecordTest):
    """The same on PostgreSQL."""

    database = 'postgres'


if __name__ == '__main__':
    unittest.main()
