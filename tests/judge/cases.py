"""Requests and plans written out by hand for the self-test; nothing here computes a plan."""

import copy

NOTHING = object()


def at(day, offset="+00:00"):
    """A writer of times on one day: at("2026-01-05")("08:00") is `2026-01-05T08:00:00+00:00`."""
    return lambda clock, other=offset: f"{day}T{clock}:00{other}"


def pause(name, start, end):
    return {"break": name, "start": start, "end": end}


def stop(job, place, leg, times, cost=0, visit=1, **more):
    """`leg` is (travel, metres); `times` are arrival, start, end and departure."""
    arrival, start, end, departure = times
    raw = {"job": job, "visit": visit, "place": place, "travel": leg[0], "metres": leg[1]}
    raw |= {"arrival": arrival, "start": start, "end": end, "departure": departure}
    raw |= {key: more[key] for key in ("inside", "onTheWay", "override") if key in more}
    return raw | {"cost": cost}


def route(shift, start, end, sums, stops, cost=0, home=None, **more):
    """`sums` are drive, work, wait, break, overtime and metres."""
    crew, day = shift.split("#")[0].split("/")
    raw = {"crew": crew, "shift": shift, "date": day, "members": more.get("members", [])}
    raw |= {"lead": more.get("lead"), "start": start, "end": end}
    raw |= dict(zip(("drive", "work", "wait", "break", "overtime", "metres"), sums))
    raw |= {"cost": cost, "stops": stops}
    return raw | ({"home": home} if home else {})


def kpis(*given, promised=None):
    names = ["jobs", "value", "drive", "work", "wait", "break", "overtime", "metres", "utilisation"]
    raw = dict(zip(names, given))
    raw |= {} if promised is None else {"promisesKept": promised}
    return raw | {"lateJobs": given[9], "crewsUsed": given[10]}


def left(job, verdict="UNKNOWN"):
    raw = {"job": job, "verdict": verdict, "extraCost": None, "summary": "left out"}
    return raw | {"reasons": []}


def plan(routes, numbers, places, cost=0, costs=(), **more):
    """A plan object; without a bound unless `bound`, `gap` and `gap_served` are given."""
    return {
        "warnings": [],
        "setAside": more.get("set_aside", []),
        "assumed": [],
        "places": [{"id": place} for place in places],
        "status": more.get("status", "FEASIBLE"),
        "stopReason": "BUDGET",
        "cost": cost,
        "bound": more.get("bound"),
        "boundKind": None if more.get("bound") is None else "relaxation",
        "gap": more.get("gap"),
        "gapServed": more.get("gap_served"),
        "relaxed": [],
        "engine": "HEURISTIC",
        "seed": 1,
        "lanes": 4,
        "work": 1000,
        "requestHash": "a1",
        "travelHash": "b2",
        "planHash": "c3",
        "travelSource": more.get("source", "MATRIX"),
        "currency": "USD",
        "timeZone": more.get("zone", "UTC"),
        "routes": routes,
        "unassigned": more.get("unassigned", []),
        "costs": [{"rule": rule, "amount": amount} for rule, amount in costs],
        "kpis": numbers,
        "trace": [],
    }


def changed(raw, path, value):
    """A copy with one value put elsewhere, or taken away with NOTHING; path as `a/0/b`."""
    raw = copy.deepcopy(raw)
    *above, last = [int(key) if key.isdigit() else key for key in path.split("/")]
    spot = raw
    for key in above:
        spot = spot[key]
    if value is NOTHING:
        del spot[last]
    elif isinstance(spot, list) and last == len(spot):
        spot.append(value)
    else:
        spot[last] = value
    return raw


def flat(places):
    """A matrix of nothing: no seconds, no metres."""
    rows = [[0] * len(places) for _ in places]
    return {"matrix": {"places": list(places), "seconds": rows, "metres": rows}}


def listed(*places):
    return [{"id": place} for place in places]


