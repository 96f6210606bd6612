"""More hand-written cases: several visits, several shifts, pins, prices of what is left out."""

from cases import (
    at,
    at_one_place,
    kpis,
    left,
    listed,
    open_route,
    pause,
    plan,
    route,
    stop,
)


def pair():
    """Two crews on one job at 09:00 for an hour: 2 x 60 = 120 for hours.

    Value by default 2 x (1 + 2 visits x (60 x 9 h) + 0) = 2162; utilisation 2 h of 18 h.
    """
    crews = [{"id": name, "costs": {"perHour": 60}} for name in ("c1", "c2")]
    job = {"id": "T", "place": "A", "duration": "PT1H", "together": 2}
    t = at("2026-01-05")
    routes = [
        open_route("c1/2026-01-05", "T", (t("09:00"), t("10:00")), "PT1H", 60, 1),
        open_route("c2/2026-01-05", "T", (t("09:00"), t("10:00")), "PT1H", 60, 2),
    ]
    numbers = kpis(1, 2162, "PT0S", "PT2H", "PT0S", "PT0S", "PT0S", 0, 111, 0, 2)
    return at_one_place(crews, [job]), plan(routes, numbers, ["A"], 120, [("hours", 120)])


def parts():
    """Four hours on the 5th and three on the 6th; utilisation 7 h of 18 h = 388.9."""
    job = {"id": "P", "place": "A", "parts": ["PT4H", "PT3H"], "value": 9}
    horizon = {"from": "2026-01-05", "to": "2026-01-07"}
    t, u = at("2026-01-05"), at("2026-01-06")
    routes = [
        open_route("c1/2026-01-05", "P", (t("08:00"), t("12:00")), "PT4H"),
        open_route("c1/2026-01-06", "P", (u("13:00"), u("16:00")), "PT3H", visit=2),
    ]
    numbers = kpis(1, 9, "PT0S", "PT7H", "PT0S", "PT0S", "PT0S", 0, 389, 0, 1)
    return at_one_place([{"id": "c1"}], [job], horizon=horizon), plan(routes, numbers, ["A"])


def pinned():
    """Pinned by crew, date, start and order to a crew without the skill, by an override."""
    t = at("2026-01-05")
    pin = {"crew": "c1", "date": "2026-01-05", "start": t("09:00"), "order": 1}
    job = {"id": "J1", "place": "A", "duration": "PT1H", "value": 9}
    job |= {"skills": [{"id": "gas"}], "pin": pin | {"override": ["skills"]}}
    day = open_route(
        "c1/2026-01-05", "J1", (t("09:00"), t("10:00")), "PT1H", override=["skills"]
    )
    numbers = kpis(1, 9, "PT0S", "PT1H", "PT0S", "PT0S", "PT0S", 0, 111, 0, 1)
    return at_one_place([{"id": "c1"}], [job]), plan([day], numbers, ["A"])


def two_shifts():
    """Two shifts of four hours on one date: perDayUsed 500 once, on the first used."""
    shifts = [{"from": "08:00", "to": "12:00"}, {"from": "13:00", "to": "17:00"}]
    crew = {"id": "c1", "shifts": shifts, "costs": {"perDayUsed": 500}}
    jobs = [{"id": f"J{n}", "place": "A", "duration": "PT1H", "value": 9} for n in (1, 2)]
    t = at("2026-01-05")
    routes = [
        open_route("c1/2026-01-05", "J1", (t("08:00"), t("09:00")), "PT1H", 500),
        open_route("c1/2026-01-05#2", "J2", (t("13:00"), t("14:00")), "PT1H"),
    ]
    numbers = kpis(2, 18, "PT0S", "PT2H", "PT0S", "PT0S", "PT0S", 0, 250, 0, 1)
    return at_one_place([crew], jobs), plan(routes, numbers, ["A"], 500, [("day-used", 500)])


