"""Crews: members and skills, start and end, shifts inside the horizon, breaks, prices, limits."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from units import DAY, Unreadable, read_duration, whole
from zone import read_clock, read_date

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DEFAULT_SHIFTS = ({"from": "08:00", "to": "17:00"},)


@dataclass
class Pause:
    """A break as the crew lists it, its clock times still on the wall."""

    id: str
    duration: int
    earliest: int
    latest: int


@dataclass
class Due:
    """A break that one shift must take, with the instants between which it may start."""

    id: str
    duration: int
    earliest: int
    latest: int


@dataclass
class Shift:
    id: str
    crew: "Crew"
    date: date
    number: int
    start: int
    to: int
    breaks: list = field(default_factory=list)

    @property
    def last(self):
        """The latest instant at which the crew may be back."""
        return self.to + self.crew.overtime_max

    @property
    def longest(self):
        return self.last - self.start


@dataclass
class Crew:
    id: str
    index: int
    members: list
    lead: str | None
    start: str | None = None
    end: str | None = None
    skills: list = field(default_factory=list)  # (id, level, until or None), members' included
    pauses: list = field(default_factory=list)
    overtime_max: int = 0
    overtime_per_hour: int = 0
    per_day_used: int = 0
    per_hour: int = 0
    per_driving_hour: int = 0
    per_km: int = 0
    max_jobs: int | None = None
    max_drive: int | None = None
    max_types: dict = field(default_factory=dict)
    history: int = 0
    fair: bool = True
    capacity: dict = field(default_factory=dict)
    tools: set = field(default_factory=set)
    stock: dict = field(default_factory=dict)
    entries: list = field(default_factory=list)
    shifts: list = field(default_factory=list)

    def holds(self, skill, level, day):
        return any(
            held == skill and rank >= level and (until is None or day <= until)
            for held, rank, until in self.skills
        )


def read_skills(raw):
    return [
        (
            skill["id"],
            whole(skill.get("level", 1), 1, "level"),
            read_date(skill["until"]) if "until" in skill else None,
        )
        for skill in raw.get("skills", ())
    ]


def read_ends(raw, crew, people, places):
    """Start and end; where both are absent, the home of the lead or of the first who has one."""
    if "start" in raw or "end" in raw:
        crew.start = places.name(raw["start"]) if "start" in raw else None
        crew.end = places.name(raw["end"]) if "end" in raw else None
        return
    order = ([crew.lead] if crew.lead is not None else []) + crew.members
    homes = [people[person]["home"] for person in order if "home" in people[person]]
    if homes:
        crew.start = crew.end = places.name(homes[0])


def read_crew(raw, index, people, places):
    crew = Crew(raw["id"], index, list(raw.get("members", ())), raw.get("lead"))
    if crew.lead is not None and crew.lead not in crew.members:
        raise Unreadable(f"lead {crew.lead!r} of crew {crew.id!r} is not a member")
    read_ends(raw, crew, people, places)
    crew.skills = read_skills(raw)
    for person in crew.members:
        crew.skills += read_skills(people[person])
    crew.pauses = [
        Pause(
            pause["id"],
            read_duration(pause["duration"]),
            read_clock(pause["earliest"]),
            read_clock(pause["latest"]),
        )
        for pause in raw.get("breaks", ())
    ]
    overtime, costs, most = raw.get("overtime", {}), raw.get("costs", {}), raw.get("max", {})
    crew.overtime_max = read_duration(overtime.get("max", "PT0S"))
    crew.overtime_per_hour = whole(overtime.get("perHour", 0))
    crew.per_day_used = whole(costs.get("perDayUsed", 0))
    crew.per_hour = whole(costs.get("perHour", 0))
    crew.per_driving_hour = whole(costs.get("perDrivingHour", 0))
    crew.per_km = whole(costs.get("perKm", 0))
    crew.max_jobs = whole(most["jobs"]) if "jobs" in most else None
    crew.max_drive = read_duration(most["drive"]) if "drive" in most else None
    crew.max_types = {name: whole(many) for name, many in most.get("perType", {}).items()}
    crew.history = read_duration(raw.get("history", "PT0S"))
    crew.fair = raw.get("fair", True)
    if not isinstance(crew.fair, bool):
        raise Unreadable(f"fair {crew.fair!r} is neither true nor false")
    crew.capacity = {name: whole(most) for name, most in raw.get("capacity", {}).items()}
    crew.tools = set(raw.get("tools", ()))
    crew.stock = {part: whole(many) for part, many in raw.get("stock", {}).items()}
    crew.entries = list(raw.get("shifts", DEFAULT_SHIFTS))
    return crew


def entry_is_on(entry, day):
    if "date" in entry:
        return read_date(entry["date"]) == day
    return "days" not in entry or DAYS[day.weekday()] in entry["days"]


def shift_times(entry, day, zone):
    """From and to of a shift entry on a day; a `to` at or before `from` is on the next date."""
    begin = read_clock(entry["from"])
    finish = read_clock(entry["to"], midnight_end=True)
    if begin == finish:
        raise Unreadable(f"shift from {entry['from']} to {entry['to']} has no length")
    if finish < begin:
        return zone.instant(day, begin), zone.instant(day + timedelta(days=1), finish)
    return zone.instant(day, begin), zone.instant(day, finish)


def breaks_due(shift, zone):
    """The breaks this shift takes if it is used: those that can start in time and end by `to`."""
    over_midnight = shift.to > zone.instant(shift.date, DAY)
    due = []
    for pause in shift.crew.pauses:
        ends = []
        for clock in (pause.earliest, pause.latest):
            instant = zone.instant(shift.date, clock)
            if over_midnight and instant < shift.start:
                instant = zone.instant(shift.date + timedelta(days=1), clock)
            ends.append(instant)
        earliest, latest = max(ends[0], shift.start), ends[1]
        if earliest <= min(latest, shift.to - pause.duration):
            due.append(Due(pause.id, pause.duration, earliest, latest))
    return due


def lay_shifts(crew, horizon, zone):
    """Every shift of the crew inside the horizon, numbered within a date by the clock."""
    first, last = horizon
    day = first
    while day <= last:
        times = sorted(shift_times(e, day, zone) for e in crew.entries if entry_is_on(e, day))
        for number, (start, to) in enumerate(times, 1):
            name = f"{crew.id}/{day}" + (f"#{number}" if number > 1 else "")
            shift = Shift(name, crew, day, number, start, to)
            shift.breaks = breaks_due(shift, zone)
            crew.shifts.append(shift)
        day += timedelta(days=1)
