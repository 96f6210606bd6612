"""Rules of one route: hours, windows, skills, crew lists, counts, drive, loads, now."""

from collections import Counter

from zone import within


def check_limits(request, tours, report):
    check_hours(tours, report)
    for tour in tours:
        for one in tour.served:
            check_windows(tour, one, report)
            check_materials(one, report)
            check_crew(tour, one, report)
        check_sums(tour, report)
        check_now(request.now, tour, report)


def check_hours(tours, report):
    for shift, times in Counter(tour.shift.id for tour in tours).items():
        if times > 1:
            report.add("shift-hours", f"shift {shift} has {times} routes")
    for tour in tours:
        route, shift = tour.route, tour.shift
        if route.start < shift.start:
            early = shift.start - route.start
            report.add("shift-hours", f"{shift.id} departs {early} ms too early")
        if route.end > shift.last:
            report.add("shift-hours", f"{shift.id} is back {route.end - shift.last} ms too late")


def check_windows(tour, one, report):
    """Start windows speak of visit 1 (and of the pair's other side), finishBy of the last part."""
    job, visit = one.job, one.visit
    spoken = not job.parts or visit.visit == 1
    if spoken and job.windows and "start-windows" not in job.pin.override:
        if not any(within(visit.start, window) for window in job.windows):
            report.add("start-windows", f"{one.name} starts outside its windows")
    last = not job.parts or visit.visit == job.visits
    if last and job.finish_by is not None and "finish-by" not in job.pin.override:
        if visit.end > job.finish_by:
            report.add("finish-by", f"{one.name} ends {visit.end - job.finish_by} ms too late")


def check_materials(one, report):
    """Like start windows they speak of visit 1, and of both sides of a pair."""
    if one.job.parts and one.visit.visit != 1:
        return
    for name, instant in one.job.materials:
        if one.visit.start < instant:
            early = instant - one.visit.start
            report.add("materials", f"{one.name} starts {early} ms before {name} arrives")


def check_crew(tour, one, report):
    job, crew = one.job, tour.crew
    if "skills" not in job.pin.override:
        for skill, level in job.skills:
            if not crew.holds(skill, level, tour.shift.date):
                report.add(
                    "skills",
                    f"{one.name} needs {skill} {level}, which {crew.id} lacks on {tour.shift.date}",
                )
    if "crew-list" not in job.pin.override:
        if job.required and crew.id not in job.required:
            report.add("crew-list", f"{one.name} is not for crew {crew.id}, others are required")
        if crew.id in job.excluded:
            report.add("crew-list", f"{one.name} excludes crew {crew.id}")


def check_sums(tour, report):
    crew, shift = tour.crew, tour.shift.id
    if crew.max_jobs is not None and len(tour.served) > crew.max_jobs:
        made = len(tour.served)
        report.add("max-jobs", f"{shift} makes {made} visits of at most {crew.max_jobs}")
    drive = sum(travel for travel, _ in tour.legs)
    if crew.max_drive is not None and drive > crew.max_drive:
        report.add("max-drive", f"{shift} drives {drive - crew.max_drive} ms too long")
    for dimension, most in crew.capacity.items():
        load = sum(one.job.load.get(dimension, 0) for one in tour.served)
        if load > most:
            report.add("capacity", f"{shift} carries {load} {dimension} of at most {most}")


def check_now(now, tour, report):
    """Nothing new begins before `now`: neither a service nor the drive to it."""
    if now is None:
        return
    left = tour.route.start if tour.crew.start is not None else None
    for one in tour.stops:
        visit, called = one.visit, one.job is None
        past = not called and one.job.starts_at_pin(visit.visit) and one.job.pin.start < now
        if not past and visit.start < now:
            report.add("now", f"{one.name} starts {now - visit.start} ms before now")
        if not past and left is not None and left < now:
            report.add("now", f"the drive to {one.name} begins {now - left} ms before now")
        left = visit.departure
