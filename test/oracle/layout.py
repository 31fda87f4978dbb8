"""The official layouts: fields of each table with their types, code lists and duties."""

import re

from cells import Field

STOCK = ('CLDWDK', 'CLGRDK', 'CLPJRZ')
FLOW = ('DWDKFS', 'GRDKFS', 'PJRZFS')
SOFT = ('CLZXYP', 'CLZXEP', 'FTYKHX', 'GRKHXX', 'JRJGFZ')
BASE = STOCK + FLOW + SOFT + ('CLWTDK',)
MESSAGES = {
    'HDACLKJDK': '3.1', 'HDAKJDKFS': '3.2', 'HDACLLSDK': '3.3', 'HDALSDKFS': '3.4',
    'HDACLPHDK': '3.5', 'HDAPHDKFS': '3.6', 'HDACLYLDK': '3.7', 'HDAYLDKFS': '3.8',
    'HDACLSZDK': '3.9', 'HDASZDKFS': '3.10',
}
REVISION_MONTH = '2026-01'      # the first report month of the 2026-01-30 revision
GAPS_IN_V1 = ('3.3', '3.4', '3.5', '3.6')

REQUIRED = {
    'CLDWDK': (1, 2, 4, 5, 11, 12, 13, 15, 18, 19, 20, 22),
    'CLGRDK': (1, 2, 4, 5, 7, 8, 9, 10, 13, 14, 15, 17),
    'CLPJRZ': (1, 2, 4, 7, 8, 9, 23, 27, 28, 29, 30),
    'DWDKFS': (1, 2, 4, 5, 11, 12, 13, 15, 18, 19, 20, 22, 32, 33),
    'GRDKFS': (1, 2, 4, 5, 7, 8, 9, 10, 13, 14, 15, 17, 27, 28),
    'PJRZFS': (1, 2, 4, 7, 8, 9, 23, 27, 28, 29, 30, 31, 32),
    'CLZXYP': (1, 3, 4), 'CLZXEP': (1, 3, 4), 'FTYKHX': (1, 3, 4), 'GRKHXX': (1, 2, 3),
    'JRJGFZ': (2, 4), 'CLWTDK': (1, 11, 12),
}
FREE_TEXT = {
    '贷款用途', '客户名称', '金融机构名称', '直属上级管理机构名称', '注册地址', '经营范围',
    '基本账户开户行名称', '承兑人名称', '出票人名称',
}


def words(text):
    """A set of codes written with blanks; `B01-B12` counts from the first to the last."""
    codes = set()
    for word in text.split():
        first, _, last = word.partition('-')
        if not last:
            codes.add(first)
            continue
        stem = first.rstrip('0123456789')
        low, high = first[len(stem):], last[len(stem):]
        codes.update(stem + str(n).zfill(len(low)) for n in range(int(low), int(high) + 1))
    return frozenset(codes)


ID_TYPES = words('A01-A03 B01-B12 B99 C01 C02 L01 Z99')
CODES = {
    '借款人证件类型': ID_TYPES, '贴现申请人证件类型': ID_TYPES, '承兑人证件类型': ID_TYPES,
    '出票人证件类型': ID_TYPES, '客户证件类型': ID_TYPES,
    '贷款产品类别': words('F01 F0211 F0212 F02131 F02132 F0219 F022 F023 F041-F043 F051-F059 '
                    'F061-F069 F081 F082 F09 F10 F12 F13 F99'),
    '利率是否固定': words('RF01 RF02'),
    '贷款定价基准类型': words('TR01-TR09 TR99'),
    '贷款财政扶持方式': words('A0101 A0102 A0201 A0202 B C Z'),
    '贷款担保方式': words('A B01 B99 C01 C99 D E E01 Z'),
    '贷款质量': words('FQ01-FQ05'),
    '逾期类型': words('01-03'),
    '贴现方式': words('01 02 09'),
    '票据种类': words('01-03'),
    '交易类型': words('A01 A02 B01 B02'),
    '贷款重组方式': words('01 02 09'),
}
SECTORS = words('A01-A06 A99 B01-B09 B99 C01 C02 C99 D01 D02 E01-E05')
OWNERSHIP = words('A01 A0101 A0102 A02 A0201 A0202 B01 B0101 B0102 B02 B0201 B0202 '
                  'B03 B0301 B0302')
