"""Tests of the oracle on hand-made tiny months and of its small parts."""

import os
import tempfile
import unittest
import zipfile

import cells
import checks
import companion
import csvfile
import identifier
import money
import size
import tiny_month
from kleene import NO, YES, all_of, any_of, negate, unknown
from tiny_month import BANK, COOP, FIRM, OTHER_BANK, TinyMonth, line


class MonthCase(unittest.TestCase):
    """A test with a tiny month."""

    def setUp(self):
        self.tiny = TinyMonth()
        self.addCleanup(self.tiny.close)

    def refused(self, *lines, table='CLDWDK'):
        """The codes of a run with these lines of one file."""
        self.tiny.dat(table, *lines)
        self.tiny.run()
        return self.tiny.codes()

    def loan(self, supplement=None, determinations=(), table='CLDWDK', **changes):
        """The verdict row of one loan."""
        self.tiny.dat(table, line(table, **changes))
        if supplement:
            self.tiny.supplement(**supplement)
        if determinations:
            self.tiny.determination(*determinations)
        self.tiny.run()
        self.assertEqual(self.tiny.codes(), [])
        return self.tiny.verdict()


class KleeneTest(unittest.TestCase):
    """Three-valued logic."""

    def test_a_known_no_decides_and(self):
        self.assertEqual(all_of(unknown('a'), NO), NO)
        self.assertEqual(all_of(unknown('a'), YES, unknown('b')).missing, {'a', 'b'})

    def test_a_known_yes_decides_or(self):
        self.assertEqual(any_of(unknown('a'), YES), YES)
        self.assertIsNone(any_of(unknown('a'), NO).value)

    def test_not(self):
        self.assertEqual(negate(NO), YES)
        self.assertIsNone(negate(unknown('a')).value)


class MoneyTest(unittest.TestCase):
    """Exact sums."""

    def test_the_half_goes_up(self):
        self.assertEqual(money.divide_half_up(5, 2), 3)
        self.assertEqual(money.divide_half_up(-5, 2), -3)
        self.assertEqual(money.divide_half_up(4, 3), 1)

    def test_text(self):
        self.assertEqual(money.text_of(-5, 2), '-0.05')
        self.assertEqual(money.scaled('-0.05'), -5)
        self.assertEqual(money.scaled_to('50', 5), 5000000)
        self.assertEqual(money.scaled_to('49.99999', 5), 4999999)

    def test_empty_base(self):
        self.assertEqual(money.weighted_rate(0, 0), 0)


class IdentifierTest(unittest.TestCase):
    """Check characters."""

    def test_uscc(self):
        self.assertTrue(identifier.uscc_good(FIRM))
        self.assertTrue(identifier.organisation_good(FIRM))
        self.assertFalse(identifier.uscc_good(FIRM[:-1] + 'U'))
        self.assertFalse(identifier.uscc_good(FIRM.lower()))
        self.assertFalse(identifier.uscc_good(''))

    def test_lei(self):
        self.assertTrue(identifier.lei_good('529900T8BM49AURSDO55'))
        self.assertFalse(identifier.lei_good('529900T8BM49AURSDO56'))


class SizeTest(unittest.TestCase):
    """The size standard."""

    def test_software_firm_of_the_worked_example(self):
        self.assertEqual(size.size('I65', 103, 15_735_000_000, None), 'CS02')

    def test_all_indicators_at_the_bound(self):
        wan = size.TEN_THOUSAND
        self.assertEqual(size.size('C39', 300, 2000 * wan, None), 'CS02')
        self.assertEqual(size.size('C39', 299, 2000 * wan, None), 'CS03')
        self.assertEqual(size.size('C39', 300, 2000 * wan - 1, None), 'CS03')
        self.assertEqual(size.size('C39', 19, 2000 * wan, None), 'CS04')

    def test_not_covered_or_missing(self):
        self.assertIsNone(size.size('J66', 1, 1, 1))
        self.assertIsNone(size.size('G59', 1, 1, 1))
        self.assertIsNone(size.size('C39', None, 1, 1))
        self.assertEqual(size.size('G5910', 1, 1, None), 'CS04')


class CellTest(unittest.TestCase):
    """What one cell may hold."""

    def test_numbers(self):
        amount = cells.Field('余额', 'decimal', 20, 2)
        for text in ('0.00', '-0.01', '9999999999999999.99'):
            self.assertIsNone(cells.fault(amount, text), text)
        for text in ('1', '1.0', '01.00', '+1.00', '1.000', '1,000.00', '.50', '１.00', '1e2',
                     ' 1.00', '-', 'NaN'):
            self.assertEqual(cells.fault(amount, text), 'number_malformed', text)
        self.assertEqual(cells.fault(amount, '1' * 17 + '.00'), 'number_too_long')

    def test_integers(self):
        staff = cells.Field('人数', 'integer', 3)
        self.assertIsNone(cells.fault(staff, '007'))
        self.assertEqual(cells.fault(staff, '1234'), 'number_too_long')
        self.assertEqual(cells.fault(staff, '-1'), 'number_malformed')
        self.assertEqual(cells.fault(staff, '٣'), 'number_malformed')

    def test_dates(self):
        for text in ('2026-02-29', '2026-2-1', '20260201', '2026-13-01', '0000-01-01'):
            self.assertFalse(cells.is_date(text), text)
        self.assertTrue(cells.is_date('2024-02-29'))

    def test_shares(self):
        share = cells.Field('share', 'share', 10, 5)
        for text in ('50', '50.0', '49.99999'):
            self.assertIsNone(cells.fault(share, text), text)
        self.assertEqual(cells.fault(share, '49.999999'), 'number_malformed')

    def test_lengths_count_bytes(self):
        self.assertEqual(cells.fault(cells.Field('', 'upto', 5), '山西'), 'value_too_long')
        self.assertEqual(cells.fault(cells.Field('', 'fixed', 2), 'abc'), 'value_wrong_length')
        self.assertIsNone(cells.fault(cells.Field('', 'upto', 6), '山西'))

    def test_blank_and_control(self):
        self.assertEqual(cells.fault(cells.Field('', 'upto', 9), 'a\u3000'), 'control_character')
        self.assertIsNone(cells.fault(cells.Field('', 'upto', 9, free_text=True), 'a\u3000'))
        self.assertEqual(cells.fault(cells.Field('', 'any'), 'a\x00'), 'control_character')
        self.assertEqual(cells.visible('a\r'), 'a\\x0d')


