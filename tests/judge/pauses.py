"""`breaks`: each due break once, in its window, in order, and where a break may lie."""


def check_breaks(tours, report):
    for tour in tours:
        check_due(tour, report)
        check_places_of_breaks(tour, report)


def check_due(tour, report):
    """The breaks taken are the due ones, in the order listed, each whole and in its window."""
    name, taken = tour.shift.id, tour.breaks
    due = tour.shift.breaks
    if [pause.id for pause in taken] != [pause.id for pause in due]:
        report.add(
            "breaks",
            f"{name}: takes breaks {[p.id for p in taken]}, due are {[p.id for p in due]}",
        )
        return
    last = None
    for pause, want in zip(taken, due):
        if pause.length != want.duration:
            report.add("breaks", f"{name}: {pause.id} lasts {pause.length} ms, not {want.duration}")
        if not want.earliest <= pause.start <= want.latest:
            report.add("breaks", f"{name}: {pause.id} starts outside its window")
        if last is not None and pause.start < last:
            report.add("breaks", f"{name}: {pause.id} overlaps the break before it")
        last = pause.end


def check_places_of_breaks(tour, report):
    left = tour.route.start  # when the drive to the next visit begins
    freed = None  # when the visit before is done
    for number, one in enumerate(tour.stops):
        visit = one.visit
        inside_drive(tour, visit.on_the_way, left, visit.arrival, report)
        inside_service(tour, one, report)
        before = (tour.shift.start, left) if number == 0 else (freed, left)
        own_breaks(tour, one.before, [before, (visit.arrival, visit.start)], report)
        left, freed = visit.departure, visit.end
    if tour.route.home:
        inside_drive(tour, tour.route.home.on_the_way, left, tour.route.end, report)
    own_breaks(tour, tour.after, [(freed, left), (tour.route.end, tour.shift.to)], report)


def inside_drive(tour, pauses, left, arrival, report):
    for pause in pauses:
        if pause.start < left or pause.end > arrival:
            report.add("breaks", f"{tour.shift.id}: {pause.id} on the way lies outside the drive")


def inside_service(tour, one, report):
    """A break inside starts while there is work, or at the very moment the work is done."""
    visit = one.visit
    if visit.inside and not one.job.inside[visit.visit - 1]:
        report.add("breaks", f"{tour.shift.id}: {one.name} cannot be interrupted by a break")
    done = visit.start + one.duration
    for pause in visit.inside:
        if not visit.start <= pause.start <= done:
            report.add("breaks", f"{tour.shift.id}: {pause.id} lies outside the work of {one.name}")
        done += pause.length


def own_breaks(tour, pauses, spans, report):
    last = None
    for pause in pauses:
        if not any(low <= pause.start and pause.end <= high for low, high in spans):
            report.add("breaks", f"{tour.shift.id}: {pause.id} lies in no gap between its visits")
        if last is not None and pause.start < last:
            report.add("breaks", f"{tour.shift.id}: {pause.id} is printed out of order")
        last = pause.start
