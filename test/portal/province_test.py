"""Goal: a department brings a list, sees what it changes, a second person lets it count, it is
pushed, and a bank's objection corrects it with both dates visible.

Method: a person at a time in a real browser, on each database; the numbers that stand on the pages
are counted by hand from the batches below.
"""

import unittest

from portal_case import PortalCase, expect
from desk_case import Side, csv_text, fetch, take, uscc

LIST = 'tech.hnte'
HEAD = ('id', 'name', 'level', 'from', 'to')
CODES = [uscc('91140100', f'MA0G000{n}') for n in range(5)]
DEPARTMENT = uscc('11140000', 'MA0G0001')
BANK = uscc('91140105', 'MAX70000')
WRONG = CODES[3][:17] + ('A' if CODES[3][17] != 'A' else 'B')


def batch(*rows):
    """A CSV by the columns' names."""
    return {'name': '名单.csv', 'mimeType': 'text/csv', 'buffer': csv_text(HEAD, rows).encode()}


FIRST = batch((CODES[0], '甲', '', '2026-01-01', ''), (CODES[1], '乙', '', '2026-01-01', ''),
              (CODES[2], '丙', '', '2026-01-01', ''))
# Against the first: 甲 has another name, 乙 another level, 丙 is gone, 戊 is new; two lines are bad.
SECOND = batch((CODES[0], '甲新名', '', '2026-01-01', ''), (CODES[1], '乙', '国家级', '2026-01-01', ''),
               (CODES[4], '戊', '', '2026-09-01', ''), (WRONG, '丁', '', '2026-01-01', ''),
               (CODES[3], '丁', '', '2026-13-01', ''))


