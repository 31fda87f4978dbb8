"""Bad months: each fault is named with place, reason and next step; the rest still stands."""

import csv
import os
import unittest
import zipfile

from month_case import BARE, DAY, PLAIN, ZIPPED, MonthCase, log_text, read, write

# Position of the fields of CLDWDK that the faults touch.
BRANCH, BORROWER, RECEIPT, CONTRACT, PRODUCT, START = 0, 4, 10, 11, 12, 14
OWN, AMOUNT, FIRST, WORDS, VENUE = 18, 19, 27, 31, 32

# Faults of a line: name, changed cells, head of the field, code, value shown, zh and en words.
LINE_FAULTS = [
    ('unknown code', {PRODUCT: b'F777'}, '贷款产品类别', 'code_unknown', 'F777',
     '不在代码表中', 'The code is not in its list'),
    ('date', {START: b'2026-02-30'}, '贷款发放日期', 'date_malformed', '2026-02-30',
     '日期不存在或写法不对：2026-02-30。请写 YYYY-MM-DD', 'Write YYYY-MM-DD'),
    ('exponent', {OWN: b'1e3'}, '贷款余额', 'number_malformed', '1e3',
     '数字写法不对：1e3。请写成普通数字', 'Write plain digits'),
    ('17 digits', {AMOUNT: b'12345678901234567.00'}, '贷款余额折人民币', 'number_too_long',
     '12345678901234567.00', '整数部分至多 16 位，请核对单位', 'At most 16 before the point'),
    ('three decimals', {AMOUNT: b'1.000'}, '贷款余额折人民币', 'number_malformed', '1.000',
     '小数位按版式', "the layout's decimals"),
    ('missing', {BORROWER: b''}, '借款人证件代码', 'value_missing', '',
     '必填项为空。请补上', 'A required value is empty. Fill it in'),
    ('too long', {BRANCH: b'91140302MAXT2FH89HX'}, '金融机构代码', 'value_too_long',
     '91140302MAXT2FH89HX', '超过版式的长度', 'longer than the layout allows'),
    ('flag', {FIRST: b'Y'}, '是否首次贷款', 'flag_malformed', 'Y',
     '只能是 1 或 0：Y', 'A flag must be 1 or 0: Y'),
    ('full-width blank', {CONTRACT: 'HT\u30001'.encode()}, '贷款合同编码', 'control_character',
     'HT\u30001', '控制字符或全角空格', 'a full-width blank'),
    ('control', {CONTRACT: b'HT\x011'}, '贷款合同编码', 'control_character', 'HT\\x011',
     '控制字符或全角空格：HT\\x011', 'a control character'),
    ('Windows line end', {VENUE: b'\r'}, '登记交易场所代码', 'control_character', '\\x0D',
     'Windows 换行，请改用 LF', 'Windows line end: use LF'),
    ('GBK', {WORDS: '补充资金'.encode('gbk')}, '', 'not_utf8', '',
     '不是 UTF-8 编码。请把整个文件另存为 UTF-8', 'Save the whole file as UTF-8'),
    ('a column too few', {VENUE: None}, '', 'column_count', '32',
     '这一行有 32 列', 'this line has 32'),
    ('a column too many', {VENUE: b'|'}, '', 'column_count', '34',
     '这一行有 34 列', 'this line has 34'),
]


def changed(line, cells):
    """A line with other cells; None drops the cell."""
    fields = line.rstrip(b'\n').split(b'|')
    for index, value in cells.items():
        fields[index] = value
    return b'|'.join(field for field in fields if field is not None) + b'\n'


