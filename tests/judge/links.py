"""Rules over several visits or by name: pins, pairs that start together, parts day after day."""

from dataclasses import replace
from datetime import timedelta

from limits import check_crew, check_windows
from report import Report


def check_links(request, tours, report):
    visits = {}
    for tour in tours:
        check_orders(tour, report)
        for one in tour.served:
            visits.setdefault(one.job.id, {})[one.visit.visit] = (tour, one)
            check_pin(tour, one, report)
    for parts in visits.values():
        job = parts[min(parts)][1].job
        if len(parts) == job.visits and job.together:
            check_pair(parts[1], parts[2], report)
        elif len(parts) == job.visits and job.parts:
            check_parts(request.work_days, job, parts, report)


def check_pin(tour, one, report):
    pin, visit = one.job.pin, one.visit
    first = visit.visit == 1
    if pin.crew is not None and (first or one.job.parts) and tour.crew.id != pin.crew:
        report.add("pins", f"{one.name} is pinned to crew {pin.crew}, not {tour.crew.id}")
    if pin.date is not None and first and tour.shift.date != pin.date:
        report.add("pins", f"{one.name} is pinned to {pin.date}, not {tour.shift.date}")
    if pin.start is not None and one.job.starts_at_pin(visit.visit) and visit.start != pin.start:
        report.add("pins", f"{one.name} starts {visit.start - pin.start} ms off its pin")
    check_override(tour, one, report)


def check_override(tour, one, report):
    """The stop shows the pin's override: all of it, or what is really broken of it."""
    shown, asked = set(one.visit.override), set(one.job.pin.override)
    if shown - asked:
        report.add("pins", f"{one.name} shows override {sorted(shown - asked)[0]}, not asked")
    hidden = broken(tour, one) & (asked - shown)
    if hidden:
        report.add("pins", f"{one.name} breaks {sorted(hidden)[0]} without showing the override")


def broken(tour, one):
    """The rules a visit breaks by its override, found by judging it as if it had none."""
    bare = replace(one, job=replace(one.job, pin=replace(one.job.pin, override=())))
    found = Report()
    check_windows(tour, bare, found)
    check_crew(tour, bare, found)
    return {violation["rule"] for violation in found.violations}


def check_orders(tour, report):
    """A job of order k is the k-th visit or earlier; orders ascend along the shift."""
    last = 0
    for position, one in enumerate(tour.served, 1):
        order = one.job.pin.order
        if order is None:
            continue
        if position > order:
            report.add("pins", f"{one.name} is visit {position} of its shift, pinned to {order}")
        if order < last:
            report.add("pins", f"{one.name} of order {order} comes after one of order {last}")
        last = order


def check_pair(first, second, report):
    (tour1, one1), (tour2, one2) = first, second
    if tour1.crew is tour2.crew:
        report.add("together", f"both sides of {one1.job.id} are served by crew {tour1.crew.id}")
    gap = one2.visit.start - one1.visit.start
    if gap:
        report.add("together", f"the sides of {one1.job.id} start {abs(gap)} ms apart")


def check_parts(work_days, job, parts, report):
    gap = job.work.parts_gap if job.work.cut is None else job.work.cut.gap
    for number in range(2, job.visits + 1):
        (before, _), (after, _) = parts[number - 1], parts[number]
        if before.crew is not after.crew:
            report.add("parts", f"{job.id} changes its crew at visit {number}")
        if gap is not None:
            check_gap(work_days, job, number, (before.shift.date, after.shift.date), gap, report)
        elif after.shift.date != before.shift.date + timedelta(days=1):
            report.add("parts", f"{job.id} visit {number} is not on the date after its last")


def check_gap(work_days, job, number, dates, most, report):
    """Parts that need not follow at once are on working days, in order and not too far apart."""
    first, second = dates
    for date in dates:
        if not work_days.works(date):
            report.add("parts", f"{job.id} is worked on at {date}, which is no working day")
    idle = work_days.lag(first, second) - work_days.works(second)
    if second <= first or idle > most:
        report.add("parts", f"{job.id} visit {number} is on {second}, its last on {first}")
