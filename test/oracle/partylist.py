"""The lists kept by departments: who was on which list on which day, and where it is complete."""

import os

import csvfile
from cells import Field
from kleene import NO, YES, unknown

NAMES = ('tech.hnte', 'tech.sme', 'tech.srdi', 'tech.giant', 'tech.demo', 'tech.champion',
         'pension.institution')
LAST_DAY = '9999-12-31'


def six_digits(text):
    """Is it the form of a region code."""
    return len(text) == 6 and text.isascii() and text.isdigit()


def fields():
    """The columns of a list file."""
    return [Field('row', 'code', required=True, accepts=('coverage', 'entry').__contains__),
            Field('id', 'upto', 60), Field('name', 'upto', 200, free_text=True),
            Field('level', 'upto', 200, free_text=True),
            Field('region', 'code', accepts=six_digits),
            Field('from', 'date', required=True), Field('to', 'date')]


class PartyList:
    """One list in its last revision."""

    def __init__(self, name):
        self.name = name
        self.entries = {}       # id → [(from, to)]
        self.coverage = []      # (region, from, to)

    def holds(self, party, day):
        """Does an entry of the party cover the day."""
        return any(first <= day <= last for first, last in self.entries.get(party, ()))

    def answer(self, party, day, region):
        """Is the party in the list on the day: 否 only where the list says it is complete."""
        if self.holds(party, day):
            return YES
        for territory, first, last in self.coverage:
            if first <= day <= last and territory_holds(territory, region):
                return NO
        return unknown(self.name)

    def parties(self, day):
        """The identifiers listed on a day."""
        return {party for party in self.entries if self.holds(party, day)}


def territory_holds(territory, region):
    """Does a county, city, province or the whole country hold the region."""
    if territory == '000000':
        return True
    if not region or region.startswith('000'):
        return False
    if territory.endswith('0000'):
        return region[:2] == territory[:2]
    if territory.endswith('00'):
        return region[:4] == territory[:4]
    return region == territory


def read(name, data, refuse):
    """A list from the bytes of its revision."""
    party_list = PartyList(name)
    for line, row in csvfile.Columns(fields(), ['row', 'from'], refuse).rows(data):
        span = (row['from'], row.get('to', LAST_DAY))
        duty = 'id' if row['row'] == 'entry' else 'region'
        if duty not in row:
            refuse(line, duty, 'value_missing', '')
        elif span[1] < span[0]:
            refuse(line, 'to', 'date_malformed', row['to'])
        elif row['row'] == 'coverage':
            party_list.coverage.append((row['region'],) + span)
        elif any(span[0] <= last and first <= span[1]
                 for first, last in party_list.entries.get(row['id'], ())):
            refuse(line, 'id', 'list_overlap', row['id'])
        else:
            party_list.entries.setdefault(row['id'], []).append(span)
    return party_list


def read_all(folder, refusals):
    """List name → list; a list that is not there is empty and covers nothing."""
    lists = {}
    for name in NAMES:
        lists[name] = PartyList(name)
        place = os.path.join(folder, name) if folder else ''
        revisions = sorted(each for each in os.listdir(place) if each.endswith('.csv')) \
            if os.path.isdir(place) else []
        if revisions:
            with open(os.path.join(place, revisions[-1]), 'rb') as source:
                lists[name] = read(name, source.read(),
                                   refusals.of('*', f'{name}/{revisions[-1]}'))
    return lists