def workday():
    """One crew, one day in Los Angeles, nearly every rule in use.

    Depart 07:30, 10 min to A, J1 07:40-09:40, 15 min to B at 09:55, wait 50 min, J2 10:45 with
    lunch inside 12:00-12:30 until 16:15, 20 min home: 16:35, 5 min after `to`.
    """
    seconds = [[0, 600, 1200], [600, 0, 900], [1200, 900, 0]]
    metres = [[0, 5000, 9000], [5000, 0, 7000], [9000, 7000, 0]]
    gas = {"id": "gas", "level": 2, "until": "2026-12-08"}
    crew = {
        "id": "c1",
        "members": ["p1", "p2"],
        "lead": "p1",
        "start": "D",
        "end": "D",
        "shifts": [{"date": "2026-12-08", "from": "07:30", "to": "16:30"}],
        "breaks": [
            {"id": "lunch", "duration": "PT30M", "earliest": "11:30", "latest": "13:30"}
        ],
        "overtime": {"max": "PT1H", "perHour": 9000},
        "costs": {"perDayUsed": 1000, "perHour": 600, "perDrivingHour": 3600, "perKm": 60},
        "max": {"jobs": 3, "drive": "PT2H"},
        "capacity": {"box": 5},
    }
    other = {"id": "c2", "start": "D", "end": "D"}
    other["shifts"] = [{"date": "2026-12-08", "from": "08:00", "to": "12:00"}]
    first = {
        "id": "J1",
        "place": "A",
        "duration": "PT2H",
        "startWindows": [{"date": "2026-12-08", "from": "07:30", "to": "10:00"}],
        "skills": [{"id": "gas", "level": 2}],
        "load": {"box": 2},
        "crews": {"preferred": ["c2"]},
        "value": 50000,
    }
    second = {
        "id": "J2",
        "place": "B",
        "duration": "PT5H",
        "startWindows": [{"date": "2026-12-08", "from": "10:45"}],
        "finishBy": "2026-12-08T16:15:00-08:00",
        "due": "2026-12-08T10:30:00-08:00",
        "latePerHour": 6000,
        "promise": {"date": "2026-12-08", "from": "10:00", "to": "12:00"},
        "value": 70000,
    }
    third = {"id": "J3", "place": "A", "duration": "PT1H", "value": 3000}
    problem = {
        "timeZone": "America/Los_Angeles",
        "places": listed("D", "A", "B"),
        "travel": {"matrix": {"places": ["D", "A", "B"], "seconds": seconds, "metres": metres}},
        "people": [{"id": "p1", "skills": [gas]}, {"id": "p2"}],
        "crews": [crew, other],
        "jobs": [first, second, third],
    }
    return {"problem": problem}, workday_plan()


def workday_plan():
    """The amounts by hand, in cents.

    hours 9 h 05 min x 600 = 5450; overtime 5 min x 9000/h = 750; driving 45 min x 3600/h = 2700;
    21 km x 60 = 1260; late 15 min x 6000/h = 1500; J1 by an unpreferred crew 1000; J3 3000.
    Stop J1: 10 min 600 + 5 km 300 + 1000 = 1900. Stop J2: 15 min 900 + 7 km 420 + 1500 = 2820.
    Route: 1900 + 2820 + home 1200 + 540, + day 1000 + 5450 + 750 = 13660. Cost: 16660.
    Gap 660 / 16660; serving nothing costs 123000, so gapServed is 660 / 106340.
    Utilisation 7 h of 9 h = 777.8 thousandths.
    """
    t = at("2026-12-08", "-08:00")
    lunch = pause("lunch", t("12:00"), t("12:30"))
    stops = [
        stop("J1", "A", ("PT10M", 5000), [t("07:40"), t("07:40"), t("09:40"), t("09:40")], 1900),
        stop(
            "J2",
            "B",
            ("PT15M", 7000),
            [t("09:55"), t("10:45"), t("16:15"), t("16:15")],
            2820,
            inside=[lunch],
        ),
    ]
    day = route(
        "c1/2026-12-08",
        t("07:30"),
        t("16:35"),
        ("PT45M", "PT7H", "PT50M", "PT30M", "PT5M", 21000),
        stops,
        13660,
        {"travel": "PT20M", "metres": 9000},
        members=["p1", "p2"],
        lead="p1",
    )
    costs = [("unassigned", 3000), ("day-used", 1000), ("hours", 5450), ("overtime", 750)]
    costs += [("drive-time", 2700), ("drive-distance", 1260), ("lateness", 1500)]
    costs += [("preferred-crew", 1000)]
    numbers = kpis(
        2, 120000, "PT45M", "PT7H", "PT50M", "PT30M", "PT5M", 21000, 778, 1, 1, promised=1000
    )
    return plan(
        [day],
        numbers,
        ["D", "A", "B"],
        16660,
        costs,
        zone="America/Los_Angeles",
        unassigned=[left("J3")],
        bound=16000,
        gap=660 / 16660,
        gap_served=660 / 106340,
    )


