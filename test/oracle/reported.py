"""What the bank reported for a row: its five-chapter file, else the supplement, else CLZXEP."""

from month import mark

TECH = {
    'htp': ('是否高技术制造业贷款', '高技术制造业贷款类型'),
    'hts': ('是否高技术服务业贷款', '高技术服务业贷款类型'),
    'se': ('是否战略性新兴产业贷款', '战略性新兴产业贷款类型'),
    'pa': ('是否知识产权（专利）密集型产业贷款', '知识产权（专利）密集型产业贷款类型'),
}
INCLUSIVE = {
    'inc_small': '是否单户授信小于 1000 万元的小微型企业贷款',
    'inc_sole': '是否单户授信小于 1000 万元的个体工商户经营性贷款',
    'inc_owner': '是否单户授信小于 1000 万元的小微企业主经营性贷款',
    'inc_farmer': '是否单户授信小于500万元的农户经营性贷款',
    'inc_startup': '是否创业担保贷款',
    'inc_student': '是否助学贷款',
}
NUMBERS = {'loan': ('3.1', '3.3', '3.5', '3.7', '3.9'),
           'flow': ('3.2', '3.4', '3.6', '3.8', '3.10')}


def of_file(person, number, row, heads):
    """name → (flag, type) from a five-chapter file; `None` as flag head means the row itself."""
    key = row.companion_key + ((row.txn,) if row.relation == 'flow' else ())
    held = person.reported[number].get(key)
    if held is None:
        return {name: (False, '') for name in heads}
    return {name: (True if flag is None else mark(held[flag]), held[kind] if kind else '')
            for name, (flag, kind) in heads.items()}


def of_supplement(row, name, mark_name=None):
    """(flag, type) from the supplement, each column else from CLZXEP."""
    held = row.supplement
    kind = held.get('elder_type' if name == 'elder' else f'rep_{name}_type', '')
    flag = mark(held.get('rep_' + name, ''))
    if mark_name and row.cls != 'C03':
        if flag is None:
            flag = row.marks.get(mark_name)
        if kind == '':
            kind = row.marks.get(mark_name + '_type', '')
    return flag, kind


def values(person, row):
    """name → (flag, type) of htp hts se pa elder de green inc_…; flag None is no value."""
    tech, green, inclusive, elder, digital = NUMBERS[row.relation]
    sources = (
        (tech, TECH),
        (green, {'green': (None, '绿色贷款类型')}),
        (inclusive, {name: (head, None) for name, head in INCLUSIVE.items()}),
        (elder, {'elder': (None, '养老产业贷款类型')}),
        (digital, {'de': ('是否数字经济核心产业贷款', '数字经济核心产业贷款类型')}),
    )
    from_marks = {'htp': 'htp', 'green': 'green', 'inc_startup': 'startup'}
    result = {}
    for number, heads in sources:
        if number in person.sent:
            result.update(of_file(person, number, row, heads))
        else:
            result.update({name: of_supplement(row, name, from_marks.get(name))
                           for name in heads})
    return result