class RefusalTest(MonthCase):
    """Every refusal code of an official file."""

    def test_good_line(self):
        self.assertEqual(self.refused(line('CLDWDK')), [])

    def test_column_count(self):
        self.assertEqual(self.refused(line('CLDWDK') + '|'), [('', 'column_count', '34')])
        self.assertEqual(self.refused(''), [('', 'column_count', '1')])

    def test_not_utf8(self):
        self.tiny.raw('CLDWDK', line('CLDWDK').encode('gb18030') + b'\n')
        self.tiny.run()
        self.assertEqual(self.tiny.codes(), [('', 'not_utf8', '')])

    def test_record_cut(self):
        self.tiny.raw('CLDWDK', (line('CLDWDK') + '\n' + line('CLDWDK')[:20]).encode())
        self.tiny.run()
        self.assertEqual(self.tiny.codes(), [('', 'record_cut', '')])
        self.assertNotIn('log_count', self.tiny.checks())

    def test_control_character(self):
        self.assertEqual(self.refused(line('CLDWDK', 登记交易场所代码='A') + '\r'),
                         [('登记交易场所代码', 'control_character', 'A\\x0d')])

    def test_value_missing(self):
        self.assertEqual(self.refused(line('CLDWDK', 贷款余额='')),
                         [('贷款余额', 'value_missing', '')])

    def test_lengths(self):
        self.assertEqual(self.refused(line('CLDWDK', 内部机构号='9' * 31)),
                         [('内部机构号', 'value_too_long', '9' * 31)])
        self.tiny.dat('CLDWDK')
        self.assertEqual(self.refused(line('JRJGFZ', 机构级别='1'), table='JRJGFZ'),
                         [('机构级别', 'value_wrong_length', '1')])

    def test_numbers(self):
        self.assertEqual(self.refused(line('CLDWDK', 利率水平='3.0')),
                         [('利率水平', 'number_malformed', '3.0')])
        self.assertEqual(self.refused(line('CLDWDK', 利率水平='100000.00000')),
                         [('利率水平', 'number_too_long', '100000.00000')])

    def test_date_flag_and_code(self):
        self.assertEqual(self.refused(line('CLDWDK', 贷款到期日期='2027-02-29')),
                         [('贷款到期日期', 'date_malformed', '2027-02-29')])
        self.assertEqual(self.refused(line('CLDWDK', 是否首次贷款='是')),
                         [('是否首次贷款', 'flag_malformed', '是')])
        for head, value in (('借款人行业', 'C391'), ('贷款实际投向', 'C3911'), ('币种', 'cny'),
                            ('贷款状态', 'LF01'), ('借款人地区代码', '140199'),
                            ('借款人地区代码', '990101'), ('贷款产品类别', 'F05')):
            self.assertEqual(self.refused(line('CLDWDK', **{head: value})),
                             [(head, 'code_unknown', value)])

    def test_regions_that_may_stand(self):
        for value in ('140000', '140100', '140171', '110199', '000840', '810000'):
            self.assertEqual(self.refused(line('CLDWDK', 借款人地区代码=value)), [], value)

    def test_first_fault_from_left_to_right(self):
        self.assertEqual(self.refused(line('CLDWDK', 币种='x', 内部机构号='')),
                         [('内部机构号', 'value_missing', '')])

    def test_duplicate_key(self):
        self.assertEqual(self.refused(line('CLDWDK'), line('CLDWDK', 贷款用途='又')),
                         [('', 'duplicate_key', 'K1|R1')])
        self.assertEqual(len(self.tiny.read('verdict.csv')), 1)

    def test_duplicate_key_across_files_of_one_relation(self):
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        self.assertEqual(self.refused(line('CLGRDK'), table='CLGRDK'),
                         [('', 'duplicate_key', 'K1|R1')])

    def test_a_refused_line_holds_no_key(self):
        self.assertEqual(self.refused(line('CLDWDK', 币种='x'), line('CLDWDK')),
                         [('币种', 'code_unknown', 'x')])
        self.tiny.verdict()

    def test_flow_key_has_the_transaction(self):
        self.assertEqual(self.refused(line('DWDKFS'), line('DWDKFS', 交易流水号='X2'),
                                      line('DWDKFS', 交易流水号='X2'), table='DWDKFS'),
                         [('', 'duplicate_key', 'K1|R1|X2')])

    def test_bill_key_is_the_bill_number(self):
        self.assertEqual(self.refused(line('CLPJRZ'), line('CLPJRZ'), table='CLPJRZ'),
                         [('', 'duplicate_key', 'P1')])

    def test_customer_twice(self):
        self.assertEqual(self.refused(line('FTYKHX'), line('FTYKHX', 授信额度='1.00'),
                                      table='FTYKHX'), [('', 'duplicate_key', FIRM)])


class WholeFileTest(MonthCase):
    """Findings on whole files."""

    def test_missing(self):
        self.tiny.remove('CLDWDK')
        self.tiny.remove('CLZXYP')
        self.tiny.run()
        self.assertEqual(self.tiny.checks('file'),
                         {'file_missing': 'CLDWDK', 'file_missing_soft': 'CLZXYP'})

    def test_another_day_is_another_month(self):
        good = self.tiny.place(f'{BANK}_CLDWDK_20260930.dat')
        os.rename(good, good.replace('20260930', '20260831'))
        self.tiny.run()
        self.assertIn('file_missing', self.tiny.checks())

    def test_bom_is_told_and_the_rows_count(self):
        self.tiny.raw('CLDWDK', b'\xef\xbb\xbf' + line('CLDWDK').encode() + b'\n')
        self.tiny.run()
        self.assertEqual(self.tiny.codes(), [])
        self.assertEqual(self.tiny.checks('file'), {'bom': 'CLDWDK'})
        self.tiny.verdict()

    def test_log(self):
        name = f'{BANK}_CLDWDK_20260930.dat'
        empty = 'd41d8cd98f00b204e9800998ecf8427e'
        time = '2026-10-05 08:00:00'
        for log, expected in (
                (f'{name}\n{empty}\n0\n{time}\n0\n', set()),
                (f'{name}\n{empty}\n0\n{time}\n0', set()),
                (f'x.dat\n{empty}\n0\n{time}\n0\n', {'log_name'}),
                (f'{name}\n{empty.upper()}\n1\n{time}\n1\n',
                 {'log_md5', 'log_bytes', 'log_count'}),
                (f'{name}\n{empty}\n0\n{time}\n', {'log_malformed'}),
                (f'{name}\n{empty}\n0\n2026-02-30 08:00:00\n0\n', {'log_malformed'}),
                (f'{name}\n{empty}\n{"9" * 5000}\n{time}\n0\n', {'log_malformed'})):
            self.tiny.raw('CLDWDK', b'', log=log.encode())
            self.tiny.run()
            self.assertEqual(set(self.tiny.checks('file')), expected, log)

    def test_log_missing(self):
        os.remove(self.tiny.place(f'{BANK}_CLDWDK_20260930.log'))
        self.tiny.run()
        self.assertEqual(self.tiny.checks('file'), {'log_missing': 'CLDWDK'})

    def test_zip(self):
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        base = self.tiny.place(f'{BANK}_CLDWDK_20260930')
        with zipfile.ZipFile(base + '.zip', 'w') as archive:
            for suffix in ('.dat', '.log'):
                archive.write(base + suffix, os.path.basename(base) + suffix)
        self.tiny.remove('CLDWDK')
        self.tiny.run()
        self.assertEqual(self.tiny.checks('file'), {})
        self.tiny.verdict()
        with open(base + '.zip', 'wb') as target:
            target.write(b'PK\x03\x04 broken')
        self.tiny.run()
        self.assertEqual(self.tiny.checks('file'), {'file_missing': 'CLDWDK'})

    def test_name_without_uscc_takes_the_folder(self):
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        old = self.tiny.place(f'{BANK}_CLDWDK_20260930')
        for suffix in ('.dat', '.log'):
            os.rename(old + suffix, self.tiny.place('CLDWDK_20260930' + suffix))
        self.tiny.run()
        self.assertEqual(self.tiny.verdict()['legal_uscc'], BANK)
        self.assertIn('log_name', self.tiny.checks('file'))

    def test_in_may_be_one_folder(self):
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        self.tiny.list('tech.hnte', ('coverage', '', '', '', '000000', '2026-01-01', ''))
        folder = os.path.dirname(self.tiny.place('x'))
        for place in (folder, os.path.dirname(folder)):
            self.tiny.run('--in', place)
            self.assertEqual(self.tiny.verdict()['tech.hnte'], 'N', place)


