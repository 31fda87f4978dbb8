"""Goal: somebody who writes no programs reads a rule, its numbers and its law, and sees what a
changed number would do before it counts.

Method: the pages of a bank whose month is a generated one, on each database; the change of a number
is hand-made, and the page is held against what the service itself says of the draft (rules_test.py
holds that against a count by hand).
"""

import re
import shutil
import subprocess
import tempfile
import unittest
import pathlib

from portal_case import PortalCase, expect
from deployment import WUPIAN
from desk_case import Side


class RuleTest(PortalCase):
    """On SQLite."""

    def setUp(self):
        keep = tempfile.TemporaryDirectory(prefix='wupian-rule-')
        self.addCleanup(keep.cleanup)
        data = pathlib.Path(keep.name) / 'data'
        subprocess.run([WUPIAN, 'generate', '--month', '2026-09', '--loans', '1000', '--seed', '5',
                        '--out', data], check=True, stdout=subprocess.DEVNULL)
        self.code = sorted(path.name for path in (data / 'in/2026-09').iterdir())[0]
        self.bank = self.deploy('bank')
        self.side = Side(self.bank, self.code, 'bank', '银行')
        root = self.bank.data / 'tenant' / self.side.id
        shutil.copytree(data / 'in/2026-09' / self.code, root / 'in/2026-09' / self.code)
        subprocess.run([WUPIAN, 'report', '--month', '2026-09', '--data', root], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.author = self.side.person('rule_author', name='author')
        self.shots_wanted = self.database == 'sqlite'

    def see(self, page, name):
        """Looked at once, on the first database."""
        if self.shots_wanted:
            self.look(page, 'rule-' + name)

    def upload(self, page, content, month=None):
        """Through the dialog; the draft's page."""
        page.goto('/rules/drafts')
        page.get_by_role('button', name='试一份草稿').first.click()
        dialog = page.get_by_role('dialog')
        dialog.get_by_label('改的是哪一条').click()
        page.keyboard.type('inclusive.small_firm')
        page.get_by_role('option', name='inclusive.small_firm').click()
        dialog.locator('input[type=file]').set_input_files(
            {'name': 'small_firm.yaml', 'mimeType': 'text/yaml', 'buffer': content.encode()})
        if month:
            dialog.get_by_label('在哪个月上试算').fill(month)
            page.keyboard.press('Enter')
        dialog.get_by_role('button', name='开始试').click()
        page.wait_for_url(re.compile('/rules/drafts/.+'), timeout=120_000)

    def test_a_reader_and_an_author(self):
        page = self.signed_in(self.bank, self.code, 'author', '/rules')
        page.get_by_label('名称、编号或文件号').fill('小微企业贷款')
        self.see(page, 'list')
        page.get_by_role('link', name='小微企业贷款（单户授信1000万元及以下）').click()
        for words in ('授信额度不超过', '10,000,000.00 元', '普惠 单户授信小于或等于1000万元',
                      '12 / 12 通过', '试算：有参数来自公开资料'):
            expect(page.get_by_text(words).first).to_be_visible()
        self.see(page, 'rule')
        page.goto('/rules/parameters')
        # What nobody has set is said so, and stands first.
        first = page.get_by_role('row').nth(1)
        expect(first.get_by_role('cell', name='未设置').first).to_be_visible()
        self.see(page, 'parameters')
        page.goto('/rules/codes')
        page.get_by_role('link', name='定价基准类型').click()
        expect(page.get_by_role('heading', name='代码表 common.benchmark')).to_be_visible()
        page.goto('/rules/common.enterprise_size')
        expect(page.get_by_text('共 100 行')).to_be_visible()
        self.see(page, 'table')

        file = 'inclusive/loan/eligibility/small_firm.yaml'
        content = self.author.get('/v1/pack_file', file=file).body.decode()
        self.upload(page, content.replace('rule: inclusive', 'rool: inclusive', 1))
        expect(page.get_by_text('有错误', exact=True)).to_be_visible()
        faults = page.get_by_role('region', name='错误')
        expect(faults.get_by_role('cell', name=file).first).to_be_visible()
        self.see(page, 'faulty')

        changed = content.replace('10000000.00', '1000000.00')
        self.assertNotEqual(changed, content)
        self.upload(page, changed, '2026-09')
        expect(page.get_by_role('region', name='改动').get_by_text('cap').first).to_be_visible()
        drafts = self.author.get('/v1/rule_drafts', sort='-made_at').json()['data']
        told = drafts[0]
        self.assertGreater(told['changed'], 0)
        expect(page.get_by_text(
            f'共判断 {told["receipts"]} 笔，其中 {told["changed"]} 笔的结果会变')).to_be_visible()
        effects = page.get_by_role('region', name='对 2026-09 的影响')
        expect(effects.get_by_text('小微企业贷款（单户授信1000万元及以下）').first).to_be_visible()
        expect(page.get_by_role('heading', name='结果会变的借据')).to_be_visible()
        self.see(page, 'effect')
        self.check_said(page)


class RulePostgresTest(RuleTest):
    """The same on PostgreSQL."""

    database = 'postgres'


if __name__ == '__main__':
    unittest.main(verbosity=2)
