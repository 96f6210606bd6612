"""`travel` and `clock`: every leg, every printed time of a route, and its totals."""


def check_travel(tours, travel, report):
    """Legs from place to place; none to the first job of an open start or after an open end."""
    for tour in tours:
        at = tour.crew.start
        for one in tour.stops:
            visit = one.visit
            if visit.place != one.place:
                report.add("travel", f"{one.name} is at {visit.place}, not at {one.place}")
            check_leg(travel, at, one.place, visit, one.name, report)
            at = one.place
        home = tour.route.home
        if (home is None) != (tour.crew.end is None):
            word = "lacks" if home is None else "has"
            report.add("travel", f"route {tour.shift.id} {word} a way home")
        elif home is not None:
            check_leg(travel, at, tour.crew.end, home, f"home of {tour.shift.id}", report)


def check_leg(travel, origin, target, printed, name, report):
    if origin is None:
        if printed.travel or printed.metres:
            report.add("travel", f"{name}: an open start drives nowhere")
        return
    for place in (origin, target):
        if not travel.covers(place):
            report.add("travel", f"{name}: no travel is known for {place}")
            return
    fault = travel.fault(origin, target, printed.travel, printed.metres)
    if fault:
        report.add("travel", f"{name}: {fault}")


def check_order(tours, report):
    order = [(t.route.date, t.crew.index, t.shift.number) for t in tours]
    if order != sorted(order):
        report.add("clock", "routes are not sorted by date, crew and shift")
    for tour in tours:
        if tour.route.members != tour.crew.members or tour.route.lead != tour.crew.lead:
            report.add("cover", f"route {tour.shift.id} has other members or another lead")


def length(pauses):
    return sum(pause.length for pause in pauses)


def check_clock(tours, report):
    for tour in tours:
        check_times(tour, report)


def check_times(tour, report):
    route, shift = tour.route, tour.shift.id

    def equal(name, printed, want):
        if printed != want:
            report.add("clock", f"{shift}: {name} is off by {printed - want} ms")

    def ordered(name, early, late):
        if early > late:
            report.add("clock", f"{shift}: {name}, by {early - late} ms")

    at = route.start
    for number, one in enumerate(tour.stops):
        visit = one.visit
        if number == 0 and tour.crew.start is None and visit.on_the_way:
            report.add("clock", f"{shift}: {one.name} has breaks on a drive that is not")
        equal(f"arrival of {one.name}", visit.arrival, at + visit.travel + length(visit.on_the_way))
        ordered(f"{one.name} starts before its arrival", visit.arrival, visit.start)
        want = visit.start + one.duration + length(visit.inside)
        equal(f"end of {one.name}", visit.end, want)
        ordered(f"{one.name} is left before its end", visit.end, visit.departure)
        at = visit.departure
    home = route.home
    back = at + (home.travel + length(home.on_the_way) if home else 0)
    equal("route end", route.end, back)


def check_totals(tours, report):
    for tour in tours:
        check_sums(tour, report)


def check_sums(tour, report):
    route = tour.route
    drive = sum(travel for travel, _ in tour.legs)
    work = sum(one.duration for one in tour.stops)
    wants = {
        "drive": (route.drive, drive),
        "work": (route.work, work),
        "break": (route.rest, length(tour.breaks)),
        "wait": (route.wait, route.end - route.start - drive - work - tour.resting),
        "metres": (route.metres, sum(metres for _, metres in tour.legs)),
    }
    for name, (printed, want) in wants.items():
        if printed != want:
            report.add("clock", f"{tour.shift.id}: {name} is {printed}, not {want}")
