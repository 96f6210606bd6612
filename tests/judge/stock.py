"""`tools`, `stock` and `calls`: what a van holds, and the warehouse that fills it up."""

from collections import Counter
from dataclasses import dataclass

from units import Unreadable, read_duration


@dataclass
class Warehouse:
    id: str
    place: str
    duration: int


def read_warehouse(problem, places):
    given = problem.get("warehouses", [])
    if len(given) > 1:
        raise Unreadable(f"{len(given)} warehouses, one is allowed")
    if not given:
        return None
    (raw,) = given
    place = places.name(raw["place"])
    return Warehouse(raw["id"], place, read_duration(raw.get("duration", "PT0S")))


def check_stock(tours, report):
    for tour in tours:
        if len(tour.calls) > 1:
            report.add("calls", f"{tour.shift.id} calls {len(tour.calls)} times")
        check_van(tour, report)


def check_van(tour, report):
    """Up to the first call the van has what it began with, less what was used; then enough."""
    used = Counter()
    for one in tour.stops:
        if one.job is None:
            return
        for tool in one.job.tools:
            if tool not in tour.crew.tools:
                report.add("tools", f"{one.name} needs {tool}, which {tour.crew.id} lacks")
        used.update(one.job.uses)
        for part, many in one.job.uses.items():
            held = tour.crew.stock.get(part, 0)
            if many and used[part] > held:
                report.add("stock", f"{one.name} takes {part} number {used[part]} of {held}")