class CompanionTest(MonthCase):
    """supplement.csv and determination.csv."""

    HEAD = ('legal_uscc', 'receipt', 'bill', 'use_class')

    def codes(self, *rows, name='supplement.csv', **options):
        """The refused lines of one companion file."""
        self.tiny.csv(name, *rows, **options)
        self.tiny.run()
        return self.tiny.codes()

    def test_keys(self):
        self.assertEqual(self.codes(
            self.HEAD, (BANK, 'R1', '0', 'C3911'), (BANK, '', '', ''), (BANK, 'R2', 'P2', ''),
            (BANK, 'R1', '', ''), (OTHER_BANK, 'R3', '', ''), ('9114', 'R4', '', ''),
            (BANK, 'R5', '', 'C391'), (BANK, 'R6')), [
                ('receipt', 'value_missing', ''), ('bill', 'code_unknown', 'P2'),
                ('', 'duplicate_key', 'R1'), ('legal_uscc', 'code_unknown', OTHER_BANK),
                ('legal_uscc', 'value_wrong_length', '9114'),
                ('use_class', 'code_unknown', 'C391'), ('', 'column_count', '2')])

    def test_header(self):
        self.assertEqual(self.codes(('receipt', 'legal_uscc', 'colour', 'receipt'),
                                    ('R1', BANK, 'red', 'R9')),
                         [('colour', 'code_unknown', 'colour'),
                          ('receipt', 'duplicate_key', 'receipt')])
        self.assertEqual(self.codes(('receipt',), ('R1',)), [('legal_uscc', 'value_missing', '')])

    def test_encodings(self):
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        for encoding in ('utf-8', 'utf-8-sig', 'gb18030'):
            self.assertEqual(self.codes(
                ('legal_uscc', 'receipt', 'chapter', 'determination', 'valid_from', 'maker',
                 'checker', 'evidence'),
                (BANK, 'R1', 'SE', 'Y', '2026-09-01', '张三', '李四', '购销合同，原件,1'),
                name='determination.csv', encoding=encoding), [], encoding)

    def test_determination_people(self):
        head = ('legal_uscc', 'receipt', 'chapter', 'determination', 'valid_from', 'maker',
                'checker')
        self.assertEqual(self.codes(
            head, (BANK, 'R1', 'SE', 'Y', '2026-09-01', '甲', '甲'),
            (BANK, 'R1', 'SE', 'Y', '2026-09-01', '甲', ''),
            (BANK, 'R1', 'SE', 'YN', '2026-09-01', '甲', '乙'),
            (BANK, 'R1', 'XX', 'Y', '2026-09-01', '甲', '乙'),
            (BANK, 'R1', 'SE', 'Y', '2026-09-01', '甲', '乙'),
            (BANK, 'R1', 'SE', 'N', '2026-09-01', '甲', '乙'), name='determination.csv'), [
                ('checker', 'same_person', '甲'), ('checker', 'value_missing', ''),
                ('determination', 'code_unknown', 'YN'), ('chapter', 'code_unknown', 'XX'),
                ('', 'duplicate_key', 'R1')])

    def test_quotes(self):
        def records(data):
            return list(csvfile.read_records(data))
        self.assertEqual(records(b'a,"b,""c""\r\nd",\r\n\r\ne,f'),
                         [(1, ['a', 'b,"c"\r\nd', ''], None), (4, ['e', 'f'], None)])
        self.assertEqual(records(b'"a"x,b\nc\n'), [(1, None, 'column_count'), (2, ['c'], None)])
        self.assertEqual(records(b'a\n"b,c\n'), [(1, ['a'], None), (2, None, 'record_cut')])
        self.assertEqual(records(b'\xef\xbb\xbfa\n\xff\n'),
                         [(1, ['a'], None), (2, None, 'not_utf8')])
        self.assertEqual(records(b''), [])

    def test_latest_determination_not_after_the_report_date_counts(self):
        def decided(answer, valid_from):
            return companion.Determination(BANK, ('receipt', 'R1'), 'SE', answer, '', '',
                                           valid_from)
        lines = [decided('Y', '2026-09-30'), decided('N', '2026-01-01'),
                 decided('X', '2026-10-01')]
        counted = companion.counting(lines, '2026-09-30')
        self.assertEqual([each.answer for each in counted.values()], ['Y'])


class IndustryTest(MonthCase):
    """Industries at several levels, and star decisions."""

    def test_a_group_that_is_whole_in_the_map(self):
        row = self.loan(贷款实际投向='C271')
        self.assertEqual((row['tech.htp'], row['htp_type']), ('Y', 'HTP01'))

    def test_a_group_in_part(self):
        row = self.loan(贷款实际投向='C266')      # C2664 and C2665 only
        self.assertEqual((row['tech.htp'], row['htp_type']), ('U', ''))

    def test_a_group_outside(self):
        self.assertEqual(self.loan(贷款实际投向='C131')['tech.htp'], 'N')

    def test_the_supplement_names_the_class(self):
        row = self.loan({'use_class': 'C2664'}, 贷款实际投向='C266')
        self.assertEqual((row['tech.htp'], row['htp_type']), ('Y', 'HTP06'))

    def test_not_in_the_national_standard(self):
        self.assertEqual(self.loan(贷款实际投向='2000')['tech.industry'], 'N')

    def test_missing(self):
        self.assertEqual(self.loan(贷款实际投向='')['tech.htp'], 'U')

    def test_star(self):
        for evidence, expected in (('', 'U'), ('1', 'Y'), ('0', 'N')):
            row = self.loan({'use_class': 'C2614', 'star_evidence_se': evidence})
            self.assertEqual(row['tech.se'], expected)

    def test_evidence_is_not_asked_of_a_whole_class(self):
        self.assertEqual(self.loan({'use_class': 'C3911', 'star_evidence_se': '0'})['tech.se'],
                         'Y')

    def test_proposed_category_is_the_first_whole_one(self):
        row = self.loan({'use_class': 'C2750', 'star_evidence_se': '1'})
        self.assertEqual(row['se_type'], 'SE04')
        maps = tiny_month.NATIONAL.maps
        self.assertEqual(maps['DE'].proposed('C3911'), 'DE01')
        self.assertEqual(maps['SE'].proposed('C1311'), '')

    def test_personal_loans_are_not_technology(self):
        row = self.loan({'use_class': 'C2710'}, table='CLGRDK')
        self.assertEqual((row['tech.htp'], row['tech.hnte']), ('N', 'N'))


