"""What every peer in Python shares: its rows, its clock and its answer."""

import json
import os
import resource
import time

import pyarrow
import pyarrow.parquet


def setting(name, otherwise=''):
    """A setting of the run."""
    return os.environ.get(name, otherwise)


class Clock:
    """CPU seconds of the process and wall seconds since it was made."""

    def __init__(self):
        self.cpu = self.used()
        self.wall = time.monotonic()

    @staticmethod
    def used():
        """CPU seconds of all threads."""
        now = resource.getrusage(resource.RUSAGE_SELF)
        return now.ru_utime + now.ru_stime

    def stop(self):
        """Both, as numbers."""
        return {'cpu': self.used() - self.cpu, 'wall': time.monotonic() - self.wall}


def best(repeats, run):
    """The run with the fewest CPU seconds, and the value of the last run."""
    found, value = None, None
    for _ in range(repeats):
        clock = Clock()
        value = run()
        took = clock.stop()
        if found is None or took['cpu'] < found['cpu']:
            found = took
    return found, value


def write_masks(receipts, true, unknown):
    """Masks by row, to be compared with ours."""
    table = pyarrow.table({'receipt': receipts, 't': true, 'u': unknown})
    pyarrow.parquet.write_table(table, setting('OUT'))


def report(name, version, rows, took, **more):
    """The line that the comparison reads."""
    print(json.dumps({'peer': name, 'version': version, 'rows': rows, **took, **more}))
