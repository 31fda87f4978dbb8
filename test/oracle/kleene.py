"""Three-valued answers (yes, no, unknown) that remember which items were missing."""

from typing import NamedTuple, Optional


class Answer(NamedTuple):
    """A condition's value; `missing` names the items that keep it unknown."""

    value: Optional[bool]
    missing: frozenset = frozenset()


YES = Answer(True)
NO = Answer(False)
_UNKNOWN = {}


def unknown(item):
    """The unknown answer of one missing item."""
    if item not in _UNKNOWN:
        _UNKNOWN[item] = Answer(None, frozenset((item,)))
    return _UNKNOWN[item]


def known(value, item):
    """The answer for a Python True, False or None; None blames `item`."""
    if value is None:
        return unknown(item)
    return YES if value else NO


def all_of(*answers):
    """AND: one known no decides."""
    missing = None
    for answer in answers:
        if answer.value is False:
            return NO
        if answer.value is None:
            missing = answer.missing if missing is None else missing | answer.missing
    return YES if missing is None else Answer(None, missing)


def any_of(*answers):
    """OR: one known yes decides."""
    missing = None
    for answer in answers:
        if answer.value is True:
            return YES
        if answer.value is None:
            missing = answer.missing if missing is None else missing | answer.missing
    return NO if missing is None else Answer(None, missing)


def negate(answer):
    """NOT: unknown stays unknown."""
    if answer.value is None:
        return answer
    return NO if answer.value else YES


def agree(first, second):
    """The answer two standards share, else unknown for what either of them misses."""
    if first.value is not None and first.value == second.value:
        return first
    return Answer(None, first.missing | second.missing)


def letter(answer):
    """Y, N or U, as verdict.csv prints it."""
    return {True: 'Y', False: 'N', None: 'U'}[answer.value]
