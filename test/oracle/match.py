"""Reported against expected: the matching rule of §11 by use and by borrower industry."""

from rules import F5_PRODUCTS

FAMILIES = (('htp', 'HTP'), ('hts', 'HTS'), ('se', 'SE'), ('pa', 'PA'), ('ec', 'EC'),
            ('de', 'DE'))
COLUMNS = tuple(f'{name}_{basis}' for name, _ in FAMILIES for basis in ('use', 'borrower'))
TO_REPORT = ('错报', '漏报', '疑似漏报', '多报')
FLAGS = {
    'green': 'green.loan', 'inc_small': 'inclusive.small_firm',
    'inc_sole': 'inclusive.sole_trader', 'inc_owner': 'inclusive.owner',
    'inc_farmer': 'inclusive.farmer', 'inc_startup': 'inclusive.startup',
    'inc_student': 'inclusive.student',
}


def outcome(category_map, code, eligible, flag, kind):
    """The result for one family and one industry; '' when nothing is reported."""
    if flag is None:
        return ''
    belongs = category_map.belongs(code) if eligible else False
    if belongs is None:
        return '待核'
    if not belongs:
        return '多报' if flag else '正确'
    if not flag:
        return '漏报' if category_map.whole(code) else '疑似漏报'
    held = category_map.flag(code, kind) if kind else ''
    return {'U': '正确', '*': '疑似正确', '?': '待核', '': '错报'}[held]


def results(maps, row):
    """column → result, for all families and both bases."""
    found = {}
    for name, family in FAMILIES:
        flag, kind = row.reported['elder' if name == 'ec' else name]
        eligible = row.product in F5_PRODUCTS and (row.cls != 'C02' or name == 'ec')
        found[name + '_use'] = outcome(maps[family], row.use, eligible, flag, kind)
        found[name + '_borrower'] = outcome(maps[family], row.industry, eligible, flag, kind)
    return found


def add_findings(row, matches, verdicts, findings):
    """The soft findings of one row."""
    for column, result in matches.items():
        if result in TO_REPORT:
            findings.add(row.names, row.branch, 'match_' + column, 'soft', result)
    for name, rule in FLAGS.items():
        flag, verdict = row.reported[name][0], verdicts[rule].value
        if flag is not None and verdict is not None and flag != verdict:
            findings.add(row.names, row.branch, 'match_' + name, 'soft',
                         '漏报' if verdict else '多报')
