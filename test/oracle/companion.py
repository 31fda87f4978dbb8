"""The bank's companion files: supplement.csv and determination.csv."""

from dataclasses import dataclass

import csvfile
from cells import Field
from layout import words

CHAPTERS = ('HTP', 'HTS', 'SE', 'PA', 'DE', 'DE05', 'GREEN', 'ELDER', 'INC')
FLAGS = ('use_domestic county_town farmer green_condition elder_national star_evidence_hts '
         'star_evidence_se star_evidence_de de05_evidence rep_htp rep_hts rep_se rep_pa rep_de '
         'rep_de05 rep_green rep_elder rep_inc_small rep_inc_sole rep_inc_owner rep_inc_farmer '
         'rep_inc_startup rep_inc_student').split()
CODES = {
    'use_domestic': 'I O', 'agri_use': '1 21-26 3', 'elder_type': 'EC01-EC12',
    'rep_htp_type': 'HTP01-HTP06', 'rep_hts_type': 'HTS01-HTS09', 'rep_se_type': 'SE01-SE09',
    'rep_pa_type': 'PA01-PA07', 'rep_de_type': 'DE01-DE04', 'rep_agri_type': 'N01-N06',
}


@dataclass(frozen=True)
class Determination:
    """One signed decision on a receipt or bill for one chapter."""

    legal: str
    key: tuple
    chapter: str
    answer: str          # Y N X
    main_type: str
    share: str
    valid_from: str


def code_field(head, codes, required=False):
    """A field restricted to a set of codes."""
    return Field(head, 'code', required=required, accepts=codes.__contains__)


def key_fields():
    """The columns that name a receipt or a bill."""
    return [Field('legal_uscc', 'fixed', 18, required=True),
            Field('receipt', 'upto', 100), Field('bill', 'upto', 100)]


def supplement_fields(national):
    """The columns of supplement.csv."""
    classes = national.industries.of_level['class']
    fields = key_fields()
    fields += [code_field('use_class', classes), code_field('borrower_class', classes),
               Field('approved', 'date'), Field('credit_line', 'share', 20, 2),
               code_field('green_l3', national.green_items),
               Field('green_share', 'share', 10, 5), Field('elder_share', 'share', 10, 5)]
    fields += [Field(head, 'flag') for head in FLAGS if head not in CODES]
    fields += [code_field(head, words(codes)) for head, codes in CODES.items()]
    return fields


def determination_fields():
    """The columns of determination.csv."""
    return key_fields() + [
        code_field('chapter', CHAPTERS, required=True),
        code_field('determination', ('Y', 'N', 'X'), required=True),
        Field('main_type', 'upto', 5), Field('share', 'share', 10, 5),
        Field('evidence', 'upto', 200, free_text=True),
        Field('maker', 'upto', 200, required=True, free_text=True),
        Field('checker', 'upto', 200, required=True, free_text=True),
        Field('valid_from', 'date', required=True)]


def key_of(row):
    """('receipt' or 'bill', number) of a line, or the (column, code, value) of its fault."""
    receipt, bill = row.get('receipt', '0'), row.get('bill', '0')
    if receipt == '0' and bill == '0':
        return None, ('receipt', 'value_missing', '')
    if receipt != '0' and bill != '0':
        return None, ('bill', 'code_unknown', bill)
    return ('receipt', receipt) if receipt != '0' else ('bill', bill), None


def keyed_rows(data, fields, legals, refuse):
    """Yields (line, legal person, key, row) of the lines whose key is good."""
    for line, row in csvfile.Columns(fields, ['legal_uscc'], refuse).rows(data):
        key, fault = key_of(row)
        if row['legal_uscc'] not in legals:
            refuse(line, 'legal_uscc', 'code_unknown', row['legal_uscc'])
        elif fault:
            refuse(line, *fault)
        else:
            yield line, row['legal_uscc'], key, row


def read_supplement(data, national, legals, refuse):
    """(legal person, key) → the columns given for that receipt or bill."""
    found = {}
    for line, legal, key, row in keyed_rows(data, supplement_fields(national), legals, refuse):
        if (legal, key) in found:
            refuse(line, '', 'duplicate_key', key[1])
        else:
            found[legal, key] = row
    return found


def read_determinations(data, legals, refuse):
    """The good lines of determination.csv."""
    found, seen = [], set()
    for line, legal, key, row in keyed_rows(data, determination_fields(), legals, refuse):
        if row['maker'] == row['checker']:
            refuse(line, 'checker', 'same_person', row['checker'])
            continue
        identity = (legal, key, row['chapter'], row['valid_from'])
        if identity in seen:
            refuse(line, '', 'duplicate_key', key[1])
            continue
        seen.add(identity)
        found.append(Determination(legal, key, row['chapter'], row['determination'],
                                   row.get('main_type', ''), row.get('share', ''),
                                   row['valid_from']))
    return found


def counting(lines, report_date):
    """(legal person, key, chapter) → the determination that counts on the report date."""
    best = {}
    for each in lines:
        identity = (each.legal, each.key, each.chapter)
        if each.valid_from > report_date:
            continue
        if identity not in best or each.valid_from > best[identity].valid_from:
            best[identity] = each
    return best
