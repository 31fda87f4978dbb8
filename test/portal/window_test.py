"""Goal: a firm on a phone understands what it is asked, signs on its own device, sees who read
what, and withdraws; at the counter two of the staff stand for a paper.

Method: Chromium at a phone's size with its own WebCrypto key, a window and a bank on each database;
the bank trusts only the register of the window, whose registrar vouches for the phone's key.
"""

import hashlib
import unittest

from portal_case import PortalCase, expect
from desk_case import DAY, Side, fetch, newest, take, uscc

BANK = uscc('91140105', 'MAX70000')
WINDOW = uscc('11140000', 'MA0G0002')
FIRM = uscc('91140100', 'MA0F0001')
SCAN = b'%PDF-1.4\n% a signed paper\n'
# In the page: whether each of the browser's keys could be read out.
EXTRACTABLE = '''() => new Promise((resolve) => {
    indexedDB.open('wupian', 1).onsuccess = (event) => {
        event.target.result.transaction('keys').objectStore('keys').getAll().onsuccess =
            (found) => resolve(found.target.result.map((one) => one.private_key.extractable))
    }})'''


class WindowTest(PortalCase):
    """On SQLite."""

    def setUp(self):
        self.window = self.deploy('window')
        self.counter = Side(self.window, WINDOW, 'authority', '太原企业服务窗口')
        self.desk = Side(self.window, BANK, 'bank', '晋阳农商银行', parent=self.counter.id)
        self.firm = Side(self.window, FIRM, 'firm', '山西清河机械有限公司', parent=self.counter.id)
        self.firm.person('firm', name='owner')
        self.clerk = self.counter.person('counter_clerk', name='clerk')
        self.counter.person('counter_second', name='second')
        made = self.counter.security.post('/v1/keys', {
            'kind': 'ed25519', 'name': '登记员', 'role': 'registrar', 'from': DAY})
        self.assertEqual(made.status, 201, made.body)
        self.shots_wanted = self.database == 'sqlite'

    def see(self, page, name):
        """Looked at once, on the first database."""
        if self.shots_wanted:
            self.look(page, 'window-' + name)

    def fill_ask(self, page, user):
        """What is asked, in the form."""
        page.get_by_label('谁要看').click()
        page.get_by_role('option', name=user).click()
        page.get_by_text('近12个月缴税额').click()
        page.get_by_text('近12个月用电量').click()

    def the_bank(self):
        """A bank that knows of the window what the window's own register says."""
        bank = self.deploy('bank')
        side = Side(bank, BANK, 'bank', '银行')
        side.trust(self.counter.security.get('/v1/key_register').body)
        self.counter.trust(side.register)
        return side

    def put_fact(self, by, item, value, source):
        put = by.post('/v1/facts', {'subject': FIRM, 'item': item, 'value': value,
                                    'valid_from': '2026-01-01', 'source': source})
        self.assertEqual(put.status, 201, put.body)

    def test_a_firm_on_a_phone(self):
        side = self.the_bank()
        post, officer = side.person('correspondent'), side.person('credit_officer')
        self.put_fact(officer, 'tax.paid', '120000.00', '税务')
        self.put_fact(officer, 'power.used', '88000', '税务')
        self.put_fact(self.clerk, 'tax.grade', 'A', '税务局')

        # The counter makes the code that the firm scans.
        staff = self.signed_in(self.window, WINDOW, 'clerk', '/consents/ask')
        self.fill_ask(staff, '晋阳农商银行')
        staff.get_by_role('button', name='生成二维码').click()
        expect(staff.get_by_role('img', name='请企业扫码')).to_be_visible()
        link = staff.locator('main .link').inner_text()
        self.see(staff, 'ask')

        # On the phone: sign in on the way, read, agree.
        phone = self.signed_in(self.window, FIRM, 'owner', link, size='phone')
        expect(phone.get_by_role('heading', name='晋阳农商银行 请您同意')).to_be_visible()
        for answer in ('近12个月缴税额', '近12个月用电量', '申请贷款', '按次查询',
                       '不会影响您办理其他业务'):
            expect(phone.get_by_text(answer).first).to_be_visible()
        button = phone.get_by_role('button', name='同意并签名')
        expect(button).to_be_disabled()
        self.see(phone, 'grant')
        phone.get_by_text('我已看清以上内容').click()
        button.click()
        expect(phone.get_by_role('heading', name='授权已生效')).to_be_visible()
        self.see(phone, 'granted')
        # The key cannot be read out of the browser.
        self.assertEqual(phone.evaluate(EXTRACTABLE), [False])

        # The bank takes it in and reads.
        package = newest(self.clerk, kind='consent', direction='out')
        self.assertEqual(take(post, fetch(self.clerk, package['id']))['state'], 'done')
        consent = officer.get('/v1/consents').json()['data'][0]
        self.assertEqual((consent['state'], consent['fields']), ('granted', 'power.used tax.paid'))
        use = {'dataset': 'operation', 'purpose': 'credit', 'mode': 'query', 'fields': 'tax.paid'}
        read = officer.post(f'/v1/consents/{consent["id"]}/use', use)
        self.assertEqual([f['value'] for f in read.json()['facts']], ['120000.00'])
        officer.post('/v1/consent_ledgers', {'recipient': WINDOW})
        ledger = newest(officer, kind='consent_use')
        self.assertEqual(take(self.clerk, fetch(officer, ledger['id']))['state'], 'done')

        phone.goto('/consents/uses')
        expect(phone.get_by_text('看了 近12个月缴税额，用途：申请贷款')).to_be_visible()
        self.see(phone, 'uses')
        phone.goto('/consents/facts')
        # Of eight items that a loan needs one is known.
        expect(phone.get_by_text('需要 12 项，还缺 11 项')).to_be_visible()
        expect(phone.get_by_text('来源 税务局')).to_be_visible()
        self.see(phone, 'facts')
        phone.goto('/consents/devices')
        expect(phone.get_by_text('（这台设备）')).to_be_visible()
        self.see(phone, 'devices')

        phone.goto('/consents')
        phone.get_by_role('link', name='晋阳农商银行').click()
        expect(phone.get_by_text('对方可以按下面写明的方式查看')).to_be_visible()
        self.see(phone, 'consent')
        phone.get_by_role('button', name='撤回授权').click()
        phone.get_by_role('dialog').get_by_role('button', name='撤回并签名').click()
        expect(phone.get_by_text('已撤回，对方不能再查看。')).to_be_visible()
        package = newest(self.clerk, kind='withdrawal', direction='out')
        self.assertEqual(take(post, fetch(self.clerk, package['id']))['state'], 'done')
        refused = officer.post(f'/v1/consents/{consent["id"]}/use', use)
        self.assertEqual((refused.status, refused.code()), (403, 'consent_refused'))
        self.check_said(phone)
        self.check_said(staff)

    def test_a_stranger_in_a_link_is_not_granted(self):
        ask = f'/consents/new?h={FIRM}&u={FIRM[:17]}X&d=operation&f=tax.paid&p=credit&m=query'
        phone = self.signed_in(self.window, FIRM, 'owner', ask + '&t=2027-01-01', size='phone')
        expect(phone.get_by_text('不是本窗口登记的机构，不能授权')).to_be_visible()
        expect(phone.get_by_role('button', name='同意并签名')).to_have_count(0)
        # And saying no sends nothing.
        ask = ask.replace(f'h={FIRM}&u={FIRM[:17]}X', f'h={BANK}&u={BANK}')
        phone.goto(ask + '&t=2027-01-01')
        phone.get_by_role('button', name='不同意').click()
        expect(phone.get_by_role('heading', name='您没有同意，什么也没有发出')).to_be_visible()
        self.assertEqual(self.firm.people['owner'].get('/v1/consents').json()['data'], [])

    def test_at_the_counter(self):
        second = self.signed_in(self.window, WINDOW, 'second', '/consents/devices')
        second.get_by_role('button', name='登记本机（复核）').click()
        expect(second.get_by_text('已登记，这台设备可以签名了')).to_be_visible()

        first = self.signed_in(self.window, WINDOW, 'clerk', '/counter')
        expect(first.get_by_text('还没有柜台授权')).to_be_visible()
        first.get_by_role('link', name='办理纸质授权').first.click()
        first.get_by_label('企业统一社会信用代码').fill(FIRM)
        first.get_by_label('企业名称').fill('山西清河机械有限公司')
        # The window's authority holds the data, the bank may read them.
        self.fill_ask(first, '晋阳农商银行')
        first.get_by_text('就是要看的那一家自己持有的数据').click()
        first.locator('#ask-holder').click()
        first.get_by_role('option', name='太原企业服务窗口').last.click()
        first.get_by_role('button', name='下一步：打印').click()
        paper = first.get_by_role('article', name='企业数据使用授权书')
        expect(paper).to_contain_text('山西清河机械有限公司')
        expect(paper).to_contain_text('企业盖章')
        self.see(first, 'paper')
        first.emulate_media(media='print')
        expect(paper).to_be_visible()
        expect(first.get_by_role('button', name='打印授权书')).to_be_hidden()
        first.emulate_media(media='screen')
        first.get_by_role('button', name='已经打印签好').click()
        first.locator('input[type=file]').set_input_files(
            {'name': '授权书.pdf', 'mimeType': 'application/pdf', 'buffer': SCAN})
        expect(first.get_by_text(hashlib.new('sm3', SCAN).hexdigest())).to_be_visible()
        first.locator('.el-select', has=first.get_by_label('由谁复核签名')).click()
        first.get_by_role('option', name='second').click()
        self.see(first, 'counter_sign')
        first.get_by_role('button', name='经办签名并交复核').click()
        expect(first.get_by_text('您已签名。请 second 用自己的账号登录')).to_be_visible()
        expect(first.get_by_role('button', name='复核签名')).to_have_count(0)

        second.goto('/counter')
        second.get_by_role('link', name=FIRM).click()
        with second.expect_download() as scan:
            second.get_by_role('button', name='下载扫描件').click()
        self.assertEqual(scan.value.path().read_bytes(), SCAN)
        second.get_by_text('我已对照扫描件核对').click()
        self.see(second, 'counter_check')
        second.get_by_role('button', name='复核签名，授权生效').click()
        expect(second.get_by_text('已生效，持有方和使用方已收到。')).to_be_visible()
        # The firm sees what was made for it.
        phone = self.signed_in(self.window, FIRM, 'owner', '/consents', size='phone')
        phone.get_by_role('link', name='晋阳农商银行').click()
        expect(phone.get_by_text('在柜台签署纸质授权，两名工作人员核对。')).to_be_visible()
        for page in (first, second, phone):
            self.check_said(page)


class WindowPostgresTest(WindowTest):
    """The same on PostgreSQL."""

    database = 'postgres'


if __name__ == '__main__':
    unittest.main(verbosity=2)
