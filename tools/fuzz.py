"""Runs one fuzz harness over its corpus and on from there, within limits of time and memory.

    python3 tools/fuzz.py NAME RUNS     run; the harness's own exit code
    python3 tools/fuzz.py NAME keep     keep what was learnt here: test/fuzz/learnt/NAME.zip

FUZZ_SECONDS in the environment: so long, whatever RUNS says (`make soak`). SEED: which chances.
What breaks it is kept at build/fuzz/found_NAME_…: mend it, and move the input to
test/fuzz/corpus/NAME/found_<what it was>.seed. What a run learns stays in build/fuzz/corpus/NAME,
which begins with what was kept.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / 'build/fuzz'
GATE_SECONDS = 30
DAY_ONE = (1980, 1, 1, 0, 0, 0)


def harness(name, *words):
    """Runs it; its exit code."""
    return subprocess.run([
        BUILD / f'fuzz_{name}', f'-seed={os.environ.get("SEED", "0")}', '-max_len=4096',
        '-timeout=20', '-rss_limit_mb=2048', '-verbosity=0', *words,
    ], check=False).returncode


def own_corpus(name):
    """The folder that grows, with what was kept unpacked into it."""
    own = BUILD / 'corpus' / name
    own.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(ROOT / 'test/fuzz/learnt' / f'{name}.zip') as kept:
        for member in kept.namelist():
            if not (own / member).exists():
                (own / member).write_bytes(kept.read(member))
    return own


def keep(name):
    """The fewest inputs that reach all that was reached, smallest first."""
    seeds = ROOT / 'test/fuzz/corpus' / name
    with tempfile.TemporaryDirectory() as folder:
        code = harness(name, '-merge=1', folder, seeds, own_corpus(name))
        known = {file.read_bytes() for file in seeds.iterdir()}
        with zipfile.ZipFile(ROOT / 'test/fuzz/learnt' / f'{name}.zip', 'w',
                             zipfile.ZIP_DEFLATED) as kept:
            for file in sorted(pathlib.Path(folder).iterdir()):
                if file.read_bytes() not in known:
                    kept.writestr(zipfile.ZipInfo(file.name, DAY_ONE), file.read_bytes(),
                                  zipfile.ZIP_DEFLATED)
    return code


def run(name, runs):
    """Over the corpus and on."""
    own = own_corpus(name)
    seconds = os.environ.get('FUZZ_SECONDS')
    # A corpus that grew over many runs must not use up those of the gate.
    count = int(runs) + len(list(own.iterdir()))
    length = [f'-max_total_time={seconds}'] if seconds else [
        f'-runs={count}', f'-max_total_time={GATE_SECONDS}']
    return harness(name, *length, f'-dict={ROOT / "test/fuzz/dictionary" / name}.dict',
                   f'-artifact_prefix={BUILD}/found_{name}_', own, ROOT / 'test/fuzz/corpus' / name)


if __name__ == '__main__':
    sys.exit(keep(sys.argv[1]) if sys.argv[2] == 'keep' else run(*sys.argv[1:]))
