"""One request, one plan, one verdict: reads both, then judges rule by rule."""

import json
from decimal import Decimal

from amounts import check_overtime
from cover import check_cover, check_places, check_references
from cuts import check_cuts, shape_jobs
from limits import check_limits
from links import check_links
from pauses import check_breaks
from report import Report
from request import read_request
from score import check_score
from resources import check_resources
from shape import BadShape, check_heads, read_routes
from stock import check_stock
from ties import check_ties
from timeline import check_clock, check_order, check_totals, check_travel
from tours import join
from travel import compare_snapshot, own_travel, read_snapshot
from units import Unreadable
from whole import check_whole
from worth import check_worth


def refuse_twice(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unreadable("an object names one key twice")
    return found


def refuse_constant(name):
    raise Unreadable(f"{name} is not JSON")


def load(text):
    """JSON with exact numbers; a key given twice, NaN and infinities are no JSON of ours."""
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_constant=refuse_constant,
            object_pairs_hook=refuse_twice,
        )
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"not JSON: {fault}") from None


def judge(raw, plan, snapshot=None):
    """The violations of a plan, in the order found; raises Unreadable on a senseless request."""
    report = Report()
    try:
        check_heads(plan)
    except BadShape as fault:
        report.add(fault.rule, str(fault))
        return report.violations
    request = read_request(raw, {str(entry["job"]) for entry in plan["setAside"]})
    routes = read_routes(plan, request.zone, report)
    shape_jobs(request, routes)
    check_cover(request, plan, routes, report)
    own = own_travel(request)
    travel = own
    if snapshot is not None:
        travel = read_snapshot(snapshot)
        compare_snapshot(own, travel, report)
    check_names(request, plan, own, travel, report)
    tours = join(request, routes, report)
    if report:
        return report.violations  # the rest speaks of a plan that could not be joined up
    check_places(request, plan, tours, report)
    check_references(request, plan, report)
    check_travel(tours, travel, report)
    check_order(tours, report)
    check_clock(tours, report)
    check_breaks(tours, report)
    check_totals(tours, report)
    check_limits(request, tours, report)
    check_stock(tours, report)
    check_links(request, tours, report)
    check_cuts(request, tours, travel, report)
    check_ties(request, tours, report)
    check_resources(request, plan, tours, report)
    check_whole(request, tours, report)
    check_overtime(tours, report)
    check_score(request, plan, tours, travel, report)
    check_worth(request, plan, report)
    return report.violations


def check_names(request, plan, own, travel, report):
    if plan["travelSource"] != own.source:
        report.add("travel", f"travelSource is {plan['travelSource']}, not {own.source}")
    for name in request.places_in_use():
        if not (own.covers(name) and travel.covers(name)):
            report.add("travel", f"no travel is known for place {name}, which is in use")
    if plan["currency"] != request.currency or plan["timeZone"] != request.zone.name:
        report.add("score", "currency or timeZone is not the request's")
    if not 1 <= plan["lanes"] <= 64:
        report.add("score", f"lanes is {plan['lanes']}, not 1 to 64")