class DeterminationTest(MonthCase):
    """Determinations: what they decide and what must be signed."""

    STAR = {'use_class': 'C2614', 'star_evidence_se': '1'}

    def test_no_beats_the_evidence(self):
        self.assertEqual(self.loan(self.STAR, [('SE', 'N', '2026-09-01')])['tech.se'], 'N')

    def test_left_out_does_not_decide(self):
        row = self.loan({'use_class': 'C3011'}, [('SE', 'X', '2026-09-01')])
        self.assertEqual((row['tech.se'], row['tech.industry']), ('U', 'U'))
        self.assertNotIn('tech.industry', self.tiny.checks('loan').get('undecided', ''))

    def test_undecided_without_a_signature(self):
        self.loan({'use_class': 'C3011'})
        self.assertIn('tech.industry', self.tiny.checks('loan')['undecided'])

    def test_evidence_alone_needs_a_determination(self):
        self.loan(self.STAR)
        self.assertEqual(self.tiny.checks('loan')['determination_missing'], 'tech.se')
        self.loan(self.STAR, [('SE', 'Y', '2026-09-01')])
        self.assertNotIn('determination_missing', self.tiny.checks('loan'))

    def test_the_latest_not_after_the_report_date(self):
        row = self.loan(self.STAR, [('SE', 'Y', '2026-10-01'), ('SE', 'N', '2026-09-30'),
                                    ('SE', 'Y', '2026-01-01')])
        self.assertEqual(row['tech.se'], 'N')

    def test_main_type_if_the_map_has_it(self):
        row = self.loan(self.STAR, [('SE', 'Y', '2026-09-01', 'SE04')])
        self.assertEqual(row['se_type'], 'SE04')
        row = self.loan(self.STAR, [('SE', 'Y', '2026-09-01', 'SE02')])
        self.assertEqual(row['se_type'], 'SE03')
        row = self.loan(dict(self.STAR, rep_se_type='SE06'), [('SE', 'Y', '2026-09-01', 'SE02')])
        self.assertEqual(row['se_type'], 'SE06')

    def test_pension_half(self):
        for share, expected in (('50', 'Y'), ('49.99999', 'N'), ('', 'U')):
            row = self.loan({'use_class': 'Q8416', 'elder_share': share})
            self.assertEqual(row['pension.loan'], expected, share)
        row = self.loan({'use_class': 'Q8416', 'elder_share': '10'},
                        [('ELDER', 'Y', '2026-09-01')])
        self.assertEqual(row['pension.loan'], 'Y')
        row = self.loan({'use_class': 'Q8416', 'elder_share': '10'},
                        [('ELDER', 'X', '2026-09-01', '', '60.00000')])
        self.assertEqual(row['pension.loan'], 'Y')

    def test_de05(self):
        row = self.loan({'use_class': 'C1311', 'de05_evidence': '1'})
        self.assertEqual((row['digital.de05'], row['digital.core'], row['digital.loan']),
                         ('Y', 'N', 'Y'))
        self.assertIn('digital.de05', self.tiny.checks('loan')['determination_missing'])


class GreenTest(MonthCase):
    """The green clock and types."""

    def test_clock(self):
        met = {'green_condition': '1'}
        item = {'green_condition': '1', 'green_l3': '1.1.1'}
        for supplement, approved, expected in (
                (met, '2025-07-13', 'Y'), (met, '2025-07-14', 'U'), (item, '2025-07-14', 'Y'),
                (item, '2025-09-30', 'Y'), (met, '2025-10-01', 'U'), (item, '2025-10-01', 'Y'),
                (item, '', 'Y'), (met, '', 'U'),
                ({'green_condition': '0'}, '', 'N'), ({'green_l3': '1.1.1'}, '2026-01-01', 'N')):
            row = self.loan(dict(supplement, approved=approved))
            self.assertEqual(row['green.loan'], expected, (supplement, approved))

    def test_mark(self):
        self.tiny.remove('CLZXEP')
        row = self.loan({'green_l3': '1.1.1', 'approved': '2026-01-01'})
        self.assertEqual(row['green.loan'], 'U')

    def test_product(self):
        row = self.loan({'green_condition': '1', 'green_l3': '9.1.1', 'approved': '2026-01-01'},
                        table='CLGRDK', 贷款产品类别='F0212')
        self.assertEqual((row['green.loan'], row['green_type']), ('Y', 'NC'))
        row = self.loan({'green_condition': '1'}, table='CLGRDK', 贷款产品类别='F02131')
        self.assertEqual(row['green.loan'], 'N')

    def test_types(self):
        for item, kind in (('1.1.1', 'NA01'), ('7.1.1', 'NA07'), ('8.1.1', 'NB'), ('', '')):
            self.assertEqual(self.loan({'green_l3': item})['green_type'], kind)
        self.assertEqual(self.loan({'green_l3': '1.1.1'}, 借款人地区代码='000840')['green_type'],
                         'W00')
        self.assertEqual(self.loan(借款人国民经济部门='E04')['green_type'], 'W00')

    def test_an_old_loan_without_item_is_pending_in_the_type_rows(self):
        self.loan({'green_condition': '1', 'approved': '2025-01-01'})
        self.assertEqual(self.tiny.table('3.3', 'TNA01')['pending_item'], 'green_l3')
        detail = self.tiny.dat_out('HDACLLSDK')[10].split('|')
        self.assertEqual(detail[0], 'T99')
        self.assertEqual(detail[9:12], ['', '', 'C01'])

    def test_share_in_the_file(self):
        self.loan({'green_condition': '1', 'approved': '2025-01-01', 'green_share': '70.5'})
        self.assertEqual(self.tiny.dat_out('HDACLLSDK')[10].split('|')[10], '70.50000')
        self.loan({'green_condition': '1', 'approved': '2025-01-01', 'green_share': '70.5'},
                  [('GREEN', 'Y', '2026-09-01', '', '30')])
        self.assertEqual(self.tiny.dat_out('HDACLLSDK')[10].split('|')[10], '30.00000')