class Lines(MonthCase):
    """Faults of single lines, all in one file: each is refused alone."""

    def spoil(self, data):
        """Plants every fault of a line; returns {key: (value, zh, en)} and the lines that stay."""
        lines = self.lines(data, BARE, 'CLDWDK')
        file = self.name(BARE, 'CLDWDK')
        want, bad = {}, set()
        for number, (_, cells, field, code, value, zh, en) in enumerate(LINE_FAULTS, 11):
            lines[number - 1] = changed(lines[number - 1], cells)
            bad.add(number)
            want[file, number, field, code] = (value, zh, en)
        # A receipt twice: line 40 stands again as line 41.
        lines.insert(40, lines[39])
        cells = lines[39].decode().split('|')
        want[file, 41, '', 'duplicate_key'] = (
            cells[CONTRACT] + '|' + cells[RECEIPT], '与前面的行重复', 'It repeats an earlier line')
        bad.add(41)
        # The last record has no end.
        lines[-1] = lines[-1][:-20]
        want[file, len(lines), '', 'record_cut'] = ('', '请重新传送整个文件', 'Send the whole file')
        bad.add(len(lines))
        self.put(data, BARE, 'CLDWDK', b''.join(lines))
        return want, [line for i, line in enumerate(lines, 1) if i not in bad]

    def test_each_line_is_refused_alone(self):
        """Refused: exactly the bad lines. Figures: those of the month without these lines."""
        data = self.copy()
        want, kept = self.spoil(data)
        reference = self.copy()
        self.put(reference, BARE, 'CLDWDK', b''.join(kept))
        without = self.report_of(reference)
        self.assertEqual(without.code, 0, without.out)
        run = self.report_of(data, '--lang', 'en')
        self.assertEqual(run.code, 1)
        found = self.problems(run)
        self.assertEqual(set(found), set(want))
        zh = self.text_of(data)
        self.assertEqual(zh.code, 1)
        for key, (value, zh_words, en_words) in want.items():
            with self.subTest(code=key[3], field=key[2]):
                self.assertEqual(found[key][0], value)
                self.assertIn(en_words, found[key][1])
                place = f'{key[0]}:{key[1]} ' + (f'[{key[2]}] ' if key[2] else '')
                line = [one for one in zh.out.splitlines() if one.startswith(place)]
                self.assertEqual(len(line), 1, place)
                self.assertIn(zh_words, line[0])
                self.assertTrue(line[0].endswith(f'({key[3]})'))
        with open(os.path.join(run.folder, 'refused.csv'), encoding='utf-8') as file:
            refused = {(r['file'], int(r['line']), r['field'], r['code']): r['value']
                       for r in csv.DictReader(file)}
        self.assertEqual(refused, {key: value[0] for key, value in want.items()})
        self.assertEqual(run.figures(), without.figures())
        self.assertNotEqual(run.figures(), self.clean.figures())
        self.assert_same(run, [PLAIN, ZIPPED])
        self.assertEqual(run.zips(), {self.legals[PLAIN], self.legals[ZIPPED]})
        self.assertIn('2', zh.out.splitlines()[-1])

    def test_negative_balance_and_doubtful_words(self):
        """Both rows stay in, each with a hard finding; a negative balance counts nowhere."""
        data, reference = self.copy(), self.copy()
        lines = self.lines(data, BARE, 'CLDWDK')
        receipts = [lines[i].decode().split('|')[RECEIPT] for i in (4, 5)]
        lines[4] = changed(lines[4], {OWN: b'-100.00', AMOUNT: b'-100.00'})
        self.put(reference, BARE, 'CLDWDK', b''.join(lines[:4] + lines[5:]))
        lines[5] = changed(lines[5], {WORDS: '进货\u3000'.encode()})
        self.put(data, BARE, 'CLDWDK', b''.join(lines))
        run = self.report_of(data)
        self.assertEqual(run.code, 1)
        place = f'{self.legals[BARE]} loan'
        found = self.problems(run)
        self.assertEqual(set(found), {(place, 0, receipts[0], 'amount_positive'),
                                      (place, 0, receipts[1], 'text_character')})
        message = found[place, 0, receipts[0], 'amount_positive'][1]
        self.assertIn('校验 amount_positive 没有通过', message)
        self.assertIn('更正后重报', message)
        message = found[place, 0, receipts[1], 'text_character'][1]
        self.assertIn('全角空格：贷款用途。请删去', message)
        self.assertEqual(run.figures()['tables.csv'],
                         self.report_of(reference).figures()['tables.csv'])

    def test_determination_by_one_person(self):
        """The maker's own signature is refused; the file has no USCC in its name."""
        data = self.copy()
        path = os.path.join(self.folder(data, BARE), 'determination.csv')
        text = read(path).decode()
        number = text.count('\n') + 1
        receipt = self.lines(data, BARE, 'CLDWDK')[0].decode().split('|')[RECEIPT]
        legal = self.legals[BARE]
        write(path, (text + f'{legal},{receipt},0,GREEN,Y,,,依据,甲,甲,2026-09-01\n').encode())
        run = self.report_of(data)
        self.assertEqual(run.code, 1)
        self.assertEqual(
            self.problems(run),
            {(f'{legal}/determination.csv', number, 'checker', 'same_person'):
             ('甲', f'{legal}/determination.csv:{number} [checker] 经办与复核是同一人：甲。'
                    '请由另一人复核 (same_person)')})
        self.assertEqual(run.figures(), self.clean.figures())


