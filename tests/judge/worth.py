"""`prices`: shifts of the request, in order, and what follows from what they are worth."""

from units import HOUR, ceil_div

KINDS = ("column-generation", "column-generation-ng", "branch-and-price")


def plan_order(request):
    """The shifts as routes are printed: by date, then crew in request order, then the clock."""
    shifts = request.shifts.values()
    return sorted(shifts, key=lambda one: (one.date, one.crew.index, one.number))


def check_worth(request, plan, report):
    prices = plan.get("prices")
    if prices is None:
        return
    if plan["bound"] is None or plan["boundKind"] not in KINDS:
        report.add("score", "prices are printed, and no bound of columns")
    elif prices["bound"] > plan["bound"]:
        report.add("score", f"the bound of prices, {prices['bound']}, is above the plan's")
    order = {shift.id: k for k, shift in enumerate(plan_order(request))}
    listed = [price["shift"] for price in prices["shifts"]]
    at = [order.get(name, -1) for name in listed]
    if -1 in at or sorted(set(at)) != at:
        report.add("score", f"prices list {listed}: no shifts, or twice or out of order")
        return
    best = {}
    asked = {skill for job in request.jobs.values() for skill, _ in job.skills}
    for price in prices["shifts"]:
        shift = request.shifts[price["shift"]]
        hourly = ceil_div(price["perShift"] * HOUR, shift.to - shift.start)
        want = (str(shift.date), shift.crew.id, hourly)
        given = (price["date"], price["crew"], price["perHour"])
        if given != want or price["perShift"] <= 0:
            report.add("score", f"the price of {shift.id} is {given}, not {want}")
        for skill in asked:
            if shift.crew.holds(skill, 0, shift.date):
                key = (str(shift.date), skill)
                best[key] = max(best.get(key, 0), price["perHour"])
    want = [[*key, best[key]] for key in sorted(best)]
    given = [[one["date"], one["skill"], one["perHour"]] for one in prices["skills"]]
    if given != want:
        report.add("score", f"prices of skills are {want}, not {given}")