class ListTest(MonthCase):
    """Lists, their coverage and their faults."""

    COVER = ('coverage', '', '', '', '000000', '2026-01-01', '2026-12-31')

    def answer(self, *rows, **changes):
        """tech.hnte with these list rows."""
        self.tiny.list('tech.hnte', *rows)
        self.tiny.dat('CLDWDK', line('CLDWDK', **changes))
        self.tiny.run()
        return self.tiny.verdict()['tech.hnte']

    def test_entry(self):
        for first, last, expected in (
                ('2026-01-01', '', 'Y'), ('2026-09-30', '2026-09-30', 'Y'),
                ('2026-10-01', '', 'N'), ('2026-01-01', '2026-09-29', 'N')):
            self.assertEqual(self.answer(self.COVER, ('entry', FIRM, '', '', '', first, last)),
                             expected, (first, last))

    def test_coverage(self):
        for region, borrower, expected in (
                ('140000', '140105', 'N'), ('140100', '140105', 'N'), ('140200', '140105', 'U'),
                ('140105', '140105', 'N'), ('140105', '140100', 'U'), ('000000', '', 'N'),
                ('000000', '000840', 'N'), ('110000', '140105', 'U')):
            cover = ('coverage', '', '', '', region, '2026-01-01', '')
            self.assertEqual(self.answer(cover, 借款人地区代码=borrower), expected,
                             (region, borrower))

    def test_coverage_of_another_time(self):
        self.assertEqual(self.answer(('coverage', '', '', '', '000000', '2025-01-01',
                                      '2026-09-29')), 'U')

    def test_no_coverage(self):
        self.assertEqual(self.answer(('entry', 'X', '', '', '', '2026-01-01', '')), 'U')
        self.assertIn('list_no_coverage', self.tiny.checks('list'))

    def test_overlap_and_faults(self):
        self.answer(self.COVER, ('entry', FIRM, '', '', '', '2026-01-01', '2026-06-30'),
                    ('entry', FIRM, '', '', '', '2026-06-30', ''),
                    ('entry', '', '', '', '', '2026-06-30', ''),
                    ('line', FIRM, '', '', '', '2026-06-30', ''),
                    ('coverage', '', '', '', '', '2026-06-30', ''),
                    ('entry', FIRM, '', '', '', '2026-07-01', '2026-02-01'))
        self.assertEqual(self.tiny.codes(), [
            ('id', 'list_overlap', FIRM), ('id', 'value_missing', ''),
            ('row', 'code_unknown', 'line'), ('region', 'value_missing', ''),
            ('to', 'date_malformed', '2026-02-01')])

    def test_the_last_revision_counts(self):
        self.tiny.list('tech.hnte', self.COVER, revision='2026-08')
        self.assertEqual(self.answer(self.COVER, ('entry', FIRM, '', '', '', '2026-01-01', '')),
                         'Y')

    def test_giants_are_srdi(self):
        self.tiny.list('tech.giant', self.COVER, ('entry', FIRM, '', '', '', '2026-01-01', ''))
        self.tiny.list('tech.srdi', self.COVER, ('entry', 'Z', '', '', '', '2026-01-01', ''),
                       ('entry', 'Y', '', '', '', '2026-01-01', ''))
        row = self.loan()
        self.assertEqual((row['tech.srdi'], row['tech.enterprise']), ('Y', 'Y'))
        rate = {each['list']: each for each in self.tiny.read('list_rate.csv')}['tech.srdi']
        self.assertEqual((rate['listed'], rate['with_loan'], rate['rate']), ('3', '1', '33.33'))

    def test_the_flow_looks_on_the_drawing_day(self):
        self.tiny.list('tech.hnte', self.COVER,
                       ('entry', FIRM, '', '', '', '2026-01-01', '2026-09-10'))
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        self.tiny.dat('DWDKFS', line('DWDKFS'))
        self.tiny.run()
        self.assertEqual(self.tiny.verdict('loan')['tech.hnte'], 'N')
        self.assertEqual(self.tiny.verdict('flow')['tech.hnte'], 'Y')


class InclusiveTest(MonthCase):
    """Kinds of borrower, lines, 涉农."""

    def test_line_at_the_limit(self):
        for credit, expected in (('10000000.00', 'Y'), ('10000000.01', 'N')):
            self.assertEqual(self.loan({'credit_line': credit})['inclusive.small_firm'], expected)
        self.tiny.dat('FTYKHX', line('FTYKHX'))
        self.assertEqual(self.loan({'credit_line': ''})['inclusive.small_firm'], 'Y')
        self.assertEqual(self.loan({'credit_line': '10000000.01'})['inclusive.small_firm'], 'N')

    def test_unknown_line_and_a_known_no(self):
        self.assertEqual(self.loan()['inclusive.small_firm'], 'U')
        self.assertEqual(self.loan(借款人企业规模='CS02')['inclusive.small_firm'], 'N')

    def test_kinds_of_units(self):
        for sector, size_code, number, expected in (
                ('C01', 'CS04', COOP, 'Y'), ('B03', 'CS04', FIRM, 'N'), ('', 'CS04', FIRM, 'U'),
                ('D02', 'CS05', FIRM, 'N'), ('E04', 'CS04', FIRM, 'N')):
            row = self.loan({'credit_line': '1.00'}, 借款人国民经济部门=sector,
                            借款人企业规模=size_code, 借款人证件代码=number)
            self.assertEqual(row['inclusive.small_firm'], expected, sector)

    def test_marks_of_persons(self):
        self.tiny.dat('GRKHXX', line('GRKHXX', 授信额度='1.00'))
        self.tiny.dat('CLZXYP', line('CLZXYP', 是否个体工商户贷款='1', 是否小微企业主贷款='1'))
        row = self.loan(table='CLGRDK')
        self.assertEqual((row['inclusive.sole_trader'], row['inclusive.owner']), ('Y', 'N'))
        self.tiny.dat('CLZXYP', line('CLZXYP', 是否小微企业主贷款='1'))
        row = self.loan(table='CLGRDK')
        self.assertEqual((row['inclusive.sole_trader'], row['inclusive.owner']), ('N', 'Y'))
        self.tiny.dat('CLZXYP')
        self.assertEqual(self.loan(table='CLGRDK')['inclusive.micro'], 'N')
        self.tiny.remove('CLZXYP')
        self.assertEqual(self.loan(table='CLGRDK')['inclusive.owner'], 'U')

    def test_farmer(self):
        self.tiny.dat('GRKHXX', line('GRKHXX', 授信额度='5000000.01'))
        self.assertEqual(self.loan({'farmer': '1'}, table='CLGRDK')['inclusive.farmer'], 'N')
        self.tiny.dat('GRKHXX', line('GRKHXX', 授信额度='5000000.00'))
        row = self.loan({'farmer': '1'}, table='CLGRDK')
        self.assertEqual((row['inclusive.farmer'], row['inclusive.agri_n02']), ('Y', 'Y'))
        self.tiny.supplement()
        self.tiny.dat('CLZXEP', line('CLZXEP', 是否涉农贷款='1'))
        self.assertEqual(self.loan(table='CLGRDK')['inclusive.farmer'], 'U')
        self.tiny.dat('CLZXEP')
        self.assertEqual(self.loan(table='CLGRDK')['inclusive.farmer'], 'N')

    def test_startup(self):
        self.tiny.dat('CLZXEP', line('CLZXEP', 是否创业担保贷款='1'))
        self.assertEqual(self.loan({'rep_inc_startup': '0'})['inclusive.startup'], 'Y')
        self.tiny.remove('CLZXEP')
        self.assertEqual(self.loan({'rep_inc_startup': '0'})['inclusive.startup'], 'N')
        self.assertEqual(self.loan({'farmer': '0'})['inclusive.startup'], 'U')

    def test_student_and_ex_poor(self):
        self.tiny.dat('CLZXEP', line('CLZXEP', 是否原建档立卡贫困人口贷款='1'))
        row = self.loan(table='CLGRDK', 贷款产品类别='F02131')
        self.assertEqual((row['inclusive.student'], row['inclusive.ex_poor']), ('Y', 'N'))
        self.tiny.dat('CLGRDK')
        self.tiny.dat('GRDKFS', line('GRDKFS', 贷款产品类别='F0219', 贷款发放日期='2026-01-29'),
                      line('GRDKFS', 贷款产品类别='F0219', 贷款发放日期='2026-01-30',
                           交易流水号='X2'))
        self.tiny.run()
        self.assertEqual([self.tiny.verdict('flow', txn=txn)['inclusive.ex_poor']
                          for txn in ('X1', 'X2')], ['Y', 'N'])

    def test_agri(self):
        town = {'county_town': '1', 'agri_use': '22', 'use_class': 'A0514'}
        self.assertEqual(self.loan(town)['inclusive.agri_n05'], 'N')
        self.assertEqual(self.loan(dict(town, agri_use='21'))['inclusive.agri_n05'], 'Y')
        self.assertEqual(self.loan(dict(town, use_class='C1311'))['inclusive.agri_n05'], 'Y')
        self.assertEqual(self.loan(dict(town, use_class='C1311', agri_use='3'))
                         ['inclusive.agri'], 'N')
        self.assertEqual(self.loan({'county_town': '0'})['inclusive.agri_n03'], 'Y')
        self.assertEqual(self.loan({'county_town': '0'}, 借款人国民经济部门='A04')
                         ['inclusive.agri_n04'], 'Y')

    def test_private(self):
        self.assertEqual(self.loan()['inclusive.private'], 'Y')
        self.assertEqual(self.loan(借款人经济成分='A0101')['inclusive.private'], 'N')
        self.assertEqual(self.loan(借款人经济成分='')['inclusive.private'], 'U')


