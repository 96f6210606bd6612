"""`resources` and `bookings`: what jobs share, when it can be had, and what its hires cost."""

from dataclasses import dataclass
from datetime import timedelta

from crews import entry_is_on
from units import HOUR, UNIT, Unreadable, half_up, minor_above, read_duration, whole
from zone import read_clock

DATE_MOST = 30 * HOUR


@dataclass
class Resource:
    id: str
    units: int
    entries: list | None
    notice: int | None
    minimum: int
    per_day: int | None
    blocks: list  # (from, to, most) on the wall
    per_call: int
    per_hour: int


@dataclass
class Use:
    resource: str
    offset: int
    length: int | None
    units: int
    visit: int


@dataclass
class Taking:
    """A use with its times."""

    start: int
    end: int
    units: int
    order: tuple  # the job's place in the request, and the visit
    job: str
    name: str
    begun: bool  # pinned to a start before now


def read_resources(problem):
    found = {}
    for raw in problem.get("resources", ()):
        if raw["id"] in found:
            raise Unreadable(f"two resources have the id {raw['id']!r}")
        costs = raw.get("costs", {})
        found[raw["id"]] = Resource(
            raw["id"],
            whole(raw.get("units", 1), 1, "units"),
            list(raw["shifts"]) if "shifts" in raw else None,
            read_duration(raw["notice"]) if "notice" in raw else None,
            read_duration(raw.get("minimumHire", "PT0S")),
            whole(raw["perDay"]) if "perDay" in raw else None,
            [read_block(block) for block in raw.get("blocks", ())],
            whole(costs.get("perCall", 0)),
            whole(costs.get("perHour", 0)),
        )
    return found


def read_block(raw):
    span = read_clock(raw["from"]), read_clock(raw["to"], midnight_end=True)
    return *span, whole(raw["max"]) if "max" in raw else None


def read_uses(raw):
    """The job's entries of `resources`."""
    return [
        Use(
            entry["id"],
            read_duration(entry.get("offset", "PT0S")),
            read_duration(entry["duration"]) if "duration" in entry else None,
            whole(entry.get("units", 1), 1, "units"),
            whole(entry.get("visit", 1), 1, "visit"),
        )
        for entry in raw.get("resources", ())
    ]


def use_bound(request, job):
    """The most that the job's uses can add to the bookings, in minor units."""
    total = 0
    for use in job.resources:
        own = request.resources[use.resource]
        longest = max(own.minimum, DATE_MOST)
        total += use.units * (own.per_call + minor_above(own.per_hour * longest))
    return total


def takings(request, tours):
    """By resource its uses in the order in which units are given out."""
    found = {name: [] for name in request.resources}
    if not found:
        return found
    order = {job: k for k, job in enumerate(request.jobs)}
    for tour in tours:
        for one in tour.served:
            pinned = one.job.pin.start if one.job.starts_at_pin(one.visit.visit) else None
            begun = pinned is not None and request.now is not None and pinned < request.now
            for use in one.job.resources:
                if use.visit != one.visit.visit:
                    continue
                start = one.visit.start + use.offset
                length = one.duration - use.offset if use.length is None else use.length
                place = (order[one.job.id], use.visit)
                found[use.resource].append(
                    Taking(start, start + length, use.units, place, one.job.id, one.name, begun)
                )
    for uses in found.values():
        uses.sort(key=lambda use: (use.start, use.order))
    return found


def by_date(zone, uses):
    days = {}
    for use in uses:
        days.setdefault(zone.date_of(use.start), []).append(use)
    return days


def open_spans(zone, resource, date):
    """The stretches of a date in which the resource can be had, joined where they touch."""
    day = zone.instant(date, 0), zone.instant(date + timedelta(days=1), 0)
    if resource.entries is None:
        return [day]
    spans = []
    for entry in resource.entries:
        low, high = read_clock(entry["from"]), read_clock(entry["to"], midnight_end=True)
        for first in (date - timedelta(days=1), date):
            if not entry_is_on(entry, first):
                continue
            last = first + timedelta(days=1) if high <= low else first
            span = max(day[0], zone.instant(first, low)), min(day[1], zone.instant(last, high))
            if span[0] < span[1]:
                spans.append(span)
    joined = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return joined