def daylight(day, before, after, duration, hours, price, cost, utilisation):
    """A shift 00:00-08:00 on the wall while the clock changes; open at both ends.

    J1 starts at midnight and lasts half an hour less than the shift, so ends at 07:30 local.
    The price of J2 by default: weight 2 x (1 + 1 visit x shift bound), the bound being
    1000/h x the real length of the shift.
    """
    zone = "America/Los_Angeles"
    crew = {"id": "c1", "shifts": [{"from": "00:00", "to": "08:00"}], "costs": {"perHour": 1000}}
    job = {"id": "J1", "place": "A", "duration": duration, "value": 20000}
    problem = {
        "timeZone": zone,
        "horizon": {"from": day, "to": day},
        "places": listed("A"),
        "travel": flat(["A"]),
        "crews": [crew],
        "jobs": [job, {"id": "J2", "place": "A", "duration": "PT1H"}],
    }
    start, end = at(day, before)("00:00"), at(day, after)("07:30")
    stops = [stop("J1", "A", ("PT0S", 0), [start, start, end, end])]
    zero = ("PT0S", duration, "PT0S", "PT0S", "PT0S", 0)
    done = plan(
        [route(f"c1/{day}", start, end, zero, stops, hours)],
        kpis(1, 20000, *zero, utilisation, 0, 1),
        ["A"],
        cost,
        [("unassigned", price), ("hours", hours)],
        zone=zone,
        unassigned=[left("J2")],
    )
    return {"problem": problem}, done


def paused(lunch, times, sums, **more):
    """A job of one hour at A, one hour from D, on 2026-01-05 08:00-17:00 UTC, without prices.

    `lunch` is (earliest, latest) of a break of 30 minutes; `times` are departure, arrival, start,
    end, departure from A and return; `more` says where the break is printed, and the window.
    """
    t = at("2026-01-05")
    start, *visit, back = [t(clock) for clock in times]
    taken = pause("lunch", t(more["taken"][0]), t(more["taken"][1])) if "taken" in more else None
    where = more.get("where")
    inner = {where: [taken]} if where in ("inside", "onTheWay") else {}
    stops = [stop("J1", "A", ("PT1H", 0), visit, **inner)]
    stops = [taken] * (where == "before") + stops + [taken] * (where == "after")
    home = {"travel": "PT1H", "metres": 0}
    if where == "home":
        home["onTheWay"] = [taken]
    job = {"id": "J1", "place": "A", "duration": "PT1H", "breakInside": where == "inside"}
    if "window" in more:
        job["startWindows"] = [{"date": "2026-01-05", "from": more["window"]}]
    rest = {"id": "lunch", "duration": "PT30M", "earliest": lunch[0], "latest": lunch[1]}
    crew = {"id": "c1", "start": "D", "end": "D", "breaks": [rest]}
    crew["shifts"] = [{"from": "08:00", "to": more.get("to", "17:00")}]
    matrix = {"places": ["D", "A"], "seconds": [[0, 3600], [3600, 0]]}
    problem = {"places": listed("D", "A"), "travel": {"matrix": matrix}}
    problem |= {"crews": [crew], "jobs": [job]}
    all_sums = ("PT2H", "PT1H", sums[0], sums[1], "PT0S", 0)
    day = route("c1/2026-01-05", start, back, all_sums, stops, home=home)
    # The default value: weight 2 x (1 + 1 visit x 0 + 0) = 2.
    numbers = kpis(1, 2, *all_sums, more.get("utilisation", 111), 0, 1)
    optimal = {"status": "OPTIMAL", "bound": 0, "gap": 0, "gap_served": 0}
    return {"problem": problem}, plan([day], numbers, ["D", "A"], **optimal)


def open_route(shift, job, times, work, cost=0, visit=1, **more):
    """A route of one visit at A, open at both ends, without a drive or a wait."""
    start, end = times
    sums = ("PT0S", work, "PT0S", "PT0S", "PT0S", 0)
    stops = [stop(job, "A", ("PT0S", 0), [start, start, end, end], 0, visit, **more)]
    return route(shift, start, end, sums, stops, cost)


def at_one_place(crews, jobs, **problem):
    """A request whose crews and jobs are all at A."""
    places = {"places": listed("A"), "travel": flat(["A"])}
    return {"problem": places | {"crews": crews, "jobs": jobs} | problem}
