"""The printed plan's keys, their order and their types, read into plain objects."""

from dataclasses import dataclass, field
from datetime import date

from units import Unreadable, is_int, is_number, printed_duration
from zone import read_date

PLAN = (
    "warnings setAside assumed places status stopReason cost bound boundKind gap gapServed relaxed "
    "prices engine seed lanes work pace requestHash travelHash planHash travelSource currency timeZone "
    "routes bookings unassigned costs kpis trace"
).split()
ROUTE = (
    "crew shift date members lead start end drive work wait break overtime metres cost stops home"
).split()
STOP = (
    "job visit place travel metres arrival start end departure inside onTheWay override cost"
).split()
CALL = "call place travel metres arrival start end departure onTheWay cost".split()
BREAK = ("break", "start", "end")
HOME = ("travel", "metres", "onTheWay")
LEFT_OUT = ("job", "verdict", "extraCost", "summary", "reasons", "position", "displaces")
FAULT = ("code", "pointer", "value", "message", "hint", "severity")
PRICES = ("bound", "shifts", "skills")
SHIFT_PRICE = "date crew shift perShift perHour".split()
SKILL_PRICE = ("date", "skill", "perHour")
BOOKING = "resource date unit from to jobs bookBy cost".split()
KPIS = (
    "jobs value drive work wait break overtime metres utilisation promisesKept lateJobs crewsUsed"
).split()
ENGINES = ("HEURISTIC", "MILP", "HYBRID", "HAND")
VERDICTS = ("IMPOSSIBLE", "NO_ROOM", "PRICED_OUT", "UNKNOWN")


class BadShape(Exception):
    def __init__(self, rule, message):
        super().__init__(message)
        self.rule = rule


@dataclass
class Break:
    id: str
    start: int
    end: int

    @property
    def length(self):
        return self.end - self.start


@dataclass
class Visit:
    job: str
    visit: int
    place: str
    travel: int
    metres: int
    arrival: int
    start: int
    end: int
    departure: int
    inside: list
    on_the_way: list
    override: list
    cost: int


@dataclass
class Call:
    """A call at a warehouse; nothing interrupts it."""

    warehouse: str
    place: str
    travel: int
    metres: int
    arrival: int
    start: int
    end: int
    departure: int
    on_the_way: list
    cost: int
    inside: list = field(default_factory=list)


@dataclass
class Home:
    travel: int
    metres: int
    on_the_way: list


@dataclass
class Route:
    crew: str
    shift: str
    date: date
    members: list
    lead: str | None
    start: int
    end: int
    drive: int
    work: int
    wait: int
    rest: int
    overtime: int
    metres: int
    cost: int
    home: Home | None
    stops: list = field(default_factory=list)


def keys(rule, where, raw, names, optional=()):
    """Refuses an unknown key, a missing one, and any order but the contract's."""
    if not isinstance(raw, dict):
        raise BadShape(rule, f"{where} is not an object")
    for name in raw:
        if name not in names:
            raise BadShape(rule, f"{where} has an unknown key {name}")
    for name in names:
        if name not in raw and name not in optional:
            raise BadShape(rule, f"{where} lacks {name}")
    if list(raw) != [name for name in names if name in raw]:
        raise BadShape(rule, f"{where} has its keys in another order than the contract")


def want(rule, good, message):
    if not good:
        raise BadShape(rule, message)


def texts(rule, where, raw):
    good = isinstance(raw, list) and all(isinstance(one, str) for one in raw)
    want(rule, good, f"{where} is no list of texts")
    return raw


def objects(rule, where, raw):
    good = isinstance(raw, list) and all(isinstance(one, dict) for one in raw)
    want(rule, good, f"{where} is no list of objects")
    return raw


def count(rule, where, raw):
    want(rule, is_int(raw) and raw >= 0, f"{where} is {raw!r}, not an integer of at least 0")
    return raw


def duration(rule, where, raw):
    try:
        return printed_duration(raw)
    except Unreadable as fault:
        raise BadShape(rule, f"{where}: {fault}") from None


