"""Goal: people come in, find their way by mouse and keyboard, and are never left at a dead end.

Method: the real program on both databases, Chromium, what a person sees; every page of 系统 is
looked at. The size of the first page is what Chromium was sent.
"""

import hashlib
import hmac
import base64
import re
import struct
import time
import unittest

from portal_case import FIRST, PASSWORD, PortalCase, expect

BANK = '晋阳示例农村商业银行'
FIRST_PAGE_BYTES_MAX = 250_000
NEW_PASSWORD = 'Copper-Kettle-Moon-19'


def code_of(secret, at):
    """RFC 6238, SHA-1, 6 digits, 30 seconds."""
    key = base64.b32decode(secret + '=' * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack('>Q', int(at) // 30), hashlib.sha1).digest()
    offset = mac[-1] & 15
    return f'{(struct.unpack(">I", mac[offset:offset + 4])[0] & 0x7fffffff) % 10 ** 6:06d}'


class FrameTest(PortalCase):
    """The pages round the pages."""

    def begin(self):
        """A deployment with a bank."""
        deployment = self.deploy('bank')
        deployment.bank = deployment.organisation(BANK, 'bank')
        return deployment

    def test_sign_in(self):
        """Nothing filled in, a wrong password, the right one; out again."""
        deployment = self.begin()
        deployment.user('wang', deployment.bank, ['reader'])
        page = self.visit(deployment, '/records')
        expect(page).to_have_title(re.compile('五篇'))
        self.look(page, 'sign-in')
        page.get_by_role('button', name='登录').click()
        expect(page.get_by_text('请填写机构代码')).to_be_visible()
        self.sign_in_fails(page, deployment, 'wang', 'Wrong-Password-11')
        expect(page.get_by_role('alert').last).to_contain_text('密码不对')
        self.sign_in(page, deployment.bank, 'wang')
        # Where one wanted to go.
        expect(page.get_by_role('heading', level=1)).to_have_text('全部台账')
        page.get_by_role('button', name='我的账号').click()
        page.get_by_role('menuitem', name='退出登录').click()
        expect(page.get_by_label('用户名')).to_have_value('wang')
        page.go_back()
        expect(page.get_by_label('密码', exact=True)).to_be_visible()
        self.check_said(page)

    def sign_in_fails(self, page, deployment, name, password):
        """Fills in the form and sends it."""
        page.get_by_label('机构代码').fill(deployment.bank)
        page.get_by_label('用户名').fill(name)
        page.locator('#sign-in-password').fill(password)
        page.keyboard.press('Enter')

    def test_first_password(self):
        """A first password opens the choice of one's own and nothing else."""
        deployment = self.begin()
        deployment.run('user', 'add', 'chen', '--organisation', deployment.bank)
        deployment.run('user', 'role', 'chen', '--organisation', deployment.bank, '--role', 'maker')
        deployment.run('user', 'password', 'chen', '--organisation', deployment.bank,
                       '--stdin', text=FIRST + '\n')
        page = self.visit(deployment)
        self.sign_in(page, deployment.bank, 'chen', FIRST)
        expect(page.get_by_role('heading', level=1)).to_have_text('请先设置自己的密码')
        page.goto('/system/people')
        expect(page.get_by_role('heading', level=1)).to_have_text('请先设置自己的密码')
        page.get_by_label('初始密码').fill(FIRST)
        page.get_by_label('新密码', exact=True).fill('password1')
        page.get_by_label('再输一次新密码').fill('password2')
        page.keyboard.press('Enter')
        expect(page.get_by_text('两次输入的新密码不一致')).to_be_visible()
        page.get_by_label('再输一次新密码').fill('password1')
        page.keyboard.press('Enter')
        after = page.locator('.el-form-item', has=page.locator('#password-after'))
        expect(after.locator('.el-form-item__error')).to_contain_text('密码')
        self.look(page, 'first-password')
        page.get_by_label('新密码', exact=True).fill(NEW_PASSWORD)
        page.get_by_label('再输一次新密码').fill(NEW_PASSWORD)
        page.get_by_role('button', name='保存新密码').click()
        # Nothing to do yet, and the page says so.
        expect(page.get_by_role('heading', level=1)).to_contain_text('您好')
        expect(page.get_by_text('没有待办')).to_be_visible()
        self.look(page, 'home')

    def test_one_time_code(self):
        """Set up from the menu, asked for at the next sign-in."""
        deployment = self.begin()
        bank = deployment.bank
        deployment.user('zhao', bank, ['reader'])
        page = self.signed_in(deployment, bank, 'zhao')
        page.get_by_role('button', name='我的账号').click()
        page.get_by_role('menuitem', name='一次性验证码').click()
        page.get_by_role('button', name='开始绑定').click()
        expect(page.get_by_role('img', name='绑定用的二维码')).to_be_visible()
        self.look(page, 'one-time-code')
        secret = page.get_by_role('dialog').locator('code').inner_text()
        page.get_by_label('输入应用现在显示的六位数字').fill(code_of(secret, time.time()))
        page.get_by_role('button', name='确认绑定').click()
        expect(page.get_by_text('已绑定，下次登录起生效')).to_be_visible()
        again = self.visit(deployment)
        self.sign_in_fails(again, deployment, 'zhao', PASSWORD)
        expect(again.get_by_label('一次性验证码')).to_be_focused()
        # Each code works once; the next step's is taken too.
        again.get_by_label('一次性验证码').fill(code_of(secret, time.time() + 30))
        again.keyboard.press('Enter')
        expect(again.get_by_role('heading', level=1)).to_contain_text('您好')
        self.check_said(again)

    def test_language_and_theme(self):
        """English and dark, kept for the next visit of this browser."""
        deployment = self.begin()
        bank = deployment.bank
        deployment.user('wang', bank, ['security_administrator'])
        page = self.signed_in(deployment, bank, 'wang', '/system/people')
        page.get_by_role('button', name='English').click()
        expect(page.get_by_role('heading', level=1)).to_have_text('People')
        expect(page.locator('html')).to_have_attribute('lang', 'en')
        page.get_by_role('button', name='Appearance').click()
        page.get_by_role('menuitem', name='Dark').click()
        expect(page.locator('html')).to_have_class(re.compile('dark'))
        page.reload()
        expect(page.get_by_role('heading', level=1)).to_have_text('People')
        expect(page.locator('html')).to_have_class(re.compile('dark'))
        self.assertNotRegex(page.locator('nav#side').inner_text(), '[\u4e00-\u9fff]')
        self.check_said(page)

    def test_keyboard(self):
        """From the top of the page to a row's page without a mouse."""
        deployment = self.begin()
        bank = deployment.bank
        deployment.user('wang', bank, ['security_administrator'])
        page = self.signed_in(deployment, bank, 'wang')
        expect(page.get_by_role('heading', level=1)).to_be_visible()
        page.evaluate('document.activeElement.blur()')
        page.keyboard.press('Tab')
        expect(page.get_by_role('link', name='跳到正文')).to_be_focused()
        page.keyboard.press('Enter')
        expect(page.locator('main')).to_be_focused()
        people = page.get_by_role('navigation', name='主菜单').get_by_role('link', name='人员')
        people.focus()
        page.keyboard.press('Enter')
        expect(page.get_by_role('heading', level=1)).to_have_text('人员')
        expect(page.locator('main')).to_be_focused()
        for _ in range(12):
            page.keyboard.press('Tab')
            if page.evaluate('document.activeElement.textContent').strip() == 'wang':
                break
        page.keyboard.press('Enter')
        expect(page.get_by_role('heading', level=1)).to_contain_text('wang')
        # A menu opens, is walked and closes by keys alone.
        page.get_by_role('button', name='我的账号').focus()
        page.keyboard.press('Enter')
        expect(page.get_by_role('menuitem', name='修改密码')).to_be_visible()
        page.keyboard.press('Escape')
        expect(page.get_by_role('menuitem', name='修改密码')).to_be_hidden()
        self.check_said(page)

    def test_phone_menu(self):
        """Opens by its button, closes with the page."""
        deployment = self.begin()
        bank = deployment.bank
        deployment.user('wang', bank, ['security_administrator'])
        page = self.signed_in(deployment, bank, 'wang', size='phone')
        people = page.get_by_role('navigation', name='主菜单').get_by_role('link', name='人员')
        expect(people).to_be_hidden()
        page.get_by_role('button', name='菜单', exact=True).click()
        people.click()
        expect(page.get_by_role('heading', level=1)).to_have_text('人员')
        expect(people).to_be_hidden()
        self.check_said(page)

    def test_nowhere_forbidden_and_ended(self):
        """404, 403 and a session that the server ended say what to do next."""
        deployment = self.begin()
        bank = deployment.bank
        deployment.user('wang', bank, ['reader'])
        page = self.signed_in(deployment, bank, 'wang', '/no/such/page')
        expect(page.get_by_role('heading', level=1)).to_have_text('没有这个页面')
        self.look(page, 'not-found')
        page.goto('/system/people')
        expect(page.get_by_role('heading', level=1)).to_have_text('没有权限看这个页面')
        expect(page.get_by_text('security.account')).to_be_visible()
        self.look(page, 'forbidden')
        page.get_by_role('link', name='回到工作台').click()
        expect(page.get_by_role('heading', level=1)).to_contain_text('您好')
        # The password is reset elsewhere: the next click finds the session gone.
        deployment.run('user', 'password', 'wang', '--organisation', bank, '--stdin',
                       text=FIRST + '\n')
        time.sleep(2.2)  # The gate looks a sign-in up again after two seconds.
        page.get_by_role('button', name='刷新').click()
        expect(page.get_by_text('登录已过期')).to_be_visible()
        self.look(page, 'session-ended')

    def test_system_pages(self):
        """Every page of 系统, by those who may see it."""
        deployment = self.begin()
        bank = deployment.bank
        branch = deployment.organisation('太原分行', 'branch', parent=bank)
        deployment.organisation('小店支行', 'branch', parent=branch)
        security = deployment.user('li', bank, ['security_administrator'])
        deployment.user('wang', bank, ['system_administrator'])
        deployment.user('zhang', bank, ['audit_administrator'])
        someone = security.get('/v1/accounts', filter='name=wang').json()['data'][0]['id']
        self.walk(deployment, 'li', {
            'people': '人员', f'people/{someone}': 'wang', 'roles': '角色',
            'delegations': '代办授权', 'tokens': '程序令牌', 'keys': '签名密钥',
            'permissions': '权限表'})
        self.walk(deployment, 'wang', {'organisations': '机构', 'messages': '外发消息',
                                       'jobs': '后台任务', 'settings': '参数'})
        page = self.walk(deployment, 'zhang', {'audit': '审计'})
        page.get_by_role('button', name='核对审计链').click()
        expect(page.get_by_text('审计链完整')).to_be_visible()

    def walk(self, deployment, name, pages):
        """Looks at pages of 系统; their heads as a person reads them."""
        page = self.signed_in(deployment, deployment.bank, name)
        for path, title in pages.items():
            page.goto('/system/' + path)
            expect(page.get_by_role('heading', level=1)).to_contain_text(title)
            self.look(page, 'system-' + path.split('/')[0] + ('-one' if '/' in path else ''))
        return page

    def test_new_person(self):
        """Made, given a role and a first password, which opens the door."""
        deployment = self.begin()
        deployment.user('li', deployment.bank, ['security_administrator'])
        page = self.signed_in(deployment, deployment.bank, 'li', '/system/people')
        page.get_by_role('button', name='新增人员').click()
        form = page.get_by_role('dialog')
        form.locator('#field-name').fill('sun')
        form.locator('#field-display_name').fill('孙小红')
        form.locator('.el-button--primary').click()
        expect(page.get_by_role('heading', level=1)).to_contain_text('孙小红')
        page.get_by_role('button', name='授予角色').click()
        page.locator('#grant-role').click()
        page.get_by_role('option', name=re.compile('reader|查阅')).first.click()
        self.look(page, 'grant-role')
        page.get_by_role('dialog').get_by_role('button', name='授予角色').click()
        held = page.get_by_role('region', name='担任的角色')
        expect(held.get_by_role('row')).to_have_count(2)
        page.get_by_role('button', name='重置初始密码').click()
        page.get_by_role('dialog').get_by_role('button', name='重置初始密码').click()
        password = page.get_by_role('dialog').locator('code').inner_text()
        page.get_by_role('button', name='我已记下').click()
        other = self.visit(deployment)
        self.sign_in(other, deployment.bank, 'sun', password)
        expect(other.get_by_role('heading', level=1)).to_have_text('请先设置自己的密码')
        self.check_said(page)

    def test_the_first_page_is_small(self):
        """Compressed script of the sign-in page, as it came over the line, and how soon."""
        deployment = self.begin()
        context = self.browser.new_context(base_url=f'http://127.0.0.1:{deployment.port}')
        self.addCleanup(context.close)
        page = context.new_page()
        sizes, plain = {}, []

        def arrived(reply):
            if '/assets/' in reply.url:
                sizes[reply.url] = int(reply.headers['content-length'])
                if sizes[reply.url] > 1024 and 'content-encoding' not in reply.headers:
                    plain.append(reply.url)
                self.assertIn('immutable', reply.headers['cache-control'])

        page.on('response', arrived)
        page.goto('/')
        page.get_by_role('button', name='登录').wait_for()
        page.wait_for_load_state('networkidle')
        scripts = sum(size for url, size in sizes.items() if url.endswith('.js'))
        self.assertGreater(scripts, 50_000)  # It did measure.
        self.assertLess(scripts, FIRST_PAGE_BYTES_MAX)
        self.assertEqual(plain, [])


class FrameOnPostgresTest(FrameTest):
    """The same on PostgreSQL."""

    database = 'postgres'


if __name__ == '__main__':
    unittest.main()