class ProvinceTest(PortalCase):
    """On SQLite."""

    def setUp(self):
        self.province = self.deploy('province')
        self.department = Side(self.province, DEPARTMENT, 'department', '科技厅')
        self.department.person('list_keeper', name='keeper')
        self.department.person('list_approver', name='approver')
        self.shots_wanted = self.database == 'sqlite'

    def see(self, page, name):
        """Looked at once, on the first database."""
        if self.shots_wanted:
            self.look(page, 'province-' + name)

    def bring(self, page, revision, file):
        """Through the dialog, as a clerk does."""
        page.get_by_role('button', name='导入名单').first.click()
        dialog = page.get_by_role('dialog')
        dialog.get_by_label('哪份名单').click()
        page.get_by_role('option', name='高新技术企业').click()
        dialog.get_by_label('版次').fill(revision)
        dialog.get_by_label('来源文件或文号').fill('晋科发〔2026〕12号')
        dialog.get_by_label('覆盖期从').fill('2026-01-01')
        dialog.get_by_label('来源文件或文号').focus()
        dialog.locator('input[type=file]').set_input_files(file)
        expect(dialog.get_by_text('已选：名单.csv')).to_be_visible()
        self.see(page, 'import') if revision == '2026-08' else None
        dialog.get_by_role('button', name='导入并比对').click()
        page.wait_for_url('**/lists/*')

    def approve(self, page, name, refused=False):
        """The second person."""
        page.get_by_role('link', name='高新技术企业').first.click()
        expect(page.get_by_role('heading', name=name)).to_be_visible()
        page.get_by_role('button', name='复核通过').click()
        dialog = page.get_by_role('dialog')
        if refused:
            expect(dialog.get_by_role('button', name='复核通过')).to_be_disabled()
            dialog.get_by_text('我已看过 2 行未导入的内容').click()
        dialog.get_by_role('button', name='复核通过').click()
        expect(page.get_by_text('已生效。下一步：推送给银行和人民银行。')).to_be_visible()

    def test_a_list_from_file_to_correction(self):
        keeper = self.signed_in(self.province, DEPARTMENT, 'keeper', '/lists')
        expect(keeper.get_by_text('还没有名单')).to_be_visible()
        self.see(keeper, 'empty')
        with keeper.expect_download() as form:
            keeper.get_by_role('button', name='导入名单').first.click()
            keeper.get_by_role('button', name='下载 Excel 模板').click()
        self.assertEqual(form.value.suggested_filename, '名单模板.xlsx')
        keeper.get_by_role('button', name='取消').click()
        # What is missing is said at its field.
        keeper.get_by_role('button', name='导入名单').first.click()
        keeper.get_by_role('button', name='导入并比对').click()
        expect(keeper.get_by_text('请填写“来源文件或文号”')).to_be_visible()
        keeper.get_by_role('button', name='取消').click()
        self.bring(keeper, '2026-08', FIRST)
        expect(keeper.get_by_text('请另一位有复核权限的人复核')).to_be_visible()
        expect(keeper.get_by_role('button', name='复核通过')).to_have_count(0)

        approver = self.signed_in(self.province, DEPARTMENT, 'approver', '/lists')
        expect(approver.get_by_role('heading', name='等待处理')).to_be_visible()
        self.approve(approver, '高新技术企业 2026-08')

        keeper.goto('/lists')
        self.bring(keeper, '2026-09', SECOND)
        for label in ('增加 1', '退出 1', '更名 1', '变动 1', '未导入 2'):
            expect(keeper.get_by_text(label, exact=True)).to_be_visible()
        # The lines that were not taken stand first, each with its reason.
        expect(keeper.get_by_role('cell', name=WRONG).first).to_be_visible()
        expect(keeper.get_by_text('统一社会信用代码不对（长度、字符或校验码）')).to_be_visible()
        expect(keeper.get_by_text('日期写成 2026-09-30')).to_be_visible()
        keeper.get_by_text('更名 1', exact=True).click()
        expect(keeper.get_by_role('cell', name='甲新名').first).to_be_visible()
        self.see(keeper, 'differences')

        approver.goto('/lists')
        self.approve(approver, '高新技术企业 2026-09', refused=True)
        approver.get_by_role('button', name='推送', exact=True).click()
        approver.get_by_role('dialog').get_by_role('button', name='推送').click()
        expect(approver.get_by_role('heading', name='推送记录')).to_be_visible()
        with approver.expect_download() as sent:
            approver.get_by_role('button', name='下载名单包').click()
        package = sent.value.path().read_bytes()
        self.see(approver, 'pushed')
        self.check_said(keeper)

        self.bank_objects(approver, package)

    def bank_objects(self, approver, package):
        """The bank takes the list in, objects to an entry, and sees the answer."""
        bank = self.deploy('bank')
        side = Side(bank, BANK, 'bank', '银行')
        side.trust(self.department.register)
        self.department.trust(side.register)
        clerk = side.person('correspondent', name='clerk')
        self.assertEqual(take(clerk, package)['state'], 'done')
        page = self.signed_in(bank, BANK, 'clerk', '/lists')
        page.get_by_role('link', name='高新技术企业').click()
        row = page.get_by_role('row').filter(has_text=CODES[4])
        expect(row).to_be_visible()
        row.get_by_role('button', name='提出异议').click()
        dialog = page.get_by_role('dialog')
        dialog.get_by_label('理由').fill('证书已于9月注销')
        self.see(page, 'object')
        dialog.get_by_role('button', name='提交异议').click()
        expect(page.get_by_text('异议已提交，等待主管部门答复')).to_be_visible()
        page.goto('/objections')
        expect(page.get_by_role('cell', name='证书已于9月注销')).to_be_visible()
        sent = clerk.get('/v1/packages', filter='kind=objection').json()['data'][0]
        keeper = self.department.people['keeper']
        self.assertEqual(take(keeper, fetch(clerk, sent['id']))['state'], 'done')

        approver.goto('/objections')
        expect(approver.get_by_text('待答复 1')).to_be_visible()
        self.see(approver, 'objections')
        approver.get_by_role('button', name='答复').click()
        dialog = approver.get_by_role('dialog')
        expect(dialog.get_by_role('cell', name='戊')).to_be_visible()
        dialog.get_by_label('退出日期').fill('2026-09-30')
        dialog.get_by_label('答复内容').fill('核实属实')
        self.see(approver, 'answer')
        dialog.get_by_role('button', name='更正并答复').click()
        expect(approver.get_by_text('已更正并答复')).to_be_visible()
        approver.get_by_text('已答复 1').click()
        approver.get_by_role('button', name='详情').click()
        # Both are there: what was known until the answer, and what is known now.
        dialog = approver.get_by_role('dialog')
        before = dialog.get_by_role('region', name='更正前')
        expect(before.get_by_role('cell', name='长期')).to_be_visible()
        now = dialog.get_by_role('region', name='现在所知')
        expect(now.get_by_role('cell', name='2026-09-30')).to_be_visible()
        self.see(approver, 'both_dates')
        self.check_said(approver)
        self.check_said(page)


class ProvincePostgresTest(ProvinceTest):
    """The same on PostgreSQL."""

    database = 'postgres'


if __name__ == '__main__':
    unittest.main(verbosity=2)
