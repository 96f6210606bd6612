"""Self-test of vans: tools, parts, and the call at the warehouse that fills them up."""

import cases
from cases import changed
from proof import JANUARY, Case, first

CLOCK = ("arrival", "start", "end", "departure")


def called():
    """Depart 08:00 from D, ten minutes at the warehouse there, 1 h to A, J1 for an hour, back.

    Before the call the van has a drill and one valve.
    """
    t = JANUARY
    times = dict(zip(CLOCK, (t("08:00"), t("08:00"), t("08:10"), t("08:10"))))
    call = {"call": "hub", "place": "D", "travel": "PT0S", "metres": 0} | times | {"cost": 0}
    visit = [t("09:10"), t("09:10"), t("10:10"), t("10:10")]
    sums = ("PT2H", "PT1H10M", "PT0S", "PT0S", "PT0S", 0)
    stops = [call, cases.stop("J1", "A", ("PT1H", 0), visit)]
    home = {"travel": "PT1H", "metres": 0}
    day = cases.route("c1/2026-01-05", t("08:00"), t("11:10"), sums, stops, home=home)
    crew = {"id": "c1", "start": "D", "end": "D", "tools": ["drill"], "stock": {"valve": 1}}
    job = {"id": "J1", "place": "A", "duration": "PT1H", "value": 1}
    job |= {"tools": ["drill", "saw"], "uses": {"valve": 2}}
    matrix = {"places": ["D", "A"], "seconds": [[0, 3600], [3600, 0]]}
    problem = {"places": cases.listed("D", "A"), "travel": {"matrix": matrix}}
    problem |= {"warehouses": [{"id": "hub", "place": "D", "duration": "PT10M"}]}
    problem |= {"crews": [crew], "jobs": [job]}
    # 70 minutes of 540 are 129.6 thousandths.
    return {"problem": problem}, cases.plan([day], cases.kpis(1, 1, *sums, 130, 0, 1), ["D", "A"])


class Vans(Case):
    """If this fails, a crew is sent out without what it needs, or drives to the shop twice."""

    def test_a_call(self):
        # If this fails, a call could be anywhere, take no time or cost nothing.
        stop = "routes/0/stops/0"
        printed = [
            ("calls", f"{stop}/call", "shop"),
            ("travel", f"{stop}/place", "A"),
            ("travel", f"{stop}/travel", "PT1M"),
            ("clock", f"{stop}/end", JANUARY("08:09")),
            ("clock", f"{stop}/visit", 1),
            ("score", f"{stop}/cost", 1),
        ]
        asked = [
            ("clock", "problem/warehouses/0/duration", "PT9M"),
            ("calls", "problem/warehouses", []),
        ]
        self.refuse(called(), asked=asked, printed=printed)

    def test_without_a_call(self):
        # If this fails, a tool or a part could be missing on the job.
        request, plan = called()
        at = "problem/warehouses/0/duration"
        request, route = changed(request, at, "PT0S"), plan["routes"][0]
        early = {key: JANUARY("08:10") for key in CLOCK}
        call = route["stops"][0] | early
        plan = changed(plan, "routes/0", route | {"start": JANUARY("08:10"), "work": "PT1H"})
        plan = changed(changed(plan, "kpis/work", "PT1H"), "kpis/utilisation", 111)
        self.accept(request, changed(plan, "routes/0/stops/0", call))
        twice = changed(plan, "routes/0/stops", [call, call, route["stops"][1]])
        self.assertEqual(first(request, twice), "calls")
        bare = changed(plan, "routes/0/stops", route["stops"][1:])
        self.assertEqual(first(request, bare), "tools")
        request = changed(request, "problem/jobs/0/tools", ["drill"])
        self.assertEqual(first(request, bare), "stock")
        self.accept(changed(request, "problem/crews/0/stock/valve", 2), bare)