class Reader:
    """Reads routes; every time must be written in the problem's zone."""

    def __init__(self, zone):
        self.zone = zone

    def time(self, where, raw):
        try:
            return self.zone.printed(raw)
        except Unreadable as fault:
            raise BadShape("clock", f"{where}: {fault}") from None

    def pause(self, where, raw):
        keys("clock", where, raw, BREAK)
        want("breaks", isinstance(raw["break"], str), f"{where} names no break")
        return Break(
            raw["break"],
            self.time(f"{where} start", raw["start"]),
            self.time(f"{where} end", raw["end"]),
        )

    def pauses(self, where, raw):
        return [self.pause(f"{where} break", one) for one in objects("clock", where, raw)]

    def stop(self, where, raw):
        if "break" in raw:
            return self.pause(where, raw)
        if "call" in raw:
            return self.call(where, raw)
        keys("clock", where, raw, STOP, optional=("inside", "onTheWay", "override"))
        where = f"{where} {raw['job']}"
        want("cover", isinstance(raw["job"], str), f"{where} names no job")
        want("cover", is_int(raw["visit"]), f"{where} has visit {raw['visit']!r}")
        want("travel", isinstance(raw["place"], str), f"{where} names no place")
        clock = ("arrival", "start", "end", "departure")
        times = [self.time(f"{where} {k}", raw[k]) for k in clock]
        return Visit(
            raw["job"],
            raw["visit"],
            raw["place"],
            duration("clock", f"{where} travel", raw["travel"]),
            count("travel", f"{where} metres", raw["metres"]),
            *times,
            self.pauses(f"{where} inside", raw.get("inside", [])),
            self.pauses(f"{where} onTheWay", raw.get("onTheWay", [])),
            texts("pins", f"{where} override", raw.get("override", [])),
            count("score", f"{where} cost", raw["cost"]),
        )

    def call(self, where, raw):
        keys("clock", where, raw, CALL, optional=("onTheWay",))
        where = f"{where} {raw['call']}"
        want("calls", isinstance(raw["call"], str), f"{where} names no warehouse")
        want("travel", isinstance(raw["place"], str), f"{where} names no place")
        clock = ("arrival", "start", "end", "departure")
        return Call(
            raw["call"],
            raw["place"],
            duration("clock", f"{where} travel", raw["travel"]),
            count("travel", f"{where} metres", raw["metres"]),
            *[self.time(f"{where} {k}", raw[k]) for k in clock],
            self.pauses(f"{where} onTheWay", raw.get("onTheWay", [])),
            count("score", f"{where} cost", raw["cost"]),
        )

    def home(self, where, raw):
        keys("clock", where, raw, HOME, optional=("onTheWay",))
        return Home(
            duration("clock", f"{where} travel", raw["travel"]),
            count("travel", f"{where} metres", raw["metres"]),
            self.pauses(f"{where} onTheWay", raw.get("onTheWay", [])),
        )

    def route(self, where, raw):
        keys("clock", where, raw, ROUTE, optional=("members", "lead", "home"))
        where = f"{where} {raw['shift']}"
        want("cover", isinstance(raw["crew"], str), f"{where} names no crew")
        want("shift-hours", isinstance(raw["shift"], str), f"{where} names no shift")
        try:
            day = read_date(raw["date"])
        except Unreadable as fault:
            raise BadShape("clock", f"{where}: {fault}") from None
        spans = [
            duration("overtime" if k == "overtime" else "clock", f"{where} {k}", raw[k])
            for k in ("drive", "work", "wait", "break", "overtime")
        ]
        return Route(
            raw["crew"],
            raw["shift"],
            day,
            texts("cover", f"{where} members", raw.get("members", [])),
            raw.get("lead"),
            self.time(f"{where} start", raw["start"]),
            self.time(f"{where} end", raw["end"]),
            *spans,
            count("clock", f"{where} metres", raw["metres"]),
            count("score", f"{where} cost", raw["cost"]),
            self.home(f"{where} home", raw["home"]) if "home" in raw else None,
            [self.stop(where, one) for one in objects("clock", f"{where} stops", raw["stops"])],
        )


def check_left_out(entry):
    rule = "unassigned"
    keys(rule, "unassigned", entry, LEFT_OUT, optional=("extraCost", "position", "displaces"))
    where = f"unassigned {entry['job']!r}"
    want("cover", isinstance(entry["job"], str), f"{where} names no job")
    want(rule, entry["verdict"] in VERDICTS, f"{where} has verdict {entry['verdict']!r}")
    want(rule, isinstance(entry["summary"], str), f"{where} has no summary")
    for reason in objects(rule, f"{where} reasons", entry["reasons"]):
        keys(rule, f"{where} reason", reason, ("code", "crews", "message"))
        texts(rule, f"{where} crews", reason["crews"])
    extra, position = entry.get("extraCost"), entry.get("position")
    want(rule, extra is None or is_int(extra), f"{where} has extraCost {extra!r}")
    if position is not None:
        keys(rule, f"{where} position", position, ("crew", "shift", "after"), optional=("after",))
        texts(rule, f"{where} position", [position["crew"], position["shift"]])
    texts(rule, f"{where} displaces", entry.get("displaces") or [])
    if entry["verdict"] == "PRICED_OUT":
        want(rule, extra is not None and position is not None, f"{where} lacks position or price")