def check_resources(request, plan, tours, report):
    rows = []
    places = {name: k for k, name in enumerate(request.resources)}
    for name, uses in takings(request, tours).items():
        resource = request.resources[name]
        check_units(resource, uses, report)
        for date, own in by_date(request.zone, uses).items():
            check_day(request, resource, date, own, report)
            for unit, hire in enumerate(hires(own), 1):
                rows.append((date, places[name], unit, booking(request.zone, resource, date, unit, hire)))
    want = [row[3] for row in sorted(rows, key=lambda row: row[:3])]
    check_printed(plan, want, report)


def check_units(resource, uses, report):
    for one in uses:
        going = [o for o in uses if (o.start, o.order) <= (one.start, one.order) and o.end > one.start]
        taken = sum(o.units for o in going)
        if taken > resource.units:
            report.add("resources", f"{one.name}: {taken} of {resource.id}, there are {resource.units}")


def check_day(request, resource, date, uses, report):
    zone, name = request.zone, resource.id
    spans = open_spans(zone, resource, date)
    blocks = [
        (zone.instant(date, low), zone.instant(date, high), most)
        for low, high, most in resource.blocks
    ]
    for one in uses:
        if not any(low <= one.start and one.end <= high for low, high in spans):
            report.add("resources", f"{one.name} uses {name} outside its calendar")
        if blocks and not any(low <= one.start and one.end <= high for low, high, _ in blocks):
            report.add("resources", f"{one.name} uses {name} in none of its blocks")
        if request.now is not None and resource.notice is not None and not one.begun:
            if one.start < request.now + resource.notice:
                report.add("resources", f"{one.name} uses {name} without its notice")
    if resource.per_day is not None and len(uses) > resource.per_day:
        report.add("resources", f"{name} is used {len(uses)} times on {date}")
    for low, high, most in blocks:
        many = sum(low <= one.start < high for one in uses)
        if most is not None and many > most:
            report.add("resources", f"{name} is used {many} times in one block of {date}")


def hires(uses):
    """Per unit the uses it has: each use takes the lowest units that are free."""
    units = []
    for one in uses:
        left = one.units
        for unit in units:
            if left and unit[-1].end <= one.start:
                unit.append(one)
                left -= 1
        units += [[one] for _ in range(left)]
    return units


def hire_units(resource, uses):
    """The length that is paid for, and what it costs in internal units."""
    length = max(resource.minimum, uses[-1].end - uses[0].start)
    return length, resource.per_call * UNIT + resource.per_hour * length


def booking(zone, resource, date, unit, uses):
    length, units = hire_units(resource, uses)
    start = uses[0].start
    by = None if resource.notice is None else zone.write(start - resource.notice)
    return {
        "resource": resource.id,
        "date": date.isoformat(),
        "unit": unit,
        "from": zone.write(start),
        "to": zone.write(start + length),
        "jobs": list(dict.fromkeys(use.job for use in uses)),
        "bookBy": by,
        "cost": half_up(units),
    }


def booking_units(request, tours):
    """What all bookings cost, in internal units."""
    total = 0
    for name, uses in takings(request, tours).items():
        for own in by_date(request.zone, uses).values():
            total += sum(hire_units(request.resources[name], hire)[1] for hire in hires(own))
    return total


def check_printed(plan, want, report):
    printed = plan.get("bookings", [])
    for k, row in enumerate(want):
        if k >= len(printed) or printed[k] != row:
            found = printed[k] if k < len(printed) else "nothing"
            report.add("bookings", f"a booking is {row}, printed is {found}")
            return
    if len(printed) > len(want):
        report.add("bookings", f"{printed[len(want)]} is for no job")
