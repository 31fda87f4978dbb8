"""The twelve conditions in polars: three-valued expressions, lists and the map by joins."""

import datetime

import polars as pl
import peer

CAPS = (('1401', 15000000), ('14', 12000000), ('', 10000000))
RATES = (
    ('2025-05-20', '3.50000'),
    ('2024-10-21', '3.60000'),
    ('2024-07-22', '3.85000'),
    ('2023-08-21', '3.95000'),
    ('2023-06-20', '4.05000'),
    ('2022-08-22', '4.15000'),
    ('2022-01-20', '4.20000'),
    ('2020-04-20', '4.35000'),
    ('2020-02-20', '4.55000'),
    ('2019-08-20', '4.75000'),
)
PRODUCTS = 'F022 F023 F041 F042 F051 F052 F061 F081 F082 F09 F12'.split()
MONEY, RATE = pl.Decimal(18, 2), pl.Decimal(18, 5)
ALWAYS = datetime.date(9999, 12, 31)


def day(text):
    """A date as a literal."""
    return pl.lit(datetime.date.fromisoformat(text))


def conditions():
    """c0 to c11 over the joined rows."""
    start, region = pl.col('start'), pl.col('borrower_region')
    cap = pl.when(region.str.starts_with(CAPS[0][0])).then(pl.lit(CAPS[0][1], MONEY))
    cap = cap.when(region.str.starts_with(CAPS[1][0])).then(pl.lit(CAPS[1][1], MONEY))
    cap = cap.when(region.is_not_null()).then(pl.lit(CAPS[2][1], MONEY))
    rate = pl
    for begins, value in RATES:
        rate = rate.when(start >= day(begins)).then(pl.lit(value).cast(RATE))
    hnte = start.is_between(pl.col('hnte_from'), pl.col('hnte_to'))
    hnte = hnte | (start >= pl.col('hnte_again'))
    sme = start.is_between(pl.col('sme_from'), pl.col('sme_to'))
    identified = pl.col('borrower_id').is_not_null()
    hnte_covers = (start >= day('2020-01-01')) & identified
    sme_covers = (start >= day('2022-01-01')) & region.str.starts_with('14') & identified
    core = pl.when(pl.col('core_known')).then(pl.col('answer'))
    core = core.when(pl.col('use_industry').is_not_null()).then(False)
    return [
        pl.col('borrower_size').is_in(['CS03', 'CS04']),
        pl.col('credit_line') <= cap,
        pl.col('product').is_in(PRODUCTS),
        (pl.col('amount') > 0) & (pl.col('due') >= day('2026-09-30')),
        pl.when(hnte).then(True).when(hnte_covers).then(False),
        pl.when(sme).then(True).when(sme_covers).then(False),
        core,
        pl.col('rate') <= rate,
        pl.col('mark_green') | (pl.col('farmer') & ~pl.col('urban')),
        (pl.col('due') - start).dt.total_days() <= 366,
        (pl.col('staff') < 300) | (pl.col('revenue') < 20000000),
        pl.col('quality').is_in(['FQ01', 'FQ02']) & (pl.col('guarantee') != 'D'),
    ]


def lists(path):
    """Both lists, a row a party."""
    entries = pl.read_parquet(path).with_columns(pl.col('valid_to').fill_null(ALWAYS))
    entries = entries.sort('valid_from').group_by('id', 'list', maintain_order=True).agg(
        pl.col('valid_from'), pl.col('valid_to')
    )
    hnte = entries.filter(pl.col('list') == 'tech.hnte').select(
        'id',
        hnte_from=pl.col('valid_from').list.get(0),
        hnte_to=pl.col('valid_to').list.get(0),
        hnte_again=pl.col('valid_from').list.get(1, null_on_oob=True),
    )
    sme = entries.filter(pl.col('list') == 'tech.sme').select(
        'id',
        sme_from=pl.col('valid_from').list.get(0),
        sme_to=pl.col('valid_to').list.get(0),
    )
    return hnte.join(sme, on='id', how='full', coalesce=True)


def plan(rows, listed, core):
    """The masks as a lazy frame."""
    joined = (
        rows.join(listed.lazy(), left_on='borrower_id', right_on='id', how='left')
        .join(core.lazy(), left_on='use_industry', right_on='code', how='left')
    )
    true = unknown = None
    found = joined.select('receipt', **{f'c{i}': c for i, c in enumerate(conditions())})
    for i in range(12):
        column = pl.col(f'c{i}')
        bit = pl.lit(1 << i, pl.Int32)
        none = pl.lit(0, pl.Int32)
        yes = pl.when(column).then(bit).otherwise(none)
        open_ = pl.when(column.is_null()).then(bit).otherwise(none)
        true = yes if true is None else true | yes
        unknown = open_ if unknown is None else unknown | open_
    return found.select('receipt', t=true, u=unknown)


def main():
    """The fastest of polars' engines."""
    rows = pl.scan_parquet(peer.setting('ROWS_FILE'))
    listed = lists(peer.setting('LIST_FILE'))
    core = pl.read_parquet(peer.setting('CORE_FILE')).with_columns(core_known=pl.lit(True))
    masks = plan(rows, listed, core)
    total = masks.select(
        pl.col('t').bitwise_xor(),
        u=pl.col('u').bitwise_xor(),
        st=pl.col('t').cast(pl.Int64).sum(),
        su=pl.col('u').cast(pl.Int64).sum(),
    )
    repeats = int(peer.setting('REPEATS', '3'))
    tries = []
    for engine in ('in-memory', 'streaming'):
        took, _ = peer.best(repeats, lambda engine=engine: total.collect(engine=engine))
        tries.append((took['cpu'], took, engine))
    _, took, engine = min(tries, key=lambda t: t[0])
    made = masks.collect()
    peer.write_masks(made['receipt'].to_arrow(), made['t'].to_arrow(), made['u'].to_arrow())
    peer.report('polars', pl.__version__, made.height, took, form=f'{engine} engine')


if __name__ == '__main__':
    main()
