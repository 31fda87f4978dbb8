"""The central bank's portal: what came, who is late or wrong, what is asked and let out."""

import datetime

from demo import province
from demo.bank import (COUNTY_NAME, GREENLESS_NAME, IDLE, IDLE_NAME, PLAIN_NAME, SECOND_NAME,
                       ZIPPED_NAME)
from demo.books import COUNTY, GREENLESS, NATIONAL, OWN, PLAIN, SECOND, ZIPPED, Spoil, uscc
from demo.exchange import Key, package

CODE = uscc('11140000', 'MAX0P001')
BANKS = ((COUNTY, COUNTY_NAME), (SECOND, SECOND_NAME), (PLAIN, PLAIN_NAME),
         (ZIPPED, ZIPPED_NAME), (GREENLESS, GREENLESS_NAME),
         (IDLE, IDLE_NAME), (NATIONAL, '样例全国性银行山西省分行（演示）'),
         (OWN, '样例第七村镇银行（演示）'))
NATIONAL_DAY = tuple(f'2026-10-0{day}' for day in range(1, 9))
DEADLINE_DAYS_MAX = 60
CHINA = datetime.timezone(datetime.timedelta(hours=8))


def seed(demo):
    """Its people, its banks, the departments' lists."""
    portal = demo.portals['pboc']
    branch = portal.organisation(CODE, 'authority', '人民银行样例市分行（演示）')
    for code, name in BANKS:
        portal.organisation(code, 'bank', name, branch, region='140100')

    def hire(role, name, display, zh='', en=''):
        return portal.person(name, display, branch, role, zh=zh, en=en)

    who = demo.pboc = {
        'receiver': hire('receiver', 'xu', '许接收', '看九月谁报了、谁没报、谁有错；处理核实单的答复',
                         'See who filed, who is missing or wrong; accept or reopen an answer'),
        'matcher': hire('matcher', 'zhu', '朱匹配', '运行九月匹配，看 4.2 与获贷率',
                        'Run the matching of September; see 4.2 and rates'),
        'releaser': hire('releaser', 'qin', '秦发布', '看发布稿与隐藏的格子',
                         'See releases and what they hide'),
        'approver': hire('release_approver', 'you', '尤审批', '审批九月的对外发布',
                         'Approve the public release of September'),
        'system': hire('system_administrator', 'shi', '施系统', '看参数和任务', 'Settings and jobs'),
        'security': hire('security_administrator', 'kong', '孔安全'),
        'audit': hire('audit_administrator', 'yan', '严审计', '查审计', 'Search the audit')}
    demo.pboc_register = portal.sender(who['security'], branch)
    for department in demo.departments.values():
        who['security'].upload('/v1/key_registers', department.register)
        department.security.upload('/v1/key_registers', demo.pboc_register)
    for one in demo.list_packages:
        who['receiver'].take(one['pboc'])


def working_days(first, last):
    """Working days after `first` up to `last`, as the portal counts them."""
    days = [first + datetime.timedelta(n + 1) for n in range(max(0, (last - first).days))]
    return sum(day.weekday() < 5 and day.isoformat() not in NATIONAL_DAY for day in days)


def set_deadline(demo):
    """So many working days that September is due today where that can be; August is long due."""
    today = datetime.datetime.now(CHINA).date()
    days = working_days(datetime.date(2026, 9, 30), today)
    days = min(max(days, 1), DEADLINE_DAYS_MAX) if days else 10
    for name, value in (('calendar.days_off', ' '.join(NATIONAL_DAY)),
                        ('filing.deadline_working_days', str(days))):
        demo.pboc['system'].put('/v1/settings', {'name': name, 'value': value})


