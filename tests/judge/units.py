"""Units: milliseconds, minor units of money and their 3,600,000th part, and how each is written."""

import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction

# One minor unit of money is this many internal units, so that a rate per hour times a
# millisecond, and a rate per kilometre times a metre (3,600 units), are whole numbers.
UNIT = 3_600_000
UNITS_PER_KM_RATE_METRE = UNIT // 1000
HOUR = 3_600_000
MINUTE = 60_000
DAY = 86_400_000
EPOCH = datetime(1970, 1, 1)

_PART = r"(\d+(?:\.\d+)?)"
_ASKED = re.compile(
    rf"P(?:{_PART}W)?(?:{_PART}D)?(?:T(?:{_PART}H)?(?:{_PART}M)?(?:{_PART}S)?)?"
)
_PRINTED = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d{1,3}))?S)?")
_INSTANT = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))"
)


class Unreadable(Exception):
    """A text or value that the contract gives no meaning to."""


# What reading JSON of a wrong shape raises, on its way to becoming Unreadable.
SHAPE_FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError)


def half_up(units):
    """Internal units to whole minor units, a half rounded up: the one rounding of an amount."""
    return (2 * units + UNIT) // (2 * UNIT)


def ceil_div(top, bottom):
    return -(-top // bottom)


def minor_above(units):
    """The contract's c(x): internal units rounded up to whole minor units."""
    return ceil_div(units, UNIT)


def thousandths(top, bottom):
    """top / bottom in thousandths, a half rounded up."""
    return (2 * 1000 * top + bottom) // (2 * bottom)


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value):
    return is_int(value) or isinstance(value, Decimal)


def whole(value, least=0, what="number"):
    if not is_int(value) or value < least:
        raise Unreadable(f"{what} {value!r} is not an integer of at least {least}")
    return value


def read_duration(text):
    """An ISO 8601 duration of a request in milliseconds; a day is 24 hours."""
    match = _ASKED.fullmatch(text) if isinstance(text, str) else None
    if not match or not any(match.groups()) or text.endswith("T"):
        raise Unreadable(f"duration {text!r} is not ISO 8601 without months and years")
    sizes = (7 * DAY, DAY, HOUR, MINUTE, 1000)
    total = sum(Fraction(n) * size for n, size in zip(match.groups(), sizes) if n)
    if total.denominator != 1:
        raise Unreadable(f"duration {text!r} is finer than a millisecond")
    return int(total)


def write_duration(millis):
    """The canonical form: `PT1H30M`, `PT25M3.512S`, `PT0S`; hours are not folded into days."""
    hours, rest = divmod(millis, HOUR)
    minutes, rest = divmod(rest, MINUTE)
    seconds, thousandth = divmod(rest, 1000)
    text = f"{hours}H" if hours else ""
    text += f"{minutes}M" if minutes else ""
    if seconds or thousandth:
        text += f"{seconds}.{thousandth:03}S" if thousandth else f"{seconds}S"
    return "PT" + (text or "0S")


def printed_duration(text):
    """A duration of a plan in milliseconds; anything but the canonical form is refused."""
    match = _PRINTED.fullmatch(text) if isinstance(text, str) else None
    if not match or not any(match.groups()):
        raise Unreadable(f"duration {text!r} is not in the form PT1H30M")
    hours, minutes, seconds, part = match.groups()
    padded = text if part is None else text.replace(f".{part}S", f".{part:0<3}S")
    millis = int(hours or 0) * HOUR + int(minutes or 0) * MINUTE
    millis += int(seconds or 0) * 1000 + int((part or "0").ljust(3, "0"))
    if write_duration(millis) != padded:
        raise Unreadable(f"duration {text!r} is not canonical, {write_duration(millis)} is")
    return millis


def read_instant(text):
    """An RFC 3339 time with offset in milliseconds since 1970."""
    match = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise Unreadable(f"time {text!r} is not RFC 3339 with an offset")
    part = (match[7] or "").ljust(3, "0")
    if part[3:].strip("0"):
        raise Unreadable(f"time {text!r} is finer than a millisecond")
    try:
        naive = datetime(*(int(match[k]) for k in range(1, 7)))
    except ValueError as fault:
        raise Unreadable(f"time {text!r}: {fault}") from None
    offset = 0
    if match[9]:
        offset = (int(match[10]) * HOUR + int(match[11]) * MINUTE) * (-1 if match[9] == "-" else 1)
    return wall_millis(naive) + int(part[:3]) - offset


def wall_millis(naive):
    """A wall-clock reading as milliseconds since 1970 on that same wall."""
    return (naive - EPOCH) // timedelta(milliseconds=1)


def utc(millis):
    return (EPOCH + timedelta(milliseconds=millis)).replace(tzinfo=timezone.utc)
