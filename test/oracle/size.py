"""Enterprise size by the 2017 standard (国统字〔2017〕213号)."""

TEN_THOUSAND = 1_000_000        # 1 万元 in cents
# Industry prefix → indicator → lower bounds of large, medium, small; revenue and assets in
# 万元. The longest prefix wins; J, P, Q84, S, T, G53 and K704 have no row.
STANDARD = {
    'A': {'revenue': (20000, 500, 50)},
    'B': {'staff': (1000, 300, 20), 'revenue': (40000, 2000, 300)},
    'C': {'staff': (1000, 300, 20), 'revenue': (40000, 2000, 300)},
    'D': {'staff': (1000, 300, 20), 'revenue': (40000, 2000, 300)},
    'E': {'revenue': (80000, 6000, 300), 'assets': (80000, 5000, 300)},
    'F51': {'staff': (200, 20, 5), 'revenue': (40000, 5000, 1000)},
    'F52': {'staff': (300, 50, 10), 'revenue': (20000, 500, 100)},
    'G60': {'staff': (1000, 300, 20), 'revenue': (30000, 2000, 100)},
    'H61': {'staff': (300, 100, 10), 'revenue': (10000, 2000, 100)},
    'H62': {'staff': (300, 100, 10), 'revenue': (10000, 2000, 100)},
    'I63': {'staff': (2000, 100, 10), 'revenue': (100000, 1000, 100)},
    'I64': {'staff': (2000, 100, 10), 'revenue': (100000, 1000, 100)},
    'I65': {'staff': (300, 100, 10), 'revenue': (10000, 1000, 50)},
    'K701': {'revenue': (200000, 1000, 100), 'assets': (10000, 5000, 2000)},
    'K702': {'staff': (1000, 300, 100), 'revenue': (5000, 1000, 500)},
    'L': {'staff': (300, 100, 10), 'assets': (120000, 8000, 100)},
}
TRANSPORT = {'staff': (1000, 300, 20), 'revenue': (30000, 3000, 200)}
STORAGE = {'staff': (200, 100, 20), 'revenue': (30000, 1000, 100)}
OTHERS = {'staff': (300, 100, 10)}
STANDARD.update({prefix: TRANSPORT for prefix in ('G54', 'G55', 'G56', 'G57', 'G58', 'G591')})
STANDARD.update({'G59' + digit: STORAGE for digit in '23456789'})
STANDARD.update({prefix: OTHERS for prefix in ('M', 'N', 'O', 'Q85', 'R', 'K703', 'K709')})


def thresholds(industry):
    """The indicators of the industry's row, or None where there is no row."""
    for length in range(len(industry), 0, -1):
        if industry[:length] in STANDARD:
            return STANDARD[industry[:length]]
    return None


def size(industry, staff, revenue, assets):
    """CS01 … CS04, or None if the industry or a figure it asks for is missing."""
    asked = thresholds(industry)
    if asked is None:
        return None
    held = {'staff': staff, 'revenue': revenue, 'assets': assets}
    if any(held[name] is None for name in asked):
        return None
    scale = {'staff': 1, 'revenue': TEN_THOUSAND, 'assets': TEN_THOUSAND}
    for level in range(3):
        if all(held[name] >= bounds[level] * scale[name] for name, bounds in asked.items()):
            return f'CS0{level + 1}'
    return 'CS04'
