"""The problem's time zone: local dates and clock times to instants, and instants as printed."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from units import HOUR, MINUTE, Unreadable, read_instant, utc, wall_millis

_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?")
LATEST = read_instant("9999-01-01T00:00:00Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def read_date(text):
    if not isinstance(text, str) or not _DATE.fullmatch(text):
        raise Unreadable(f"date {text!r} is not YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise Unreadable(f"date {text!r}: {fault}") from None


def read_clock(text, midnight_end=False):
    """A local clock time in milliseconds after midnight on the wall; `24:00` only ends a span."""
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match:
        hour, minute, second = (int(part or 0) for part in match.groups())
        inside = hour < 24 and minute < 60 and second < 60
        if inside or (midnight_end and (hour, minute, second) == (24, 0, 0)):
            return hour * HOUR + minute * MINUTE + second * 1000
    raise Unreadable(f"clock time {text!r} is not HH:MM or HH:MM:SS")


class Zone:
    def __init__(self, name):
        try:
            self.info = ZoneInfo(name)
        except Exception:
            raise Unreadable(f"time zone {name!r} is not known") from None
        self.name = name

    def instant(self, day, clock):
        """The instant at which the wall shows `clock` on `day`.

        A reading that comes twice is the first one; one that daylight saving skips counts
        with the offset before the change, so a skipped midnight is the change itself.
        """
        naive = datetime(day.year, day.month, day.day) + timedelta(milliseconds=clock)
        offset = naive.replace(tzinfo=self.info).utcoffset()
        return wall_millis(naive) - offset // timedelta(milliseconds=1)

    def date_of(self, instant):
        return utc(instant).astimezone(self.info).date()

    def write(self, instant):
        local = utc(instant).astimezone(self.info)
        minutes = local.utcoffset() // timedelta(minutes=1)
        sign = "-" if minutes < 0 else "+"
        part = f".{instant % 1000:03}" if instant % 1000 else ""
        wall = local.replace(tzinfo=None, microsecond=0).isoformat()
        return f"{wall}{part}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"

    def printed(self, text):
        """An instant of a plan: it must carry the offset the zone has at that very instant."""
        instant = read_instant(text)
        if not 0 < instant < LATEST:
            raise Unreadable(f"time {text!r} lies outside the years 1970 to 9998")
        plain = text[:-1] + "+00:00" if text.endswith("Z") else text
        plain = re.sub(r"\.(\d+)", lambda part: "." + part[1].ljust(3, "0"), plain)
        if plain != self.write(instant):
            here = self.write(instant)
            raise Unreadable(f"time {text!r} is not as {self.name} writes it, {here}")
        return instant

    def span(self, raw):
        """A closed interval {date, from, to} or {earliest, latest}; a missing side is open."""
        if "date" in raw:
            day = read_date(raw["date"])
            low = self.instant(day, read_clock(raw.get("from", "00:00")))
            high = self.instant(day, read_clock(raw.get("to", "24:00"), midnight_end=True))
            if high < low:
                raise Unreadable(f"window of {day}: `to` lies before `from`")
            return low, high, [day]
        if not raw.keys() & {"earliest", "latest"}:
            raise Unreadable(f"window {raw!r} names neither a date nor earliest and latest")
        low = read_instant(raw["earliest"]) if "earliest" in raw else None
        high = read_instant(raw["latest"]) if "latest" in raw else None
        if None not in (low, high) and high < low:
            raise Unreadable(f"window {raw!r} ends before it begins")
        return low, high, [self.date_of(end) for end in (low, high) if end is not None]


def within(instant, span):
    low, high = span
    return (low is None or low <= instant) and (high is None or instant <= high)
