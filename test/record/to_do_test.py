"""What waits for whom, while the work is done: a bank's month by the steps of bank_month_test, a
department's list, a late filing, identifiers and locked accounts. Each count is held against the
list that the person then works on, or is one by hand; whoever may not act sees nothing."""

import datetime
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import bank_month_test
from bank_month_test import MONTH, rows_of
from deployment import DATABASES, PASSWORD, Deployment
from desk_case import uscc
from lists_test import ListsTest, batch, CODES
from workbook_case import check_export

KEYS = {'code', 'label', 'count', 'amount', 'due', 'month', 'page', 'urgent'}


def to_dos(client, month=None):
    """Rows by code; of one month, or those of none."""
    reply = client.get('/v1/to_dos')
    assert reply.status == 200, reply.body
    rows = reply.json()['data']
    assert all(set(row) == KEYS and row['count'] > 0 for row in rows), rows
    assert all(row['label'] != row['code'] for row in rows), rows
    urgent = [row['urgent'] for row in rows]
    assert urgent == sorted(urgent, reverse=True), rows
    out = {row['code']: row for row in rows if row['month'] == month}
    assert len(out) == sum(row['month'] == month for row in rows), rows
    return out


class Before:
    """Notes what waits for a client before each of its calls of a kind."""

    def __init__(self, client, verb):
        self.client, self.verb, self.seen = client, verb, []

    def __enter__(self):
        call = getattr(self.client, self.verb)

        def noted(*words, **named):
            self.seen.append(to_dos(self.client, MONTH))
            return call(*words, **named)

        setattr(self.client, self.verb, noted)
        return self.seen

    def __exit__(self, *why):
        delattr(self.client, self.verb)


class MonthToDoCase(bank_month_test.MonthCase):
    """The month of bank_month_test, looked at by its people; and its lists as workbooks."""

    # Not what this is about.
    test_3_cancel = test_5_platform = test_6_lists = test_6_receipts = test_7_strangers = None

    def test_1_upload(self):
        """A refused line, findings and a receipt to determine wait for the maker alone."""
        self.assertEqual(to_dos(self.li, MONTH), {})
        super().test_1_upload()
        mine = to_dos(self.li, MONTH)
        open_now = self.findings(filter='state=open', limit=500)
        hard = any(row['severity'] == 'hard' for row in open_now)
        want = {'lines_refused': (1, 'import', True),
                'determine': (1, 'determine', False),
                'findings_open': (len(open_now), 'findings', hard)}
        self.assertEqual({code: (row['count'], row['page'].rsplit('/', 1)[1], row['urgent'])
                          for code, row in mine.items()}, want)
        self.assertEqual({row['page'].rsplit('/', 1)[0] for row in mine.values()},
                         {'/months/' + MONTH})
        self.assertEqual(mine['determine']['label'], '待认定的借据')
        for other in (self.wang, self.zhao):
            self.assertEqual(to_dos(other, MONTH), {})
        self.check_workbooks()

    def check_workbooks(self):
        """Amounts, rates, codes and days of the month, each list as its JSON."""
        month = f'/v1/months/{MONTH}/'
        for what, record in (('tables', 'table_figure'), ('refused', 'refused_line'),
                             ('figures', 'chapter_figure'), ('findings', 'month_finding'),
                             ('to_determine', 'to_determine'), ('receipts', 'receipt')):
            rows = check_export(self, self.li, month + what, record)
            self.assertTrue(rows, what)
        rows = check_export(self, self.li, month + 'receipts', 'receipt', sort='-amount',
                            filter='amount>=1000000', columns='receipt,amount,start,tech')
        self.assertTrue(rows)
        check_export(self, self.li, '/v1/submissions', 'submission')
        self.assertEqual(self.li.get(month + 'tables', format='xlsx', run='999').status, 404)

    def test_2_determination(self):
        """The branch's manager decides, the checker's turn comes, then nobody's."""
        with Before(self.wang, 'put') as seen:
            super().test_2_determination()
        row = seen[0]['determinations_to_check']
        self.assertEqual((row['count'], row['page']), (1, f'/months/{MONTH}/review'))
        for person in (self.li, self.wang, self.chen):
            self.assertFalse({'determine', 'determinations_to_check'} & set(to_dos(person, MONTH)))

    def test_3_correct_and_explain(self):
        """What is explained waits for the checker; then the month is ready to be frozen."""
        self.assertIn('lines_refused', to_dos(self.li, MONTH))
        with Before(self.wang, 'put') as seen:
            super().test_3_correct_and_explain()
        row = seen[0]['explanations_to_check']
        self.assertEqual((row['count'], row['page']), (1, f'/months/{MONTH}/explanations'))
        self.assertEqual(set(to_dos(self.li, MONTH)), {'filing_to_make'})
        self.assertEqual(to_dos(self.wang, MONTH), {})

    def test_4_file(self):
        """Each of three signs in turn, the responsible person files, and nothing is left."""
        with Before(self.li, 'post') as maker, Before(self.wang, 'post') as checker, \
                Before(self.zhao, 'post') as signer:
            super().test_4_file()
        # Of the maker's calls the first freezes, the third signs.
        self.assertEqual([set(one) for one in maker[:3]],
                         [{'filing_to_make'}, {'filing_to_sign'}, {'filing_to_sign'}])
        self.assertEqual(set(maker[-1]), set(), 'signed already')
        self.assertEqual({code for one in checker for code in one}, {'filing_to_sign'})
        # Too early, then the seal, then the filing itself.
        self.assertEqual([set(one) for one in signer],
                         [{'filing_to_sign'}, {'filing_to_sign'}, {'filing_to_file'}])
        for person in (self.li, self.wang, self.zhao):
            self.assertEqual(to_dos(person, MONTH), {})


