"""Goal: the people of the central bank take a month from the first package to a release by the
portal alone, and ask a bank about its error instead of editing it.

Method: packages of an invented month as test/record/pboc_month_test.py makes them, one bank's with
a line cut short. Each person signs in by the page; files are chosen, downloaded and carried between
the editions as people would. What pages say is held against what was put in, and against the files
of the run.
"""

import pathlib
import sys
import unittest

from portal_case import DATABASES, Deployment, PortalCase, expect

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'record'))
from desk_case import Side
from pboc_month_test import MONTH, PBOC, PROVINCE, PbocMonthTest, rows

LONG_MS = 180_000


class PbocPageTest(PbocMonthTest):
    """On one database."""

    test_from_receipt_to_release = None  # The same month without pages: its own test.

    def as_person(self, role, path):
        """Somebody of the branch, signed in on the way to a page."""
        self.branch.person(role)
        return self.signed_in(self.pboc, PBOC, role, path)

    def keep(self, name, data):
        """A file that a person has."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def saved(self, page, button):
        """What a button downloads."""
        with page.expect_download() as download:
            page.get_by_role('button', name=button).first.click()
        path = self.folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    @staticmethod
    def drop(page, files):
        """Chooses files; waits for what became of each."""
        page.locator('input[type=file]').set_input_files([str(file) for file in files])
        lines = page.get_by_role('list', name='正在接收的包').get_by_role('listitem')
        for number in range(len(files)):
            state = lines.nth(number).get_by_text('已收下').or_(lines.nth(number).get_by_text('没有收下'))
            expect(state).to_be_visible(timeout=LONG_MS)
        return lines

    def look_once(self, page, name):
        """Pictures and axe on one database are enough."""
        if self.database == 'sqlite':
            self.look(page, name)

    def bank_row(self, page, legal):
        return page.get_by_role('row').filter(has_text=legal)

    def receive(self, page):
        """Everybody files, one wrongly, one twice."""
        expect(page.get_by_text('没有设置报送期限')).to_be_visible()
        expect(page.get_by_text('filing.deadline_working_days')).to_be_visible()
        expect(self.bank_row(page, self.asked)).to_contain_text('未报送')
        page.get_by_role('button', name='接收报送包').click()
        good = [self.keep(f'{legal}.zip', self.package(legal)) for legal in self.legals[1:]]
        wrong = self.keep('wrong.zip', self.package(self.asked, self.break_one()))
        lines = self.drop(page, [*good, wrong, good[0]])
        expect(lines.get_by_text('已收下')).to_have_count(len(self.legals))
        expect(lines.last).to_contain_text('这个包已经收过')
        expect(self.bank_row(page, self.asked)).to_contain_text('已收未运行')
        expect(page.get_by_text(f'有 {len(self.legals)} 家的报送还没有运行')).to_be_visible()
        self.look_once(page, 'receiving')

    def match(self, page):
        """The month runs; each table is there."""
        page.get_by_role('button', name='运行匹配').first.click()
        expect(page.get_by_role('tab', name='获贷率')).to_be_visible(timeout=LONG_MS)
        expect(page.get_by_text('为什么总额、净额、户数不一样')).to_be_visible()
        self.look_once(page, 'match')
        page.get_by_role('tab', name='获贷率').click()
        whole = {row['list']: row for row in rows(self.newest_run() / 'list_rate.csv')
                 if row['legal_uscc'] == '*'}
        line = page.get_by_role('row').filter(has_text='高新技术企业').first
        expect(line).to_contain_text(whole['tech.hnte']['with_loan'])
        expect(line).to_contain_text(whole['tech.hnte']['rate'] + '%')
        self.look_once(page, 'match-rates')
        page.get_by_role('tab', name='表 4.2').click()
        stock = next(row for row in rows(self.newest_run() / 'tables.csv')
                     if row['table'] == '4.2s' and row['row'] == 'E0' and row['legal_uscc'] == '*')
        line = page.get_by_role('row').filter(has_text='科技型企业贷款合计')
        expect(line).to_contain_text(f'{int(stock["customers"]):,}')
        self.look_once(page, 'match-42')

    def ask(self, page):
        """From an error to the bank; the package that goes there."""
        page.goto(f'/receiving?month={MONTH}')
        expect(self.bank_row(page, self.asked)).to_contain_text('有错')
        self.bank_row(page, self.asked).get_by_role('link').click()
        group = page.locator('details').filter(has_text='读不懂的行')
        group.locator('summary').click()
        expect(group).to_contain_text('第 1 行')
        self.look_once(page, 'bank')
        group.get_by_role('button', name='发核实单').first.click()
        dialog = page.get_by_role('dialog')
        question = dialog.get_by_label('问什么')
        expect(question).to_have_value('读不懂的行（已拒收）：'
                                       f'{self.asked}_CLDWDK_20260930.dat 第 1 行 ，'
                                       '请核实；如有误请更正后重报。')
        question.fill('单位贷款首行字段数不符，请核实')
        self.look_once(page, 'ask')
        dialog.get_by_role('button', name='发出').click()
        expect(page.get_by_text('等银行答复')).to_be_visible()
        return self.saved(page, '下载包')

    def answer(self, question):
        """The bank takes the question in and answers on the same page; its package."""
        bank = self.enterContext(Deployment('bank', self.database))
        side = Side(bank, self.asked, 'bank', '被问的银行')
        side.trust(self.branch.register)
        self.branch.trust(side.register)
        side.person('correspondent')
        page = self.signed_in(bank, self.asked, 'correspondent', '/inquiries')
        page.get_by_role('button', name='接收核实单包').click()
        self.drop(page, [question])
        expect(page.get_by_text('轮到您处理')).to_be_visible()
        page.get_by_role('link', name='单位贷款首行字段数不符').click()
        expect(page.get_by_text('请答复。')).to_be_visible()
        page.get_by_role('button', name='发出答复').click()
        expect(page.get_by_text('请写明内容再发出')).to_be_visible()
        page.get_by_label('答复内容').fill('已更正并重报')
        self.look_once(page, 'inquiry-bank')
        page.get_by_role('button', name='发出答复').click()
        expect(page.get_by_text('已答复，等人民银行处理')).to_be_visible()
        path = self.saved(page, '下载包')
        self.check_said(page)
        return path

    def take_answer(self, page, answer):
        """Both versions stand there; the answer is accepted."""
        right = self.keep('right.zip', self.package(self.asked))
        page.goto('/inquiries')
        page.get_by_role('button', name='接收答复包').click()
        self.drop(page, [right, answer])
        expect(page.get_by_text('轮到您处理')).to_be_visible()
        self.look_once(page, 'inquiries')
        page.get_by_role('link', name='单位贷款首行字段数不符').click()
        expect(page.get_by_text('已更正并重报')).to_be_visible()
        self.look_once(page, 'inquiry')
        page.get_by_role('button', name='接受答复').click()
        expect(page.get_by_text('这张核实单了结')).to_be_visible()
        page.goto(f'/receiving/{self.asked}?month={MONTH}')
        versions = page.get_by_role('region', name='报送版次').first
        expect(versions).to_contain_text('现在算这一版')
        expect(versions).to_contain_text('已被替换，留底')
        self.check_said(page)

    def make_release(self, page):
        """A public one: what is hidden, and why; nothing leaves yet."""
        page.get_by_role('button', name='新建发布稿').click()
        page.get_by_text('公开', exact=True).click()
        self.look_once(page, 'release-new')
        page.get_by_role('button', name='制作').click()
        expect(page.get_by_text('等审批人员批准')).to_be_visible(timeout=LONG_MS)
        hidden = page.get_by_role('region', name='隐藏了哪些、为什么').first
        expect(hidden.get_by_text('本身不可透露').first).to_be_visible()
        expect(hidden.get_by_text('不隐藏它就能推算出').first).to_be_visible()
        expect(hidden.get_by_text('少于 3 户').first).to_be_visible()
        expect(page.get_by_role('button', name='下载 CSV')).to_have_count(0)
        self.look_once(page, 'release')
        return page.url

    def approve_and_push(self, maker, url):
        """By another person; then it is handed out."""
        approver = self.as_person('release_approver', '/releases')
        expect(approver.get_by_text('等您审批')).to_be_visible()
        approver.goto(url)
        approver.get_by_role('button', name='批准').click()
        approver.get_by_role('dialog').get_by_role('button', name='批准').click()
        expect(approver.get_by_text('已批准，可以下载')).to_be_visible()
        self.check_said(approver)
        maker.reload()
        assert self.saved(maker, '下载 CSV').stat().st_size > 0
        maker.get_by_role('button', name='推送').click()
        maker.get_by_label('给哪个机构').fill(PROVINCE)
        maker.get_by_role('dialog').get_by_role('button', name='推送').click()
        expect(maker.get_by_role('region', name='已推送')).to_contain_text(PROVINCE)
        self.look_once(maker, 'release-pushed')

    def test_from_first_package_to_release(self):
        receiver = self.as_person('receiver', f'/receiving?month={MONTH}')
        self.receive(receiver)
        matcher = self.as_person('matcher', f'/matches/{MONTH}')
        self.match(matcher)
        question = self.ask(receiver)
        self.take_answer(receiver, self.answer(question))
        matcher.goto(f'/matches/{MONTH}')
        expect(matcher.get_by_text('有 1 家在上次运行后又报来')).to_be_visible()
        matcher.get_by_role('button', name='重新运行').click()
        expect(matcher.get_by_text('有 1 家在上次运行后又报来')).to_have_count(0, timeout=LONG_MS)
        self.check_said(matcher)
        releaser = self.as_person('releaser', '/releases')
        releaser.goto(f'/releases?month={MONTH}')
        self.approve_and_push(releaser, self.make_release(releaser))


def load_tests(loader, _tests, _pattern):
    """Each test on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        kind = type(f'PbocPage_{database}', (PbocPageTest, PortalCase), {'database': database})
        suite.addTests(loader.loadTestsFromTestCase(kind))
    return suite


if __name__ == '__main__':
    unittest.main(verbosity=2)
