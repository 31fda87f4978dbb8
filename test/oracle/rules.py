"""The rules of docs/month.md §8: three-valued verdicts on one row, one function a chapter."""

from kleene import NO, YES, agree, all_of, any_of, known, negate, unknown
from layout import words
from money import scaled_to

RULES = (
    'common.in_scope', 'tech.htp', 'tech.pa', 'tech.hts', 'tech.se', 'tech.industry',
    'tech.hnte', 'tech.sme', 'tech.giant', 'tech.demo', 'tech.champion', 'tech.srdi',
    'tech.enterprise', 'tech.loan', 'green.loan', 'inclusive.small_firm',
    'inclusive.sole_trader', 'inclusive.owner', 'inclusive.farmer', 'inclusive.startup',
    'inclusive.student', 'inclusive.ex_poor', 'inclusive.micro', 'inclusive.loan',
    'inclusive.agri_n01', 'inclusive.agri_n02', 'inclusive.agri_n03', 'inclusive.agri_n04',
    'inclusive.agri_n05', 'inclusive.agri_n06', 'inclusive.agri', 'inclusive.private',
    'inclusive.private_wide', 'pension.loan', 'pension.national', 'digital.core',
    'digital.de05', 'digital.loan')
F5_PRODUCTS = words('F022 F023 F041-F043 F051-F059 F061-F069 F081 F082 F09 F12 PJ01')
GREEN_PRODUCTS = F5_PRODUCTS | words('F0211 F0212 F0219')
OUTSIDE_PRODUCTS = words('F01 F10 F13 F99')
OLD_GREEN_ENDS, NEW_GREEN_BEGINS = '2025-07-14', '2025-10-01'
EX_POOR_LAST_DAY = '2026-01-29'
PROCESSING_FROM = '2025-11-20'
PRIMARY_PROCESSING = frozenset(('A0514', 'A0523'))
MICRO_LINE, FARMER_LINE = 1_000_000_000, 500_000_000      # cents
SHARE_TEST = 50_00000                                     # percent, five decimals
AGRI_USES = words('1 21-26')
INDUSTRY = 'use.industry'


def text_in(text, values, item):
    """Is a text item one of the values; missing is unknown."""
    return unknown(item) if text == '' else known(text in values, item)


def decision(row, chapter, evidence):
    """A person's Y or N, else the supplement's evidence flag, else unknown."""
    determination = row.determinations.get(chapter)
    if determination and determination.answer in 'YN':
        return YES if determination.answer == 'Y' else NO
    flag = row.supplement.get(evidence)
    return known(None if flag is None else flag == '1', evidence)


def green_decision(row):
    """The condition decision of GREEN; the bank's mark 非绿色 answers no where nothing else does."""
    answer = decision(row, 'GREEN', 'green_condition')
    if answer.value is None and row.marks.get('green') is False:
        return NO
    return answer


def share_decision(row):
    """The 50 % decision of the pension chapter."""
    determination = row.determinations.get('ELDER')
    if determination and determination.answer in 'YN':
        return YES if determination.answer == 'Y' else NO
    share = (determination.share if determination else '') or row.supplement.get('elder_share')
    return known(scaled_to(share, 5) >= SHARE_TEST if share else None, 'elder_share')


