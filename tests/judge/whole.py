"""Rules over the whole plan: quotas, types per crew and date, buffers, and unequal loads."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from units import Unreadable, whole
from zone import read_date

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PRIORITIES = ("LOW", "NORMAL", "HIGH", "EMERGENCY")


@dataclass
class Where:
    """Some crews on some dates; an empty list leaves nothing out."""

    crews: list
    days: list
    dates: list

    def holds(self, shift):
        if self.crews and shift.crew.id not in self.crews:
            return False
        if self.dates:
            return shift.date in self.dates
        return not self.days or DAYS[shift.date.weekday()] in self.days


@dataclass
class Quota:
    id: str
    where: Where
    types: list
    territories: list
    most: int
    in_all: bool = False

    def counts(self, job):
        kind = not self.types or job.kind in self.types
        return kind and (not self.territories or job.territory in self.territories)


@dataclass
class Buffer:
    id: str
    where: Where
    share: Decimal
    keeps_for: list = field(default_factory=lambda: ["EMERGENCY"])


def read_where(raw):
    days, dates = list(raw.get("days", ())), [read_date(day) for day in raw.get("dates", ())]
    if any(day not in DAYS for day in days) or (days and dates):
        raise Unreadable(f"days {days} and dates {dates} name no dates")
    return Where(list(raw.get("crews", ())), days, dates)


def read_quotas(problem):
    return [
        Quota(
            raw["id"],
            read_where(raw),
            list(raw.get("types", ())),
            list(raw.get("territories", ())),
            whole(raw["max"]),
            {"DAY": False, "HORIZON": True}[raw.get("per", "DAY")],
        )
        for raw in problem.get("quotas", ())
    ]


def read_buffers(problem):
    found = []
    for raw in problem.get("buffers", ()):
        buffer = Buffer(raw["id"], read_where(raw), Decimal(raw["share"]))
        if not 0 <= buffer.share <= 1 or buffer.share * 1000 % 1:
            raise Unreadable(f"share {raw['share']!r} is not between 0 and 1 in thousandths")
        if "keepsFor" in raw:
            buffer.keeps_for = list(raw["keepsFor"])
        if any(priority not in PRIORITIES for priority in buffer.keeps_for):
            raise Unreadable(f"keepsFor {buffer.keeps_for} names no priorities")
        found.append(buffer)
    return found


def check_whole(request, tours, report):
    for quota in request.quotas:
        check_quota(quota, tours, report)
    check_types(tours, report)
    for buffer in request.buffers:
        check_buffer(request, buffer, tours, report)


def check_quota(quota, tours, report):
    """A job counts where its first visit is."""
    served = Counter()
    for tour in tours:
        if quota.where.holds(tour.shift):
            firsts = [one for one in tour.served if one.visit.visit == 1]
            many = sum(quota.counts(one.job) for one in firsts)
            served["all dates" if quota.in_all else tour.shift.date] += many
    for when, many in served.items():
        if many > quota.most:
            report.add("quotas", f"{quota.id}: {many} jobs on {when}, at most {quota.most}")


def check_types(tours, report):
    made = Counter()
    for tour in tours:
        for one in tour.served:
            made[tour.crew.id, tour.shift.date, one.job.kind] += 1
    limits = {tour.crew.id: tour.crew.max_types for tour in tours}
    for (crew, day, kind), many in made.items():
        if kind is not None and many > limits[crew].get(kind, many):
            report.add("max-per-type", f"{crew} makes {many} visits of type {kind} on {day}")


def busy(buffer, tour):
    """Work and legs, but for the jobs that the time is kept for and the legs that touch them."""
    total, before = 0, False
    for one in tour.stops:
        spared = one.job is not None and one.job.priority in buffer.keeps_for
        if not spared:
            total += one.duration
            if not before:
                total += one.visit.travel
        before = spared
    if tour.route.home is not None and not before:
        total += tour.route.home.travel
    return total


def check_buffer(request, buffer, tours, report):
    time, planned = Counter(), Counter()
    for shift in request.shifts.values():
        if buffer.where.holds(shift):
            time[shift.date] += shift.to - shift.start
    for tour in tours:
        if buffer.where.holds(tour.shift):
            planned[tour.shift.date] += busy(buffer, tour)
    for day, used in planned.items():
        if used > (1 - buffer.share) * time[day]:
            report.add("buffers", f"{buffer.id}: {used} ms of {time[day]} ms are planned on {day}")


def compared(request):
    """The crews whose loads are compared."""
    return [crew for crew in request.crews.values() if crew.fair and crew.shifts]


def unfair(request, tours):
    """The largest load less the least, in milliseconds."""
    loads = {crew.id: crew.history for crew in compared(request)}
    for tour in tours:
        if tour.crew.id in loads:
            loads[tour.crew.id] += sum(one.duration for one in tour.stops)
            if request.policy.fair_drive:
                loads[tour.crew.id] += sum(travel for travel, _ in tour.legs)
    return max(loads.values(), default=0) - min(loads.values(), default=0)
