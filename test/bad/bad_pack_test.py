"""Bad packs and calls: named with file, line and field, and no half-made month is left."""

import os
import shutil
import tempfile
import unittest

from month_case import BARE, PLAIN, MonthCase, call, read, write

SMALL_FIRM = 'inclusive/loan/eligibility/small_firm.yaml'
SUMMARY = 'governance/summary/layout/five_chapters_stock.yaml'

# Faults: name, file, old and new text, code, place and zh words, en words.
FAULTS = [
    ('typo in a key', SMALL_FIRM, 'grain: loan', 'grian: loan', 'pack_unknown_key',
     f'{SMALL_FIRM}:4:1 [grian] 不认识这一项。可用：rule, kind, name, grain', 'Known: rule, kind'),
    ('typo in an item', SMALL_FIRM, 'borrower.size in', 'borrower.sise in', 'expr_unknown_item',
     f'{SMALL_FIRM}:8:11 [when.小型或微型] 粒度 loan 没有指标项 borrower.sise。相近的有：borrower.size',
     'has no item'),
    ('typo in a code', SMALL_FIRM, "'CS04')", "'CS4')", 'expr_unknown_code',
     '代码 CS4 不在代码表 size 中', 'Code CS4 is not in code list size'),
    ('a cycle between rules', 'inclusive/loan/eligibility/owner.yaml',
     "borrower.kind = 'owner'", "rule('inclusive.micro')", 'rule_cycle',
     '规则相互引用成环：inclusive.owner → inclusive.micro → inclusive.owner',
     'Rules refer to each other in a circle'),
    ('a quote not in its text', SUMMARY, 'quote: ', 'quote: 不在原文中的话', 'pack_quote_not_found',
     '原文 晋银发〔2025〕55号 中找不到这句话：不在原文中的话', 'does not hold these words'),
    ('a division with /', 'inclusive/loan/eligibility/farmer.yaml', 'borrower.credit_line <= cap',
     'borrower.credit_line / 2 <= cap', 'expr_unexpected',
     '[when.授信不超限额] 此处不该出现 /；应为 div0(a, b, scale)', 'wanted div0'),
    ('a layout field without type', 'common/month/layout/clpjrz.yaml',
     '{id: medium, zh: 票据介质, type: C2}', '{id: medium, zh: 票据介质}', 'pack_missing_key',
     'common/month/layout/clpjrz.yaml:17:9 [versions.fields.type] 缺少此项或为空。请补上',
     'missing or empty'),
    ('a date that does not exist', SMALL_FIRM, 'from: 2019-01-01', 'from: 2019-02-29',
     'pack_bad_date', '日期不存在或写法不对：2019-02-29', 'The date does not exist'),
    ('tabs in YAML', SMALL_FIRM, 'by: report_date', 'by:\n\t- report_date', 'yaml_syntax',
     f'{SMALL_FIRM}:6', 'The YAML is malformed'),
]


