"""Goal: many months stand side by side, rightly compared, and nothing sent is ever lost.

Method: seven invented months in one data root. Every line of `wupian series` is computed again here
with Python's decimal from the tables' own .dat files and from summary.csv, with the breaks written
down by hand. Then files are sent again, and reports and deliveries are cut off in the middle.
"""

import csv
import datetime
import decimal
import filecmp
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import openpyxl

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WUPIAN = os.environ.get('WUPIAN', str(ROOT / 'build/release/wupian'))
# Month and seed: the same seed sends the same loans again, another one others.
MONTHS = {'2024-12': 3, '2025-01': 3, '2025-09': 4, '2025-10': 4, '2025-11': 5, '2026-01': 5,
          '2026-09': 4}
FIGURES = ['amount', 'rate', 'customers', 'receipts', 'pending_amount', 'pending_receipts']
FLOW_TABLES = {'summary.flow', '3.2', '3.4', '3.6', '3.8', '3.10', '4.1f', '4.2f'}
GREEN = ['2025-01-01', '2025-10-01']
INCLUSIVE = ['2026-01-30']
AGRI = ['2025-11-20']


def wupian(*words, code=0):
    """Runs the program; its JSON when it was asked for."""
    done = subprocess.run([WUPIAN, *map(str, words)], check=False, capture_output=True, text=True)
    assert done.returncode in (code, 1 - code if code < 2 else code), (words, done.stderr)
    return json.loads(done.stdout) if '--json' in words else done.stdout


def report(root, month, *more, code=0):
    """Reports a month of a data root without workbooks."""
    return wupian('report', '--month', month, '--data', root, '--no-workbooks', *more, code=code)


def month_before(month, count):
    """The month so many months earlier."""
    number = int(month[:4]) * 12 + int(month[5:]) - 1 - count
    return f'{number // 12}-{number % 12 + 1:02}'


def last_day(month):
    """The report date of a month."""
    following = month_before(month, -1)
    first = datetime.date(int(following[:4]), int(following[5:]), 1)
    return (first - datetime.timedelta(days=1)).isoformat()


def definitions(table, row):
    """Days on which the definition of a figure changed; docs/month.md says which."""
    if table in ('3.3', '3.4'):
        return GREEN
    if table.startswith('summary.'):
        return {'green': GREEN, 'inclusive': INCLUSIVE, 'agri': AGRI, 'gross': GREEN + INCLUSIVE,
                'net': GREEN + INCLUSIVE}.get(row, [])
    return []


def breaks_between(table, row, base, now):
    """The changes of definition between two months."""
    lower = base + '-01' if table in FLOW_TABLES else last_day(base)
    return sorted(day for day in definitions(table, row) if lower < day <= last_day(now))


def values_of(run):
    """(legal person, table, row, figure) -> text, from summary.csv and tables.csv."""
    out = {}
    with open(run / 'summary.csv', encoding='utf-8', newline='') as file:
        for line in csv.DictReader(file):
            legal = {'all': '*', 'institution': line['value']}.get(line['dimension'])
            for figure in FIGURES if legal else []:
                if line[figure]:
                    key = (legal, 'summary.' + line['relation'], line['measure'], figure)
                    out[key] = line[figure]
    with open(run / 'tables.csv', encoding='utf-8', newline='') as file:
        for line in csv.DictReader(file):
            for figure in FIGURES:
                out[line['legal_uscc'], line['table'], line['row'], figure] = line[figure]
    return out


def filed_values(run):
    """The same of the summary rows that stand in the .dat files."""
    numbers = {'HDACLKJDK': '3.1', 'HDAKJDKFS': '3.2', 'HDACLLSDK': '3.3', 'HDALSDKFS': '3.4',
               'HDACLPHDK': '3.5', 'HDAPHDKFS': '3.6', 'HDACLYLDK': '3.7', 'HDAYLDKFS': '3.8',
               'HDACLSZDK': '3.9', 'HDASZDKFS': '3.10'}
    out = {}
    for path in run.glob('*/*.dat'):
        legal, message, _ = path.stem.split('_')
        for line in path.read_text(encoding='utf-8').splitlines():
            row, *sums = line.split('|')[:4]
            if sums[0]:
                for figure, text in zip(FIGURES, sums):
                    out[legal, numbers[message], row, figure] = text
    return out


