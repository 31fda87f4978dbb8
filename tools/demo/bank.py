"""The banks' portal: a county bank with two filed months, and a host whose banks stand anywhere
between nothing and filed."""

from demo import province
from demo.books import (COUNTY, GREENLESS, PLAIN, RECEIPT, SECOND, ZIPPED, Spoil, as_zip, csv_text,
                        log_text, uscc)
from demo.desk import Desk

HOST = uscc('91140000', 'MAXH0001')
IDLE = uscc('91140802', 'MAXC0005')
COUNTY_NAME = '样例霁沚农村商业银行（演示）'
WHY_LOW = '财政贴息贷款，贴息后利率低于 1%，贴息批复见贷款档案（演示）。'
SECOND_NAME = '样例第二农村商业银行（演示）'
PLAIN_NAME = '样例第三农村商业银行（演示）'
ZIPPED_NAME = '样例第四城市商业银行（演示）'
GREENLESS_NAME = '样例第五农村商业银行（演示）'
IDLE_NAME = '样例第六村镇银行（演示）'
HOST_STAFF = (('maker', 'jingban', '经办'), ('checker', 'fuhe', '复核'), ('signer', 'fuze', '负责'))


def county_staff(desk):
    """Everybody whom a county bank has."""
    hire = desk.hire
    hire('maker', 'zhang', '张经办', '把 files/bank/2026-09 的文件拖进 9 月，提交，改错，补说明，冻结',
         'Drag files/bank/2026-09 into September, hand in, correct, explain, freeze')
    hire('checker', 'li', '李复核', '九月提交后：复核认定和说明；签章',
         'After September came in: check determinations and explanations; sign')
    hire('signer', 'wang', '王负责', '看 8 月的报送与档案；9 月签章、报送',
         'See the filing of August; sign and file September')
    hire('reader', 'zhou', '周检查', '检查：打开八个月前（2026-01）的报送，追到一笔贷款',
         'Inspect the return of 2026-01, eight months old, down to a loan')
    hire('correspondent', 'qian', '钱往来', '回答人民银行的核实单', 'Answer an inquiry of the PBOC')
    hire('credit_officer', 'sun', '孙信贷', '凭企业授权查询事实', "Read a firm's facts by its consent")
    hire('system_administrator', 'wei', '魏系统', '看任务和参数', 'See jobs and settings')
    hire('security_administrator', 'zheng', '郑安全', '建账号，授角色', 'Make accounts, give roles')
    hire('audit_administrator', 'feng', '冯审计', '查审计，核对链', 'Search the audit, check its chain')


def make_branches(desk, names, when=('', '')):
    """Branches by number, each with a manager."""
    portal, parent = desk.portal, desk.organisation
    for number, branch_name, name, display in names:
        branch = portal.organisation(f'{parent.name}{branch_name}', 'branch', branch_name, parent)
        manager = portal.person(name, display, parent, 'branch_manager', at=branch,
                                
                                zh=f'{when[0]}认定{branch_name}的借据',
                                en=f'{when[1]}Determine receipts of the branch')
        desk.add_branch(number, branch, manager)


def county_months(demo, desk):
    """January and August filed; the packages by month."""
    out = {}
    january = Spoil(demo.books.files(COUNTY, '2026-01'), COUNTY, '2026-01').low_rate(1)
    desk.hand_in('2026-01', january.done(), '一月报送')
    desk.explain('2026-01', desk.open_findings('2026-01'), WHY_LOW)
    out['2026-01'] = desk.file('2026-01')
    august = Spoil(demo.books.files(COUNTY, '2026-08'), COUNTY, '2026-08').low_rate(1, 5).forget(2)
    desk.hand_in('2026-08', august.done(), '八月报送')
    desk.determine('2026-08', august.undetermined, august.branch_of())
    desk.run_again('2026-08')
    desk.explain('2026-08', desk.open_findings('2026-08'), WHY_LOW)
    out['2026-08'] = desk.file('2026-08')
    return out, august


def write_files(demo, august):
    """What the visitor brings to September: spoiled, and what puts it right."""
    clean = demo.books.files(COUNTY, '2026-09')
    known = {line[RECEIPT] for line in august.lines}
    month = Spoil(clean, COUNTY, '2026-09').unreadable(0).low_rate(1, 2).forget(3, known)
    folder = demo.files / 'bank'
    standard, fixed = folder / '2026-09', folder / '2026-09_更正'
    for one in (standard, fixed):
        one.mkdir(parents=True)
    files = month.done()
    for name, data in files.items():
        (standard / name).write_bytes(data)
    (folder / '2026-09_核心系统导出.zip').write_bytes(as_zip(files, '核心系统导出/'))
    lines = files[month.name].decode().splitlines(keepends=True)
    lines[0] = clean[month.name].decode().splitlines(keepends=True)[0]
    data = ''.join(lines).encode()
    (fixed / month.name).write_bytes(data)
    (fixed / month.name.replace('.dat', '.log')).write_bytes(log_text(month.name, data))
    (folder / '绿色项目批复.txt').write_text(
        '绿色项目批复（演示，合成数据）：' + '、'.join(month.undetermined) + '\n', encoding='utf-8')
    (folder / '平台退回_2026-08.csv').write_bytes(csv_text(
        ('表号', '借据编码', '数据项', '错误代码', '错误说明'),
        [('3.3', august.cheap[0], '利率水平', 'E1007', '利率与基础表不符')]))


