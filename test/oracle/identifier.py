"""Check characters of unified social credit codes and of legal entity identifiers."""

import re

USCC_SHAPE = re.compile('[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}')
USCC_LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY'
ORGANISATION_LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LEI_SHAPE = re.compile('[0-9A-Z]{18}[0-9]{2}')


def uscc_good(code):
    """GB 32100: shape and position 18."""
    if not USCC_SHAPE.fullmatch(code):
        return False
    total = sum(USCC_LETTERS.index(letter) * pow(3, place, 31)
                for place, letter in enumerate(code[:17]))
    return USCC_LETTERS[-total % 31] == code[17]


def organisation_good(code):
    """GB 11714 inside a USCC: positions 9 to 16 against position 17."""
    total = sum(ORGANISATION_LETTERS.index(letter) * weight
                for letter, weight in zip(code[8:16], ORGANISATION_WEIGHTS))
    return '0123456789X'[-total % 11] == code[16]


def lei_good(code):
    """ISO 17442: shape and remainder 1 of 97."""
    return LEI_SHAPE.fullmatch(code) is not None and int(
        ''.join(str(int(letter, 36)) for letter in code)) % 97 == 1


def is_uscc_of(id_type, code, *prefixes):
    """Is it a USCC that begins with one of the prefixes."""
    return id_type == 'A01' and code.startswith(prefixes)