class Files(MonthCase):
    """Faults of whole files."""

    def expect(self, run, want):
        """The problems are exactly these findings of files: (who, table, code, words)."""
        self.assertEqual(run.code, 1, run.err)
        found = self.problems(run)
        self.assertEqual({key for key in found if key[0].endswith('.dat')},
                         {(self.name(who, table), 0, '', code) for who, table, code, _ in want})
        for who, table, code, words in want:
            self.assertIn(words, found[self.name(who, table), 0, '', code][1])

    def test_log_and_bom(self):
        """Wrong logs and a BOM are hard findings; every row still counts."""
        data = self.copy()
        content = read(self.path(data, PLAIN, 'CLDWDK'))
        log = log_text(self.name(PLAIN, 'CLDWDK'), content).split(b'\n')
        self.put(data, PLAIN, 'CLDWDK', content,
                 b'\n'.join([log[0], b'0' * 32, *log[2:]]))
        content = read(self.path(data, PLAIN, 'CLGRDK'))
        log = log_text(self.name(PLAIN, 'CLGRDK'), content).split(b'\n')
        self.put(data, PLAIN, 'CLGRDK', content,
                 b'\n'.join([b'other.dat', log[1], b'1', log[3], b'2', b'']))
        self.put(data, PLAIN, 'CLPJRZ', read(self.path(data, PLAIN, 'CLPJRZ')), b'one line\n')
        os.remove(self.path(data, PLAIN, 'DWDKFS', 'log'))
        content = b'\xef\xbb\xbf' + read(self.path(data, BARE, 'CLGRDK'))
        self.put(data, BARE, 'CLGRDK', content)
        run = self.report_of(data)
        self.expect(run, [
            (PLAIN, 'CLDWDK', 'log_md5', 'MD5 与 .log 不符，文件在传送中可能改变。请重新传送'),
            (PLAIN, 'CLGRDK', 'log_name', '.log 中的文件名与实际不符。请重新生成'),
            (PLAIN, 'CLGRDK', 'log_bytes', '字节数与 .log 不符。请重新传送'),
            (PLAIN, 'CLGRDK', 'log_count', '记录数与 .log 不符。请核对'),
            (PLAIN, 'CLPJRZ', 'log_malformed', '.log 不是五行'),
            (PLAIN, 'DWDKFS', 'log_missing', '缺少同名的 .log。请补报'),
            (BARE, 'CLGRDK', 'bom', '请存为无 BOM 的 UTF-8')])
        self.assertEqual(run.figures(), self.clean.figures())
        self.assertEqual(run.zips(), {self.legals[ZIPPED]})
        english = self.problems(self.report_of(data, '--lang', 'en'))
        self.assertIn('The MD5 differs from the .log',
                      english[self.name(PLAIN, 'CLDWDK'), 0, '', 'log_md5'][1])

    def test_truncated(self):
        """A file cut in its middle: the last line is refused, the log no longer fits, the whole
        lines count."""
        data, reference = self.copy(), self.copy()
        lines = self.lines(data, BARE, 'CLDWDK')
        whole = b''.join(lines[:60])
        cut = whole + lines[60][:40]
        log = read(self.path(data, BARE, 'CLDWDK', 'log'))
        self.put(data, BARE, 'CLDWDK', cut, log)
        self.put(reference, BARE, 'CLDWDK', whole)
        run = self.report_of(data)
        file = self.name(BARE, 'CLDWDK')
        found = self.problems(run)
        self.assertEqual(set(found), {(file, 61, '', 'record_cut'), (file, 0, '', 'log_md5'),
                                      (file, 0, '', 'log_bytes'), (file, 0, '', 'log_count')})
        self.assertIn(f'{file}:61 最后一行没有结束，文件可能被截断', found[file, 61, '',
                                                                          'record_cut'][1])
        self.assertEqual(run.figures()['tables.csv'],
                         self.report_of(reference).figures()['tables.csv'])
        self.assert_same(run, [PLAIN, ZIPPED])

    def test_empty_files_stand(self):
        """An empty file with its log is a month without business, no fault."""
        data = self.copy()
        self.put(data, BARE, 'CLPJRZ', b'')
        self.put(data, BARE, 'PJRZFS', b'')
        run = self.report_of(data)
        self.assertEqual(run.json()['problems'], [])
        self.assertEqual(run.code, 0)
        self.assert_same(run, [PLAIN, ZIPPED])

    def test_a_month_without_any_business(self):
        """One institution sends six empty files: zero rows, rates 0.00000, nothing divided by 0."""
        data = self.copy()
        for table in ('CLDWDK', 'CLGRDK', 'CLPJRZ', 'DWDKFS', 'GRDKFS', 'PJRZFS'):
            self.put(data, BARE, table, b'')
        os.remove(os.path.join(self.folder(data, BARE), 'determination.csv'))
        run = self.report_of(data)
        self.assertEqual((run.code, run.json()['problems']), (0, []))
        rows = run.figures_of(self.legals[BARE])
        self.assertEqual(len(rows), len(self.clean.figures_of(self.legals[BARE])))
        for row in rows:
            self.assertEqual(row.split(',')[3:], ['0.00', '0.00000', '0', '0', '0.00', '0', ''])
        cube = read(os.path.join(run.folder, 'cube.csv')).decode().splitlines()
        own = [line for line in cube if line.startswith(self.legals[BARE] + ',')]
        # Stock and flow: nine measures, the sum and the union of the chapters, all of them 0.
        self.assertEqual(len(own), 2 * 11)
        self.assertEqual({line.split(',')[5] for line in own}, {'0.00'})
        self.assert_same(run, [PLAIN, ZIPPED])

    def test_missing_and_unreadable(self):
        """Only a .log, a folder, a link to nothing, zips that cannot be used: all are missing."""
        data = self.copy()
        os.remove(self.path(data, BARE, 'CLDWDK'))
        os.remove(self.path(data, BARE, 'CLGRDK'))
        os.mkdir(self.path(data, BARE, 'CLGRDK'))
        os.remove(self.path(data, BARE, 'CLPJRZ'))
        os.symlink('nowhere', self.path(data, BARE, 'CLPJRZ'))
        self.put_zip(data, ZIPPED, 'CLDWDK', [('other.dat', b'x')])
        write(self.path(data, ZIPPED, 'CLGRDK', 'zip'), b'PK\x03\x04 no archive')
        self.put_zip(data, ZIPPED, 'CLPJRZ',
                     [(self.name(ZIPPED, 'CLPJRZ'), b'0' * 3_000_000),
                      (self.name(ZIPPED, 'CLPJRZ', 'log'), b'')])
        os.remove(self.path(data, PLAIN, 'FTYKHX'))
        run = self.report_of(data)
        words = '没有可读的报文：文件不在、读不了，或压缩包打不开、里面没有同名的 .dat。请补报'
        self.expect(run, [(who, table, 'file_missing', words)
                          for who in (BARE, ZIPPED) for table in ('CLDWDK', 'CLGRDK', 'CLPJRZ')] +
                    [(PLAIN, 'FTYKHX', 'file_missing_soft', '没有可读的报文')])
        flows = [line for line in self.clean.figures_of(self.legals[BARE])
                 if line.split(',')[1] in ('3.2', '3.4', '3.6', '3.8', '3.10')]
        self.assertEqual([line for line in run.figures_of(self.legals[BARE])
                          if line.split(',')[1] in ('3.2', '3.4', '3.6', '3.8', '3.10')], flows)

    def test_zip_bomb_is_not_unpacked(self):
        """An entry that would swell over 200 times is refused before it is unpacked."""
        data = self.copy()
        path = self.path(data, ZIPPED, 'CLWTDK', 'zip')
        with zipfile.ZipFile(path, 'w', zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            with archive.open(self.name(ZIPPED, 'CLWTDK'), 'w') as entry:
                for _ in range(400):
                    entry.write(b'\0' * 1_000_000)
        self.assertLess(os.path.getsize(path), 500_000)
        run = self.report_of(data)
        self.assertEqual(run.code, 0, run.out)  # CLWTDK is not required: nothing is lost.
        self.assertEqual(run.figures(), self.clean.figures())

    def test_two_files_of_one_table(self):
        """The same table in two folders: one counts, and it is said."""
        data = self.copy()
        write(os.path.join(data, 'in', '2026-09', self.name(BARE, 'CLDWDK')), b'x\n')
        run = self.report_of(data)
        self.expect(run, [(BARE, 'CLDWDK', 'file_twice', '同一报文在两个文件夹里各有一份')])
        self.assertEqual(run.figures(), self.clean.figures())

    def test_dat_goes_before_zip(self):
        """A .zip beside its .dat is not read."""
        data = self.copy()
        self.put_zip(data, BARE, 'CLDWDK', [('other.dat', b'x')])
        run = self.report_of(data)
        self.assertEqual((run.code, run.figures()), (0, self.clean.figures()))

    def test_huge_line_and_windows_ends(self):
        """A line of 20 MB without an end, and a whole file from Windows: refused line by line."""
        data = self.copy()
        lines = self.lines(data, BARE, 'JRJGFZ')
        self.put(data, BARE, 'JRJGFZ', b''.join(lines) + b'9' * 20_000_000)
        branches = self.lines(data, PLAIN, 'CLWTDK')
        self.put(data, PLAIN, 'CLWTDK', b''.join(line[:-1] + b'\r\n' for line in branches))
        run = self.report_of(data)
        found = self.problems(run)
        want = {(self.name(BARE, 'JRJGFZ'), len(lines) + 1, '', 'record_cut')}
        want |= {(self.name(PLAIN, 'CLWTDK'), number, field, 'control_character')
                 for number in range(1, len(branches) + 1)
                 for field in {key[2] for key in found if key[3] == 'control_character'}}
        self.assertEqual(set(found), want)
        self.assertEqual(run.code, 1)
        self.assertEqual(run.figures(), self.clean.figures())
        self.assertLess(os.path.getsize(os.path.join(run.folder, 'refused.csv')), 10_000)

    def test_files_of_another_day_are_left_alone(self):
        """A file of last month or with another name is not this month's."""
        data = self.copy()
        folder = self.folder(data, BARE)
        legal = self.legals[BARE]
        for name in (f'{legal}_CLDWDK_20260831.dat', f'{legal}_CLDWDK.dat', 'readme.txt',
                     f'{legal}_CLDWDK_{DAY}.bak', f'{legal}_UNKNOWN_{DAY}.dat'):
            write(os.path.join(folder, name), b'x\n')
        run = self.report_of(data)
        self.assertEqual((run.code, run.figures()), (0, self.clean.figures()))


class Lists(MonthCase):
    """Faults of the departments' lists: they mark the run, not a bank."""

    def append(self, data, name, *lines):
        """Adds lines to the last revision of a list; its number of lines before."""
        path = os.path.join(data, 'list', name, '2026-09.csv')
        text = read(path).decode()
        write(path, (text + ''.join(line + '\n' for line in lines)).encode())
        return text.count('\n')

    def test_bad_lines(self):
        """Each bad line of a list is refused alone; the banks can still file."""
        data = self.copy()
        with open(os.path.join(data, 'list', 'tech.hnte', '2026-09.csv'), encoding='utf-8') as file:
            entry = [row for row in csv.DictReader(file) if row['row'] == 'entry'][0]
        party, day = entry['id'], entry['from']
        lines = self.append(data, 'tech.hnte', f'entry,{party},甲,,,{day},',
                            f'entry,{party},甲,,,2026-02-30,', 'entry,,甲,,,2020-01-01,',
                            f'member,{party},甲,,,2020-01-01,',
                            'coverage,,,,14,2020-01-01,',
                            f'entry,{party},甲,,,2010-01-02,2010-01-01', 'entry,x')
        run = self.report_of(data)
        self.assertEqual(run.code, 1)
        found = self.problems(run)
        file = 'list/tech.hnte/2026-09.csv'
        want = {(lines + 1, 'id', 'list_overlap'): party,
                (lines + 2, 'from', 'date_malformed'): '2026-02-30',
                (lines + 3, 'id', 'value_missing'): '',
                (lines + 4, 'row', 'code_unknown'): 'member',
                (lines + 5, 'region', 'code_unknown'): '14',
                (lines + 6, 'to', 'date_malformed'): '2010-01-01',
                (lines + 7, '', 'column_count'): '2'}
        self.assertEqual({key[1:]: value for key, (value, _) in found.items()}, want)
        self.assertEqual(found[file, lines + 1, 'id', 'list_overlap'][1],
                         f'{file}:{lines + 1} [id] 同一户的有效期与前面的行重叠：{party}。'
                         '请改起止日期 (list_overlap)')
        self.assertEqual(run.figures(), self.clean.figures())
        self.assertEqual(run.zips(), set(self.legals))

    def test_without_coverage(self):
        """Without coverage those who are not listed stay in doubt, and it is said softly."""
        data = self.copy()
        path = os.path.join(data, 'list', 'tech.hnte', '2026-09.csv')
        lines = read(path).decode().splitlines(keepends=True)
        write(path, ''.join(l for l in lines if not l.startswith('coverage')).encode())
        run = self.report_of(data)
        found = self.problems(run)
        message = found['list/tech.hnte', 0, '', 'list_no_coverage'][1]
        self.assertIn('名单没有声明覆盖的地区和时段，不在名单上只能待核。请加 coverage 行', message)
        before, after = self.clean.json()['stock'], run.json()['stock']
        self.assertGreater(after['tech']['pending_receipts'], before['tech']['pending_receipts'])
        self.assertEqual(after['tech']['receipts'], before['tech']['receipts'])
        for chapter in ('green', 'inclusive', 'pension', 'digital'):
            self.assertEqual(after[chapter], before[chapter])

    def test_list_with_broken_bytes_in_its_head(self):
        """Bytes of no encoding are shown as such, in text and in JSON."""
        data = self.copy()
        path = os.path.join(data, 'list', 'tech.hnte', '2026-09.csv')
        write(path, read(path).replace(b'row,id,name', b'row,id,na\xff\xffme'))
        run = self.report_of(data)
        found = self.problems(run)
        name = 'na\\xFF\\xFFme'
        key = ('list/tech.hnte/2026-09.csv', 1, name, 'code_unknown')
        self.assertEqual(found[key][0], name)
        self.assertEqual(run.figures(), self.clean.figures())  # Names are not needed.

    def test_list_that_is_no_csv(self):
        """A list of unreadable bytes gives doubt and says so; it does not stop the month."""
        data = self.copy()
        write(os.path.join(data, 'list', 'tech.hnte', '2026-09.csv'), b'\xff\xfe\x00"')
        run = self.report_of(data)
        self.assertIn(('list/tech.hnte', 0, '', 'list_no_coverage'), self.problems(run))
        self.assertEqual(run.json()['stock']['green'], self.clean.json()['stock']['green'])


if __name__ == '__main__':
    unittest.main()