def check_booking(entry):
    rule = "bookings"
    keys(rule, "a booking", entry, BOOKING)
    by = [] if entry["bookBy"] is None else [entry["bookBy"]]
    texts(rule, "a booking", [entry[key] for key in ("resource", "date", "from", "to")] + by)
    texts(rule, "jobs of a booking", entry["jobs"])
    for name in ("unit", "cost"):
        count(rule, f"{name} of a booking", entry[name])


def check_prices(prices):
    keys("score", "prices", prices, PRICES)
    count("score", "bound of prices", prices["bound"])
    for name, shape in (("shifts", SHIFT_PRICE), ("skills", SKILL_PRICE)):
        for entry in objects("score", f"{name} of prices", prices[name]):
            keys("score", f"{name} of prices", entry, shape)
            for key in shape:
                if key.startswith("per"):
                    count("score", f"{key} of prices", entry[key])
                else:
                    texts("score", f"{key} of prices", [entry[key]])


def check_heads(plan):
    """Everything but the routes: the keys in order, and the types behind them."""
    keys("score", "the plan", plan, PLAN, optional=("prices", "pace", "bookings"))
    if "prices" in plan:
        check_prices(plan["prices"])
    for entry in objects("bookings", "bookings", plan.get("bookings", [])):
        check_booking(entry)
    want("score", plan.get("bookings") != [], "bookings are listed although there are none")
    for mark in objects("score", "pace", plan.get("pace", [])):
        keys("score", "pace", mark, ("work", "end"))
        count("score", "pace work", mark["work"])
        count("score", "pace end", mark["end"])
    for name in ("status", "stopReason", "engine", "requestHash", "travelHash", "planHash"):
        good = isinstance(plan[name], str) and plan[name]
        want("score", good, f"{name} is {plan[name]!r}, not a text")
    engine = plan["engine"]
    want("score", engine in ENGINES, f"engine is {engine!r}, not one of {', '.join(ENGINES)}")
    for name in ("cost", "seed", "lanes", "work"):
        count("score", name, plan[name])
    bound = plan["bound"]
    want("score", bound is None or is_int(bound), "bound is neither null nor an integer")
    for name in ("gap", "gapServed"):
        want("score", plan[name] is None or is_number(plan[name]), f"{name} is no number")
    kind = plan["boundKind"]
    want("score", kind is None or isinstance(kind, str), "boundKind is neither null nor a text")
    texts("score", "relaxed", plan["relaxed"])
    objects("score", "trace", plan["trace"])
    for fault in objects("score", "warnings", plan["warnings"]):
        check_fault("score", fault)
    for entry in objects("cover", "setAside", plan["setAside"]):
        keys("cover", "setAside", entry, ("job", "faults"))
        faults = objects("cover", "faults", entry["faults"])
        want("cover", faults, f"set-aside job {entry['job']!r} has no fault")
        for fault in faults:
            check_fault("cover", fault)
    for entry in objects("score", "assumed", plan["assumed"]):
        keys("score", "assumed", entry, ("pointer", "value"))
    for entry in objects("unassigned", "unassigned", plan["unassigned"]):
        check_left_out(entry)
    for entry in objects("score", "costs", plan["costs"]):
        keys("score", "costs", entry, ("rule", "amount"))
        want("score", isinstance(entry["rule"], str), "costs name no rule")
        count("score", "amount", entry["amount"])
    keys("kpis", "kpis", plan["kpis"], KPIS, optional=("promisesKept",))
    objects("clock", "routes", plan["routes"])
    objects("cover", "places", plan["places"])


def check_fault(rule, fault):
    keys(rule, "fault", fault, FAULT)
    texts(rule, "fault", [fault[key] for key in ("code", "pointer", "message", "hint")])
    want(rule, fault["severity"] in ("FAULT", "WARNING"), f"severity is {fault['severity']!r}")


def read_routes(plan, zone, report):
    reader, routes = Reader(zone), []
    for raw in plan["routes"]:
        try:
            routes.append(reader.route("route", raw))
        except BadShape as fault:
            report.add(fault.rule, str(fault))
    return routes
