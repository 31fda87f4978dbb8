"""Judges a month on Spark. The program writes the job's folder and starts this with spark-submit.

Usage: judge.py FOLDER. In it: list_entry.parquet, and for each relation a folder with input.txt
(Parquet files of the month, one a line), side tables as <name>.parquet, setup_<n>.sql, select.sql.
Out: <relation>/verdict/*.parquet. The last line of a failure begins with `wupian-spark:`.
"""

import os
import pathlib
import sys
import threading
import time

from pyspark.sql import SparkSession

# What a value is must not depend on a cluster's defaults; the emitted SQL counts on these.
SETTINGS = {
    'spark.sql.ansi.enabled': 'true',
    'spark.sql.decimalOperations.allowPrecisionLoss': 'false',
    'spark.sql.parser.escapedStringLiterals': 'false',
    'spark.sql.variable.substitute': 'false',
    'spark.sql.caseSensitive': 'false',
    'spark.sql.storeAssignmentPolicy': 'ANSI',
    'spark.sql.parquet.datetimeRebaseModeInRead': 'CORRECTED',
    'spark.sql.parquet.datetimeRebaseModeInWrite': 'CORRECTED',
    'spark.sql.parquet.writeLegacyFormat': 'false',
    'spark.sql.parquet.compression.codec': 'snappy',
    'spark.sql.session.timeZone': 'UTC',
    'spark.ui.enabled': 'false',
}
PATIENCE_SECONDS = int(os.environ.get('WUPIAN_SPARK_PATIENCE') or 60)


def fail(message):
    """Ends the driver at once, even when a job waits for ever."""
    sys.stdout.flush()
    first = ' '.join(str(message).strip().split('\n')[0].split())
    print(f'wupian-spark: {first}', file=sys.stderr, flush=True)
    os._exit(3)


def watch_executors(context):
    """Fails when no executor is left: Spark itself would wait without end."""
    executors = context._jsc.sc().getExecutorMemoryStatus  # The driver counts as one.
    seen = time.monotonic()
    while True:
        time.sleep(1)
        if executors().size() > 1:
            seen = time.monotonic()
        elif time.monotonic() - seen > PATIENCE_SECONDS:
            fail(f'no executor for {PATIENCE_SECONDS} seconds: no worker is left or has room')


def judge(spark, folder):
    """One relation: its SELECT over its files."""
    files = (folder / 'input.txt').read_text(encoding='utf-8').splitlines()
    month = spark.read.parquet(*files)
    month = month.withColumn('row_no', month['_metadata.row_index'].cast('int'))
    month.createOrReplaceTempView('month')
    for table in sorted(folder.glob('*.parquet')):
        spark.read.parquet(str(table)).createOrReplaceTempView(table.stem)
    for statement in sorted(folder.glob('setup_*.sql')):
        spark.sql(statement.read_text(encoding='utf-8'))
    select = (folder / 'select.sql').read_text(encoding='utf-8')
    spark.sql(select).write.mode('overwrite').parquet(str(folder / 'verdict'))


def main():
    """All relations of a job."""
    job = pathlib.Path(sys.argv[1])
    builder = SparkSession.builder.appName('wupian')
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    if not spark.sparkContext.master.startswith('local'):
        threading.Thread(target=watch_executors, args=[spark.sparkContext], daemon=True).start()
    spark.read.parquet(str(job / 'list_entry.parquet')).createOrReplaceTempView('list_entry')
    for folder in sorted(path.parent for path in job.glob('*/select.sql')):
        started = time.monotonic()
        judge(spark, folder)
        print(f'{folder.name}: {time.monotonic() - started:.1f} s', flush=True)
    spark.stop()


if __name__ == '__main__':
    try:
        main()
    except Exception as error:  # Whatever it is, the program must hear of it.
        import traceback

        traceback.print_exc()
        fail(error)
