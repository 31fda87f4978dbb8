"""summary.csv (the five chapters gross and net) and list_rate.csv (获贷率)."""

import os

import csvfile
from kleene import all_of, any_of
from money import divide_half_up, text_of
from tables import Bucket

HEAD = ('relation', 'dimension', 'value', 'measure', 'amount', 'rate', 'customers', 'receipts',
        'pending_amount', 'pending_receipts')
FIVE = {'tech': 'tech.loan', 'green': 'green.loan', 'inclusive': 'inclusive.loan',
        'pension': 'pension.loan', 'digital': 'digital.loan'}
OTHER = {'micro': 'inclusive.micro', 'agri': 'inclusive.agri', 'private': 'inclusive.private'}
MEASURES = ('in_scope', *FIVE, 'net', *OTHER)
USE_OUTSIDE = {'2000': '境外', '200': '境外', '1000': '个人', '100': '个人', '': '-'}
LIST_RULES = {'tech.hnte': 'tech.hnte', 'tech.sme': 'tech.sme', 'tech.srdi': 'tech.srdi',
              'tech.giant': 'tech.giant', 'tech.demo': 'tech.demo',
              'tech.champion': 'tech.champion', 'pension.institution': 'pension.national'}


def dimensions(row, branch_regions):
    """(dimension, value) pairs of a row."""
    region = row.branch_region or branch_regions.get((row.legal, row.branch), '')
    return (
        ('all', ''), ('institution', row.legal), ('city', region[:4] + '00' if region else '-'),
        ('industry', USE_OUTSIDE.get(row.use, row.use[:1])), ('size', row.size or '-'),
        ('guarantee', row.guarantee or '-'))


def measures(judged):
    """measure → answer within scope, in the order of MEASURES."""
    scope = judged.verdicts['common.in_scope']
    five = [all_of(scope, judged.verdicts[rule]) for rule in FIVE.values()]
    others = [all_of(scope, judged.verdicts[rule]) for rule in OTHER.values()]
    return [scope, *five, any_of(*five), *others]


def add_up(judged_rows, branch_regions):
    """(relation, dimension, value) → the buckets of MEASURES."""
    found = {(relation, 'all', ''): [Bucket() for _ in MEASURES] for relation in ('loan', 'flow')}
    for judged in judged_rows:
        if judged.verdicts['common.in_scope'].value is False:
            continue
        answers = measures(judged)
        for pair in dimensions(judged.row, branch_regions):
            place = (judged.row.relation, *pair)
            if place not in found:
                found[place] = [Bucket() for _ in MEASURES]
            for bucket, answer in zip(found[place], answers):
                bucket.add(judged.row, answer)
    return found


def lines(place, buckets):
    """The lines of one value of one dimension."""
    for measure, bucket in zip(MEASURES, buckets):
        yield (*place, measure, *bucket.figures, str(bucket.receipts), *bucket.pending)
    five = buckets[1:1 + len(FIVE)]
    yield (*place, 'gross', text_of(sum(b.amount for b in five), 2), '', '',
           str(sum(b.receipts for b in five)), text_of(sum(b.pending_amount for b in five), 2),
           str(sum(b.pending_receipts for b in five)))


def write(out, judged_rows, branch_regions):
    """summary.csv."""
    rows = [line for place, buckets in add_up(judged_rows, branch_regions).items()
            for line in lines(place, buckets)]
    csvfile.write(os.path.join(out, 'summary.csv'), HEAD, rows)


def write_list_rate(out, judged_by_legal, lists, report_date, edition):
    """list_rate.csv: how many listed parties have a loan; in edition pboc at any bank too."""
    rows, asked = [], dict(judged_by_legal)
    if edition == 'pboc':
        asked['*'] = [each for judged_rows in judged_by_legal.values() for each in judged_rows]
    for legal, judged_rows in asked.items():
        for name, rule in LIST_RULES.items():
            listed = lists[name].parties(report_date)
            if name == 'tech.srdi':
                listed = listed | lists['tech.giant'].parties(report_date)
            borrowers = {judged.row.id for judged in judged_rows
                         if judged.row.relation == 'loan' and judged.verdicts[rule].value}
            with_loan = len(listed & borrowers)
            rate = divide_half_up(with_loan * 10000, len(listed)) if listed else 0
            rows.append((legal, name, str(len(listed)), str(with_loan), text_of(rate, 2)))
    csvfile.write(os.path.join(out, 'list_rate.csv'),
                  ('legal_uscc', 'list', 'listed', 'with_loan', 'rate'), rows)
