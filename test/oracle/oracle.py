"""The command: a month of loans computed slowly and plainly, to check the product against."""

import argparse
import calendar
import os
import re
import sys

import category
import check_table
import checks
import csvfile
import kleene
import layout
import match
import month as months
import partylist
import prior as priors
import reported
import summary
import tables
from national import National
from rules import RULES, Rules

HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = os.path.join(HERE, 'tables')
VERDICT_HEAD = (('relation', 'legal_uscc', 'contract', 'receipt', 'bill', 'txn') + RULES
                + category.TYPES + match.COLUMNS)


def arguments(argv):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--month', required=True, help='YYYY-MM')
    parser.add_argument('--in', required=True, dest='place',
                        help='DATA, a folder of legal persons, or one legal person')
    parser.add_argument('--out', required=True)
    parser.add_argument('--prior', help='an earlier --out of this program, or an input folder')
    parser.add_argument('--edition', choices=('bank', 'pboc'), default='bank')
    parser.add_argument('--tables', default=TABLES, help='the national tables')
    options = parser.parse_args(argv)
    if not re.fullmatch('20[0-9]{2}-(0[1-9]|1[0-2])', options.month):
        parser.error('--month is YYYY-MM')
    return options


def last_day(month):
    """The report date of a month."""
    year, number = map(int, month.split('-'))
    return f'{month}-{calendar.monthrange(year, number)[1]:02}'


def month_before(month):
    """The month before."""
    year, number = map(int, month.split('-'))
    return f'{year - 1}-12' if number == 1 else f'{year}-{number - 1:02}'


def judge(loaded, rules):
    """Legal person → its judged rows; rows must be joined."""
    result = {}
    for legal, person in sorted(loaded.people.items()):
        result[legal] = []
        for row in person.rows:
            row.reported = reported.values(person, row)
            result[legal].append(tables.Judged(
                row, rules.judge(row), category.types(rules.maps, row),
                match.results(rules.maps, row)))
    return result


def load_prior(place, month, national, rules):
    """The month before, from a kept run or from its own files, and its rows if they were read."""
    kept = priors.read(place)
    if kept:
        return kept, None
    before = months.load(place, month, last_day(month), national)
    months.join(before)
    by_legal = judge(before, rules)
    judged = [each for rows in by_legal.values() for each in rows]
    return priors.of_month(before, judged, before.determinations), by_legal


def verdict_row(judged):
    """One line of verdict.csv."""
    return (judged.row.names
            + tuple(kleene.letter(judged.verdicts[rule]) for rule in RULES)
            + tuple(judged.types[item] for item in category.TYPES)
            + tuple(judged.matches[column] for column in match.COLUMNS))


def find(loaded, judged_by_legal, rules, prior):
    """All findings on rows."""
    for legal, judged_rows in judged_by_legal.items():
        person = loaded.people[legal]
        for judged in judged_rows:
            match.add_findings(judged.row, judged.matches, judged.verdicts, loaded.findings)
            checks.add_findings(judged, person, rules.maps, loaded.month, loaded.findings)
        checks.add_remarks(person, loaded.findings)
        checks.add_reported(person, loaded.findings)
        if prior:
            priors.compare(judged_rows, person, prior, loaded.month, loaded.findings)


def write(options, loaded, judged_by_legal, national, lists):
    """Every output but the kept month."""
    out, everyone = options.out, [each for rows in judged_by_legal.values() for each in rows]
    loaded.refusals.write(os.path.join(out, 'refused.csv'))
    loaded.findings.write(os.path.join(out, 'finding.csv'))
    csvfile.write(os.path.join(out, 'verdict.csv'), VERDICT_HEAD, map(verdict_row, everyone))
    tables.write(out, loaded.month, loaded.report_date,
                 layout.chapter_layouts(national, loaded.month), judged_by_legal,
                 options.edition)
    regions = {(legal, branch): held['地区代码'] for legal, person in loaded.people.items()
               for branch, held in person.soft.get('JRJGFZ', {}).items()}
    summary.write(out, everyone, regions)
    summary.write_list_rate(out, judged_by_legal, lists, loaded.report_date, options.edition)


def main(argv=None):
    """Runs the month; 1 while a line is refused or a hard finding stands."""
    options = arguments(argv)
    national = National(options.tables)
    report_date = last_day(options.month)
    loaded = months.load(options.place, options.month, report_date, national)
    lists = partylist.read_all(months.folders(options.place, options.month)[1],
                               loaded.refusals)
    for name, party_list in lists.items():
        if not party_list.coverage:
            loaded.findings.whole('list', '*', 'list_no_coverage', 'soft', name)
    rules = Rules(national, lists)
    prior, prior_judged = load_prior(options.prior, month_before(options.month), national,
                                     rules) if options.prior else (None, None)
    decided = months.join(loaded, prior.determinations if prior else ())
    judged_by_legal = judge(loaded, rules)
    find(loaded, judged_by_legal, rules, prior)
    write(options, loaded, judged_by_legal, national, lists)
    check_table.write(options.out, loaded.month, judged_by_legal, prior_judged)
    everyone = [each for rows in judged_by_legal.values() for each in rows]
    later = [each for each in loaded.determinations if each.valid_from > report_date]
    priors.write(options.out, priors.of_month(loaded, everyone, decided + later))
    return 1 if loaded.refusals.rows or loaded.findings.hard else 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except OSError as error:
        print(f'oracle: {error}', file=sys.stderr)
        sys.exit(2)
