"""The departments' portal: lists in force, a draft that waits, an objection that is open."""

from demo.books import csv_text, uscc, workbook

HEAD = ('id', 'name', 'level', 'from', 'to')
SHEET_HEAD = ('统一社会信用代码', '名称', '级别', '列入日期', '移出日期')
HNTE = 'tech.hnte'
SCIENCE, CIVIL, WORK = (uscc('11140000', f'MAX0D00{n}') for n in (1, 2, 3))


class Department:
    """One of them, with its keeper and its approver."""

    def __init__(self, portal, code, name):
        self.portal = portal
        self.organisation = portal.organisation(code, 'department', name, region='140000')

    def person(self, name, display, roles, zh='', en=''):
        """One of its people."""
        return self.portal.person(name, display, self.organisation, roles, zh=zh, en=en)

    def staff(self, marks, **first):
        """Keeper, approver and who keeps the keys, their names told apart by `marks`."""
        keeper, approver, guard = marks
        self.keeper = self.person(*keeper, 'list_keeper', *first['keeper'])
        self.approver = self.person(*approver, 'list_approver', *first['approver'])
        self.security = self.person(*guard, 'security_administrator')
        self.register = self.portal.sender(self.security, self.organisation)

    def bring(self, name, revision, data, source):
        """Imports a draft; its row."""
        job = self.keeper.wait(self.keeper.upload(
            '/v1/list_revisions', data, **{'list': name, 'revision': revision, 'source': source,
                                           'region': '140000', 'from': '2015-01-01'}))
        return self.keeper.get('/v1/list_revisions/' + job['result'].rsplit('/', 1)[1])

    def publish(self, name, entries, recipients):
        """Imported, approved, pushed; the packages by edition."""
        rows = [[row[column] for column in HEAD] for row in entries]
        row = self.bring(name, '2026-09', csv_text(HEAD, rows), '演示文件〔2026〕9号')
        self.approver.post(f'/v1/list_revisions/{row["id"]}/approve',
                           {'version': row['version'], 'refused': 0})
        out = {}
        for edition, recipient in recipients.items():
            made = self.approver.post(f'/v1/list_revisions/{row["id"]}/push',
                                      {'to': edition, 'recipient': recipient})
            out[edition] = self.approver.fetch(f'/v1/packages/{made["id"]}/file')
        return out


def next_batch(entries, bad, added):
    """The next revision of a list: three lapsed, one renamed, some added, some wrong."""
    rows = [[row[column] for column in HEAD] for row in entries[3:]]
    rows[0][1] = '样例更名' + rows[0][1]
    for number in range(added):
        rows.append([uscc('91140100', f'MAX0A0{number:02}'), f'样例新增科技{number + 1}号有限公司',
                     '国家级', '2026-10-01', '2029-09-30'])
    for number in range(bad):
        code = uscc('91140100', f'MAX0B0{number:02}')
        wrong = code[:17] + ('A' if code[17] != 'A' else 'B')
        rows.append([wrong, f'样例代码有误{number + 1}号有限公司', '国家级', '2026-10-01', ''])
    rows.append(['', '样例缺代码有限公司', '国家级', '2026-10-01', ''])
    return rows


def seed(demo):
    """Two departments; packages of their lists for everybody."""
    portal = demo.portals['province']
    science = Department(portal, SCIENCE, '样例省科学技术厅（演示）')
    science.staff((('liu', '刘名单'), ('song', '宋审批'), ('tang', '唐安全')),
                  keeper=('导入 files/province 里的下一批名单，看新增、退出和错误代码',
                          'Import the next batch from files/province; see adds, lapses, bad codes'),
                  approver=('审批 2026-10 的高新技术企业名单草稿；处理一条异议',
                            'Approve the draft of 2026-10; decide on an open objection'))
    civil = Department(portal, CIVIL, '样例省民政厅（演示）')
    civil.staff((('deng', '邓名单'), ('cao', '曹审批'), ('yuan', '袁安全')),
                keeper=('查看已推送的养老机构名单', 'See the list of pension institutions'),
                approver=('查看推送记录', 'See what was pushed'))
    demo.departments = {'science': science, 'civil': civil}
    recipients = {'bank': '*', 'pboc': '*'}
    lists = demo.books.lists()
    packages = []
    for name, entries in lists.items():
        department = civil if name.startswith('pension') else science
        packages.append(department.publish(name, entries, recipients))
    demo.list_packages = packages
    science.bring(HNTE, '2026-10', csv_text(HEAD, next_batch(lists[HNTE], 4, 12)),
                  '演示文件〔2026〕10号')
    files = demo.files / 'province'
    files.mkdir(parents=True)
    later = next_batch(lists[HNTE], 2, 20)
    (files / '高新技术企业名单_2026-11.xlsx').write_bytes(
        workbook([('高新技术企业名单（合成数据）',), SHEET_HEAD, *later]))
    (files / '科技型中小企业名单_2026-11.csv').write_bytes(
        csv_text(SHEET_HEAD, next_batch(lists['tech.sme'], 3, 8)))


def objection(demo, package):
    """What a bank objected to arrives."""
    demo.departments['science'].keeper.take(package)
