"""check_table.csv (核查表): each code value of each field, this month beside the last."""

import os

import csvfile
import identifier
import kleene
from layout import REVISION_MONTH
from money import divide_half_up, text_of
from rules import RULES
from tables import INCLUSIVE_RULES, chapter_tables

HEAD = ('legal_uscc', 'relation', 'field', 'code', 'amount', 'receipts', 'prior_amount',
        'prior_receipts', 'amount_gap', 'amount_gap_rate', 'receipts_gap', 'receipts_gap_rate')
STOCK_ONLY = ('quality', 'status', 'overdue')   # Not asked of drawings.


def id_state(row):
    """valid, suspicious, wrong; '' for identifiers that have no check characters."""
    if row.id_type == 'A01':
        if not identifier.uscc_good(row.id):
            return 'wrong'
        return 'valid' if identifier.organisation_good(row.id) else 'suspicious'
    if row.id_type == 'L01':
        return 'valid' if identifier.lei_good(row.id) else 'wrong'
    return ''


def items(row):
    """(field, code) of the coded items of a row."""
    stock = row.relation == 'loan'
    held = {
        'loan.class': row.cls, 'loan.product': row.product, 'loan.currency': row.currency,
        'loan.rate_kind': row.rate_kind, 'loan.guarantee': row.guarantee,
        'loan.quality': row.quality if stock else '', 'loan.status': row.status if stock else '',
        'flow.status': '' if stock or row.cls == 'C03' else row.status,
        'loan.overdue_type': row.overdue if stock else '',
        'borrower.id_type': row.id_type, 'borrower.id_state': id_state(row),
        'borrower.sector': row.sector, 'borrower.industry': row.industry,
        'borrower.ownership': row.ownership, 'borrower.size': row.size,
        'use.industry': row.use, 'green.item': row.supplement.get('green_l3', ''),
        'use.domestic': row.supplement.get('use_domestic', ''),
        'agri.use': row.supplement.get('agri_use', ''),
        'elder.type_given': row.supplement.get('elder_type', '')}
    return [(field, code or '-') for field, code in held.items()]


def table_fields(number, judged, month):
    """(field, code) of a detail row's business class, flags and types."""
    yes = {rule: '1' if judged.verdicts[rule].value else '0' for rule in RULES}
    found = [('class', judged.row.cls)]
    typed = []
    if number in ('3.1', '3.2'):
        typed = [('tech.' + family, 'rep_' + family, family + '_type')
                 for family in ('htp', 'hts', 'se', 'pa')]
    elif number in ('3.3', '3.4'):
        if month >= REVISION_MONTH:  # V1.0 has no such field.
            found.append(('rep_green_type', judged.types['green_type']))
    elif number in ('3.5', '3.6'):
        names = {'small_firm': 'small', 'sole_trader': 'sole'}
        found += [('rep_inc_' + names.get(name, name), yes['inclusive.' + name])
                  for name in INCLUSIVE_RULES]
    elif number in ('3.7', '3.8'):
        found += [('rep_elder_type', judged.types['pension_type']),
                  ('rep_elder_national', yes['pension.national'])]
    else:
        typed = [('digital.core', 'rep_de', 'core_type')]
        found.append(('rep_de05', yes['digital.de05']))
    for rule, flag, item in typed:
        kind = judged.types[item] if yes[rule] == '1' else ''
        found += [(flag, yes[rule]), (flag + '_type', kind)]
    return [(f'{number}.{field}', code or '-') for field, code in found]


def count(month, judged_by_legal):
    """(legal person or *, relation, field, code) → [amount, receipts]."""
    found = {}

    def add(row, field, code):
        for legal in (row.legal, '*'):
            figures = found.setdefault((legal, row.relation, field, code), [0, 0])
            figures[0] += row.amount
            figures[1] += 1

    for judged_rows in judged_by_legal.values():
        for judged in judged_rows:
            for field, code in items(judged.row):
                add(judged.row, field, code)
            for rule in RULES:
                add(judged.row, rule, kleene.letter(judged.verdicts[rule]))
        for table in chapter_tables(month, judged_rows):
            for judged in table.details:
                for field, code in table_fields(table.number, judged, month):
                    add(judged.row, field, code)
    return found


def rate(gap, before):
    """The gap in % of the month before, '' when that is 0."""
    if before == 0:
        return ''
    sign = -1 if before < 0 else 1
    return text_of(divide_half_up(sign * gap * 10000, abs(before)), 2)


def write(out, month, judged_by_legal, prior_judged=None):
    """check_table.csv; prior columns stay empty without the month before."""
    now = count(month, judged_by_legal)
    # The month before is counted by this month's fields.
    before = count(month, prior_judged) if prior_judged is not None else {}
    filled = {key[:3] for key in (*now, *before) if key[3] != '-'}
    rows = []
    for key in {*now, *before}:
        if key[:3] not in filled:
            continue
        amount, receipts = now.get(key, (0, 0))
        line = [*key, text_of(amount, 2), str(receipts)]
        if prior_judged is None:
            line += [''] * 6
        else:
            old_amount, old_receipts = before.get(key, (0, 0))
            line += [text_of(old_amount, 2), str(old_receipts), text_of(amount - old_amount, 2),
                     rate(amount - old_amount, old_amount), str(receipts - old_receipts),
                     rate(receipts - old_receipts, old_receipts)]
        rows.append(tuple(line))
    csvfile.write(os.path.join(out, 'check_table.csv'), HEAD, rows)
