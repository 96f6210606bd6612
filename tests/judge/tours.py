"""A printed route joined to the crew, shift and jobs it speaks of."""

from dataclasses import dataclass

from crews import Crew, Shift
from jobs import Job
from shape import Break, Call, Route, Visit
from stock import Warehouse


@dataclass
class Served:
    """One visit with its job, and the breaks of their own printed before it."""

    visit: Visit
    job: Job
    before: list

    @property
    def duration(self):
        return self.job.durations[self.visit.visit - 1]

    @property
    def place(self):
        return self.job.place

    @property
    def name(self):
        return f"{self.visit.job} visit {self.visit.visit}"


@dataclass
class Called:
    """A call at the warehouse; `job` is nobody's."""

    visit: Call
    warehouse: Warehouse
    before: list
    job: None = None

    @property
    def duration(self):
        return self.warehouse.duration

    @property
    def place(self):
        return self.warehouse.place

    @property
    def name(self):
        return f"call at {self.warehouse.id}"


@dataclass
class Tour:
    route: Route
    crew: Crew
    shift: Shift
    stops: list  # visits and calls, in order
    after: list  # breaks of their own printed after the last stop

    @property
    def served(self):
        return [one for one in self.stops if one.job is not None]

    @property
    def calls(self):
        return [one for one in self.stops if one.job is None]

    @property
    def legs(self):
        """(travel, metres) of every leg, the way home included."""
        legs = [(one.visit.travel, one.visit.metres) for one in self.stops]
        if self.route.home:
            legs.append((self.route.home.travel, self.route.home.metres))
        return legs

    @property
    def breaks(self):
        """Every break of the shift, in the order of the clock."""
        found = [pause for one in self.stops for pause in one.before]
        for one in self.stops:
            found += one.visit.inside + one.visit.on_the_way
        found += self.after + (self.route.home.on_the_way if self.route.home else [])
        return sorted(found, key=lambda pause: (pause.start, pause.end))

    @property
    def resting(self):
        """The break time between departure and return."""
        start, end = self.route.start, self.route.end
        return sum(b.length for b in self.breaks if b.end > start and b.start < end)


def join(request, routes, report):
    """Tours of the routes whose crew, shift and jobs exist; the rest is a violation."""
    tours = []
    for route in routes:
        crew, shift = request.crews.get(route.crew), request.shifts.get(route.shift)
        if crew is None:
            report.add("cover", f"route {route.shift} is of crew {route.crew}, which is not asked")
            continue
        if shift is None or shift.crew is not crew or shift.date != route.date:
            report.add("shift-hours", f"crew {crew.id} has no shift {route.shift} on {route.date}")
            continue
        tour = join_stops(request, route, crew, shift, report)
        if tour is not None:
            tours.append(tour)
    return tours


def join_stops(request, route, crew, shift, report):
    stops, loose, good = [], [], True
    for stop in route.stops:
        if isinstance(stop, Break):
            loose.append(stop)
            continue
        if isinstance(stop, Call):
            if request.warehouse is None or stop.warehouse != request.warehouse.id:
                report.add("calls", f"route {route.shift} calls at {stop.warehouse}, unknown here")
                good = False
            else:
                stops.append(Called(stop, request.warehouse, loose))
                loose = []
            continue
        job = request.jobs.get(stop.job)
        if job is None:
            report.add("cover", f"route {route.shift} serves {stop.job}, which is not asked")
            good = False
        elif not 1 <= stop.visit <= job.visits:
            report.add("cover", f"{stop.job} has no visit {stop.visit}")
            good = False
        else:
            stops.append(Served(stop, job, loose))
            loose = []
    if good and all(one.job is None for one in stops):
        report.add("shift-hours", f"route {route.shift} serves nothing, so it must not be printed")
        good = False
    return Tour(route, crew, shift, stops, loose) if good else None
