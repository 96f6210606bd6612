"""Travel: a given matrix, a snapshot, or straight lines with one metre of tolerance."""

import math
from fractions import Fraction

from units import SHAPE_FAULTS, Unreadable, ceil_div, whole

EARTH_METRES = 6_371_008.8
TOLERANCE_METRES = 1


class Table:
    """Exact travel between listed places; row = from, column = to."""

    exact = True

    def __init__(self, source, names, millis, metres):
        self.source = source
        self.row = {name: at for at, name in enumerate(names)}
        self.millis, self.metres = millis, metres
        for grid in (millis, metres):
            if grid is None:
                continue
            if len(grid) != len(names) or any(len(row) != len(names) for row in grid):
                raise Unreadable(f"travel is not a square over its {len(names)} places")
            for row in grid:
                if set(map(type, row)) - {int} or min(row) < 0:
                    raise Unreadable("travel holds something other than integers of at least 0")
            if any(grid[at][at] for at in range(len(names))):
                raise Unreadable("travel from a place to itself is not 0")

    def covers(self, name):
        return name in self.row

    def leg(self, origin, target):
        row, column = self.row[origin], self.row[target]
        return self.millis[row][column], self.metres[row][column] if self.metres else 0

    def fault(self, origin, target, millis, metres):
        """Why a printed leg is wrong, or None."""
        want = self.leg(origin, target)
        if (millis, metres) == want:
            return None
        return f"{origin} to {target} takes {want[0]} ms and {want[1]} m, not {millis} and {metres}"

    def largest(self, names):
        """The largest metres between two of the places: one possible value."""
        if not self.metres:
            return [0]
        rows = [self.row[name] for name in names]
        return [max((self.metres[a][b] for a in rows for b in rows), default=0)]


class StraightLine:
    """Great circles: haversine, a detour, a speed; integers from the metres on."""

    exact = False
    source = "STRAIGHT_LINE"

    def __init__(self, raw, places):
        self.speed = Fraction(raw.get("speedKmh", 40))
        self.detour = float(raw.get("detour", 1.3))
        if self.speed <= 0 or self.detour < 1:
            raise Unreadable("speedKmh must be above 0 and detour at least 1")
        self.places = places
        self.angles = {}

    def covers(self, name):
        return self.places.position(name) is not None

    def angle(self, name):
        if name not in self.angles:
            lat, lon = map(math.radians, self.places.position(name))
            self.angles[name] = (lat, lon, math.cos(lat))
        return self.angles[name]

    def own_metres(self, origin, target):
        lat1, lon1, cos1 = self.angle(origin)
        lat2, lon2, cos2 = self.angle(target)
        half = math.sin((lat2 - lat1) / 2) ** 2 + cos1 * cos2 * math.sin((lon2 - lon1) / 2) ** 2
        arc = 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))
        return math.floor(arc * self.detour + 0.5)

    def own_millis(self, metres):
        """ceil(metres x 3600 / speedKmh): exact, as the speed is a fraction."""
        return ceil_div(metres * 3600 * self.speed.denominator, self.speed.numerator)

    def fault(self, origin, target, millis, metres):
        own = 0 if origin == target else self.own_metres(origin, target)
        slack = 0 if origin == target else TOLERANCE_METRES
        if abs(metres - own) > slack:
            return f"{origin} to {target} is {own} m, not {metres}"
        if millis != self.own_millis(metres):
            return f"{metres} m take {self.own_millis(metres)} ms, not {millis}"
        return None

    def largest(self, names):
        """The largest metres between two places, and its neighbours one metre away."""
        spots = [self.angle(name) for name in names]
        sin, most = math.sin, 0.0
        for at, (lat1, lon1, cos1) in enumerate(spots):
            for lat2, lon2, cos2 in spots[at + 1 :]:
                half = sin((lat2 - lat1) / 2) ** 2 + cos1 * cos2 * sin((lon2 - lon1) / 2) ** 2
                if half > most:
                    most = half
        arc = 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(most)))
        own = math.floor(arc * self.detour + 0.5)
        return [own, own + TOLERANCE_METRES, max(0, own - TOLERANCE_METRES)]


def own_travel(request):
    """Travel as the request itself defines it."""
    try:
        return _own_travel(request)
    except SHAPE_FAULTS as fault:
        raise Unreadable(f"travel cannot be read: {type(fault).__name__} {fault}") from fault


def _own_travel(request):
    matrix = request.travel.get("matrix")
    if matrix is None:
        return StraightLine(request.travel, request.places)
    if ("seconds" in matrix) == ("millis" in matrix):
        raise Unreadable("a matrix gives either seconds or millis")
    millis = matrix.get("millis")
    if millis is None:
        millis = [[whole(cell) * 1000 for cell in row] for row in matrix["seconds"]]
    return Table("MATRIX", matrix["places"], millis, matrix.get("metres"))


def read_snapshot(raw):
    try:
        source = raw["source"]
        if source not in ("MATRIX", "STRAIGHT_LINE"):
            raise Unreadable(f"travel source {source!r} is not known")
        return Table(source, raw["places"], raw["millis"], raw.get("metres"))
    except SHAPE_FAULTS as fault:
        raise Unreadable(f"the snapshot cannot be read: {fault}") from fault


def compare_snapshot(own, snapshot, report):
    """A snapshot must say what the request says: a matrix exactly, straight lines to a metre."""
    if snapshot.source != own.source:
        report.add("travel", f"the snapshot is {snapshot.source}, the request asks {own.source}")
        return
    for name in snapshot.row:
        if not own.covers(name):
            report.add("travel", f"the snapshot names {name}, which the request does not place")
            return
    if own.exact and (own.metres is None) != (snapshot.metres is None):
        report.add("travel", "only one of snapshot and request knows metres")
        return
    if not own.exact and snapshot.metres is None:
        report.add("travel", "a straight-line snapshot without metres")
        return
    for fault in differences(own, snapshot):
        report.add("travel", f"snapshot: {fault}")
        return


def differences(own, snapshot):
    names = list(snapshot.row)
    if own.exact:
        for at, origin in enumerate(names):
            millis = snapshot.millis[at]
            metres = snapshot.metres[at] if snapshot.metres else [0] * len(names)
            for target, time, length in zip(names, millis, metres):
                fault = own.fault(origin, target, time, length)
                if fault:
                    yield fault
        return
    for at, origin in enumerate(names):
        for to, target in enumerate(names[at:], at):
            near = own.own_metres(origin, target) if to != at else 0
            for a, b in ((at, to), (to, at)):
                length = snapshot.metres[a][b]
                if abs(length - near) > TOLERANCE_METRES:
                    yield f"{names[a]} to {names[b]} is {near} m, not {length}"
                elif snapshot.millis[a][b] != own.own_millis(length):
                    time = own.own_millis(length)
                    yield f"{length} m from {names[a]} to {names[b]} take {time} ms"
