"""The checks of §11 on one row of `loan` or `flow`, hard or soft."""

import identifier
import size
from money import scaled

TABLE_RULES = ('tech.industry', 'green.loan', 'inclusive.loan', 'pension.loan', 'digital.loan')
SIGNED_OFF = {
    'tech.industry': ('HTP', 'HTS', 'SE', 'PA'), 'green.loan': ('GREEN',),
    'inclusive.loan': ('INC',), 'pension.loan': ('ELDER',), 'digital.core': ('DE',),
}
BY_DECISION = (
    ('tech.hts', 'HTS', 'HTS'), ('tech.se', 'SE', 'SE'), ('green.loan', None, 'GREEN'),
    ('pension.loan', 'EC', 'ELDER'), ('digital.core', 'DE', 'DE'), ('digital.de05', None, 'DE05'))
HONG_KONG_MACAO_TAIWAN = ('000344', '000446', '000158')
LPR_1Y = (          # from this day on, in 10^-5 percent
    ('2019-08-20', 425000), ('2019-09-20', 420000), ('2019-11-20', 415000),
    ('2020-02-20', 405000), ('2020-04-20', 385000), ('2021-12-20', 380000),
    ('2022-01-20', 370000), ('2022-08-22', 365000), ('2023-06-20', 355000),
    ('2023-08-21', 345000), ('2024-07-22', 335000), ('2024-10-21', 310000),
    ('2025-05-20', 300000))
LPR_LAST_DAY = '2025-12-31'
LOWEST_RATE = 1_00000


def lpr_1y(day):
    """The one-year LPR on a day, None where the parameter is unset."""
    if day > LPR_LAST_DAY:
        return None
    return next((rate for first, rate in reversed(LPR_1Y) if first <= day), None)


def may_lack_size(row):
    """Co-operatives and 民办非企业 units."""
    return identifier.is_uscc_of(row.id_type, row.id, '93', '52')


def empty_items(row):
    """The items of `filled` that are empty."""
    loan, unit, stock = row.cls != 'C03', row.cls != 'C02', row.relation == 'loan'
    asked = (
        ('borrower.region', row.region, True), ('loan.product', row.product, loan),
        ('loan.guarantee', row.guarantee, loan), ('loan.quality', row.quality, stock),
        ('loan.status', row.status, stock or loan), ('loan.rate_kind', row.rate_kind, loan),
        ('borrower.sector', row.sector, unit), ('borrower.industry', row.industry, unit),
        ('borrower.size', row.size, unit and not may_lack_size(row)),
        ('use.industry', row.use, row.cls == 'C01'))
    return [item for item, value, needed in asked if needed and value == '']


def id_wrong(row):
    """A wrong USCC or LEI."""
    if row.id_type == 'A01':
        return not identifier.uscc_good(row.id)
    return row.id_type == 'L01' and not identifier.lei_good(row.id)


def reprice_wrong(row):
    """The re-pricing day against the (extended) due day."""
    if row.reprice == '' or row.status in ('', 'LS03'):
        return False
    if row.status != 'LS02':
        return row.due != '' and row.reprice > row.due
    if row.extended == '':
        return False
    if row.rate_kind == 'RF01':
        return row.reprice != row.extended
    return row.rate_kind == 'RF02' and row.reprice > row.extended


def extension_wrong(row):
    """展期 must end after the due day, 缩期 before it."""
    if row.extended == '' or row.due == '':
        return False
    return (row.status == 'LS02' and row.extended <= row.due) or (
        row.status == 'LS04' and row.extended >= row.due)


def size_wrong(row):
    """The reported size against the standard, for enterprises and co-operatives."""
    if row.kind not in ('enterprise', 'coop') or row.size == '' or row.customer is None:
        return False
    staff = row.customer['从业人员数']
    figures = [scaled(row.customer[head]) if row.customer[head] else None
               for head in ('营业收入', '总资产')]
    expected = size.size(row.industry, int(staff) if staff else None, *figures)
    return expected is not None and expected != row.size


def common_checks(row):
    """(check, severity, failed, detail) that `loan` and `flow` share."""
    empty = empty_items(row)
    return (
        ('filled', 'hard', bool(empty), ';'.join(empty)),
        ('region_hkmotw', 'hard', row.region.startswith(('71', '81', '82')), ''),
        ('id_check', 'hard', id_wrong(row), ''),
        ('text_character', 'hard', bool(row.remarks), ';'.join(row.remarks)))


