"""The printed costs, their sum, bound, gap and status; and the KPIs."""

from fractions import Fraction

from amounts import RULES, check_own_costs, overtime, plan_units
from prices import Prices
from resources import booking_units
from units import UNIT, Unreadable, half_up, is_int, printed_duration, thousandths
from whole import unfair
from zone import within

STATUSES = ("OPTIMAL", "WITHIN_GAP", "FEASIBLE", "INCOMPLETE", "INFEASIBLE")
LEFT_OUT_STATUSES = ("INCOMPLETE", "INFEASIBLE")
# Gaps are the only printed fractions; this is far below one minor unit of any real cost.
GAP_TOLERANCE = Fraction(1, 10**9)


def check_score(request, plan, tours, travel, report):
    served = {one.job.id for tour in tours for one in tour.served}
    left = [job for job in request.jobs.values() if job.id not in served]
    prices = matching_prices(request, plan, served, left, travel)
    units = plan_units(request, tours)
    units.update(prices.left_out(left))
    units["bookings"] = booking_units(request, tours)
    amounts = {rule: half_up(units.get(rule, 0)) for rule in RULES}
    check_amounts(plan, amounts, report)
    check_own_costs(request.policy, tours, report)
    check_total(plan, report)
    nothing = sum(prices.left_out(request.jobs.values()).values())
    nothing = half_up(nothing + request.policy.unfair_per_hour * unfair(request, []))
    check_gap(plan, nothing, report)
    # Amounts are rounded one by one: a proven cost is the exact one rounded down.
    proven = min(sum(units.values()) // UNIT, plan["cost"])
    check_status(request, plan, any(job.mandatory for job in left), proven, report)
    check_kpis(plan["kpis"], kpis(request, tours, prices, served), report)


def matching_prices(request, plan, served, left, travel):
    """Prices depend on L, which straight lines leave open by a metre: take the L that fits."""
    printed = {entry["rule"]: entry["amount"] for entry in plan["costs"]}
    tried = []
    for largest in travel.largest(request.places_in_use()):
        prices = Prices(request, largest)
        tried.append(prices)
        want = prices.left_out(left)
        fits = all(printed.get(rule, 0) == half_up(units) for rule, units in want.items())
        if fits and plan["kpis"].get("value") == sum(prices.values[job] for job in served):
            return prices
    return tried[0]


def check_amounts(plan, amounts, report):
    listed = [entry["rule"] for entry in plan["costs"]]
    if [rule for rule in RULES if rule in listed] != listed:
        report.add("score", "costs name an unknown rule, or rules twice or out of order")
        return
    printed = {entry["rule"]: entry["amount"] for entry in plan["costs"]}
    for rule in RULES:
        if printed.get(rule, 0) != amounts[rule]:
            report.add(rule, f"{rule} costs {amounts[rule]}, not {printed.get(rule, 0)}")
        elif rule in printed and not amounts[rule]:
            report.add("score", f"costs list {rule} although it is 0")


def check_total(plan, report):
    total = sum(entry["amount"] for entry in plan["costs"])
    if plan["cost"] != total:
        report.add("score", f"cost is {plan['cost']}, the amounts add up to {total}")


def check_gap(plan, nothing, report):
    cost, bound = plan["cost"], plan["bound"]
    if bound is None:
        for name in ("gap", "gapServed"):
            if plan[name] is not None:
                report.add("score", f"{name} is given without a bound")
        return
    if bound > cost:
        report.add("score", f"bound {bound} is above the cost {cost}")
    for name, below in (("gap", abs(cost)), ("gapServed", nothing - cost)):
        want = Fraction(cost - bound, max(1, below))
        if plan[name] is None or abs(Fraction(plan[name]) - want) > GAP_TOLERANCE * max(1, want):
            report.add("score", f"{name} is {plan[name]}, not {float(want)}")


def check_status(request, plan, mandatory_left, proven, report):
    status = plan["status"]
    if plan["relaxed"] and plan["bound"] is None:
        report.add("score", "relaxed names rules that a bound left out, and there is no bound")
    if status not in STATUSES:
        report.add("score", f"status {status} is not known")
    elif mandatory_left != (status in LEFT_OUT_STATUSES):
        word = "is" if mandatory_left else "is not"
        report.add("score", f"status is {status} although a mandatory job {word} left out")
    elif status == "OPTIMAL" and (plan["bound"] != proven or plan["relaxed"]):
        report.add("score", "status is OPTIMAL without a bound of the whole cost and of all rules")
    elif status == "WITHIN_GAP":
        target = request.target_gap
        small = None if plan["bound"] is None else min(plan["gap"] or 0, plan["gapServed"] or 0)
        if small is None or (target is not None and small > target):
            report.add("score", f"status is WITHIN_GAP, the gap is {small} and asked is {target}")


def kpis(request, tours, prices, served):
    work = sum(tour.route.work for tour in tours)
    length = sum(tour.shift.to - tour.shift.start for tour in tours)
    firsts = [one for tour in tours for one in tour.served if one.visit.visit == 1]
    promised = sum(job.promise is not None for job in request.jobs.values())
    kept = sum(o.job.promise is not None and within(o.visit.start, o.job.promise) for o in firsts)
    return {
        "jobs": len(served),
        "value": sum(prices.values[job] for job in served),
        "drive": sum(tour.route.drive for tour in tours),
        "work": work,
        "wait": sum(tour.route.wait for tour in tours),
        "break": sum(tour.route.rest for tour in tours),
        "overtime": sum(overtime(tour) for tour in tours),
        "metres": sum(tour.route.metres for tour in tours),
        "utilisation": thousandths(work, length) if length else 0,
        "promisesKept": thousandths(kept, promised) if promised else None,
        "lateJobs": sum(o.job.due is not None and o.visit.start > o.job.due for o in firsts),
        "crewsUsed": len({tour.crew.id for tour in tours}),
    }


def check_kpis(printed, wants, report):
    for name, want in wants.items():
        given = printed.get(name)
        if name in ("drive", "work", "wait", "break", "overtime"):
            try:
                given = printed_duration(given)
            except Unreadable as fault:
                report.add("kpis", f"{name}: {fault}")
                continue
        elif given is not None and not is_int(given):
            report.add("kpis", f"{name} is {given!r}, not an integer")
            continue
        if given != want or (name in printed and want is None):
            report.add("kpis", f"{name} is {given}, not {want}")
