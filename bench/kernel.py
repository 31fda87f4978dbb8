"""Runs the programs that measure the column executor beside SQL written by hand.

`bench/kernel.py --store` measures the ratios of the gate and stores them in bench/ratio.json;
test/speed/kernel_ratio_test.py fails when a ratio falls under two thirds of the stored one.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import book

ROOT = pathlib.Path(__file__).resolve().parent.parent
RATIOS = ROOT / 'bench/ratio.json'
GATE = {'ROWS': '1000000', 'REPEATS': '7', 'FORMS': 'in/short,in/case,join/case'}


def build_folder():
    """Where the programs stand: beside the one that the tests run."""
    return pathlib.Path(os.environ.get('WUPIAN', ROOT / 'build/release/wupian')).parent


def run(program, folder, **settings):
    """What a program of bench/ prints, from the book and the data below a folder."""
    folder = pathlib.Path(folder)
    if not (folder / 'book').exists():
        book.make(folder)
    environment = {
        **os.environ,
        'WUPIAN_PACK': str(folder / 'book'),
        'WUPIAN_BOXES': str(folder / 'boxes'),
        'WUPIAN_DATA': str(folder / 'kernel.parquet'),
        'WUPIAN_SQL': str(ROOT / 'bench/hand'),
        **settings,
    }
    done = subprocess.run([str(build_folder() / program)], env=environment, capture_output=True,
                          text=True, check=False)
    if done.returncode:
        raise SystemExit(f'{program}: exit {done.returncode}\n{done.stderr}')
    return json.loads(done.stdout)


def best_of(result, source):
    """CPU seconds by form over one source; 'hand' is the fastest SQL, with its name."""
    by_form = {row['form']: row for row in result['forms'] if row['source'] == source}
    name = min((f for f in by_form if '/' in f), key=lambda f: by_form[f]['cpu'])
    return {**by_form, 'hand': {**by_form[name], 'form': name}}


def gate_ratios():
    """How many times the CPU seconds of the fastest SQL are those of the executor, by source."""
    with tempfile.TemporaryDirectory(prefix='wupian-kernel-') as name:
        result = run('kernel_bench', pathlib.Path(name) / 'case', **GATE)
    found = {}
    for source in ('memory', 'parquet'):
        best = best_of(result, source)
        found[source] = round(best['hand']['cpu'] / best['wupian']['cpu'], 2)
    return found


if __name__ == '__main__':
    ratios = gate_ratios()
    print(json.dumps(ratios))
    if '--store' in sys.argv:
        RATIOS.write_text(json.dumps(ratios) + '\n', encoding='utf-8')