SIZES = words('CS01-CS05')
STOCK_STATUS = words('LS01-LS04')
FLOW_STATUS = words('LF01-LF08 LF99')
CURRENCY = re.compile('[A-Z]{3}')
TYPE = re.compile(r'(C|C\.\.|I\.\.|D)([0-9]+)(?:\.([0-9]+))?')


def accepted(table, head, national):
    """The test of a field's code list, or None when only its type restricts it."""
    if head in CODES:
        return CODES[head].__contains__
    if head.endswith('国民经济部门'):
        return SECTORS.__contains__
    if head.endswith('经济成分'):
        return OWNERSHIP.__contains__
    if head.endswith('企业规模'):
        return SIZES.__contains__
    if head.endswith('地区代码'):
        return national.regions.has
    if head.endswith('币种'):
        return lambda text: CURRENCY.fullmatch(text) is not None
    if head in ('借款人行业', '贴现申请人行业', '所属行业'):
        return (national.industries.of_level['division'] | {'100', '200'}).__contains__
    if head == '贷款实际投向':
        return (national.industries.of_level['group'] | {'1000', '2000'}).__contains__
    if head == '贷款状态':
        return (FLOW_STATUS if table in FLOW else STOCK_STATUS).__contains__
    return None


def field_of(table, head, length, required, national):
    """One field from its head and its official type text."""
    if length == '-':
        return Field(head, 'any', required=required)
    kind, width, digits = TYPE.fullmatch(length).groups()
    width = int(width)
    if kind == 'C' and width == 10:
        return Field(head, 'date', required=required)
    if (head.startswith('是否') and length == 'C1') or head == '发放/收回标识':
        return Field(head, 'flag', required=required)
    accepts = accepted(table, head, national)
    if accepts:
        return Field(head, 'code', required=required, accepts=accepts)
    if kind == 'I..':
        return Field(head, 'integer', width, required=required)
    if kind == 'D':
        return Field(head, 'decimal', width, int(digits), required=required)
    return Field(head, 'fixed' if kind == 'C' else 'upto', width, required=required,
                 free_text=head in FREE_TEXT)


def base_layouts(national):
    """Table name → fields, for the base files."""
    layouts = {}
    for official, fields in national.fields.items():
        table = official.rsplit('_', 1)[-1]
        if official.startswith('JS_') and table in BASE:
            needed = REQUIRED.get(table, ())
            layouts[table] = [field_of(table, head, length, number in needed, national)
                              for number, (head, length) in enumerate(fields, 1)]
    return layouts


def revised(number, fields):
    """The 2026-01-30 layout of a table whose V1.0 layout has gaps (its order unverified)."""
    spare = [(f'备用字段{n}', '-') for n in range(1, 11)]
    head = [('字段类别', 'C..5'), ('贷款汇总金额', 'D20.2'),
            ('贷款汇总加权平均利率', 'D10.5'), ('贷款汇总户数', 'I..20')]
    body = [field for field in fields if not field[0].startswith('备用字段')]
    if number in ('3.3', '3.4'):
        body[-1:-1] = [('绿色贷款类型', 'C..4'), ('绿色贷款比例', 'D10.5')]
    return head + body + spare


def chapter_layouts(national, month):
    """Table number → fields of the five-chapter tables that the month can write and read."""
    layouts = {}
    for number in MESSAGES.values():
        fields = national.fields['F5_' + number]
        if number in GAPS_IN_V1:
            if month < REVISION_MONTH:
                continue
            fields = revised(number, fields)
        layouts[number] = [field_of(number, head, length, False, national)
                           for head, length in fields]
    return layouts