class OwnProgram:
    """A bank that files by a program of its own."""

    def __init__(self, demo, code):
        self.demo = demo
        self.code = code
        self.key = Key(demo.portals['pboc'], demo.folder / 'keys', code, '报送系统', code, 'sender')
        demo.pboc['security'].upload('/v1/key_registers', self.key.register)

    def file(self, month, cut=False):
        """All it has of a month; with a line cut short on demand."""
        files = self.demo.books.files(self.code, month)
        if cut:
            spoilt = Spoil(files, self.code, month)
            spoilt.lines[0].pop()
            files = spoilt.unreadable(3, 4).done()
        at = datetime.datetime.now(datetime.timezone.utc)
        number = f'{self.code}{month}'.lower()
        head = {'package': ''.join('abcdefghijklmnopqrstuvwxyz234567'[ord(sign) % 32]
                                   for sign in number.ljust(26, 'x'))[-26:],
                'kind': 'filing', 'from': 'bank', 'organisation': self.code, 'to': 'pboc',
                'recipient': CODE, 'made_at': at.strftime('%Y-%m-%dT%H:%M:%S.000Z'),
                'month': month}
        return package(head, {f'{self.code}/{name}': data for name, data in files.items()},
                       self.key)


def receive(demo):
    """Real packages of the banks' portal, and those of other programs."""
    receiver = demo.pboc['receiver']
    for register in [*demo.filing_registers, demo.county_register]:
        demo.pboc['security'].upload('/v1/key_registers', register)
    for _, _, data in demo.filings:
        receiver.take(data)
    national, own = OwnProgram(demo, NATIONAL), OwnProgram(demo, OWN)
    for month, wrong in (('2026-08', False), ('2026-09', True)):
        receiver.take(national.file(month, cut=wrong))
        receiver.take(own.file(month))


def ask(demo, month, legal, question, about):
    """An inquiry; its package."""
    receiver = demo.pboc['receiver']
    due = datetime.datetime.now(CHINA).date() + datetime.timedelta(7)
    receiver.post('/v1/inquiries', {'month': month, 'legal_uscc': legal, 'question': question,
                                    'about': about, 'due_on': due.isoformat()})
    return receiver.newest_package(kind='inquiry', direction='out')


def inquire(demo):
    """One open, one answered, one that waits for the county bank."""
    receiver, clerk = demo.pboc['receiver'], demo.county.people['correspondent']
    ask(demo, '2026-09', NATIONAL, '单位贷款首行字段数不符、两行利率不是数字，请核实并重报', 'CLDWDK')
    clerk.take(ask(demo, '2026-08', COUNTY, '绿色贷款较上月增加较多，请说明原因', '表 3.1'))
    asked = clerk.rows('/v1/inquiries')[0]
    clerk.post(f'/v1/inquiries/{asked["id"]}/answer', {
        'version': asked['version'], 'filing': None,
        'text': '八月新增两个分布式光伏项目，批复见档案（演示）。'})
    receiver.take(clerk.newest_package(kind='answer'))
    clerk.take(ask(demo, '2026-08', COUNTY, '两笔单位贷款利率低于 1%，请提供贴息依据', '表 3.3'))


def release(demo, month, level):
    """Made by the releaser; its row."""
    releaser = demo.pboc['releaser']
    job = releaser.wait(releaser.post('/v1/releases', {'month': month, 'level': level}))
    return releaser.get(job['result'])


def approve(demo, row):
    """By the other."""
    demo.pboc['approver'].post(f'/v1/releases/{row["id"]}/decision',
                               {'version': row['version'], 'approve': True})


def month(demo):
    """After the banks have filed."""
    set_deadline(demo)
    receive(demo)
    matcher, releaser = demo.pboc['matcher'], demo.pboc['releaser']
    for each in ('2026-08', '2026-09'):
        matcher.wait(matcher.post('/v1/matches', {'month': each}))
    inquire(demo)
    approve(demo, release(demo, '2026-08', 'public'))
    joint = release(demo, '2026-08', 'joint')
    approve(demo, joint)
    pushed = releaser.post(f'/v1/releases/{joint["id"]}/push',
                           {'to': 'province', 'recipient': province.SCIENCE})
    demo.departments['science'].keeper.take(
        releaser.fetch(f'/v1/packages/{pushed["id"]}/file'))
    release(demo, '2026-09', 'public')