def over_midnight():
    """22:00-06:00: the break of 01:00-02:00 is on the next date, inside a service of 4 hours.

    Start 23:00, four hours and a break of half an hour: 03:30. Utilisation 4 h of 8 h.
    """
    rest = {"id": "meal", "duration": "PT30M", "earliest": "01:00", "latest": "02:00"}
    crew = {"id": "c1", "shifts": [{"from": "22:00", "to": "06:00"}], "breaks": [rest]}
    job = {"id": "J1", "place": "A", "duration": "PT4H", "value": 9}
    t, u = at("2026-01-05"), at("2026-01-06")
    start, end = t("23:00"), u("03:30")
    sums = ("PT0S", "PT4H", "PT0S", "PT30M", "PT0S", 0)
    meal = pause("meal", u("02:00"), u("02:30"))
    stops = [stop("J1", "A", ("PT0S", 0), [start, start, end, end], inside=[meal])]
    day = route("c1/2026-01-05", start, end, sums, stops)
    return at_one_place([crew], [job]), plan([day], kpis(1, 9, *sums, 500, 0, 1), ["A"])


def value_first():
    """One of three jobs is served; every price hangs on U. Shift 08:00-17:00.

    Shift bound 100 + 9 h x 60 = 640; K L (V + S) / 1000 = 2 x 10000 x (3 + 1) / 1000 = 80;
    J2: 9 h late x 5000 = 45000 + promise 10000 + not preferred 1000 = 56000. U = 56720.
    J1 would cost 3 x 56721 = 170163, J2 costs 2 x 56721 = 113442.
    J3 is mandatory: 1 + 170163 + 113442 + 56720 = 340326.
    Cost: 113442 + 340326 + day 100 + 1 h 60 = 453928. Late and promised are counted for J1 only.
    """
    t = at("2026-01-05")
    costs = {"perDayUsed": 100, "perHour": 60, "perKm": 2}
    first = {"id": "J1", "place": "A", "duration": "PT1H", "value": 3}
    second = {"id": "J2", "place": "B", "duration": "PT1H", "value": 2, "due": t("08:00")}
    second |= {"promise": {"date": "2026-01-05"}, "crews": {"preferred": ["c1"]}}
    third = {"id": "J3", "place": "B", "duration": "PT1H", "mandatory": True}
    rows = {"places": ["A", "B"], "seconds": [[0, 60], [60, 0]], "metres": [[0, 10000], [4000, 0]]}
    request = {
        "policy": {"valueFirst": True},
        "problem": {
            "places": listed("A", "B"),
            "travel": {"matrix": rows},
            "crews": [{"id": "c1", "costs": costs}],
            "jobs": [first, second, third],
        },
    }
    day = open_route("c1/2026-01-05", "J1", (t("09:00"), t("10:00")), "PT1H", 160)
    amounts = [("unassigned", 113442), ("mandatory", 340326), ("day-used", 100), ("hours", 60)]
    numbers = kpis(
        1, 3, "PT0S", "PT1H", "PT0S", "PT0S", "PT0S", 0, 111, 0, 1, promised=0
    )
    rest = {"status": "INCOMPLETE", "unassigned": [left("J2"), left("J3", "NO_ROOM")]}
    return request, plan([day], numbers, ["A"], 453928, amounts, **rest)


