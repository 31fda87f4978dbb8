"""Runs ctest in build folders; prints failures and at last: N passed, N failed, N skipped.

Usage: tools/run_tests.py FOLDER:LABEL[,LABEL…] …
for example build/dev:unit build/release:process,differential
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

SLOW_SECONDS = 20
OUTPUT_LINES = 60
RAN = re.compile(r'^Ran (\d+) tests? in', re.MULTILINE)
END = re.compile(r'^(OK|FAILED)(?: \((.*)\))?$', re.MULTILINE)


class Counts:
    """How many single tests passed, failed and were skipped."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0
        self.failures = []  # (name, output)
        self.slow = []  # (seconds, name)

    def line(self):
        """The last line of a run."""
        return f'{self.passed} passed, {self.failed} failed, {self.skipped} skipped'


def inner_counts(output):
    """Tests, failures and skips inside a file of Python's unittest, or None if it is none."""
    ran, end = RAN.findall(output), END.findall(output)
    if not ran or not end:
        return None
    detail = dict(part.split('=') for part in end[-1][1].split(', ') if '=' in part)
    bad = sum(int(detail.get(key, 0)) for key in ('failures', 'errors', 'unexpected successes'))
    return int(ran[-1]), bad, int(detail.get('skipped', 0))


def add_case(counts, case):
    """Counts one testcase element of JUnit."""
    name = case.get('name')
    output = case.findtext('system-out') or ''
    status = case.get('status')
    counts.slow.append((float(case.get('time') or 0), name))
    skipped = case.find('skipped')
    reason = skipped.get('message', '') if skipped is not None else ''
    if reason.startswith('SKIP_') or status == 'disabled':
        counts.skipped += 1
        print(f'  skipped {name}: {(output.strip().splitlines() or [reason])[-1]}')
        return
    ran, bad, left_out = inner_counts(output) or (1, 0, 0)
    if status != 'run':  # A program that ctest did not find is 'notrun', and no skip.
        bad = max(1, bad)
        counts.failures.append((name, output or reason))
    counts.failed += bad
    counts.skipped += left_out
    counts.passed += max(0, ran - bad - left_out)


def run(folder, labels, counts, jobs):
    """Runs the tests of one build folder that carry one of the labels."""
    started = time.monotonic()
    before = counts.passed + counts.failed + counts.skipped
    with tempfile.TemporaryDirectory() as scratch:
        report = pathlib.Path(scratch) / 'junit.xml'
        done = subprocess.run(
            [
                'ctest',
                '--test-dir',
                folder,
                '-L',
                '^(' + '|'.join(labels) + ')$',
                '-j',
                str(jobs),
                '--output-junit',
                str(report),
                '--quiet',
                '--no-tests=error',
                '--test-output-size-passed',
                '1000000',
                '--test-output-size-failed',
                '1000000',
            ],
            check=False,
            capture_output=True,
            text=True,
        )
        if not report.exists():
            counts.failed += 1
            counts.failures.append((f'ctest in {folder}', done.stdout + done.stderr))
            return
        cases = xml.parse(report).getroot().findall('testcase')
    for case in cases:
        add_case(counts, case)
    found = counts.passed + counts.failed + counts.skipped - before
    if not found:
        counts.failed += 1
        counts.failures.append((f'ctest in {folder}', f'no test has a label of {labels}'))
    print(
        f'{folder} {",".join(labels)}: {found} tests, {time.monotonic() - started:.0f} s',
        flush=True,
    )


def tail(output):
    """The end of a test's output."""
    lines = output.rstrip().splitlines()
    cut = [f'… {len(lines) - OUTPUT_LINES} lines above'] if len(lines) > OUTPUT_LINES else []
    return '\n'.join('    ' + line for line in cut + lines[-OUTPUT_LINES:])


def main(argv=None):
    """Exit code 1 if a test failed, or if none was found where some were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('sets', nargs='+', metavar='FOLDER:LABELS')
    parser.add_argument('--jobs', type=int, default=os.cpu_count() or 2)
    options = parser.parse_args(argv)
    counts = Counts()
    for each in options.sets:
        folder, _, labels = each.partition(':')
        run(folder, labels.split(','), counts, options.jobs)
    for seconds, name in sorted(counts.slow, reverse=True)[:8]:
        if seconds >= SLOW_SECONDS:
            print(f'  slow: {seconds:.0f} s {name}')
    for name, output in counts.failures:
        print(f'FAILED {name}\n{tail(output)}')
    print(counts.line())
    return 1 if counts.failed else 0


if __name__ == '__main__':
    sys.exit(main())