class Expected:
    """The series of a data root, worked out again."""

    def __init__(self, root, months):
        self.runs, self.values, self.manifests = {}, {}, {}
        for month in months:
            folder = sorted((root / 'run' / month).glob('[0-9][0-9][0-9]'))[-1]
            self.values[month] = values_of(folder)
            self.manifests[month] = json.loads((folder / 'manifest.json').read_text('utf-8'))

    def trial(self, month, legal):
        """Whether a legal person's month (or any's) is a trial."""
        return any(each['trial'] for each in self.manifests[month]['legals']
                   if legal in ('*', each['legal_uscc']))

    def notes(self, month, key):
        """What a line says of its own month."""
        if month not in self.values:
            return ['no_run']
        lacking = [] if key in self.values[month] else ['no_figure']
        return lacking + (['trial'] if self.trial(month, key[0]) else [])

    def comparison(self, key, now, base):
        """(difference, rate, code, breaks, notes)."""
        legal, table, row, figure = key
        if now not in self.values or key not in self.values[now]:
            return None, None, 'missing', [], []
        if base not in self.values or key not in self.values[base]:
            return None, None, 'base_missing', [], []
        here, there = self.manifests[now], self.manifests[base]
        notes = {'trial'} if self.trial(now, legal) or self.trial(base, legal) else set()
        if here['pack'] != there['pack']:
            notes.add('pack')
        legals = [[each['legal_uscc'] for each in one['legals']] for one in (here, there)]
        if legal == '*' and legals[0] != legals[1]:
            notes.add('legals')
        days = breaks_between(table, row, base, now)
        if days:
            return None, None, 'break', days, sorted(notes)
        new, old = (decimal.Decimal(self.values[month][key]) for month in (now, base))
        rate = None
        code = 'base_zero' if not old else 'zero' if not new else ''
        if figure == 'rate':
            code = 'points'
        if not code:
            exact = (new - old) * 100 / old
            rate = f'{exact.quantize(decimal.Decimal("0.01"), decimal.ROUND_HALF_UP):f}'
            rate = '0.00' if rate == '-0.00' else rate
        return f'{new - old:f}', rate, code, [], sorted(notes)


def told(series, comparison):
    """A comparison of the program in the same shape."""
    days = sorted(series['breaks'][each]['from'] for each in comparison['breaks'])
    return (comparison['difference'], comparison['rate'], comparison['code'], days,
            comparison['notes'])


