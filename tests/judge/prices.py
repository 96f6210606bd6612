"""What leaving a job out costs, with the bounds the contract builds those prices from."""

from resources import use_bound
from units import UNIT, ceil_div, minor_above
from whole import compared


def shift_bound(shift):
    """The most one shift can cost without its metres, in minor units."""
    crew = shift.crew
    return (
        crew.per_day_used
        + minor_above((crew.per_hour + crew.per_driving_hour) * shift.longest)
        + minor_above(crew.overtime_per_hour * crew.overtime_max)
    )


def unfair_bound(request):
    """No crew is busy for longer than its shifts last."""
    crews = compared(request)
    if not crews:
        return 0
    full = [crew.history + sum(shift.longest for shift in crew.shifts) for crew in crews]
    return max(full) - min(crew.history for crew in crews) if len(crews) > 1 else 0


class Prices:
    """Prices for one value of L, the largest metres between two places in use."""

    def __init__(self, request, largest):
        self.policy, self.request = request.policy, request
        shifts = list(request.shifts.values())
        jobs = list(request.jobs.values())
        self.none = not shifts
        self.latest = max((shift.last for shift in shifts), default=0)
        bounds = [shift_bound(shift) for shift in shifts]
        per_km = max((crew.per_km for crew in request.crews.values()), default=0)
        called = request.warehouse is not None
        legs = sum(job.counted for job in jobs) + len(shifts) * (2 if called else 1)
        extra = 4 if called else 2
        # There and back over the longest leg, on top of the dearest shift, for one visit; by way of
        # the warehouse twice as much.
        self.visit_bound = 0 if self.none else max(bounds) + ceil_div(extra * per_km * largest, 1000)
        longest = max((shift.longest for shift in shifts), default=0)
        self.visit_bound += minor_above(self.policy.unfair_per_hour * longest)
        self.upper = 0
        if not self.none:
            self.upper = sum(bounds) + ceil_div(per_km * largest * legs, 1000)
            self.upper += sum(self.penalty_bound(job) for job in jobs)
            late = [max(0, self.latest - job.due) for job in jobs if job.due is not None]
            rate = self.policy.worst_late_per_hour
            self.upper += minor_above(rate * max(late, default=0))
            self.upper += minor_above(self.policy.unfair_per_hour * unfair_bound(request))
        self.values = {job.id: self.value(job) for job in jobs}
        self.prices = {job.id: self.price(job) for job in jobs}
        others = sum(self.prices[job.id] for job in jobs if not job.mandatory)
        self.mandatory = 1 + others + self.upper

    def penalty_bound(self, job):
        if self.none:
            return 0
        bound = 0
        if job.due is not None:
            bound += minor_above(job.late_per_hour * max(0, self.latest - job.due))
        if job.promise is not None:
            bound += self.policy.promise_broken
        if job.preferred:
            bound += self.policy.not_preferred * job.counted
        return bound + use_bound(self.request, job)

    def value(self, job):
        if job.value is not None:
            return job.value
        if job.priority in self.policy.unassigned:
            return self.policy.unassigned[job.priority]
        if self.policy.value_first is not None:
            return job.weight
        return job.weight * (1 + job.counted * self.visit_bound + self.penalty_bound(job))

    def price(self, job):
        first = self.policy.value_first
        if first is None:
            return self.values[job.id]
        return self.values[job.id] * (1 + self.upper if first is True else first)

    def left_out(self, jobs):
        """Internal units by rule for leaving these jobs out."""
        mandatory = sum(job.mandatory for job in jobs) * self.mandatory
        plain = sum(self.prices[job.id] for job in jobs if not job.mandatory)
        return {"unassigned": plain * UNIT, "mandatory": mandatory * UNIT}