class ProvinceToDoCase(ListsTest):
    """A department's draft: approval, push, nothing; never its own maker's."""

    test_draft_is_told_and_two_people_count_it = None
    test_pushed_list_reaches_a_run_and_an_objection_corrects_it = None
    test_a_strangers_package_is_refused = None

    def test_draft_to_push(self):
        """By two people of whom one may do both."""
        both = self.department.person('list_keeper', 'list_approver', name='both')
        self.keeper, keeper = both, self.keeper
        draft = self.bring('2026-08', batch((CODES[0], '甲', '', '2026-01-01', '')))
        row = to_dos(self.approver)['lists_to_approve']
        self.assertEqual((row['count'], row['page']), (1, '/lists/' + draft['list_revision']))
        self.assertEqual((to_dos(both), to_dos(keeper)), ({}, {}))
        check_export(self, keeper, '/v1/list_revisions', 'list_revision')
        check_export(self, keeper, '/v1/list_entries', 'list_entry')
        approved = self.approve(draft)
        self.assertEqual(approved.status, 201, approved.body)
        self.assertEqual(set(to_dos(self.approver)), {'lists_to_push'})
        pushed = self.approver.post(f'/v1/list_revisions/{draft["list_revision"]}/push',
                                    {'to': 'pboc', 'recipient': None})
        self.assertLess(pushed.status, 300, pushed.body)
        self.assertEqual(to_dos(self.approver), {})


