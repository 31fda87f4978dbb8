"""What one cell may hold: the faults of docs/month.md §2, field by field."""

import datetime
import re
from dataclasses import dataclass
from typing import Callable, Optional

CONTROL = re.compile('[\x00-\x1f\x7f]')
DATE = re.compile('[0-9]{4}-[0-9]{2}-[0-9]{2}')
INTEGER = re.compile('[0-9]+')
DECIMAL = re.compile(r'-?(0|[1-9][0-9]*)\.([0-9]+)')
SHARE = re.compile(r'-?(0|[1-9][0-9]*)(?:\.([0-9]+))?')
FULL_WIDTH_BLANK = '\u3000'
MOST_WHOLE_DIGITS = 16
_DATES = {}


@dataclass(frozen=True)
class Field:
    """One field: its head, its kind of value, and what it is restricted to."""

    head: str
    kind: str                   # fixed upto integer decimal share date flag code any
    width: int = 0
    digits: int = 0
    required: bool = False
    free_text: bool = False
    accepts: Optional[Callable] = None   # of kind code: is this a code of the list


def is_date(text):
    """Is the text a day YYYY-MM-DD that exists."""
    if text not in _DATES:
        good = DATE.fullmatch(text) is not None
        if good:
            try:
                datetime.date.fromisoformat(text)
            except ValueError:
                good = False
        _DATES[text] = good
    return _DATES[text]


def number_fault(field, text):
    """The fault of an integer, a decimal or a share, or None."""
    if field.kind == 'integer':
        if not INTEGER.fullmatch(text):
            return 'number_malformed'
        return 'number_too_long' if len(text) > field.width else None
    pattern = SHARE if field.kind == 'share' else DECIMAL
    found = pattern.fullmatch(text)
    if not found:
        return 'number_malformed'
    after = len(found.group(2) or '')
    if after > field.digits or (field.kind == 'decimal' and after != field.digits):
        return 'number_malformed'
    most = min(MOST_WHOLE_DIGITS, field.width - field.digits)
    return 'number_too_long' if len(found.group(1)) > most else None


def text_fault(field, text):
    """The fault of plain text, or None."""
    size = len(text.encode('utf-8'))
    if field.kind == 'upto' and size > field.width:
        return 'value_too_long'
    if field.kind == 'fixed' and size != field.width:
        return 'value_wrong_length'
    if FULL_WIDTH_BLANK in text and not field.free_text:
        return 'control_character'
    return None


def fault(field, text):
    """The first fault of a cell, or None if it may stand."""
    if CONTROL.search(text):
        return 'control_character'
    if text == '':
        return 'value_missing' if field.required else None
    if field.kind == 'code':
        return None if field.accepts(text) else 'code_unknown'
    if field.kind == 'date':
        return None if is_date(text) else 'date_malformed'
    if field.kind == 'flag':
        return None if text in ('0', '1') else 'flag_malformed'
    if field.kind in ('integer', 'decimal', 'share'):
        return number_fault(field, text)
    return text_fault(field, text)


def visible(text):
    """A refused value as refused.csv shows it: control characters as \\xNN."""
    return CONTROL.sub(lambda found: f'\\x{ord(found.group()):02x}', text)
