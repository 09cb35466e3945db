"""Numbers as Vietnamese says them: mười and mươi, mốt, tư and lăm, linh, nghìn, triệu, tỷ. Pure."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
THOUSANDS = ((1_000_000, "triệu"), (1_000, "nghìn"))
BILLION = 1_000_000_000
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def cardinal(number: int) -> str:
    """Say a number in words: `1200000` → "một triệu hai trăm nghìn"; 0 and above."""
    if number >= BILLION:
        billions, rest = divmod(number, BILLION)
        return f"{cardinal(billions)} tỷ" + (f" {_below_billion(rest, full=True)}" if rest else "")
    return _below_billion(number, full=False)


def decimal(whole: str, fraction: str) -> str:
    """Say a decimal in words: `1`, `5` → "một phẩy năm"; a fraction that begins with 0 or is long is read digit by digit."""
    as_number = len(fraction) <= 2 and not fraction.startswith("0")
    return f"{cardinal(int(whole))} phẩy {cardinal(int(fraction)) if as_number else digit_by_digit(fraction)}"


def digit_by_digit(digits: str) -> str:
    return " ".join(DIGITS[int(digit)] for digit in digits)


def day_of_month(day: int) -> str:
    """The first ten are said with "mùng"."""
    return f"mùng {cardinal(day)}" if day <= 10 else cardinal(day)


def month(number: int) -> str:
    return "tư" if number == 4 else cardinal(number)


def ordinal(number: int) -> str:
    """Return what follows "thứ": nhất, hai, ba, tư …"""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def roman(numeral: str) -> int:
    """The value of a Roman numeral in its one right form, else 0."""
    total = 0
    for letter, following in zip(numeral, [*numeral[1:], ""], strict=True):
        value = ROMAN.get(letter, 0)
        total += -value if value < ROMAN.get(following, 0) else value
    return total if total > 0 and to_roman(total) == numeral else 0


def to_roman(number: int) -> str:
    pairs = (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    )  # fmt: skip
    numeral = ""
    for value, letters in pairs:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def _below_billion(number: int, *, full: bool) -> str:
    """Say a number below a billion. `full`: something stands before, so that missing hundreds are said ("không trăm linh
    năm")."""
    parts: list[str] = []
    for value, name in THOUSANDS:
        count, number = divmod(number, value)
        if count:
            parts.append(f"{_hundreds(count, full=full or bool(parts))} {name}")
    if number or not parts:
        parts.append(_hundreds(number, full=full or bool(parts)))
    return " ".join(parts)


def _hundreds(number: int, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds and not full:
        return _tens(rest)
    head = f"{DIGITS[hundreds]} trăm"
    if not rest:
        return head
    return f"{head} linh {DIGITS[rest]}" if rest < 10 else f"{head} {_tens(rest)}"


def _tens(number: int) -> str:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return DIGITS[unit]
    if tens == 1:
        return "mười" + (f" {'lăm' if unit == 5 else DIGITS[unit]}" if unit else "")
    ending = {0: "", 1: " mốt", 4: " tư", 5: " lăm"}.get(unit, f" {DIGITS[unit]}")
    return f"{DIGITS[tens]} mươi{ending}"
