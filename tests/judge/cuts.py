"""Work whose length follows from who does it: cut into parts (`split`), or shared (`labor`)."""

from dataclasses import dataclass

from units import HOUR, MINUTE, Unreadable, ceil_div, is_int, read_duration, whole

MOST_PARTS = 20


@dataclass
class Cut:
    """A job's `split`."""

    block: int = HOUR
    gap: int = 0
    step: int = 15 * MINUTE


@dataclass
class Work:
    """What the request says of the amount of work, before anybody does it."""

    given: int
    labor: bool
    cut: Cut | None
    least: int | None  # people
    most: int | None
    parts_gap: int | None

    def takes(self, crew):
        """Clock time on the job if this crew does it."""
        return ceil_div(self.given, people(crew)) if self.labor else self.given

    @property
    def loose(self):
        return self.labor or self.cut is not None

    def most_visits(self, visits):
        """How many visits prices and bounds count for the job."""
        if self.cut is None:
            return visits
        return min(MOST_PARTS, max(1, ceil_div(self.given, self.cut.block)))


def people(crew):
    return max(1, len(crew.members))


def read_work(raw, given):
    """`given` is the sum of all durations that the request names itself."""
    cut = raw.get("split")
    if isinstance(cut, bool):
        cut = Cut() if cut else None
    elif cut is not None:
        plain = Cut()
        block = read_duration(cut["minBlock"]) if "minBlock" in cut else plain.block
        step = read_duration(cut["step"]) if "step" in cut else plain.step
        if min(block, step) < MINUTE:
            raise Unreadable("minBlock and step are a minute or more")
        cut = Cut(block, whole(cut.get("maxGap", plain.gap)), step)
    if cut is not None and ("parts" in raw or "together" in raw or raw.get("breakInside") is False):
        raise Unreadable("split stands without parts, together and breakInside false")
    if "labor" in raw and {"duration", "parts", "together"} & set(raw):
        raise Unreadable("labor stands alone")
    size = raw.get("crewSize", {})
    if is_int(size):
        size = {"min": size, "max": size}
    least, most = size.get("min"), size.get("max")
    for bound in (least, most):
        if bound is not None:
            whole(bound, 1, "crewSize")
    gap = raw.get("partsGap")
    if gap is not None and "parts" not in raw:
        raise Unreadable("partsGap without parts")
    return Work(given, "labor" in raw, cut, least, most, None if gap is None else whole(gap))


def shape_jobs(request, routes):
    """Gives jobs of loose length the visits that the plan prints; whether those are right is
    `check_cuts`' question, not the clock's."""
    found = {}
    for route in routes:
        for stop in route.stops:
            job = request.jobs.get(getattr(stop, "job", None))
            if job is not None and job.work.loose and 1 <= stop.visit <= MOST_PARTS:
                inside = sum(pause.length for pause in stop.inside)
                found.setdefault(job.id, {})[stop.visit] = stop.end - stop.start - inside
    for name, lengths in found.items():
        job = request.jobs[name]
        job.durations = [lengths.get(n, 0) for n in range(1, max(lengths) + 1)]
        if job.work.cut is not None and len(job.durations) > 1:
            job.inside = [True] * len(job.durations)
        else:
            job.inside = [job.may_break(length) for length in job.durations]
        job.parts = len(job.durations) > 1


def check_cuts(request, tours, travel, report):
    placed = {}
    for tour in tours:
        for one in tour.served:
            check_size(tour, one, report)
            placed.setdefault(one.job.id, {})[one.visit.visit] = (tour, one)
    for name, visits in placed.items():
        job = request.jobs[name]
        if not job.work.loose or len(visits) != job.visits:
            continue
        crew = visits[1][0].crew
        wanted = job.work.takes(crew)
        if job.work.cut is None:
            if job.durations != [wanted]:
                report.add("crew-size", f"{name} takes {wanted} ms, not {job.durations}")
        elif sum(job.durations) != wanted:
            report.add("split", f"the parts of {name} add up to {sum(job.durations)}, not {wanted}")
        elif not any(
            can_be(request, job, crew, travel, slack) for slack in slacks(travel)
        ):
            report.add("split", f"parts {job.durations} of {name} do not fill days of {crew.id}")


def check_size(tour, one, report):
    work, size = one.job.work, people(tour.crew)
    few = work.least is not None and size < work.least
    if few or (work.most is not None and size > work.most):
        report.add("crew-size", f"{one.name}: crew {tour.crew.id} has {size} people")


def slacks(travel):
    """Straight lines leave a metre open."""
    return (0,) if travel.exact else (0, 1, -1)


def drive(travel, origin, target, slack):
    if origin is None or target is None or origin == target:
        return 0
    if travel.exact:
        return travel.leg(origin, target)[0]
    return travel.own_millis(max(0, travel.own_metres(origin, target) + slack))


def out(warehouse, job, crew, travel, slack):
    """The way to the job, with a call where the van cannot serve one visit with what it has."""
    lacks = set(job.tools) - set(crew.tools) or any(
        many > crew.stock.get(part, 0) for part, many in job.uses.items()
    )
    if warehouse is None or not lacks:
        return drive(travel, crew.start, job.place, slack)
    to, on = (crew.start, warehouse.place), (warehouse.place, job.place)
    return drive(travel, *to, slack) + warehouse.duration + drive(travel, *on, slack)


def can_be(request, job, crew, travel, slack):
    """Whether the parts are what some start on some day of the crew gives."""
    roads = out(request.warehouse, job, crew, travel, slack)
    roads += drive(travel, job.place, crew.end, slack)
    best = {}
    for shift in crew.shifts:
        net = shift.to - shift.start - sum(due.duration for due in shift.breaks) - roads
        best[shift.date] = max(net, best.get(shift.date, net))
    lengths = job.durations
    if len(lengths) == 1:
        return any(lengths[0] <= net for net in best.values())
    cut = job.work.cut
    usable = [
        (date, net)
        for date, net in sorted(best.items())
        if request.work_days.works(date) and floor(net, cut.step) >= cut.block
    ]
    starts = range(len(usable))
    return any(filled(request.work_days, usable[k:], sum(lengths), cut) == lengths for k in starts)


def floor(length, step):
    return max(0, length) // step * step


def filled(work_days, days, rest, cut):
    """The parts from the first of these days on, or None."""
    parts, before = [], None
    for date, net in days:
        if before is not None and work_days.lag(before, date) - 1 > cut.gap:
            return None
        before = date
        if rest <= net:
            parts.append(rest)
            break
        parts.append(floor(net, cut.step))
        rest -= parts[-1]
    else:
        return None
    lack = cut.block - parts[-1]
    if len(parts) > 1 and lack > 0:
        parts[-1] += lack
        parts[-2] -= lack
    return parts if min(parts) >= cut.block and len(parts) <= MOST_PARTS else None
