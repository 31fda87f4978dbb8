"""A run's verdicts as DuckDB views, by the run's own verdict.sql."""

import pathlib

import duckdb


def connect(run, **names):
    """A connection with verdict_loan and verdict_flow of a run; `names` calls them otherwise."""
    con = duckdb.connect()
    add_views(con, run, **names)
    return con


def add_views(con, run, **names):
    """The views of a run, read from anywhere."""
    sql = (pathlib.Path(run) / 'verdict.sql').read_text(encoding='utf-8')
    for start in ('month/', 'verdict_'):
        sql = sql.replace(f"'{start}", f"'{run}/{start}")
    for view, name in names.items():
        sql = sql.replace(f'VIEW {view} ', f'VIEW {name} ')
    con.execute(sql)
