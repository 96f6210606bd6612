"""`cover`: every job in exactly one place, visits complete, ids known, places as asked."""

from collections import Counter

from units import is_number


def check_cover(request, plan, routes, report):
    check_set_aside(request, plan, report)
    for name, why in request.unread:
        report.add("cover", f"job {name} cannot be planned, so it must be set aside: {why}")
    visits = Counter((s.job, s.visit) for r in routes for s in r.stops if hasattr(s, "job"))
    for (name, visit), times in visits.items():
        if times > 1:
            report.add("cover", f"{name} visit {visit} is in the routes {times} times")
    left = Counter(entry["job"] for entry in plan["unassigned"])
    for name, times in left.items():
        if name not in request.jobs:
            report.add("cover", f"unassigned job {name} is not asked, or set aside")
        if times > 1:
            report.add("cover", f"{name} is unassigned {times} times")
    for job in request.jobs.values():
        inside = sum((job.id, visit) in visits for visit in range(1, job.visits + 1))
        if inside and inside < job.visits:
            report.add("cover", f"{job.id} has {inside} of its {job.visits} visits in the routes")
        elif inside and job.id in left:
            report.add("cover", f"{job.id} is both in the routes and unassigned")
        elif not inside and job.id not in left:
            report.add("cover", f"{job.id} is neither in the routes nor unassigned")


def check_set_aside(request, plan, report):
    """Set-aside ids were kept out of `request.jobs`, so any other use of them is unknown there."""
    entries = [entry["job"] for entry in plan["setAside"]]
    if entries and not request.set_aside:
        report.add("cover", "jobs are set aside although run.onFault is not SET_ASIDE")
    asked = Counter(request.job_ids)
    nameless = 0
    for name, times in Counter(map(str, entries)).items():
        if name not in asked:
            nameless += times
        elif times > asked[name]:
            report.add("cover", f"{name} is set aside {times} times")
    if nameless != request.nameless:
        report.add(
            "cover",
            f"{nameless} set-aside jobs have an unknown id, of the request's {request.nameless}",
        )


def check_references(request, plan, report):
    """What an unassigned job points at exists: crews, a shift, a served job to displace."""
    served = {s.get("job") for route in plan["routes"] for s in route["stops"]}
    for entry in plan["unassigned"]:
        name, position = entry["job"], entry.get("position")
        crews = {crew for reason in entry["reasons"] for crew in reason["crews"]}
        for crew in sorted(crews - set(request.crews)):
            report.add("unassigned", f"{name} gives a reason for crew {crew}, which is not asked")
        if position is not None:
            shift = request.shifts.get(position["shift"])
            if shift is None or shift.crew.id != position["crew"]:
                report.add("unassigned", f"{name} could go to a shift that does not exist")
        if any(job not in served for job in entry.get("displaces") or []):
            report.add("unassigned", f"{name} would displace a job that is not served")


def check_places(request, plan, tours, report):
    """`places` repeats, word for word, at least every place the routes pass."""
    listed = set()
    for raw in plan["places"]:
        name = raw.get("id")
        asked = request.places.known.get(name) if isinstance(name, str) else None
        if asked is None or name in listed:
            report.add("cover", f"place {name!r} is unknown or listed twice")
            continue
        listed.add(name)
        unknown = set(raw) - {"id", "address", "lat", "lon", "metadata"}
        if unknown:
            report.add("cover", f"place {name} has an unknown key {sorted(unknown)[0]}")
        for key in ("address", "lat", "lon"):
            if not same(raw.get(key), asked.get(key)):
                report.add("cover", f"place {name} has {key} {raw.get(key)!r}")
    needed = {one.place for tour in tours for one in tour.stops}
    needed.update(end for tour in tours for end in (tour.crew.start, tour.crew.end))
    for name in sorted(needed - listed - {None}):
        report.add("cover", f"place {name} is used but not listed")


def same(printed, asked):
    if is_number(printed) and is_number(asked):
        return float(printed) == float(asked)
    return printed == asked