def seed_county(demo):
    """The visitor's own bank."""
    portal = demo.portals['bank']
    desk = Desk(portal, portal.organisation(COUNTY, 'bank', COUNTY_NAME, region='140105'))
    county_staff(desk)
    demo.filing_registers = [desk.make_keys((('zhang', '张经办'), ('li', '李复核'),
                                             ('wang', '王负责')))]
    security, clerk = desk.people['security_administrator'], desk.people['correspondent']
    demo.county_register = portal.sender(security, desk.organisation)
    registers = [one.register for one in demo.departments.values()] + [demo.pboc_register]
    desk.take_lists([one['bank'] for one in demo.list_packages], registers, clerk, security)
    make_branches(desk, (('0100', '营业部', 'chen', '陈客户'), ('0101', '第一支行', 'hu', '胡客户'),
                         ('0102', '第二支行', 'guo', '郭客户')),
                  ('九月提交后：', 'After September came in: '))
    packages, august = county_months(demo, desk)
    demo.filings = [(COUNTY, month, data) for month, data in packages.items()]
    write_files(demo, august)
    demo.county = desk
    entry = demo.books.lists()[province.HNTE][5]
    demo.departments['science'].security.upload('/v1/key_registers', demo.county_register)
    province.objection(demo, desk.object_to(province.HNTE, entry['id'],
                                            '客户来函：证书已于 2026 年 9 月注销（演示）',
                                            province.SCIENCE))


def host_bank(demo, host, legal, surnames, words):
    """A legal person of the host: three people, keys, lists."""
    portal = demo.portals['bank']
    code, name = legal
    desk = Desk(portal, portal.organisation(code, 'bank', name, host, region=code[2:8]))
    for surname, (role, sign_in, title) in zip(surnames, HOST_STAFF):
        desk.hire(role, sign_in, surname + title, *words.get(role, ()))
    return desk


def seed_second(demo, desk):
    """September handed in and much to do: every queue has something."""
    month = Spoil(demo.books.files(SECOND, '2026-09'), SECOND, '2026-09')
    month.unreadable(0, 7).low_rate(1, 2, 3).forget(6)
    numbers = list(dict.fromkeys(month.branch_of()[one] for one in month.undetermined))[:2]
    managers = (('城东支行', 'qi', '戚客户'), ('城西支行', 'xie', '谢客户'))
    make_branches(desk, [(number, *words) for number, words in zip(numbers, managers)])
    desk.hand_in('2026-09', month.done(), '九月试报')
    desk.determine('2026-09', month.undetermined[:1], month.branch_of(), check=False)
    cheap = [one for one in desk.open_findings('2026-09') if one['check'] == 'rate_low']
    desk.explain('2026-09', cheap[:1], WHY_LOW, check=False)


def seed_host(demo):
    """One host, five legal persons, five states."""
    portal = demo.portals['bank']
    host = portal.organisation(HOST, 'host', '样例省农信联合社（演示）', region='140000')
    portal.person('han', '韩运营', host, 'host_operator', zh='看九月就绪看板；夜间统一运行',
                  en='See the board of September; run the night')
    second = host_bank(demo, host, (SECOND, SECOND_NAME), '赵吴何', {
        'maker': ('处理待认定、问题和拒收行', 'Work off findings and refused lines'),
        'checker': ('复核一条说明、一条认定', 'Check an explanation and a determination')})
    seed_second(demo, second)
    waits = {'signer': ('签章并报送已由两人签过的九月', 'Sign and file September, signed by two')}
    plain = host_bank(demo, host, (PLAIN, PLAIN_NAME), '许沈杨', waits)
    zipped = host_bank(demo, host, (ZIPPED, ZIPPED_NAME), '蒋韦苏', {})
    greenless = host_bank(demo, host, (GREENLESS, GREENLESS_NAME), '潘葛范', {})
    for desk, signed in ((plain, 2), (zipped, 3), (greenless, 3)):
        code = desk.organisation.code
        register = desk.make_keys((('jingban', '经办'), ('fuhe', '复核'), ('fuze', '负责')))
        desk.hand_in('2026-09', demo.books.files(code, '2026-09'), '九月报送')
        desk.explain('2026-09', desk.open_findings('2026-09'), '见附件说明（演示）。')
        if signed < 3:
            desk.freeze('2026-09', signed)
            continue
        demo.filing_registers.append(register)
        demo.filings.append((code, '2026-09', desk.file('2026-09')))
    portal.organisation(IDLE, 'bank', IDLE_NAME, host)  # It has not begun.


def seed(demo):
    """Both."""
    seed_county(demo)
    seed_host(demo)