def straight_line():
    """A degree along the equator: 6371008.8 m x pi / 180 = 111195.08 m, x 1.3 = 144553.6 m.

    So 144554 m, at 40 km/h 144554 x 90 = 13009860 ms: PT3H36M49.860S. 144.554 km x 7 per km
    = 1011.878, rounded to 1012. The crew starts at the lead's home and, without `start` and
    `end`, returns there: twice the way, 2023.756, rounded to 2024, in 7 h 13 min 39.72 s.
    """
    home = {"id": "p1", "home": {"lat": 0, "lon": 1.0}}
    crew = {"id": "c1", "members": ["p1"], "costs": {"perKm": 7}}
    job = {"id": "J1", "place": "A", "duration": "PT1H", "value": 9000}
    places = [{"id": "A", "lat": 0, "lon": 0, "address": "1 Zero Way"}]
    problem = {"places": places, "people": [home], "crews": [crew], "jobs": [job]}
    day = "2026-01-05T"
    start, end = f"{day}11:36:49.860+00:00", f"{day}12:36:49.860+00:00"
    one = stop("J1", "A", ("PT3H36M49.860S", 144554), [start, start, end, end], 1012)
    sums = ("PT7H13M39.720S", "PT1H", "PT0S", "PT0S", "PT0S", 289108)
    back = {"travel": "PT3H36M49.860S", "metres": 144554}
    tour = route(
        "c1/2026-01-05",
        f"{day}08:00:00+00:00",
        f"{day}16:13:39.720+00:00",
        sums,
        [one],
        2024,
        back,
        members=["p1"],
    )
    done = plan(
        [tour],
        kpis(1, 9000, *sums, 111, 0, 1),
        [],
        2024,
        [("drive-distance", 2024)],
        source="STRAIGHT_LINE",
    )
    done["places"] = [places[0], {"id": "@0,1", "lat": 0, "lon": 1}]
    return {"problem": problem}, done


def set_aside():
    """J2 has no place: it is set aside, and counts nowhere, not even in the horizon."""
    t = at("2026-01-05")
    broken = {"id": "J2", "duration": "PT1H", "due": "2026-03-01T00:00:00Z"}
    job = {"id": "J1", "place": "A", "duration": "PT1H", "value": 9}
    request = at_one_place([{"id": "c1"}], [job, broken]) | {"run": {"onFault": "SET_ASIDE"}}
    fault = {"code": "MISSING", "pointer": "/problem/jobs/1/place", "value": None}
    fault |= {"message": "place is missing", "hint": "name a place", "severity": "FAULT"}
    aside = [{"job": "J2", "faults": [fault]}]
    day = open_route("c1/2026-01-05", "J1", (t("09:00"), t("10:00")), "PT1H")
    numbers = kpis(1, 9, "PT0S", "PT1H", "PT0S", "PT0S", "PT0S", 0, 111, 0, 1)
    return request, plan([day], numbers, ["A"], set_aside=aside)


def many(crews=50, each=10):
    """A big plan: every leg takes a minute and 100 m, every job an hour but for the last crew."""
    names = ["D"] + [f"P{n}" for n in range(crews * each)] + [f"X{n}" for n in range(99)]
    size = len(names)
    millis = [[0 if a == b else 60000 for b in range(size)] for a in range(size)]
    metres = [[0 if a == b else 100 for b in range(size)] for a in range(size)]
    travel = {"places": names, "millis": millis, "metres": metres}
    request = {
        "problem": {
            "places": listed(*names),
            "travel": {"matrix": travel},
            "crews": [{"id": f"c{n}", "start": "D", "end": "D"} for n in range(crews)],
            "jobs": [
                {"id": f"J{n}", "place": f"P{n}", "duration": "PT30M", "value": 1}
                for n in range(crews * each)
            ],
        }
    }
    routes = []
    for crew in range(crews):
        stops, clock = [], 8 * 60
        for k in range(each):
            times = [day_minute(clock + m) for m in (1, 1, 31, 31)]
            number = crew * each + k
            stops.append(stop(f"J{number}", f"P{number}", ("PT1M", 100), times))
            clock += 31
        sums = ("PT11M", "PT5H", "PT0S", "PT0S", "PT0S", 1100)
        home = {"travel": "PT1M", "metres": 100}
        shift = f"c{crew}/2026-01-05"
        ends = day_minute(480), day_minute(clock + 1)
        routes.append(route(shift, *ends, sums, stops, home=home))
    sums = ("PT9H10M", "PT250H", "PT0S", "PT0S", "PT0S", 55000)
    done = plan(routes, kpis(500, 500, *sums, 556, 0, 50), names[:501])
    return request, done, {"source": "MATRIX"} | travel


def day_minute(minute):
    return f"2026-01-05T{minute // 60:02}:{minute % 60:02}:00+00:00"
