"""Exact money and rates: 元 as integer cents, percent as integer hundred-thousandths."""


def scaled(text):
    """The integer behind a decimal whose number of digits after the point is fixed."""
    return int(text.replace('.', '', 1))


def scaled_to(text, digits):
    """The same for a decimal with at most `digits` digits after the point."""
    whole, _, fraction = text.partition('.')
    return int(whole + fraction.ljust(digits, '0'))


def text_of(value, digits):
    """An integer of 10^-digits as decimal text."""
    sign = '-' if value < 0 else ''
    body = str(abs(value)).rjust(digits + 1, '0')
    return f'{sign}{body[:-digits]}.{body[-digits:]}'


def divide_half_up(numerator, denominator):
    """Numerator ÷ positive denominator, the half rounded away from zero."""
    quotient = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -quotient if numerator < 0 else quotient


def weighted_rate(weight, amount):
    """Σ(amount × rate) ÷ Σ amount, zero when there is no base."""
    return divide_half_up(weight, amount) if amount > 0 else 0