def loan_checks(row, person):
    """(check, severity, failed) of the stock alone."""
    unit, loan = row.cls != 'C02', row.cls != 'C03'
    extended = row.status in ('LS02', 'LS04')
    lpr = lpr_1y(row.start)
    divisions = row.use[:3], row.industry[:3]
    sent = 'GRKHXX' if row.cls == 'C02' else 'FTYKHX'
    return (
        ('amount_positive', 'hard', row.amount <= 0),
        ('due_after_start', 'hard', '' < row.due < row.start),
        ('start_not_future', 'hard', row.start > row.count_date),
        ('extended_due', 'hard', loan and extended and row.extended == ''),
        ('extended_order', 'hard', extension_wrong(row)),
        ('overdue_type', 'hard', loan and row.status == 'LS03' and row.overdue == ''),
        ('fixed_benchmark', 'hard', row.rate_kind == 'RF01' and row.benchmark is not None),
        ('org_size', 'hard', row.sector[:1] in ('A', 'D') and row.size not in ('', 'CS05')),
        ('coop_size', 'hard', may_lack_size(row) and row.size == 'CS05'),
        ('foreign_industry', 'hard', unit and row.region.startswith('000')
         and row.region not in HONG_KONG_MACAO_TAIWAN and row.industry not in ('', '200')),
        ('id_suspicious', 'soft', row.id_type == 'A01' and identifier.uscc_good(row.id)
         and not identifier.organisation_good(row.id)),
        ('entrusted', 'hard', loan and row.receipt in person.soft.get('CLWTDK', ())),
        ('rate_low', 'soft', row.rate < LOWEST_RATE),
        ('rate_high', 'soft', lpr is not None and row.rate > 4 * lpr),
        ('reprice_date', 'soft', reprice_wrong(row)),
        ('customer_found', 'soft', sent in person.sent and row.customer is None),
        ('branch_found', 'soft', 'JRJGFZ' in person.sent
         and row.branch not in person.soft['JRJGFZ']),
        ('size_differs', 'soft', size_wrong(row)),
        ('use_follows_borrower', 'soft', any(
            word in row.purpose for word in ('流动资金', '偿还借款'))
         and '' not in divisions and divisions[0] != divisions[1]))


def undocumented(judged, maps):
    """Rules a row meets by a human decision that no determination supports."""
    row, found = judged.row, []
    for rule, family, chapter in BY_DECISION:
        determination = row.determinations.get(chapter)
        if (judged.verdicts[rule].value
                and not (family and maps[family].whole(row.use))
                and not (determination and determination.answer == 'Y')):
            found.append(rule)
    return found


def undecided(judged):
    """Rules that must be decided, are 待核 and not signed off; DE05 in doubt is just not counted."""
    determinations = judged.row.determinations
    return [rule for rule in SIGNED_OFF if judged.verdicts[rule].value is None and not any(
        chapter in determinations and determinations[chapter].answer == 'X'
        for chapter in SIGNED_OFF[rule])]


def add_findings(judged, person, maps, month, findings):
    """All findings of one row but those of the matching rule."""
    row = judged.row
    for check, severity, failed, detail in common_checks(row):
        if failed:
            findings.add(row.names, row.branch, check, severity, detail)
    if row.relation == 'loan':
        for check, severity, failed in loan_checks(row, person):
            if failed:
                findings.add(row.names, row.branch, check, severity)
    elif row.start[:7] != month:
        findings.add(row.names, row.branch, 'flow_month', 'soft')
    if judged.verdicts['common.in_scope'].value:
        for check, rules in (('determination_missing', undocumented(judged, maps)),
                             ('undecided', undecided(judged))):
            if rules:
                findings.add(row.names, row.branch, check, 'hard', ';'.join(rules))


def add_remarks(person, findings):
    """text_character on the flow lines that are not drawings."""
    for row in person.flow_lines:
        if row.remarks and not row.drawn:
            findings.add(row.names, row.branch, 'text_character', 'hard', ';'.join(row.remarks))


def add_reported(person, findings):
    """The checks on the bank's own five-chapter detail rows."""
    base = {}
    for row in person.loans + person.flow_lines:
        key = row.companion_key + ((row.txn,) if row.relation == 'flow' else ())
        base.setdefault((row.relation, key), set()).add((row.fi_code, row.branch))
    for number, key, held in person.reported_lines:
        relation = 'flow' if '交易流水号' in held else 'loan'
        names = ('reported', person.legal, held['贷款合同编码'], held['贷款借据编码'],
                 held['票据编号'], held.get('交易流水号', ''))
        branches = base.get((relation, key))
        if branches is None:
            findings.add(names, held['内部机构号'], 'reported_base', 'hard', number)
        elif not any(same_branch(held, *branch) for branch in branches):
            findings.add(names, held['内部机构号'], 'reported_branch', 'hard', number)


def same_branch(held, fi_code, branch):
    """Do the branch fields that are given agree."""
    return held['金融机构代码'] in ('', fi_code) and held['内部机构号'] in ('', branch)
