"""Check digits of GTIN-8, -12, -13 and -14 (GS1 General Specifications, 7.9) and UPC-E."""

from __future__ import annotations

GTIN_LENGTHS = (8, 12, 13, 14)


def is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def check_digit(body: str) -> str:
    """The digit that follows ``body``: weights 3 and 1 from the right, of any length."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return str(-total % 10)


def has_valid_check(code: str) -> bool:
    return len(code) > 1 and is_digits(code) and check_digit(code[:-1]) == code[-1]


def is_gtin(code: str) -> bool:
    return len(code) in GTIN_LENGTHS and has_valid_check(code)


def expand_upc_e(code: str) -> str:
    """The UPC-A of an 8-digit UPC-E (number system, six digits, check); empty: it is none."""
    if len(code) != 8 or not is_digits(code) or code[0] not in "01":
        return ""
    system, body, check = code[0], code[1:7], code[7]
    last = body[5]
    if last in "012":
        upc = f"{body[:2]}{last}0000{body[2:5]}"
    elif last == "3":
        upc = f"{body[:3]}00000{body[3:5]}"
    elif last == "4":
        upc = f"{body[:4]}00000{body[4]}"
    else:
        upc = f"{body[:5]}0000{last}"
    full = f"{system}{upc}{check}"
    return full if has_valid_check(full) else ""


def lookup_candidates(code: str) -> tuple[str, ...]:
    """The spellings under which a shop may have stored this code, the likeliest first.

    A UPC-A of 12 digits is the GTIN-13 with a leading zero; scanners send either. A case
    (GTIN-14 with an indicator of its own) is never turned into the single.
    """
    found = [code]
    if len(code) == 12 and is_gtin(code):
        found = [f"0{code}", code]
    elif len(code) == 8 and (upc := expand_upc_e(code)):
        full = [f"0{upc}", upc]
        found = [code, *full] if is_gtin(code) else [*full, code]
    elif is_gtin(code):
        for length in (13, 12, 8):
            zeros = len(code) - length
            if zeros > 0 and code.startswith("0" * zeros):
                found.append(code[zeros:])
    return tuple(found)
