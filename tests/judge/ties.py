"""Rules between jobs: what comes after what, and what shares a crew or a date."""

from dataclasses import dataclass
from datetime import timedelta

from units import Unreadable, read_duration, whole
from zone import read_date

NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ENTRIES_MOST = 50
WORDS = ("SAME", "OTHER")


@dataclass
class WorkDays:
    """The days of the week somebody works, and the dates on which nobody does."""

    week: tuple = NAMES[:5]
    holidays: tuple = ()

    def works(self, date):
        return NAMES[date.weekday()] in self.week and date not in self.holidays

    def lag(self, first, second):
        """Working days after `first` up to and with `second`; negative where it is before."""
        if second < first:
            return -self.lag(second, first)
        days = (first + timedelta(days=n) for n in range(1, (second - first).days + 1))
        return sum(self.works(day) for day in days)


@dataclass
class Tie:
    job: str
    crew: str | None
    day: str | None
    ordered: bool = False
    start: bool = False
    least: int = 0
    most: int | None = None
    least_days: int | None = None
    most_days: int | None = None


def read_work_days(raw):
    if raw is None:
        return WorkDays()
    week = tuple(raw.get("workDays", NAMES[:5]))
    if any(day not in NAMES for day in week):
        raise Unreadable(f"calendar.workDays {week} names no days")
    return WorkDays(week, tuple(read_date(day) for day in raw.get("holidays", ())))


def read_ties(raw):
    """The job's entries of `after` and `with`."""
    ties = []
    for entry in raw.get("after", ()):
        start = {"START": True, "END": False}[entry.get("from", "END")]
        tie = Tie(entry["job"], *read_same(entry), ordered=True, start=start)
        tie.least = read_duration(entry["min"]) if "min" in entry else 0
        tie.most = read_duration(entry["max"]) if "max" in entry else None
        tie.least_days = entry.get("minDays")
        tie.most_days = entry.get("maxDays")
        for days in (tie.least_days, tie.most_days):
            if days is not None:
                whole(days, -1000, "days")
        ties.append(tie)
    for entry in raw.get("with", ()):
        ties.append(Tie(entry["job"], *read_same(entry)))
    return ties


def read_same(entry):
    words = entry.get("crew"), entry.get("day")
    for word in words:
        if word not in (None, *WORDS):
            raise Unreadable(f"{word!r} is neither SAME nor OTHER")
    return words


def check_ties(request, tours, report):
    placed = {}
    for tour in tours:
        for one in tour.served:
            placed.setdefault(one.job.id, {})[one.visit.visit] = (tour, one)
    for job in request.jobs.values():
        if job.id not in placed:
            continue
        for tie in job.ties:
            if tie.job in placed:
                other = request.jobs[tie.job]
                check_tie(request.work_days, tie, (other, placed[tie.job]), (job, placed[job.id]), report)
            elif tie.ordered:
                report.add("after", f"{job.id} is served without {tie.job}, which comes first")


def check_tie(work_days, tie, first, second, report):
    rule = "after" if tie.ordered else "with"
    for a in chosen(first, tie, last=True):
        for b in chosen(second, tie, last=False):
            check_same(rule, tie, a, b, report)
            if tie.ordered:
                check_lag(work_days, tie, a, b, report)


def chosen(side, tie, last):
    """The visits an entry speaks of: of parts the last (END) or first, else every one."""
    job, visits = side
    if tie.ordered and job.parts:
        number = max(visits) if last and not tie.start else min(visits)
        return [visits[number]]
    return list(visits.values())


def check_same(rule, tie, first, second, report):
    (tour1, one1), (tour2, one2) = first, second
    pairs = (
        ("crew", tie.crew, tour1.crew is tour2.crew),
        ("date", tie.day, tour1.shift.date == tour2.shift.date),
    )
    for what, asked, same in pairs:
        if asked is not None and same != (asked == "SAME"):
            report.add(rule, f"{one1.name} and {one2.name}: {asked} {what} was asked for")


def check_lag(work_days, tie, first, second, report):
    (tour1, one1), (tour2, one2) = first, second
    lag = one2.visit.start - (one1.visit.start if tie.start else one1.visit.end)
    if lag < tie.least or (tie.most is not None and lag > tie.most):
        report.add("after", f"{one2.name} starts {lag} ms after {one1.name}")
    days = work_days.lag(tour1.shift.date, tour2.shift.date)
    few = tie.least_days is not None and days < tie.least_days
    if few or (tie.most_days is not None and days > tie.most_days):
        report.add("after", f"{one2.name} is {days} working days after {one1.name}")