class Rules:
    """Judges rows by the national tables and the lists."""

    def __init__(self, national, lists):
        self.maps, self.industries, self.lists = national.maps, national.industries, lists

    def judge(self, row):
        """rule → Answer, for every rule."""
        verdicts = {'common.in_scope': self.in_scope(row)}
        unit = known(row.cls != 'C02', 'loan.class')
        product = text_in(row.product, F5_PRODUCTS, 'loan.product')
        self.tech(row, all_of(unit, product), verdicts)
        verdicts['green.loan'] = self.green(row)
        self.inclusive(row, product, verdicts)
        self.agri(row, verdicts)
        self.private(row, unit, product, verdicts)
        self.pension(row, product, verdicts)
        self.digital(row, all_of(unit, product), verdicts)
        return verdicts

    def in_scope(self, row):
        """common.in_scope."""
        financial = known(row.sector.startswith('B') if row.sector else None, 'borrower.sector')
        return all_of(
            known(row.amount > 0, 'loan.amount'),
            known(row.currency != 'XAU', 'loan.currency'),
            known(row.product not in OUTSIDE_PRODUCTS, 'loan.product'),
            any_of(known(not row.product.startswith('F06'), 'loan.product'), negate(financial)))

    def whole(self, row, family):
        """Is the use in the family's map as U."""
        return known(self.maps[family].whole(row.use), INDUSTRY)

    def in_map(self, row, family):
        """Is the use in the family's map."""
        return known(self.maps[family].belongs(row.use), INDUSTRY)

    def starred(self, row, family, answer):
        """In the map, and U there or decided by a person."""
        return all_of(self.in_map(row, family), any_of(self.whole(row, family), answer))

    def in_list(self, row, name):
        """Is the borrower in a list on the row's count date."""
        return self.lists[name].answer(row.id, row.count_date, row.region)

    def tech(self, row, eligible, v):
        """The technology chapter."""
        v['tech.htp'] = all_of(eligible, self.whole(row, 'HTP'))
        v['tech.pa'] = all_of(eligible, self.whole(row, 'PA'))
        v['tech.hts'] = all_of(eligible, self.starred(
            row, 'HTS', decision(row, 'HTS', 'star_evidence_hts')))
        v['tech.se'] = all_of(eligible, self.starred(
            row, 'SE', decision(row, 'SE', 'star_evidence_se')))
        v['tech.industry'] = any_of(v['tech.htp'], v['tech.hts'], v['tech.se'], v['tech.pa'])
        for name in ('tech.hnte', 'tech.sme', 'tech.giant', 'tech.demo', 'tech.champion'):
            v[name] = all_of(eligible, self.in_list(row, name))
        v['tech.srdi'] = all_of(eligible, any_of(self.in_list(row, 'tech.srdi'),
                                                 self.in_list(row, 'tech.giant')))
        v['tech.enterprise'] = any_of(v['tech.hnte'], v['tech.sme'], v['tech.srdi'],
                                      v['tech.demo'], v['tech.champion'])
        v['tech.loan'] = any_of(v['tech.industry'], v['tech.enterprise'])

    def green(self, row):
        """green.loan under the standard of the approval day."""
        old = all_of(text_in(row.product, GREEN_PRODUCTS, 'loan.product'),
                     green_decision(row))
        new = all_of(old, known(True if 'green_l3' in row.supplement else None, 'green_l3'))
        approved = row.supplement.get('approved')
        if approved and approved < OLD_GREEN_ENDS:
            return old
        if approved and approved >= NEW_GREEN_BEGINS:
            return new
        either = agree(old, new)
        if either.value is None:
            return all_of(either, unknown('green.interim_standard' if approved else 'approved'))
        return either

    def inclusive(self, row, product, v):
        """The inclusive chapter's own table."""
        line = row.credit_line
        micro = known(None if line is None else line <= MICRO_LINE, 'borrower.credit_line')
        small = known(None if line is None else line <= FARMER_LINE, 'borrower.credit_line')
        v['inclusive.small_firm'] = all_of(
            self.kind_in(row, 'enterprise', 'coop'),
            text_in(row.size, ('CS03', 'CS04'), 'borrower.size'), micro, product)
        v['inclusive.sole_trader'] = all_of(self.kind_in(row, 'sole_trader'), micro, product)
        v['inclusive.owner'] = all_of(self.kind_in(row, 'owner'), micro, product)
        v['inclusive.farmer'] = all_of(known(row.farmer, 'borrower.farmer'), small, product)
        v['inclusive.startup'] = all_of(self.startup(row), product)
        v['inclusive.student'] = text_in(row.product, ('F02131', 'F02132'), 'loan.product')
        v['inclusive.ex_poor'] = NO
        if row.count_date <= EX_POOR_LAST_DAY:
            v['inclusive.ex_poor'] = all_of(
                known(row.marks.get('ex_poor'), 'mark.ex_poor'),
                known(row.product.startswith('F021'), 'loan.product'))
        parts = ('small_firm', 'sole_trader', 'owner', 'farmer', 'startup', 'student', 'ex_poor')
        answers = [v['inclusive.' + part] for part in parts]
        v['inclusive.micro'] = any_of(*answers[:3])
        v['inclusive.loan'] = any_of(*answers)

    def kind_in(self, row, *kinds):
        """Is the borrower of one of the kinds."""
        return text_in(row.kind, kinds, 'borrower.kind')

    def startup(self, row):
        """The mark 创业担保; without the file what the supplement reports."""
        if row.marks:
            return known(row.marks['startup'], 'mark.startup')
        flag = row.supplement.get('rep_inc_startup')
        return known(None if flag is None else flag == '1', 'mark.startup')

    def agri(self, row, v):
        """The six kinds of 涉农 loans."""
        personal = known(row.cls == 'C02', 'loan.class')
        farmer = known(row.farmer, 'borrower.farmer')
        firm, org = self.kind_in(row, 'enterprise', 'coop'), self.kind_in(row, 'org')
        county_town = row.supplement.get('county_town')
        urban = known(None if county_town is None else county_town == '1', 'county_town')
        in_section_a = known(row.use.startswith('A') if row.use else None, INDUSTRY)
        agri_use = row.supplement.get('agri_use', '')
        serves = any_of(in_section_a, text_in(agri_use, AGRI_USES, 'agri_use'))
        if row.count_date >= PROCESSING_FROM:
            serves = all_of(serves, negate(all_of(
                text_in(agri_use, ('22',), 'agri_use'),
                known(self.industries.within(row.use, PRIMARY_PROCESSING), INDUSTRY))))
        v['inclusive.agri_n01'] = all_of(personal, negate(farmer), in_section_a)
        v['inclusive.agri_n02'] = all_of(personal, farmer)
        v['inclusive.agri_n03'] = all_of(firm, negate(urban))
        v['inclusive.agri_n04'] = all_of(org, negate(urban))
        v['inclusive.agri_n05'] = all_of(firm, urban, serves)
        v['inclusive.agri_n06'] = all_of(org, urban, serves)
        v['inclusive.agri'] = any_of(*(v[f'inclusive.agri_n0{n}'] for n in range(1, 7)))

    def private(self, row, unit, product, v):
        """Private enterprises, and the wider private economy."""
        v['inclusive.private'] = all_of(
            unit, self.kind_in(row, 'enterprise', 'coop'),
            text_in(row.ownership, ('B01', 'B0101', 'B0102'), 'borrower.ownership'))
        v['inclusive.private_wide'] = any_of(
            v['inclusive.private'], all_of(self.kind_in(row, 'sole_trader', 'owner'), product))

    def pension(self, row, product, v):
        """The pension chapter."""
        v['pension.loan'] = all_of(product, self.starred(row, 'EC', share_decision(row)))
        v['pension.national'] = all_of(v['pension.loan'],
                                       self.in_list(row, 'pension.institution'))

    def digital(self, row, eligible, v):
        """The digital chapter."""
        v['digital.core'] = all_of(eligible, self.starred(
            row, 'DE', decision(row, 'DE', 'star_evidence_de')))
        v['digital.de05'] = all_of(eligible, self.in_map(row, 'DE05'),
                                   decision(row, 'DE05', 'de05_evidence'))
        v['digital.loan'] = any_of(v['digital.core'], v['digital.de05'])
