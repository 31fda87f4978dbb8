"""What is printed when the portals run: addresses, people, what to try; Chinese, then English."""

import unicodedata

from demo.portal import PHRASE

EDITIONS = {
    'bank': ('银行：当月报送、认定、复核、签章、档案；联合社看板',
             'banks: the month, determinations, signing, archive; a host and its board'),
    'pboc': ('人民银行：接收、迟报、核实单、匹配、发布',
             'central bank: receiving, asking back, matching, release'),
    'province': ('政务：名单批次、审批、推送、异议', 'departments: lists, approval, push, objections'),
    'window': ('对外：企业授权、使用台账、撤回', 'window: consents, their ledger, withdrawal')}
HEADS = {'zh': ('姓名', '登录名', '先试什么'), 'en': ('name', 'sign-in name', 'what to try first')}


def width(text):
    """Columns on a terminal."""
    return sum(2 if unicodedata.east_asian_width(sign) in 'WF' else 1 for sign in text)


def columns(rows):
    """Lines with columns that stand below each other."""
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        cells = [cell + ' ' * (widths[at] - width(cell)) for at, cell in enumerate(row)]
        yield '    ' + '  '.join(cells).rstrip()


def part(language, addresses, people):
    """Every portal with its people, in one language."""
    lines = []
    for at, (edition, words) in enumerate(EDITIONS.items()):
        lines += ['', f'{addresses[edition]}  {words[0 if language == "zh" else 1]}']
        own = [one for one in people if one['edition'] == edition]
        for code in dict.fromkeys(one['organisation'] for one in own):
            there = [one for one in own if one['organisation'] == code]
            lines.append(f'  {code}  {there[0]["organisation_name"]}')
            rows = [(one['display'], one['name'],
                     one[language]) for one in there]
            lines += columns([HEADS[language], *rows] if at == 0 and len(lines) < 6 else rows)
    return lines


def text_of(addresses, people, files):
    """The whole, ending with a newline."""
    password = people[0]['password']
    lines = ['', '== 五篇演示：四个门户在运行。全部数据均为合成，机构、企业、个人都是虚构 ==',
             f'登录要机构代码、登录名、密码。所有人的密码：{password}    签章口令：{PHRASE}',
             f'可拖入的文件：{files}（银行九月、名单、平台退回）',
             '停：make demo-stop    再开：tools/demo.py --start']
    lines += part('zh', addresses, people)
    lines += ['', '== Wupian demo: four portals are running. All data are synthetic ==',
              'Sign in with the organisation code, the sign-in name and the password.',
              f"Everybody's password: {password}    pass phrase of signing keys: {PHRASE}",
              f'Files to drag in: {files}',
              'Stop: make demo-stop    Start again: tools/demo.py --start']
    lines += part('en', addresses, people)
    return '\n'.join(lines) + '\n'