class SeriesTest(unittest.TestCase):
    """One data root with seven months; tests that change it take a copy."""

    @classmethod
    def setUpClass(cls):
        decimal.getcontext().prec = 60
        folder = tempfile.TemporaryDirectory(prefix='wupian-series-')
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.root = cls.folder / 'root'
        for month, seed in MONTHS.items():
            cls.add_month(cls.root, month, seed)
            report(cls.root, month, '--finished', f'{month}-28 09:00:00')

    @classmethod
    def add_month(cls, root, month, seed, loans=1500):
        """Puts an invented month's files into a data root."""
        made = cls.folder / f'made-{month}-{seed}-{loans}'
        if not made.exists():
            wupian('generate', '--month', month, '--loans', loans, '--seed', seed, '--faults',
                   'none', '--out', made)
        shutil.copytree(made / 'in' / month, root / 'in' / month)
        shutil.copytree(made / 'list', root / 'list', dirs_exist_ok=True)
        return made

    def copy(self):
        """A data root of its own for a test that changes it."""
        folder = tempfile.TemporaryDirectory(prefix='copy-', dir=self.folder)
        self.addCleanup(folder.cleanup)
        return pathlib.Path(shutil.copytree(self.root, pathlib.Path(folder.name) / 'root'))

    def series(self, root, *words):
        """wupian series --json."""
        return wupian('series', '--data', root, '--json', *words)

    def test_every_line_of_every_month(self):
        series = self.series(self.root, '--table', 'all', '--figure', 'all')
        expected = Expected(self.root, MONTHS)
        keys = {key for values in expected.values.values() for key in values}
        months = [month_before('2026-09', back) for back in range(21, -1, -1)]
        self.assertEqual([month['month'] for month in series['months']], months)
        self.assertEqual(len(series['lines']), len(keys) * len(months))
        seen = {}
        for line in series['lines']:
            key = (line['legal_uscc'], line['table'], line['row'], line['figure'])
            month = line['month']
            self.assertIn(key, keys)
            self.assertEqual(line['value'], expected.values.get(month, {}).get(key))
            self.assertEqual(line['notes'], expected.notes(month, key), (key, month))
            for name, back in (('month_before', 1), ('year_before', 12)):
                base = month_before(month, back)
                self.assertEqual(line[name]['base'], base)
                want = expected.comparison(key, month, base)
                self.assertEqual(told(series, line[name]), want, (key, month, base))
                seen[want[2]] = seen.get(want[2], 0) + 1
        for code in ('', 'break', 'points', 'zero', 'base_zero', 'missing', 'base_missing'):
            self.assertGreater(seen.get(code, 0), 5, f'no line with code {code!r}')
        filed = 0
        for month in MONTHS:  # The .dat files are the tables' own word.
            for key, text in filed_values(self.root / 'run' / month / '001').items():
                self.assertEqual(expected.values[month][key], text)
                filed += 1
        self.assertGreater(filed, 500)

    def test_breaks_are_cited_and_no_growth_stands_there(self):
        series = self.series(self.root, '--legal', '*', '--from', '2025-01', '--to', '2025-10')
        line = [each for each in series['lines'] if each['table'] == 'summary.loan'
                and each['row'] == 'green' and each['month'] == '2025-10'][0]
        self.assertEqual(line['month_before']['code'], 'break')
        self.assertIsNone(line['month_before']['rate'])
        self.assertIsNone(line['month_before']['difference'])
        one = series['breaks'][line['month_before']['breaks'][0]]
        self.assertEqual((one['from'], one['mark']), ('2025-10-01', 'S'))
        self.assertIn('银发〔2025〕132号', one['doc'])
        printed = wupian('series', '--data', self.root, '--legal', '*', '--from', '2025-10', '--to',
                         '2025-10')
        green = [each for each in printed.splitlines() if '绿色贷款' in each]
        self.assertTrue(green and all('断点 2025-10-01' in each for each in green), printed)
        self.assertIn('绿色金融支持项目目录（2025年版）（银发〔2025〕132号', printed)

    def test_workbook(self):
        path = self.folder / 'series.xlsx'
        series = self.series(self.root, '--table', '3.1', '--figure', 'all', '--xlsx', path)
        book = openpyxl.load_workbook(path)
        self.assertEqual(book.sheetnames[1:3], ['金额', '加权平均利率'])
        sheet = book['金额']
        lines = [line for line in series['lines'] if line['figure'] == 'amount']
        self.assertEqual(sheet.max_row, len(lines) + 2)
        for row, line in zip(sheet.iter_rows(min_row=3, values_only=True), lines):
            self.assertEqual([row[0], row[2], row[4]],
                             [line['legal_uscc'], line['row'], line['month']])
            month, year = line['month_before'], line['year_before']
            for cell, text in ((row[5], line['value']), (row[8], month['difference']),
                               (row[9], month['rate']), (row[12], year['difference']),
                               (row[13], year['rate'])):
                self.assertEqual(None if cell is None else decimal.Decimal(str(cell)),
                                 None if text is None else decimal.Decimal(text))
        notes = [row[4] for row in book.worksheets[0].iter_rows(min_row=3, values_only=True)]
        self.assertTrue(any(note and '断点 2025-01-01' in note for note in notes))
        wupian('series', '--data', self.root, '--xlsx', path, code=2)  # It is not overwritten.

    def test_the_month_before_is_found(self):
        def prior(month):
            path = self.root / 'run' / month / '001' / 'origin.json'
            return json.loads(path.read_text('utf-8'))['prior']
        self.assertEqual([prior(month) for month in MONTHS],
                         ['', 'run/2024-12/001', '', 'run/2025-09/001', 'run/2025-10/001', '', ''])
        # A month before that was not run yet is taken from its files, as --prior would.
        root = self.copy()
        shutil.rmtree(root / 'run')
        report(root, '2025-10', '--finished', '2025-10-28 09:00:00')
        other = self.folder / 'by-hand'
        wupian('report', '--month', '2025-10', '--in', root, '--prior', root, '--out', other,
               '--no-workbooks', '--finished', '2025-10-28 09:00:00')
        run = root / 'run/2025-10/001'
        origin = json.loads((run / 'origin.json').read_text('utf-8'))
        self.assertEqual(origin['prior'], 'in/2025-09')
        names = [str(path.relative_to(other)) for path in other.rglob('*') if path.is_file()]
        _, differ, failed = filecmp.cmpfiles(run, other, names, shallow=False)
        self.assertEqual((differ, failed), ([], []))
        self.assertIn('check_table.csv', names)

    def test_another_pack_is_said(self):
        root, pack = self.copy(), self.folder / 'pack'
        shutil.copytree(ROOT / 'pack', pack)
        with open(pack / 'governance/summary/layout/five_chapters_flow.yaml', 'a',
                  encoding='utf-8') as file:
            file.write('# another revision\n')
        # The loaded month is judged again, not read again.
        shutil.rmtree(root / 'in/2025-10')
        report(root, '2025-10', '--in', root / 'run/2025-10/001', '--pack', pack)
        expected = Expected(root, MONTHS)
        series = self.series(root, '--from', '2025-09', '--to', '2025-11')
        packs = 0
        for line in series['lines']:
            key = (line['legal_uscc'], line['table'], line['row'], line['figure'])
            want = expected.comparison(key, line['month'], month_before(line['month'], 1))
            self.assertEqual(told(series, line['month_before']), want)
            packs += 'pack' in want[4]
        self.assertGreater(packs, 20)
        self.assertEqual([month['run'] for month in series['months']], ['001', '002', '001'])

    def test_a_run_of_figures_alone_stands_for_no_month(self):
        root = self.copy()
        before = self.series(root)
        report(root, '2025-09', '--only-figures', code=1)
        self.assertTrue((root / 'run/2025-09/002/summary.csv').exists())
        self.assertEqual(self.series(root), before)
        report(root, '2025-10')
        origin = json.loads((root / 'run/2025-10/002/origin.json').read_text('utf-8'))
        self.assertEqual(origin['prior'], 'run/2025-09/001')

    def test_a_file_sent_again(self):
        root, month = self.copy(), '2026-09'
        legal = sorted(path.name for path in (root / 'in' / month).iterdir())[0]
        name = f'{legal}_CLDWDK_20260930'
        folder, run = root / 'in' / month / legal, root / 'run' / month
        before = {end: (folder / f'{name}.{end}').read_bytes() for end in ('dat', 'log')}
        other = self.add_month(self.folder / 'other', month, 6)
        sent = [other / 'in' / month / legal / f'{name}.{end}' for end in ('dat', 'log')]
        got = wupian('receive', '--data', root, '--month', month, '--time', '2026-10-08 10:00:00',
                     '--json', *sent)
        self.assertEqual([each['delivery'] for each in got], [1, 1])
        for end, path in zip(('dat', 'log'), sent):
            self.assertEqual((folder / f'{name}.{end}').read_bytes(), path.read_bytes())
            self.assertEqual((folder / f'replaced/001/{name}.{end}').read_bytes(), before[end])
        with open(folder / 'received.csv', encoding='utf-8', newline='') as file:
            lines = list(csv.DictReader(file))
        self.assertEqual([(line['received'], line['file'], line['sha256'], line['replaces'],
                           line['replaces_sha256']) for line in lines],
                         [('2026-10-08 10:00:00', f'{name}.{end}',
                           hashlib.sha256(path.read_bytes()).hexdigest(),
                           f'replaced/001/{name}.{end}', hashlib.sha256(before[end]).hexdigest())
                          for end, path in zip(('dat', 'log'), sent)])
        stale = self.series(root, '--from', month)
        for line in stale['lines']:
            self.assertEqual('resent' in line['notes'], line['legal_uscc'] in ('*', legal), line)
        kept = {path: path.read_bytes() for path in (run / '001').rglob('*') if path.is_file()}
        self.assertIn(f'与运行 001 相比：{legal} {name}.dat', report(root, month))
        self.assertEqual({path: path.read_bytes() for path in kept}, kept)  # 001 is as it was.
        origin = json.loads((run / '002/origin.json').read_text('utf-8'))
        self.assertEqual(origin['deliveries'], {legal: 1})
        self.assertEqual(origin['changed'], [{
            'legal_uscc': legal, 'file': f'{name}.dat',
            'sha256': hashlib.sha256(sent[0].read_bytes()).hexdigest(),
            'before': hashlib.sha256(before['dat']).hexdigest()}])
        self.assertNotEqual(values_of(run / '001'), values_of(run / '002'))
        line = self.series(root, '--from', month)['lines'][0]
        self.assertEqual(line['value'],
                         values_of(run / '002')['*', 'summary.loan', 'in_scope', 'amount'])
        # The former file sent once more gives the former figures, as run 003.
        wupian('receive', '--data', root, '--month', month,
               *(folder / f'replaced/001/{name}.{end}' for end in ('dat', 'log')))
        report(root, month)
        self.assertEqual(values_of(run / '001'), values_of(run / '003'))
        self.assertEqual((folder / f'replaced/002/{name}.dat').read_bytes(), sent[0].read_bytes())

    def test_forms_of_a_table(self):
        root, month = self.copy(), '2026-09'
        legal = sorted(path.name for path in (root / 'in' / month).iterdir())[0]
        folder = root / 'in' / month / legal
        path = next(folder.glob('*_FTYKHX_*.dat'))
        bytes_before = path.read_bytes()
        work = self.folder / 'forms'
        work.mkdir()
        log = work / f'{path.stem}.log'
        log.write_text('a corrected log\n', encoding='utf-8')
        supplement = work / 'supplement.csv'
        supplement.write_text('legal_uscc,receipt,bill\n', encoding='utf-8')
        receive = ('receive', '--data', root, '--month', month, '--json')
        # A .log alone leaves the table; a table of another kind is told whose it is.
        got = wupian(*receive, '--legal', legal, log, supplement)
        self.assertEqual([each['replaces'] for each in got],
                         [[f'replaced/001/{log.name}'], ['replaced/001/supplement.csv']])
        self.assertEqual(path.read_bytes(), bytes_before)
        # A zip takes the place of .dat and .log: else the old .dat would go before it.
        shutil.make_archive(str(work / path.stem), 'zip', folder, path.name)
        got = wupian(*receive, work / f'{path.stem}.zip')
        self.assertEqual(got[0]['replaces'], [f'replaced/002/{path.stem}.{end}'
                                              for end in ('dat', 'log')])
        self.assertFalse(path.exists() or path.with_suffix('.log').exists())
        # The same bytes again change nothing.
        got = wupian(*receive, work / f'{path.stem}.zip')
        self.assertEqual((got[0]['delivery'], got[0]['replaces']), (0, []))
        self.assertFalse((folder / 'replaced/003').exists())

    def test_a_delivery_that_was_cut_off(self):
        root, month = self.copy(), '2026-09'
        legal = sorted(path.name for path in (root / 'in' / month).iterdir())[0]
        name = f'{legal}_CLDWDK_20260930'
        folder = root / 'in' / month / legal
        other = self.add_month(self.folder / 'cut', month, 6)
        sent = [other / 'in' / month / legal / f'{name}.{end}' for end in ('dat', 'log')]
        former = shutil.copytree(folder, self.folder / 'former')
        wupian('receive', '--data', root, '--month', month, *sent)
        whole = shutil.copytree(folder, self.folder / 'whole')

        def staged(*done):
            """The folder as a receive leaves it that ends after some of its renames."""
            shutil.rmtree(folder)
            shutil.copytree(former, folder)
            (folder / '.incoming').mkdir()
            for path in [*sent, whole / 'received.csv']:
                shutil.copy(path, folder / '.incoming')
            for step in done:
                step()

        def put_away():
            (folder / 'replaced/001').mkdir(parents=True)
            (folder / f'{name}.dat').rename(folder / f'replaced/001/{name}.dat')

        def put_in_place():
            (folder / '.incoming' / f'{name}.dat').rename(folder / f'{name}.dat')

        for done in ((), (put_away,), (put_away, put_in_place)):
            staged(*done)
            report(root, month)  # The next to read the month finishes what was begun.
            self.assertFalse((folder / '.incoming').exists())
            same = filecmp.dircmp(folder, whole)
            self.assertEqual((same.left_only, same.right_only, same.diff_files), ([], [], []))
            replaced = filecmp.dircmp(folder / 'replaced/001', whole / 'replaced/001')
            self.assertEqual((replaced.left_only, replaced.right_only, replaced.diff_files),
                             ([], [], []))
        # What was not committed is not there, and the next call takes its place.
        shutil.rmtree(folder)
        shutil.copytree(former, folder)
        (folder / '.incoming.part').mkdir()
        shutil.copy(sent[0], folder / '.incoming.part')
        report(root, month)
        self.assertEqual((folder / f'{name}.dat').read_bytes(),
                         (former / f'{name}.dat').read_bytes())
        got = wupian('receive', '--data', root, '--month', month, '--json', *sent)
        self.assertEqual([each['delivery'] for each in got], [1, 1])

    def test_a_report_that_was_killed(self):
        root, month = self.folder / 'killed', '2026-03'
        self.add_month(root, month, 3, loans=20000)
        command = [WUPIAN, 'report', '--month', month, '--data', str(root)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            part = root / 'run' / month / '001.part'
            while not part.exists() and process.poll() is None:
                time.sleep(0.002)
            # While it runs, another report or delivery of the month has to wait.
            error = report(root, month, '--json', code=2)['error']
            self.assertEqual(error['code'], 'folder_busy')
            process.send_signal(signal.SIGKILL)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        self.assertFalse((root / 'run' / month / '001').exists())
        error = wupian('series', '--data', root, '--json', code=2)['error']
        self.assertEqual(error['code'], 'series_empty')
        report(root, month)
        self.assertEqual(sorted(path.name for path in (root / 'run' / month).iterdir()),
                         ['.lock', '001'])
        self.assertEqual(self.series(root)['months'][0]['run'], '001')

    def test_bad_calls(self):
        root = self.copy()
        legal = sorted(path.name for path in (root / 'in/2026-09').iterdir())[0]
        sent = next((root / 'in/2026-09' / legal).glob('*.dat'))
        loose = self.folder / 'loan.csv'
        loose.write_text('receipt\n', encoding='utf-8')
        note = self.folder / 'note.txt'
        note.write_text('x', encoding='utf-8')
        receive = ('receive', '--data', root, '--json')
        cases = [
            ('receive_other_month', [*receive, '--month', '2026-08', sent]),
            ('receive_other_legal', [*receive, '--month', '2026-09', '--legal', 'X' * 18, sent]),
            ('receive_legal', [*receive, '--month', '2026-09', '--legal', 'x', sent]),
            ('receive_no_legal', [*receive, '--month', '2026-09', loose]),
            ('receive_name', [*receive, '--month', '2026-09', '--legal', legal, note]),
            ('receive_twice', [*receive, '--month', '2026-09', sent, sent]),
            ('file_unreadable', [*receive, '--month', '2026-09', sent.with_suffix('.zip')]),
            ('month_malformed', [*receive, '--month', '2026-13', sent]),
            ('series_empty', ['series', '--json', '--data', self.folder / 'nothing']),
            ('series_unknown', ['series', '--json', '--data', root, '--table', '9.9']),
            ('series_range', ['series', '--json', '--data', root, '--from', '2026-09', '--to',
                              '2025-01']),
            ('month_malformed', ['series', '--json', '--data', root, '--to', '2026']),
            ('bad_call', ['report', '--json', '--month', '2026-09', '--data', root, '--out', 'x']),
            ('bad_call', ['report', '--json', '--month', '2026-09', '--in', root]),
            ('inbox_missing', ['report', '--json', '--month', '2026-09', '--data',
                               self.folder / 'nothing']),
        ]
        for code, words in cases:
            with self.subTest(code=code):
                self.assertEqual(wupian(*words, code=2)['error']['code'], code)
        (root / 'in/2026-09' / legal / 'received.csv').write_text('a,b\n1,2\n', encoding='utf-8')
        error = wupian(*receive, '--month', '2026-09', '--legal', legal, loose, code=2)['error']
        self.assertEqual(error['code'], 'received_malformed')
        self.assertIn('received.csv', error['file'])


if __name__ == '__main__':
    unittest.main()
