"""The twelve conditions in GoRules Zen, a record at a time; its logic knows no third value, so each
condition is written twice: when it holds and when it does not, and neither is unknown."""

import importlib.metadata
import json

import duckdb
import zen
import peer

START, DAY_2020, DAY_2022, REPORT = 18128, 18262, 18993, 20726
RATES = ((20228, 350000), (20017, 360000), (19926, 385000), (19590, 395000), (19528, 405000),
         (19226, 415000), (19012, 420000), (18372, 435000), (18312, 455000), (18128, 475000))


def any_of(values):
    """An array as the language writes it."""
    return '[' + ', '.join(f"'{v}'" for v in values) + ']'


def conditions(core_yes, core_maybe):
    """(holds, does not hold) by condition."""
    cap = ("(startsWith(region, '1401') ? 1500000000 : startsWith(region, '14') ? 1200000000"
           ' : 1000000000)')
    rate = '0'
    for begins, value in reversed(RATES):
        rate = f'start >= {begins} ? {value} : ({rate})'
    rate = f'({rate})'
    products = any_of('F022 F023 F041 F042 F051 F052 F061 F081 F082 F09 F12'.split())
    line_known = 'line != null and region != null'
    rate_known = f'rate != null and start != null and start >= {START}'
    days_known = 'start != null and due != null'
    hnte = ('start != null and hf != null and ((start >= hf and start <= ht)'
            ' or (ha != null and start >= ha))')
    sme = 'start != null and sf != null and start >= sf and start <= st'
    in_list = 'start != null and id != null'
    good = any_of(['FQ01', 'FQ02'])
    return [
        (f"size != null and size in {any_of(['CS03', 'CS04'])}",
         f"size != null and size not in {any_of(['CS03', 'CS04'])}"),
        (f'{line_known} and line <= {cap}', f'{line_known} and line > {cap}'),
        (f'product != null and product in {products}',
         f'product != null and product not in {products}'),
        (f'amount != null and amount > 0 and due != null and due >= {REPORT}',
         f'(amount != null and amount <= 0) or (due != null and due < {REPORT})'),
        (hnte, f'not ({hnte}) and {in_list} and start >= {DAY_2020}'),
        (sme, f"not ({sme}) and {in_list} and start >= {DAY_2022} and region != null"
              " and startsWith(region, '14')"),
        (f'industry != null and industry in {any_of(core_yes)}',
         f'industry != null and industry not in {any_of(core_yes + core_maybe)}'),
        (f'{rate_known} and rate <= {rate}', f'{rate_known} and rate > {rate}'),
        ('green == true or (farmer == true and urban == false)',
         'green == false and (farmer == false or urban == true)'),
        (f'{days_known} and due - start <= 366', f'{days_known} and due - start > 366'),
        ('(staff != null and staff < 300) or (revenue != null and revenue < 2000000000)',
         'staff != null and staff >= 300 and revenue != null and revenue >= 2000000000'),
        (f"quality != null and quality in {good} and guarantee != null and guarantee != 'D'",
         f"(quality != null and quality not in {good}) or guarantee == 'D'"),
    ]


def rows():
    """Records as dictionaries."""
    con = duckdb.connect()
    cursor = con.execute('FROM read_parquet(?)', [peer.setting('PLAIN_FILE')])
    names = [c[0] for c in cursor.description]
    return [dict(zip(names, row)) for row in cursor.fetchall()]


def as_decision(found):
    """One decision with an expression node that gives t and u; each condition is computed once."""
    expressions = []
    for i, (yes, no) in enumerate(found):
        expressions.append((f'y{i}', yes))
        expressions.append((f'n{i}', no))
    true = ' + '.join(f'($.y{i} ? {1 << i} : 0)' for i in range(len(found)))
    open_ = ' + '.join(f'($.y{i} or $.n{i} ? 0 : {1 << i})' for i in range(len(found)))
    expressions += [('t', true), ('u', open_)]
    place = {'position': {'x': 0, 'y': 0}}
    content = {'expressions': [{'id': k, 'key': k, 'value': v} for k, v in expressions]}
    nodes = [
        {'id': 'in', 'name': 'in', 'type': 'inputNode', **place},
        {'id': 'ex', 'name': 'ex', 'type': 'expressionNode', 'content': content, **place},
        {'id': 'out', 'name': 'out', 'type': 'outputNode', **place},
    ]
    edges = [{'id': 'a', 'sourceId': 'in', 'targetId': 'ex', 'type': 'edge'},
             {'id': 'b', 'sourceId': 'ex', 'targetId': 'out', 'type': 'edge'}]
    text = json.dumps({'contentType': 'application/vnd.gorules.decision', 'nodes': nodes,
                       'edges': edges})
    decision = zen.ZenEngine().create_decision(text)

    def judge(row):
        made = decision.evaluate(row)['result']
        return made['t'], made['u']

    return judge


def as_expressions(found):
    """Two compiled expressions, one a mask."""
    true = ' + '.join(f'({yes} ? {1 << i} : 0)' for i, (yes, _) in enumerate(found))
    open_ = ' + '.join(f'(({yes}) or ({no}) ? 0 : {1 << i})' for i, (yes, no) in enumerate(found))
    compiled = zen.compile_expression(true), zen.compile_expression(open_)

    def judge(row):
        return compiled[0].evaluate(row), compiled[1].evaluate(row)

    return judge


def main():
    """The faster of the two ways."""
    records = rows()
    con = duckdb.connect()
    core = con.execute('SELECT code, answer FROM read_parquet(?)', [peer.setting('CORE_FILE')])
    core = core.fetchall()
    found = conditions([c for c, a in core if a], [c for c, a in core if a is None])
    tries = []
    for form, make in (('decision', as_decision), ('expressions', as_expressions)):
        judge = make(found)
        took, masks = peer.best(2, lambda judge=judge: [judge(row) for row in records])
        tries.append((took['cpu'], took, form, masks))
    _, took, form, masks = min(tries, key=lambda t: t[0])
    peer.write_masks([r['receipt'] for r in records], [int(t) for t, _ in masks],
                     [int(u) for _, u in masks])
    peer.report('GoRules Zen', importlib.metadata.version('zen-engine'), len(records), took,
                form=form)


if __name__ == '__main__':
    main()
