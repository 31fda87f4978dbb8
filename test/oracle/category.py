"""Types of §8: which category of a map or of the green catalogue a row is printed under."""

TYPES = ('htp_type', 'hts_type', 'se_type', 'pa_type', 'core_type', 'pension_type',
         'green_type')
GREEN_LEVEL_1 = {str(n): f'NA0{n}' for n in range(1, 8)} | {'8': 'NB', '9': 'NC'}


def of_map(category_map, row, chapter, reported):
    """The determination's main type, else the reported one, if the map has it; else proposed."""
    determination = row.determinations.get(chapter)
    for wanted in (determination.main_type if determination else '', reported):
        if wanted and category_map.flag(row.use, wanted):
            return wanted
    return category_map.proposed(row.use)


def of_green(row):
    """green.type, '' when unknown."""
    if row.region.startswith('000') or row.sector.startswith('E'):
        return 'W00'
    return GREEN_LEVEL_1.get(row.supplement.get('green_l3', '').split('.')[0], '')


def types(maps, row):
    """type item → category or ''."""
    found = {family + '_type': of_map(maps[family.upper()], row, family.upper(),
                                      row.reported[family][1])
             for family in ('htp', 'hts', 'se', 'pa')}
    found['core_type'] = of_map(maps['DE'], row, 'DE', row.reported['de'][1])
    found['pension_type'] = of_map(maps['EC'], row, 'ELDER',
                                   row.reported['elder'][1])
    found['green_type'] = of_green(row)
    return found
