"""Runs the random tests long and appends one line for each to docs/reliability.md.

MINUTES (30) is shared out; a test runs again with another seed until its share is used up.
"""

import datetime
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / 'docs/reliability.md'
PYTHON = sys.executable
HEAD = """# Reliability

Long runs of the random tests, newest last: `make soak`. A failing seed is written here before
anything is mended; `SEED=…` before the test's command repeats it.

| day | test | first seed | runs | minutes | result |
|---|---|---|---|---|---|
"""
# (name, command, environment, share of the time). Fuzz harnesses join by their name.
TESTS = [
    ('three executors agree, release', ['build/release/differential_test'], {'ROUNDS': '2000'}, 3),
    ('three executors agree, sanitizers', ['build/dev/differential_test'], {'ROUNDS': '300'}, 3),
    ('month of 50,000 receipts', [PYTHON, 'test/month/month_test.py'], {'LOANS': '50000'}, 3),
    ('kill -9 of store writers', [PYTHON, 'test/store/kill_test.py'], {'KILLS': '200'}, 3),
    ('kill -9 of the service under HTTP writes', [PYTHON, 'test/record/fault_test.py'],
     {'KILLS': '200'}, 3),
    ('Spark, 200,000 receipts', [PYTHON, 'test/spark/spark_test.py'], {'LOANS': '200000'}, 1),
]


def tests():
    """The tests, and every fuzz harness that is built here."""
    fuzz = [path.name.split('_', 1)[1] for path in sorted((ROOT / 'build/fuzz').glob('fuzz_*'))]
    return TESTS + [(f'libFuzzer, {name}', [PYTHON, 'tools/fuzz.py', name, '0'], {}, 1)
                    for name in fuzz]


def run(command, environment, seed, seconds):
    """(runs, failing seed or None) within the time; at least one run. A harness takes it all."""
    runs, started = 0, time.monotonic()
    while runs == 0 or time.monotonic() - started < seconds:
        current = {**os.environ, **environment, 'SEED': str(seed + runs),
                   'FUZZ_SECONDS': str(max(1, int(seconds)))}
        done = subprocess.run(
            command, cwd=ROOT, env=current, check=False, capture_output=True, text=True
        )
        runs += 1
        if done.returncode:
            print('\n'.join((done.stdout + done.stderr).splitlines()[-40:]))
            return runs, seed + runs - 1
    return runs, None


def main():
    """1 if a test failed."""
    minutes = float(os.environ.get('MINUTES', '30'))
    seed = int(os.environ.get('SEED') or time.time())
    chosen = tests()
    shares = sum(share for *_, share in chosen)
    if not PAGE.exists():
        PAGE.write_text(HEAD, encoding='utf-8')
    failed = 0
    for name, command, environment, share in chosen:
        started = time.monotonic()
        runs, bad = run(command, environment, seed, minutes * 60 * share / shares)
        result = 'passed' if bad is None else f'**failed with SEED={bad}**'
        failed += bad is not None
        took = (time.monotonic() - started) / 60
        settings = ' '.join(f'{key}={value}' for key, value in environment.items())
        day = datetime.date.today().isoformat()
        line = f'| {day} | {name} ({settings}) | {seed} | {runs} | {took:.1f} | {result} |\n'
        with open(PAGE, 'a', encoding='utf-8') as page:
            page.write(line)
        print(line, end='', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