class PeopleToDoCase:
    """Late filings, identifiers and locked accounts."""

    database = ''

    def test_late_filing(self):
        """As the standings say, for who may ask the bank."""
        with Deployment('pboc', self.database, log=False) as here:
            centre = here.organisation(uscc('11140000', 'MA0P0001'), 'authority', '中心支行')
            here.organisation(bank_month_test.BANK, 'bank', '第一村镇银行', parent=centre)
            receiver = here.user('receiver', centre, ['receiver'])
            matcher = here.user('matcher', centre, ['matcher'])
            system = here.user('system', centre, ['system_administrator'])
            self.assertEqual(to_dos(receiver), {})
            reply = system.put('/v1/settings', {'name': 'filing.deadline_working_days',
                                                'value': '1'})
            self.assertEqual(reply.status, 200, reply.body)
            today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
            month = (today.replace(day=1) - datetime.timedelta(days=1)).strftime('%Y-%m')
            lines = rows_of(receiver.get('/v1/filing_standings', month=month))
            late = [row for row in lines if row['state'] == 'missing' and row['days_late']]
            rows = to_dos(receiver, month)
            self.assertEqual([row['count'] for row in rows.values()], [1] * bool(late))
            if late:
                row = rows['filings_late']
                self.assertEqual((row['due'], row['urgent']), (late[0]['due_on'], True))
            self.assertEqual(to_dos(matcher, month), {})

    def test_identifiers(self):
        """Somebody else verifies; at the window as elsewhere; and no other organisation's."""
        with Deployment('window', self.database, log=False) as here:
            counter = here.organisation(uscc('11140000', 'MA0W0001'), 'authority', '窗口')
            other = here.organisation(uscc('11140000', 'MA0W0002'), 'authority', '另一窗口')
            clerk = here.user('clerk', counter, ['counter_clerk'])
            second = here.user('second', counter, ['counter_second'])
            both = here.user('both', counter, ['party_keeper', 'party_verifier'])
            foreign = here.user('foreign', other, ['counter_second'])
            party = clerk.post('/v1/parties', {'kind': 'enterprise', 'name': '甲',
                                               'region': '140100'}).json()['id']
            wish = {'scheme': 'uscc', 'value': CODES[0], 'source': '执照'}
            made = both.post(f'/v1/parties/{party}/identifiers', wish)
            self.assertEqual(made.status, 201, made.body)
            row = to_dos(second)['verify_identifiers']
            self.assertEqual((row['count'], row['month'], row['amount']), (1, None, None))
            for person in (clerk, both, foreign):
                self.assertEqual(to_dos(person), {})
            done = second.put(f'/v1/identifiers/{made.json()["id"]}/verified', {'source': '原件'})
            self.assertEqual(done.status, 200, done.body)
            self.assertEqual(to_dos(second), {})

    def test_locked_account(self):
        """Five wrong passwords; told to the administrator of the same organisation alone."""
        with Deployment('bank', self.database, log=False) as here:
            bank = here.organisation(bank_month_test.BANK, 'bank', '第一村镇银行')
            other = here.organisation(bank_month_test.OTHER, 'bank', '另一家')
            security = here.user('an', bank, ['security_administrator'])
            foreign = here.user('an', other, ['security_administrator'])
            here.user('li', bank, ['maker'])
            self.assertEqual(to_dos(security), {})
            for _ in range(5):
                here.client().sign_in(bank, 'li', PASSWORD + 'x')
            row = to_dos(security)['accounts_locked']
            self.assertEqual((row['count'], row['page']), (1, '/system/accounts'))
            self.assertEqual(to_dos(foreign), {})
            self.assertEqual(here.client().get('/v1/to_dos').status, 401)
            # A token reaches the work of its purpose, and no more than its permissions.
            day = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
            for purpose, permissions, count in (('security', 'security.account', 1),
                                                ('security', 'security.role', 0),
                                                ('service', 'security.account', 0)):
                made = security.post('/v1/session/tokens', {
                    'name': 't', 'permissions': permissions, 'purpose': purpose, 'last_day': day})
                self.assertEqual(made.status, 201, made.body)
                program = here.client(made.json()['token'])
                self.assertEqual(len(to_dos(program)), count, (purpose, permissions))


def load_tests(loader, _tests, _pattern):
    """Each case on each database."""
    suite = unittest.TestSuite()
    for database in DATABASES:
        for case in (MonthToDoCase, ProvinceToDoCase, PeopleToDoCase):
            made = type(f'{case.__name__}_{database}', (case, unittest.TestCase),
                        {'database': database})
            suite.addTests(loader.loadTestsFromTestCase(made))
    return suite


if __name__ == '__main__':
    unittest.main()
