"""Runs one fuzz harness over its corpus and on from there, within limits of time and memory.

    python3 tools/fuzz.py NAME RUNS

FUZZ_SECONDS in the environment: so long, whatever RUNS says (`make soak`). SEED: which chances.
What breaks it is kept at build/fuzz/found_NAME_…: mend it, and move the input to
test/fuzz/corpus/NAME/found_<what it was>. What a run learns stays in build/fuzz/corpus/NAME.
"""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / 'build/fuzz'
GATE_SECONDS = 30


def main(name, runs):
    """The harness's own exit code."""
    own = BUILD / 'corpus' / name
    own.mkdir(parents=True, exist_ok=True)
    seconds = os.environ.get('FUZZ_SECONDS')
    # A corpus that grew over many runs must not use up those of the gate.
    count = int(runs) + len(list(own.iterdir()))
    length = [f'-max_total_time={seconds}'] if seconds else [
        f'-runs={count}', f'-max_total_time={GATE_SECONDS}']
    return subprocess.run([
        BUILD / f'fuzz_{name}', *length, f'-seed={os.environ.get("SEED", "0")}', '-max_len=4096',
        '-timeout=20', '-rss_limit_mb=2048', '-verbosity=0',
        f'-dict={ROOT / "test/fuzz/dictionary" / name}.dict',
        f'-artifact_prefix={BUILD}/found_{name}_', own, ROOT / 'test/fuzz/corpus' / name,
    ], check=False).returncode


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