class ScopeTest(MonthCase):
    """common.in_scope and bills."""

    def test_scope(self):
        for changes, expected in (
                ({}, 'Y'), ({'贷款余额折人民币': '0.00'}, 'N'), ({'币种': 'XAU'}, 'N'),
                ({'贷款产品类别': 'F061', '借款人国民经济部门': 'B03'}, 'N'),
                ({'贷款产品类别': 'F061', '借款人国民经济部门': ''}, 'U'), ({'贷款产品类别': 'F061'}, 'Y'),
                *(({'贷款产品类别': code}, 'N') for code in ('F01', 'F10', 'F13', 'F99'))):
            self.assertEqual(self.loan(**changes)['common.in_scope'], expected, changes)

    def test_bills(self):
        self.tiny.dat('CLPJRZ', line('CLPJRZ'), line('CLPJRZ', 票据编号='P2', 贴现方式='02'))
        self.tiny.csv('supplement.csv', ('legal_uscc', 'bill', 'use_class'),
                      (BANK, 'P1', 'C2710'), (BANK, 'P2', 'C2710'))
        self.tiny.run()
        self.assertEqual(self.tiny.verdict(bill='P1')['tech.htp'], 'Y')
        self.assertEqual(self.tiny.verdict(bill='P2')['tech.htp'], 'N')
        detail = self.tiny.dat_out('HDACLKJDK')[5].split('|')
        self.assertEqual(detail[6:9] + detail[19:20], ['0', '0', 'P1', 'C03'])

    def test_flow_holds_drawings(self):
        self.tiny.dat('DWDKFS', line('DWDKFS'), line('DWDKFS', 交易流水号='X2',
                                                     **{'发放/收回标识': '0'}))
        self.tiny.dat('PJRZFS', line('PJRZFS'), line('PJRZFS', 交易流水号='X2', 交易类型='A02'),
                      line('PJRZFS', 交易流水号='X3', 贴现方式='02'))
        self.tiny.run()
        rows = [row['txn'] for row in self.tiny.read('verdict.csv')]
        self.assertEqual(rows, ['X1', 'X1'])


class TableTest(MonthCase):
    """Sums, rates and files."""

    def test_weighted_rate_rounds_the_half_up(self):
        self.tiny.dat('CLDWDK', line('CLDWDK', 利率水平='3.00000', 贷款实际投向='C271'),
                      line('CLDWDK', 贷款借据编码='R2', 利率水平='3.00001', 贷款实际投向='C271'))
        self.tiny.run()
        row = self.tiny.table('3.1', 'T08')
        self.assertEqual((row['amount'], row['rate'], row['customers'], row['receipts']),
                         ('200.00', '3.00001', '1', '2'))

    def test_weighted_rate_below_the_half(self):
        self.tiny.dat('CLDWDK', line('CLDWDK', 贷款余额折人民币='100.01', 贷款实际投向='C271'),
                      line('CLDWDK', 贷款借据编码='R2', 利率水平='3.00001', 贷款实际投向='C271'))
        self.tiny.run()
        self.assertEqual(self.tiny.table('3.1', 'T08')['rate'], '3.00000')

    def test_empty_tables_keep_their_summary_rows(self):
        self.tiny.run()
        self.assertEqual(self.tiny.dat_out('HDACLKJDK'),
                         [f'T{n:02}|0.00|0.00000|0' + '|' * 26 for n in range(8, 13)] + [''])
        codes = [each.split('|')[0] for each in self.tiny.dat_out('HDACLLSDK')[:-1]]
        self.assertEqual(codes, [f'TNA0{n}' for n in range(1, 8)] + ['TNB', 'TNC', 'TW00'])

    def test_widths(self):
        self.tiny.run()
        for message, width in (('HDACLKJDK', 30), ('HDAKJDKFS', 31), ('HDACLLSDK', 22),
                               ('HDALSDKFS', 23), ('HDACLPHDK', 27), ('HDAPHDKFS', 28),
                               ('HDACLYLDK', 22), ('HDAYLDKFS', 23), ('HDACLSZDK', 23),
                               ('HDASZDKFS', 24)):
            first = self.tiny.dat_out(message)[0]
            self.assertEqual(first.count('|') + 1, width, message)

    def test_version_1(self):
        old = TinyMonth('2025-12')
        self.addCleanup(old.close)
        old.run()
        self.assertEqual([each.split('|')[0] for each in old.dat_out('HDACLYLDK')],
                         ['T01', 'T02', ''])
        with self.assertRaises(FileNotFoundError):
            old.dat_out('HDACLLSDK')
        self.assertEqual(old.table('3.3', 'TNA01')['amount'], '0.00')

    def test_details_keep_the_order_of_the_file(self):
        self.tiny.dat('CLDWDK', *(line('CLDWDK', 贷款合同编码=k, 贷款借据编码=r,
                                       贷款实际投向='C271')
                                  for k, r in (('K2', 'R3'), ('K10', 'R2'), ('K2', 'R1'))))
        self.tiny.run()
        self.assertEqual([each.split('|')[6:8] for each in self.tiny.dat_out('HDACLKJDK')[5:8]],
                         [['K2', 'R3'], ['K10', 'R2'], ['K2', 'R1']])

    def test_pending_item(self):
        self.loan({'use_class': 'C2614'})
        row = self.tiny.table('3.1', 'T10')
        self.assertEqual((row['pending_amount'], row['pending_receipts'], row['pending_item']),
                         ('100.00', '1', 'star_evidence_se'))

    def test_pboc_adds_up_everyone(self):
        for bank in (BANK, OTHER_BANK):
            self.tiny.dat('CLDWDK', line('CLDWDK', 贷款实际投向='C271'), bank=bank)
        self.tiny.run('--edition', 'pboc')
        row = self.tiny.table('4.1s', 'I1')
        self.assertEqual((row['legal_uscc'], row['amount'], row['customers']),
                         ('*', '200.00', '1'))
        self.tiny.run()
        self.assertEqual(self.tiny.table('4.1s', 'I1')['legal_uscc'], BANK)

    def test_summary_gross_and_net(self):
        self.loan({'use_class': 'C3911', 'credit_line': '1.00'})
        rows = {each['measure']: each for each in self.tiny.read('summary.csv')
                if (each['relation'], each['dimension']) == ('loan', 'all')}
        self.assertEqual(rows['tech']['amount'], '100.00')
        self.assertEqual((rows['gross']['amount'], rows['gross']['receipts'],
                          rows['gross']['rate'], rows['gross']['customers']),
                         ('300.00', '3', '', ''))
        self.assertEqual((rows['net']['amount'], rows['net']['receipts']), ('100.00', '1'))

    def test_summary_dimensions(self):
        self.loan(借款人企业规模='', 贷款实际投向='2000')
        values = {(each['dimension'], each['value']) for each in self.tiny.read('summary.csv')
                  if each['relation'] == 'loan'}
        self.assertEqual(values, {('all', ''), ('institution', BANK), ('city', '140100'),
                                  ('industry', '境外'), ('size', '-'), ('guarantee', 'D')})


