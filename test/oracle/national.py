"""The national tables: industries, category maps, regions and the green catalogue."""

import os

MAP_FILES = {
    'HTP': 'map_htp_2017.tsv', 'HTS': 'map_hts_2018.tsv', 'SE': 'map_se_2018.tsv',
    'PA': 'map_pa_2019.tsv', 'EC': 'map_ec_2020.tsv', 'DE': 'map_de_2021.tsv',
}


def read_tsv(folder, name):
    """The rows of one tab-separated table as dictionaries."""
    with open(os.path.join(folder, name), encoding='utf-8', newline='') as source:
        lines = source.read().split('\n')
    head = lines[0].rstrip('\r').split('\t')
    return [dict(zip(head, line.rstrip('\r').split('\t'))) for line in lines[1:] if line]


class Industries:
    """GB/T 4754: which 小类 stand under a code of any level."""

    def __init__(self, rows):
        self.of_level = {'section': set(), 'division': set(), 'group': set(), 'class': set()}
        parent = {}
        for row in rows:
            self.of_level[row['level']].add(row['code'])
            parent[row['code']] = row['parent']
        self.classes = {}
        for code in sorted(self.of_level['class']):
            above = code
            while above:
                self.classes.setdefault(above, []).append(code)
                above = parent[above]

    def within(self, code, members):
        """Does `code` belong to a set of 小类: True, False, or None when it cannot be said."""
        if not code:
            return None
        classes = self.classes.get(code)
        if classes is None:
            return False
        hits = sum(1 for each in classes if each in members)
        if hits == len(classes):
            return True
        return None if hits else False


class CategoryMap:
    """One family's categories of a 小类, whole (`U`) or in part (`*`)."""

    def __init__(self, industries, rows):
        self.industries = industries
        self.flags = {}
        for row in rows:
            kind = '*' if row['starred'] == '1' else 'U'
            held = self.flags.setdefault(row['gb4754_class'], {})
            if held.get(row['report_code']) != 'U':
                held[row['report_code']] = kind
        self.whole_classes = {c for c, held in self.flags.items() if 'U' in held.values()}
        self._memory = {}

    def _remember(self, what, code, compute):
        key = (what, code)
        if key not in self._memory:
            self._memory[key] = compute()
        return self._memory[key]

    def belongs(self, code):
        """Is the industry in the map at all."""
        return self._remember('in', code, lambda: self.industries.within(code, self.flags))

    def whole(self, code):
        """Is the industry in the map as U."""
        return self._remember(
            'U', code, lambda: self.industries.within(code, self.whole_classes))

    def kinds(self, code, category):
        """The flag of `category` for each 小类 of `code`; None where it does not stand."""
        return [self.flags.get(each, {}).get(category)
                for each in self.industries.classes.get(code, ())]

    def flag(self, code, category):
        """'U', '*', '' (not there) or '?' (some 小类 of the code have the category)."""
        def compute():
            kinds = self.kinds(code, category)
            if not any(kinds):
                return ''
            if not all(kinds):
                return '?'
            return 'U' if all(kind == 'U' for kind in kinds) else '*'
        return self._remember(('flag', category), code, compute)

    def proposed(self, code):
        """The category all 小类 of the code propose, or '' if they do not agree."""
        def of_class(each):
            held = self.flags.get(each, {})
            whole = sorted(category for category, kind in held.items() if kind == 'U')
            return (whole or sorted(held) or [''])[0]

        def compute():
            proposals = {of_class(each) for each in self.industries.classes.get(code, ())}
            return proposals.pop() if len(proposals) == 1 else ''
        return self._remember('proposed', code, compute)


class Regions:
    """GB/T 2260 as the contract holds it: Shanxi in full, elsewhere by province."""

    def __init__(self, provinces, shanxi):
        self.prefixes = {row['code6'][:2] for row in provinces} - {'14'}
        self.shanxi = {row['code6'] for row in shanxi}

    def has(self, code):
        """Is `code` a region that a cell may hold."""
        if len(code) != 6 or not (code.isascii() and code.isdigit()):
            return False
        return code in self.shanxi or code[:2] in self.prefixes or code.startswith('000')


class National:
    """All national tables read from one folder."""

    def __init__(self, folder):
        self.industries = Industries(read_tsv(folder, 'gbt4754_2017.tsv'))
        self.maps = {}
        for family, name in MAP_FILES.items():
            rows = read_tsv(folder, name)
            if family == 'DE':
                self.maps['DE05'] = CategoryMap(
                    self.industries, [r for r in rows if r['report_code'] == 'DE05'])
                rows = [r for r in rows if r['report_code'] != 'DE05']
            self.maps[family] = CategoryMap(self.industries, rows)
        self.regions = Regions(read_tsv(folder, 'gbt2260_prov.tsv'),
                               read_tsv(folder, 'gbt2260_shanxi.tsv'))
        self.green_items = {row['code'] for row in read_tsv(folder, 'green_catalogue_2025.tsv')
                            if row['level'] == '3'}
        self.fields = {}
        for row in read_tsv(folder, 'pboc_fields.tsv'):
            self.fields.setdefault(row['table'], []).append((row['field_cn'], row['length']))
