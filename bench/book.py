"""The rulebook of the kernel's measurement: bench/book with the national industry codes."""

import pathlib
import shutil
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def make(folder):
    """Writes the book into a folder that must not be there."""
    shutil.copytree(ROOT / 'bench/book', folder)
    for name in ('gb4754.yaml', 'gb4754.csv'):
        shutil.copy(ROOT / 'pack/common/code/fact' / name, pathlib.Path(folder) /
                    'common/bench/fact' / name)


if __name__ == '__main__':
    make(sys.argv[1])
