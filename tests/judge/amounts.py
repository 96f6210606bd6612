"""Every rule's amount in internal units: per stop, per route, and for the whole plan."""

from units import UNIT, UNITS_PER_KM_RATE_METRE, half_up
from whole import unfair
from zone import within

RULES = (
    "unassigned",
    "mandatory",
    "day-used",
    "hours",
    "overtime",
    "drive-time",
    "drive-distance",
    "lateness",
    "promise",
    "preferred-crew",
    "worst-lateness",
    "bookings",
    "fairness",
)


def leg_units(crew, leg):
    return {
        "drive-time": crew.per_driving_hour * leg.travel,
        "drive-distance": crew.per_km * leg.metres * UNITS_PER_KM_RATE_METRE,
    }


def stop_units(policy, crew, one):
    """A leg belongs to the stop it reaches; lateness and promise are counted on visit 1."""
    job, visit = one.job, one.visit
    units = leg_units(crew, visit)
    if visit.visit == 1 and job.due is not None:
        units["lateness"] = job.late_per_hour * max(0, visit.start - job.due)
    if visit.visit == 1 and job.promise is not None and not within(visit.start, job.promise):
        units["promise"] = policy.promise_broken * UNIT
    if job.preferred and crew.id not in job.preferred:
        units["preferred-crew"] = policy.not_preferred * UNIT
    return units


def overtime(tour):
    return max(0, tour.route.end - tour.shift.to)


def route_units(policy, tour, first_of_day):
    crew, route = tour.crew, tour.route
    units = {
        "day-used": crew.per_day_used * UNIT if first_of_day else 0,
        "hours": crew.per_hour * (route.end - route.start),
        "overtime": crew.overtime_per_hour * overtime(tour),
    }
    for one in tour.served:
        add(units, stop_units(policy, crew, one))
    for one in tour.calls:
        add(units, leg_units(crew, one.visit))
    if route.home:
        add(units, leg_units(crew, route.home))
    return units


def add(total, more):
    for rule, units in more.items():
        total[rule] = total.get(rule, 0) + units


def first_shifts(tours):
    """The ids of each crew's first used shift of each date: it carries perDayUsed."""
    first = {}
    for tour in tours:
        day = (tour.crew.id, tour.shift.date)
        if day not in first or tour.shift.number < first[day].number:
            first[day] = tour.shift
    return {shift.id for shift in first.values()}


def plan_units(request, tours):
    """Internal units by rule over all routes; what is left out is priced by `prices`."""
    policy = request.policy
    total, firsts = {}, first_shifts(tours)
    for tour in tours:
        add(total, route_units(policy, tour, tour.shift.id in firsts))
    served = [one for tour in tours for one in tour.served if one.visit.visit == 1]
    late = [one.visit.start - one.job.due for one in served if one.job.due is not None]
    add(total, {"worst-lateness": policy.worst_late_per_hour * max(0, *late, 0)})
    add(total, {"fairness": policy.unfair_per_hour * unfair(request, tours)})
    return total


def check_overtime(tours, report):
    for tour in tours:
        if tour.route.overtime != overtime(tour):
            report.add("overtime", f"{tour.shift.id}: overtime is {overtime(tour)} ms")


def check_own_costs(policy, tours, report):
    """The cost of each stop and route, rounded once."""
    firsts = first_shifts(tours)
    for tour in tours:
        for one in tour.served:
            want = half_up(sum(stop_units(policy, tour.crew, one).values()))
            if one.visit.cost != want:
                report.add("score", f"{one.name} costs {want}, not {one.visit.cost}")
        for one in tour.calls:
            want = half_up(sum(leg_units(tour.crew, one.visit).values()))
            if one.visit.cost != want:
                report.add("score", f"{one.name} costs {want}, not {one.visit.cost}")
        units = route_units(policy, tour, tour.shift.id in firsts)
        want = half_up(sum(units.values()))
        if tour.route.cost != want:
            report.add("score", f"route {tour.shift.id} costs {want}, not {tour.route.cost}")