class Packs(MonthCase):
    """Each fault in a copy of the packs; the report refuses to run, a finished run stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack = os.path.join(cls.keep.name, 'pack')

    def spoil(self, path, old, new):
        """A fresh copy of the packs with one change."""
        shutil.rmtree(self.pack, ignore_errors=True)
        shutil.copytree('pack', self.pack)
        full = os.path.join(self.pack, path)
        text = read(full).decode()
        self.assertIn(old, text)
        write(full, text.replace(old, new, 1).encode())

    def test_report_names_the_fault_and_writes_nothing(self):
        """Exit 1, place and reason in both languages, no folder; the earlier run stands."""
        before = self.clean.figures()
        for name, path, old, new, code, zh, en in FAULTS:
            with self.subTest(name):
                self.spoil(path, old, new)
                run = self.text_of(self.clean_data, '--pack', self.pack)
                self.assertEqual(run.code, 1, run.out + run.err)
                self.assertIn(zh, run.err)
                self.assertIn(f'({code})', run.err)
                self.assertEqual(run.out, '')
                run = self.report_of(self.clean_data, '--pack', self.pack, '--lang', 'en')
                self.assertEqual(run.code, 1)
                error = run.json()['error']
                self.assertEqual(error['code'], code)
                self.assertIn(en, error['message'])
                self.assertTrue(error['file'].endswith('.yaml'))
                self.assertGreater(error['line'], 0)
                self.assertFalse(os.path.exists(run.folder))
                self.assertFalse(os.path.exists(run.folder + '.part'))
        self.assertEqual(self.clean.figures(), before)

    def test_rules_check_names_it_too(self):
        """The same faults in the pack compiler."""
        for name, path, old, new, code, zh, _ in FAULTS:
            with self.subTest(name):
                self.spoil(path, old, new)
                exit_code, out, _ = call('rules', 'check', '--pack', self.pack)
                self.assertEqual(exit_code, 1)
                self.assertTrue([line for line in out.splitlines()
                                 if zh in line and line.endswith(f'({code})')], out)

    def test_layout_with_a_gap(self):
        """A table of a layout not wholly known is not written; its figures are, and all else."""
        path = 'inclusive/loan/layout/table_3_5.yaml'
        self.spoil(path, 'message: HDACLPHDK\n    unverified: true',
                   'message: HDACLPHDK\n    gaps: [第9字段的宽度不详]\n    unverified: true')
        run = self.report_of(self.clean_data, '--pack', self.pack)
        self.assertEqual(run.code, 0)
        self.assertEqual({one['table']: one['gaps'] for one in run.json()['not_written']},
                         {'3.5': ['第9字段的宽度不详']})
        self.assertEqual(run.figures(), self.clean.figures())
        legal = self.legals[BARE]
        written = set(os.listdir(os.path.join(run.folder, legal)))
        wanted = set(os.listdir(os.path.join(self.clean.folder, legal)))
        self.assertEqual({name.split('_')[1] for name in wanted - written}, {'HDACLPHDK'})
        text = self.text_of(self.clean_data, '--pack', self.pack)
        self.assertIn('表 3.5 未写出，版式还不完整：第9字段的宽度不详。', text.out)

    def test_division_by_zero(self):
        """div0 by zero is a missing value: the row is 待核 and says what it lacks; others stand."""
        path = 'inclusive/loan/eligibility/owner.yaml'
        self.spoil(path, 'borrower.credit_line <= cap',
                   'div0(loan.amount, borrower.assets, 4) <= 0.5 and borrower.credit_line <= cap')
        # 50 ÷ 99.99 = 0.50005, half up 0.5001: over the half that 50 ÷ 100.00 just meets.
        facts = os.path.join(self.keep.name, 'facts.json')
        for assets, verdict in (('0.00', 'U'), ('100.00', 'Y'), ('99.99', 'N'), ('200.00', 'Y')):
            write(facts, ('{"borrower.kind": "owner", "loan.product": "F022",'
                          ' "loan.amount": "50.00", "borrower.credit_line": "1.00",'
                          f' "borrower.assets": "{assets}"}}').encode())
            code, out, err = call('eval', 'inclusive.owner', '--as-of', '2026-09-30',
                                  '--facts', facts, '--pack', self.pack)
            self.assertEqual(code, 0, err)
            self.assertIn(f'"verdict": "{verdict}"', out, assets)
        run = self.report_of(self.clean_data, '--pack', self.pack)
        self.assertIn(run.code, (0, 1))
        for chapter in ('tech', 'green', 'pension', 'digital'):
            self.assertEqual(run.json()['stock'][chapter], self.clean.json()['stock'][chapter])


class Calls(unittest.TestCase):
    """Calls that cannot work: exit 2, the reason, nothing made."""

    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = keep.name

    def refuse(self, code, zh, en, *arguments, status=2):
        """The call fails with this code; texts in both languages; --json carries it."""
        exit_code, out, err = call(*arguments)
        self.assertEqual((exit_code, out), (status, ''), err)
        self.assertIn(zh, err)
        self.assertTrue(err.strip().endswith(f'({code})'), err)
        exit_code, out, err = call(*arguments, '--lang', 'en', '--json')
        self.assertEqual((exit_code, err), (status, ''))
        self.assertIn(f'"code": "{code}"', out)
        self.assertIn(en, out)

    def test_calls(self):
        """Each bad call and its words."""
        empty = os.path.join(self.folder, 'empty')
        os.makedirs(empty)
        out = os.path.join(self.folder, 'out')
        file = os.path.join(self.folder, 'file')
        write(file, b'x')
        report = ['report', '--month', '2026-09', '--out', out, '--in']
        self.refuse('inbox_missing', f'{self.folder}/none 找不到数据文件夹。请核对 --in',
                    'Check --in', *report, self.folder + '/none')
        self.refuse('inbox_missing', f'{file} 找不到数据文件夹', 'The data folder', *report, file)
        self.refuse('inbox_empty', '2026-09 没有任何报送文件。请核对 --in 与 --month',
                    'There are no files for 2026-09', *report, empty)
        self.refuse('month_malformed', '[--month] 月份写法不对：2026-13。请写 YYYY-MM', 'Write YYYY-MM',
                    'report', '--month', '2026-13', '--out', out, '--in', empty)
        self.refuse('bad_call', '命令写法不对：', 'See --help', *report, empty, '--outt', 'x')
        self.refuse('bad_call', '请看 --help', 'The call is wrong: --in or --data is required',
                    'report', '--month', '2026-09')
        self.refuse('command_missing', 'wupian 之后要写命令：', 'See wupian --help')
        self.refuse('command_missing', 'wupian rules 之后要写命令：check, test, list, diff',
                    'wupian rules needs a command', 'rules')
        self.refuse('command_unknown', '没有命令 reprot。', 'the nearest is report', 'reprot',
                    '--in', file)
        self.refuse('command_unknown', 'wupian rules 之下有 check, test, list, diff；最接近的是 check',
                    'There is no command chek.', 'rules', 'chek')
        self.refuse('command_unknown', '没有命令 xyzzy。', 'the nearest is —', 'xyzzy')
        self.refuse('pack_folder_missing', '请用 --pack 指明', 'Name it with --pack',
                    'rules', 'check', '--pack', self.folder + '/none')
        self.refuse('rule_not_found', '没有规则 tech.none', 'There is no rule tech.none',
                    'eval', 'tech.none', '--facts', file)
        self.refuse('file_unreadable', '文件读不了：', 'Check the path',
                    'eval', 'tech.loan', '--facts', self.folder + '/none')
        self.refuse('file_unreadable', '文件读不了：', 'The file cannot be read',
                    'eval', 'tech.loan', '--facts', empty)
        self.refuse('json_malformed', '不是 JSON 对象', 'This is no JSON object',
                    'eval', 'tech.loan', '--facts', file)
        self.refuse('loans_out_of_range', '笔数 3 不在 1000 至', 'Change --loans',
                    'generate', '--month', '2026-09', '--loans', '3', '--out', out)
        self.assertFalse(os.path.exists(out))
        self.assertFalse(os.path.exists(out + '.part'))

    def test_facts_that_do_not_fit(self):
        """A fact of the wrong type names its item."""
        facts = os.path.join(self.folder, 'facts.json')
        for text, code, zh in (
                ('{"loan.amount": "1e3"}', 'fact_wrong_type', '[loan.amount] 值 1e3 与指标项的类型不合'),
                ('{"loan.start": "2026-02-30"}', 'fact_wrong_type', '[loan.start] 值 2026-02-30'),
                ('{"loan.amount": "1.005"}', 'fact_wrong_type', '[loan.amount]'),
                ('{"loan.none": 1}', 'fact_unknown_item', '[loan.none] 没有这个指标项'),
                ('[1]', 'json_malformed', '[facts] 不是 JSON 对象')):
            with self.subTest(text):
                write(facts, text.encode())
                exit_code, _, err = call('eval', 'inclusive.small_firm', '--facts', facts)
                self.assertEqual(exit_code, 2, err)
                self.assertIn(zh, err)
                self.assertIn(f'({code})', err)


class Output(MonthCase):
    """The folder for the result: what stands there is never removed."""

    def report_into(self, out):
        """Runs the clean month into a folder; (exit code, stderr)."""
        code, _, err = call('report', '--month', '2026-09', '--in', self.clean_data, '--out', out)
        return code, err

    def test_existing_output(self):
        """A folder with anything in it, a file, a finished run: refused, untouched. Empty: used."""
        out = os.path.join(self.keep.name, 'mine')
        os.makedirs(out)
        write(os.path.join(out, '.hidden'), b'precious')
        code, err = self.report_into(out)
        self.assertEqual(code, 2)
        self.assertIn(f'{out} 这里已有文件，不覆盖也不删除。请换一个新的或空的文件夹 (output_not_empty)', err)
        self.assertEqual(read(os.path.join(out, '.hidden')), b'precious')
        code, err = self.report_into(os.path.join(out, '.hidden'))
        self.assertEqual(code, 2)
        self.assertIn('(output_not_empty)', err)
        self.assertEqual(read(os.path.join(out, '.hidden')), b'precious')
        code, err = self.report_into(self.clean.folder)
        self.assertEqual(code, 2)
        self.assertIn('这里已有一次完成的运行，不覆盖。请换一个 --out (run_exists)', err)
        empty = os.path.join(self.keep.name, 'empty')
        os.makedirs(empty)
        code, err = self.report_into(empty + '/')
        self.assertEqual(code, 0, err)
        self.assertTrue(os.path.isfile(os.path.join(empty, 'summary.json')))

    def test_prior_run_that_is_damaged(self):
        """A manifest that is no manifest: its place and what to do; nothing is written."""
        prior = os.path.join(self.keep.name, 'prior')
        os.makedirs(prior)
        for text, field in (('{', ''), ('[]', ''), ('{"legals": [1]}', '[legals.legal_uscc] '),
                            ('{"legals": [{"legal_uscc": "x", "sent": [1]}]}', '[legals.sent] ')):
            with self.subTest(text):
                write(os.path.join(prior, 'manifest.json'), text.encode())
                run = self.text_of(self.clean_data, '--prior', prior)
                self.assertEqual(run.code, 2, run.err)
                self.assertIn(f'{prior}/manifest.json {field}上期结果读不懂。请重新运行上月', run.err)
                self.assertFalse(os.path.exists(run.folder))
                self.assertFalse(os.path.exists(run.folder + '.part'))

    def test_output_that_cannot_be_made(self):
        """A path through a file: the reason is told."""
        file = os.path.join(self.keep.name, 'file')
        write(file, b'x')
        code, err = self.report_into(file + '/out')
        self.assertEqual(code, 2)
        self.assertIn('文件写不了：', err)
        self.assertIn('(file_unwritable)', err)
        self.assertEqual(self.legals[PLAIN], self.legals[0])


if __name__ == '__main__':
    unittest.main()
