"""The request, read from the contract alone: policy, horizon, crews, jobs, places."""

from dataclasses import dataclass, field
from datetime import date

from crews import lay_shifts, read_crew
from jobs import WEIGHTS, read_job
from places import Places
from resources import read_resources
from stock import Warehouse, read_warehouse
from ties import WorkDays, read_work_days
from units import SHAPE_FAULTS, Unreadable, read_instant, whole
from whole import read_buffers, read_quotas
from zone import Zone, read_date

PRESETS = {
    "balanced": (5000, 10000, 1000),
    "customer-first": (20000, 50000, 1000),
    "lowest-cost": (1000, 2000, 0),
}
NOTHING_NAMED = date(2026, 1, 5)
MOST_DAYS = 400


@dataclass
class Policy:
    late_per_hour: int
    worst_late_per_hour: int
    unfair_per_hour: int
    fair_drive: bool
    promise_broken: int
    not_preferred: int
    unassigned: dict
    value_first: object  # None, True or an integer


@dataclass
class Request:
    zone: Zone
    currency: str
    places: Places
    policy: Policy
    crews: dict
    jobs: dict
    shifts: dict
    now: int | None
    work_days: WorkDays
    travel: dict
    set_aside: bool
    target_gap: object
    job_ids: list  # of all jobs, set aside or not
    nameless: int  # jobs without a usable id
    warehouse: Warehouse | None
    resources: dict
    quotas: list
    buffers: list
    unread: list = field(default_factory=list)  # (job id, why) of jobs no meaning can be given to

    def places_in_use(self):
        """Where some leg can begin or end: jobs, starts, ends and the warehouse, each once."""
        used = dict.fromkeys(job.place for job in self.jobs.values())
        for crew in self.crews.values():
            used.update((end, None) for end in (crew.start, crew.end) if end is not None)
        if self.warehouse is not None:
            used.setdefault(self.warehouse.place)
        return list(used)


def read_policy(raw):
    preset = raw.get("preset", "balanced")
    if preset not in PRESETS:
        raise Unreadable(f"policy preset {preset!r} is not known")
    prices = raw.get("prices", {})
    late, broken, other = PRESETS[preset]
    first = raw.get("valueFirst")
    if first is not None and first is not True:
        whole(first, 1, "valueFirst")
    unassigned = prices.get("unassigned", {})
    for priority, amount in unassigned.items():
        if priority not in WEIGHTS:
            raise Unreadable(f"priority {priority!r} is not known")
        whole(amount)
    return Policy(
        whole(prices.get("latePerHour", late)),
        whole(prices.get("worstLatePerHour", 0)),
        whole(prices.get("unfairPerHour", 0)),
        {"BUSY": True, "WORK": False}[raw.get("fairness", {}).get("measure", "BUSY")],
        whole(prices.get("promiseBroken", broken)),
        whole(prices.get("notPreferred", other)),
        unassigned,
        first,
    )


def read_horizon(problem, crews, jobs):
    if "horizon" in problem:
        return read_date(problem["horizon"]["from"]), read_date(problem["horizon"]["to"])
    named = [day for job in jobs.values() for day in job.named]
    named += [
        read_date(entry["date"])
        for crew in crews.values()
        for entry in crew.entries
        if "date" in entry
    ]
    return (min(named), max(named)) if named else (NOTHING_NAMED, NOTHING_NAMED)


def has_id(raw):
    return isinstance(raw, dict) and isinstance(raw.get("id"), str)


def read_jobs(problem, set_aside, zone, places, policy):
    """Jobs that are not set aside, those nobody can read, and the number without an id."""
    jobs, unread, nameless = {}, [], 0
    for raw in problem["jobs"]:
        name = raw["id"] if has_id(raw) else None
        if name is None:
            nameless += 1
        elif name in jobs:
            unread.append((name, "its id is given twice"))
        elif name not in set_aside:
            try:
                jobs[name] = read_job(raw, zone, places, policy)
            except (Unreadable, *SHAPE_FAULTS) as fault:
                unread.append((name, str(fault)))
    return jobs, unread, nameless


def read_request(raw, set_aside):
    """The request without the jobs whose ids are in `set_aside`."""
    try:
        return _read_request(raw, set_aside)
    except SHAPE_FAULTS as fault:
        raise Unreadable(f"the request cannot be read: {type(fault).__name__} {fault}") from fault


def _read_request(raw, set_aside):
    problem, run = raw["problem"], raw.get("run", {})
    zone = Zone(problem.get("timeZone", "UTC"))
    places = Places(problem.get("places", ()))
    policy = read_policy(raw.get("policy", {}))
    people = {person["id"]: person for person in problem.get("people", ())}
    crews = {
        crew["id"]: read_crew(crew, index, people, places)
        for index, crew in enumerate(problem["crews"])
    }
    jobs, unread, nameless = read_jobs(problem, set_aside, zone, places, policy)
    horizon = read_horizon(problem, crews, jobs)
    if not 0 <= (horizon[1] - horizon[0]).days < MOST_DAYS:
        raise Unreadable(f"the horizon {horizon[0]} to {horizon[1]} is not 1 to {MOST_DAYS} days")
    for crew in crews.values():
        lay_shifts(crew, horizon, zone)
    return Request(
        zone=zone,
        currency=problem.get("currency", "USD"),
        places=places,
        policy=policy,
        crews=crews,
        jobs=jobs,
        shifts={shift.id: shift for crew in crews.values() for shift in crew.shifts},
        now=read_instant(problem["now"]) if "now" in problem else None,
        work_days=read_work_days(problem.get("calendar")),
        travel=problem.get("travel", {}),
        set_aside=run.get("onFault", "REJECT") == "SET_ASIDE",
        target_gap=run.get("targetGap"),
        job_ids=[r["id"] for r in problem["jobs"] if has_id(r)],
        nameless=nameless,
        warehouse=read_warehouse(problem, places),
        resources=read_resources(problem),
        quotas=read_quotas(problem),
        buffers=read_buffers(problem),
        unread=unread,
    )