class MatchTest(MonthCase):
    """Reported against expected."""

    def test_results(self):
        for use, supplement, expected in (
                ('C271', {'rep_htp': '1', 'rep_htp_type': 'HTP01'}, '正确'),
                ('C271', {'rep_htp': '1', 'rep_htp_type': 'HTP02'}, '错报'),
                ('C271', {'rep_htp': '1'}, '错报'), ('C271', {'rep_htp': '0'}, '漏报'),
                ('C131', {'rep_htp': '1', 'rep_htp_type': 'HTP02'}, '多报'),
                ('C131', {'rep_htp': '0'}, '正确'), ('C266', {'rep_htp': '1'}, '待核'),
                ('', {'rep_htp': '0'}, '待核')):
            row = self.loan(supplement, 贷款实际投向=use)
            self.assertEqual(row['htp_use'], expected, (use, supplement))

    def test_stars(self):
        for supplement, expected in (
                ({'rep_se': '1', 'rep_se_type': 'SE03'}, '疑似正确'), ({'rep_se': '0'}, '疑似漏报'),
                ({'rep_se': ''}, '')):
            row = self.loan(dict(supplement, use_class='C2614'))
            self.assertEqual(row['se_use'], expected)

    def test_bases_differ(self):
        row = self.loan({'rep_htp': '1', 'rep_htp_type': 'HTP01', 'borrower_class': 'C1311'},
                        贷款实际投向='C271')
        self.assertEqual((row['htp_use'], row['htp_borrower']), ('正确', '多报'))
        self.assertEqual(self.tiny.checks('loan')['match_htp_borrower'], '多报')

    def test_ineligible(self):
        row = self.loan({'rep_htp': '1', 'rep_elder': '0', 'elder_type': 'EC01',
                         'use_class': 'S9411'}, table='CLGRDK')
        self.assertEqual((row['htp_use'], row['ec_use']), ('多报', '漏报'))
        self.tiny.dat('CLGRDK')
        row = self.loan({'rep_htp': '1'}, 贷款产品类别='F13', 贷款实际投向='C271')
        self.assertEqual(row['htp_use'], '多报')

    def test_marks_report_high_technology(self):
        self.tiny.dat('CLZXEP', line('CLZXEP', 是否高技术制造业贷款='1',
                                     高技术制造业贷款类型='HTP01'))
        self.assertEqual(self.loan(贷款实际投向='C271')['htp_use'], '正确')
        self.tiny.remove('CLZXEP')
        self.assertEqual(self.loan(贷款实际投向='C271')['htp_use'], '')

    def test_the_bank_s_own_file(self):
        self.loan({'rep_htp': '1', 'rep_htp_type': 'HTP01'}, 贷款实际投向='C271')
        lines = self.tiny.dat_out('HDACLKJDK')
        self.tiny.raw('HDACLKJDK', '\n'.join(lines[:5] + ['']).encode())
        row = self.loan({'rep_htp': '1', 'rep_htp_type': 'HTP01'}, 贷款实际投向='C271')
        self.assertEqual(row['htp_use'], '漏报')
        self.tiny.raw('HDACLKJDK', '\n'.join(lines).encode())
        self.assertEqual(self.loan(贷款实际投向='C271')['htp_use'], '正确')
        self.tiny.raw('HDACLKJDK', '\n'.join(lines).replace('|B1|', '|B2|').encode())
        self.loan(贷款实际投向='C271')
        self.assertEqual(self.tiny.checks('reported'), {'reported_branch': '3.1'})
        self.tiny.raw('HDACLKJDK', '\n'.join(lines).replace('|R1|', '|R9|').encode())
        self.loan(贷款实际投向='C271')
        self.assertEqual(self.tiny.checks('reported'), {'reported_base': '3.1'})

    def test_inclusive_flags(self):
        self.loan({'credit_line': '1.00', 'rep_inc_small': '0', 'rep_inc_student': '1'})
        found = self.tiny.checks('loan')
        self.assertEqual((found['match_inc_small'], found['match_inc_student']), ('漏报', '多报'))


