"""Jobs as the contract reads them: durations per visit, instants, money, pins."""

import datetime
from dataclasses import dataclass, field

from cuts import Work, read_work
from resources import read_uses
from ties import read_ties
from units import HOUR, Unreadable, read_duration, read_instant, whole
from zone import read_date

WEIGHTS = {"LOW": 1, "NORMAL": 2, "HIGH": 5, "EMERGENCY": 20}
BREAK_INSIDE_FROM = 4 * HOUR
OVERRIDABLE = ("skills", "crew-list", "start-windows", "finish-by")


@dataclass
class Pin:
    crew: str | None = None
    date: datetime.date | None = None
    start: int | None = None
    order: int | None = None
    override: tuple = ()


@dataclass
class Job:
    id: str
    place: str
    kind: str | None
    territory: str | None
    durations: list  # one per visit, in milliseconds
    inside: list  # one per visit: may a break interrupt the service
    together: bool
    parts: bool
    work: Work
    given_inside: bool | None = None
    windows: list = field(default_factory=list)
    finish_by: int | None = None
    due: int | None = None
    late_per_hour: int = 0
    promise: tuple | None = None
    skills: list = field(default_factory=list)
    load: dict = field(default_factory=dict)
    tools: list = field(default_factory=list)
    uses: dict = field(default_factory=dict)
    required: list = field(default_factory=list)
    excluded: list = field(default_factory=list)
    preferred: list = field(default_factory=list)
    value: int | None = None
    priority: str = "NORMAL"
    mandatory: bool = False
    pin: Pin = field(default_factory=Pin)
    ties: list = field(default_factory=list)
    materials: list = field(default_factory=list)  # (id, instant) of what must have arrived
    resources: list = field(default_factory=list)
    named: list = field(default_factory=list)  # local dates that stretch a default horizon

    @property
    def visits(self):
        return len(self.durations)

    @property
    def counted(self):
        """The most visits it can have, which is what prices and bounds count."""
        return self.work.most_visits(self.visits)

    def may_break(self, length):
        long = length >= BREAK_INSIDE_FROM
        return long if self.given_inside is None else self.given_inside

    @property
    def weight(self):
        return WEIGHTS[self.priority]

    def starts_at_pin(self, visit):
        """Does `pin.start` speak of this visit? Of visit 1, and of both sides of a pair."""
        return self.pin.start is not None and (visit == 1 or self.together)


def read_pin(raw, zone, named):
    pin = Pin(crew=raw.get("crew"), override=tuple(raw.get("override", ())))
    if "date" in raw:
        pin.date = read_date(raw["date"])
        named.append(pin.date)
    if "start" in raw:
        pin.start = read_instant(raw["start"])
        named.append(zone.date_of(pin.start))
    if "order" in raw:
        pin.order = whole(raw["order"], 1, "order")
    unknown = [rule for rule in pin.override if rule not in OVERRIDABLE]
    if unknown:
        raise Unreadable(f"pin.override {unknown[0]!r} cannot be overridden")
    return pin


def read_durations(raw):
    """Durations of the visits, and whether they are a pair or parts."""
    together, parts = "together" in raw, "parts" in raw
    if together and (parts or whole(raw["together"]) != 2):
        raise Unreadable("together must be 2 and stand without parts")
    if parts:
        return [read_duration(text) for text in raw["parts"]], together, parts
    if "labor" in raw:
        return [read_duration(raw["labor"])], together, parts
    return [read_duration(raw["duration"])] * (2 if together else 1), together, parts


def read_needs(raw):
    """Required skills as (id, level)."""
    return [(need["id"], whole(need.get("level", 1), 1, "level")) for need in raw.get("skills", ())]


def read_job(raw, zone, places, policy):
    durations, together, parts = read_durations(raw)
    given = raw.get("breakInside")
    work = read_work(raw, sum(durations))
    place, kind, territory = places.name(raw["place"]), raw.get("type"), raw.get("territory")
    job = Job(raw["id"], place, kind, territory, durations, [], together, parts, work, given)
    job.inside = [job.may_break(length) for length in durations]
    for material in raw.get("materials", ()):
        eta = material["eta"]
        instant = zone.instant(read_date(eta), 0) if len(eta) == 10 else read_instant(eta)
        job.materials.append((material["id"], instant))
    for window in raw.get("startWindows", ()):
        low, high, days = zone.span(window)
        job.windows.append((low, high))
        job.named += days
    for key, name in (("finishBy", "finish_by"), ("due", "due")):
        if key in raw:
            setattr(job, name, read_instant(raw[key]))
            job.named.append(zone.date_of(getattr(job, name)))
    if "promise" in raw:
        low, high, days = zone.span(raw["promise"])
        job.promise = (low, high)
        job.named += days
    crews = raw.get("crews", {})
    job.required, job.excluded, job.preferred = (
        list(crews.get(key, ())) for key in ("required", "excluded", "preferred")
    )
    job.late_per_hour = whole(raw.get("latePerHour", policy.late_per_hour))
    job.skills = read_needs(raw)
    job.load = {name: whole(amount) for name, amount in raw.get("load", {}).items()}
    job.tools = list(raw.get("tools", ()))
    job.uses = {part: whole(many) for part, many in raw.get("uses", {}).items()}
    job.value = whole(raw["value"]) if "value" in raw else None
    job.priority = raw.get("priority", "NORMAL")
    if job.priority not in WEIGHTS:
        raise Unreadable(f"priority {job.priority!r} is not known")
    job.mandatory = raw.get("mandatory", False)
    if not isinstance(job.mandatory, bool):
        raise Unreadable(f"mandatory {job.mandatory!r} is neither true nor false")
    job.ties = read_ties(raw)
    job.resources = read_uses(raw)
    job.pin = read_pin(raw.get("pin", {}), zone, job.named)
    return job