class CheckTest(MonthCase):
    """The checks on `loan` and `flow`."""

    def failing(self, table='CLDWDK', **changes):
        """The names of the failed checks of one row, without the usual ones."""
        self.tiny.dat(table, line(table, **changes))
        self.tiny.run()
        return set(self.tiny.checks('flow' if table.endswith('FS') else 'loan')) - {
            'undecided', 'determination_missing', 'customer_found', 'branch_found',
            'match_htp_use', 'match_htp_borrower'}

    def test_clean(self):
        self.assertEqual(self.failing(), set())

    def test_each(self):
        for expected, changes in (
                ('amount_positive', {'贷款余额折人民币': '-1.00'}),
                ('filled', {'贷款担保方式': ''}), ('filled', {'借款人企业规模': ''}),
                ('filled', {'贷款实际投向': ''}), ('filled', {'借款人地区代码': ''}),
                ('due_after_start', {'贷款到期日期': '2026-09-04'}),
                ('start_not_future', {'贷款发放日期': '2026-10-01'}),
                ('extended_due', {'贷款状态': 'LS02'}),
                ('overdue_type', {'贷款状态': 'LS03'}),
                ('fixed_benchmark', {'基准利率': '3.00000'}),
                ('org_size', {'借款人国民经济部门': 'A04'}),
                ('foreign_industry', {'借款人地区代码': '000840'}),
                ('region_hkmotw', {'借款人地区代码': '810000'}),
                ('id_check', {'借款人证件代码': FIRM[:-1] + 'U'}),
                ('id_check', {'借款人证件类型': 'L01'}),
                ('rate_low', {'利率水平': '0.99999'}),
                ('reprice_date', {'贷款利率重新定价日': '2027-09-06'}),
                ('use_follows_borrower', {'贷款用途': '流动资金周转', '贷款实际投向': 'A011'}),
                ('text_character', {'贷款用途': '买?'}),
                ('text_character', {'贷款用途': '买\u3000机器'})):
            self.assertIn(expected, self.failing(**changes), changes)

    def test_extension(self):
        for status in ('LS02', 'LS04'):
            self.assertIn('extended_order', self.failing(
                贷款状态=status, 贷款展期到期日期='2027-09-05'), status)
        late = dict(贷款状态='LS02', 贷款展期到期日期='2028-01-01')
        self.assertEqual(self.failing(**late, 贷款利率重新定价日='2028-01-01'), set())
        self.assertEqual(self.failing(**late, 贷款利率重新定价日='2027-12-01'), {'reprice_date'})
        self.assertEqual(self.failing(**late, 贷款利率重新定价日='2027-12-01', 利率是否固定='RF02'),
                         set())
        self.assertEqual(self.failing(
            贷款状态='LS03', 逾期类型='01', 贷款利率重新定价日='2030-01-01'), set())

    def test_sizes_of_cooperatives(self):
        coop = dict(借款人证件代码=COOP)
        self.assertNotIn('filled', self.failing(**coop, 借款人企业规模=''))
        self.assertIn('coop_size', self.failing(**coop, 借款人企业规模='CS05'))

    def test_hong_kong_may_have_an_industry(self):
        self.assertNotIn('foreign_industry', self.failing(借款人地区代码='000344'))
        self.assertNotIn('foreign_industry', self.failing(
            借款人地区代码='000840', 借款人行业='200'))

    def test_rate_high_only_while_the_rate_is_known(self):
        for start, rate, expected in (
                ('2025-12-31', '12.00001', True), ('2025-12-31', '12.00000', False),
                ('2026-01-01', '99.00000', False), ('2019-08-19', '99.00000', False),
                ('2019-08-20', '17.00001', True)):
            found = self.failing(贷款发放日期=start, 利率水平=rate)
            self.assertEqual('rate_high' in found, expected, (start, rate))
        self.assertEqual(checks.lpr_1y('2024-10-20'), 335000)

    def test_joined_files(self):
        self.tiny.dat('CLWTDK', line('CLWTDK'))
        self.tiny.dat('FTYKHX', line('FTYKHX', 从业人员数='1000', 营业收入='400000000.00'))
        self.tiny.dat('JRJGFZ', line('JRJGFZ'))
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        self.tiny.run()
        found = self.tiny.checks('loan')
        self.assertLessEqual({'entrusted', 'size_differs'}, set(found))
        self.assertFalse({'customer_found', 'branch_found'} & set(found))

    def test_flow(self):
        self.assertEqual(self.failing('DWDKFS'), set())
        self.assertEqual(self.failing('DWDKFS', 贷款发放日期='2026-08-31'), {'flow_month'})
        self.assertEqual(self.failing('DWDKFS', 贷款状态=''), {'filled'})
        self.tiny.dat('DWDKFS')
        self.assertEqual(self.failing('PJRZFS'), set())

    def test_exit_code(self):
        self.assertEqual(self.tiny.run(), 0)
        self.tiny.dat('CLDWDK', 'x')
        self.assertEqual(self.tiny.run(), 1)
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        self.assertEqual(self.tiny.run(), 1)


class PriorTest(MonthCase):
    """Comparisons with the month before, from its files and from a kept run."""

    def setUp(self):
        super().setUp()
        self.before = TinyMonth('2026-08')
        self.addCleanup(self.before.close)

    def checks(self, prior=None):
        """check → detail of this month's comparison."""
        self.tiny.run('--prior', prior or self.before.root)
        names = ('balance_roll', 'new_without_flow', 'gone_without_flow', 'due_changed',
                 'tag_changed')
        return {check: detail for check, detail in self.tiny.checks('loan').items()
                if check in names}

    def both(self, expected):
        """The same result from the files and from a kept run."""
        self.assertEqual(self.checks(), expected)
        self.before.run()
        self.assertEqual(self.checks(self.before.out), expected)

    def old(self, **changes):
        """The line of the month before."""
        self.before.dat('CLDWDK', line('CLDWDK', 贷款发放日期='2026-08-01', **changes))

    def new(self, **changes):
        """The line of this month."""
        self.tiny.dat('CLDWDK', line('CLDWDK', 贷款发放日期='2026-08-01', **changes))

    def test_balance_roll(self):
        self.old(贷款余额='80.00')
        self.new()
        self.both({'balance_roll': ''})
        self.tiny.dat('DWDKFS', line('DWDKFS', 贷款发生金额='50.00'),
                      line('DWDKFS', 贷款发生金额='30.00', 交易流水号='X2',
                           **{'发放/收回标识': '0'}))
        self.both({})

    def test_new(self):
        self.old()
        self.tiny.dat('CLDWDK', line('CLDWDK', 贷款发放日期='2026-08-01'),
                      line('CLDWDK', 贷款借据编码='R2'))
        self.both({'new_without_flow': ''})
        self.tiny.dat('DWDKFS', line('DWDKFS', 贷款借据编码='R2'))
        self.both({})

    def test_gone(self):
        self.old()
        self.both({'gone_without_flow': ''})
        self.tiny.dat('DWDKFS', line('DWDKFS', **{'发放/收回标识': '0'}))
        self.both({})

    def test_a_file_that_was_not_sent_is_not_compared(self):
        self.old()
        self.tiny.remove('CLDWDK')
        self.both({})

    def test_due_and_tags(self):
        self.old(贷款实际投向='C131')
        self.new(贷款实际投向='C271', 贷款到期日期='2027-09-06')
        self.both({'due_changed': '', 'tag_changed': 'tech.industry'})

    def test_determinations_are_carried(self):
        self.before.dat('CLDWDK', line('CLDWDK'))
        self.before.determination(('SE', 'Y', '2026-08-01'))
        self.before.run()
        self.tiny.supplement(use_class='C2614')
        self.tiny.dat('CLDWDK', line('CLDWDK'))
        for prior in (self.before.root, self.before.out):
            self.tiny.run('--prior', prior)
            self.assertEqual(self.tiny.verdict()['tech.se'], 'Y')
        self.tiny.run('--prior', self.tiny.out)
        self.assertEqual(self.tiny.verdict()['tech.se'], 'Y')
        self.tiny.determination(('SE', 'N', '2026-07-01'))
        self.tiny.run('--prior', self.before.root)
        self.assertEqual(self.tiny.verdict()['tech.se'], 'N')


class OutputTest(MonthCase):
    """CSV text and order."""

    def test_quoting_and_order(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'x.csv')
            csvfile.write(path, ('a', 'b'), [('z', '"'), ('中', ''), ('Z', 'x,y')])
            with open(path, encoding='utf-8', newline='') as source:
                self.assertEqual(source.read(), 'a,b\nZ,"x,y"\nz,""""\n中,\n')

    def test_hostile_bytes(self):
        for data in (b'\xff' * 5000, b'|' * 100000, b'\n' * 50, b'\x00\x01|\n', b''):
            self.tiny.raw('CLDWDK', data)
            with open(self.tiny.place('supplement.csv'), 'wb') as target:
                target.write(data)
            with open(self.tiny.place('determination.csv'), 'wb') as target:
                target.write(b'legal_uscc,"' + data)
            self.tiny.run()


if __name__ == '__main__':
    unittest.main()
