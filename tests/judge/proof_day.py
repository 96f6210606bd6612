"""Self-test of one route: an ordinary day with nearly every rule, and days of 23 and 25 hours."""

import cases
import linked
from cases import NOTHING, changed
from proof import WINTER, Case, first, leaves, nudged, rules


class Workday(Case):
    """If this fails, the judge misreads an ordinary day with nearly every rule in use."""

    def test_request_rules(self):
        # If this fails, a plan that breaks a rule would pass, or be blamed on another rule.
        job, crew = "problem/jobs/0", "problem/crews/0"
        lunch = f"{crew}/breaks/0"
        asked = [
            ("shift-hours", f"{crew}/shifts/0/from", "07:31"),
            ("shift-hours", f"{crew}/overtime/max", "PT4M59S"),
            ("shift-hours", f"{crew}/shifts/0/date", "2026-12-09"),
            ("start-windows", f"{job}/startWindows/0/to", "07:39:59"),
            ("start-windows", f"{job}/startWindows/0/date", "2026-12-09"),
            ("finish-by", "problem/jobs/1/finishBy", "2026-12-08T16:14:59-08:00"),
            ("skills", f"{job}/skills/0/level", 3),
            ("skills", "problem/people/0/skills/0/until", "2026-12-07"),
            ("skills", f"{job}/skills/1", {"id": "roof"}),
            ("crew-list", f"{job}/crews/required", ["c2"]),
            ("crew-list", f"{job}/crews/excluded", ["c1"]),
            ("preferred-crew", f"{job}/crews/preferred", NOTHING),
            ("preferred-crew", "problem/jobs/1/crews", {"preferred": ["c2"]}),
            ("breaks", f"{lunch}/latest", "11:59"),
            ("breaks", f"{lunch}/earliest", "12:01"),
            ("breaks", f"{lunch}/duration", "PT31M"),
            ("breaks", f"{lunch}/id", "tea"),
            ("breaks", "problem/jobs/1/breakInside", False),
            ("max-jobs", f"{crew}/max/jobs", 1),
            ("max-drive", f"{crew}/max/drive", "PT44M59S"),
            ("capacity", f"{crew}/capacity/box", 1),
            ("pins", f"{job}/pin", {"crew": "c2"}),
            ("pins", f"{job}/pin", {"date": "2026-12-09"}),
            ("pins", f"{job}/pin", {"start": WINTER("07:41")}),
            ("pins", "problem/jobs/1/pin", {"order": 1}),
            ("now", "problem/now", WINTER("07:31")),
            ("travel", "problem/travel/matrix/seconds/2/0", 1201),
            ("travel", "problem/travel/matrix/metres/0/1", 5001),
            ("cover", "problem/crews/0/lead", "p2"),
            ("cover", "problem/jobs/3", {"id": "J4", "place": "A", "duration": "PT1H"}),
            ("cover", "problem/jobs/2/id", "J9"),
            ("clock", "problem/jobs/0/duration", "PT1H59M59.999S"),
            ("day-used", f"{crew}/costs/perDayUsed", 1001),
            ("hours", f"{crew}/costs/perHour", 601),
            ("overtime", f"{crew}/overtime/perHour", 9012),
            ("drive-time", f"{crew}/costs/perDrivingHour", 3601),
            ("drive-distance", f"{crew}/costs/perKm", 61),
            ("lateness", "problem/jobs/1/latePerHour", NOTHING),
            ("promise", "problem/jobs/1/promise/to", "10:44"),
            ("unassigned", "problem/jobs/2/value", 3001),
        ]
        self.refuse(cases.workday(), asked=asked)

    def test_printed_times_and_sums(self):
        # If this fails, a wrong time, leg, sum or name in a printed route would pass.
        route, one, two = "routes/0", "routes/0/stops/0", "routes/0/stops/1"
        printed = [
            ("clock", f"{one}/arrival", WINTER("07:39")),
            ("clock", f"{one}/end", WINTER("09:41")),
            ("clock", f"{one}/departure", WINTER("09:39")),
            ("clock", f"{two}/end", WINTER("16:14")),
            ("clock", f"{route}/start", WINTER("07:29")),
            ("clock", f"{route}/end", WINTER("16:36")),
            ("clock", f"{two}/start", WINTER("09:54")),
            ("clock", f"{one}/arrival", "2026-12-08T15:40:00+00:00"),
            ("clock", f"{one}/arrival", "2026-12-08T07:40:00.000-08:00"),
            ("clock", f"{one}/travel", "PT600S"),
            ("clock", f"{route}/wait", "PT49M59.999S"),
            ("clock", f"{route}/drive", "PT46M"),
            ("clock", f"{route}/work", "PT7H1M"),
            ("clock", f"{route}/break", "PT0S"),
            ("clock", f"{route}/metres", 21001),
            ("clock", f"{one}/inside", {}),
            ("clock", f"{one}/note", "x"),
            ("clock", f"{one}/departure", NOTHING),
            ("clock", f"{route}/date", "8 December"),
            ("travel", f"{one}/travel", "PT10M1S"),
            ("travel", f"{one}/metres", 5001),
            ("travel", f"{one}/place", "B"),
            ("travel", f"{route}/home", NOTHING),
            ("travel", "travelSource", "STRAIGHT_LINE"),
            ("overtime", f"{route}/overtime", "PT6M"),
            ("shift-hours", f"{route}/shift", "c1/2026-12-09"),
            ("shift-hours", f"{route}/shift", "c2/2026-12-08"),
            ("shift-hours", f"{route}/date", "2026-12-09"),
            ("cover", f"{route}/crew", "c9"),
            ("cover", f"{route}/members", ["p1"]),
            ("cover", f"{one}/visit", 2),
            ("cover", f"{one}/job", "J8"),
            ("cover", f"{one}/job", "J2"),
            ("cover", "unassigned", []),
            ("cover", "unassigned/1", cases.left("J1")),
            ("cover", "unassigned/1", cases.left("J3")),
            ("cover", "unassigned/0/job", "J7"),
            ("cover", "places/2", NOTHING),
            ("cover", "places/0/lat", 1),
            ("cover", "setAside", [{"job": "J3", "faults": []}]),
            ("unassigned", "unassigned/0/verdict", "PRICED_OUT"),
            ("unassigned", "unassigned/0/verdict", "PERHAPS"),
            ("unassigned", "unassigned/0/displaces", ["J9"]),
            ("unassigned", "unassigned/0/reasons/0", {"code": "X", "crews": ["c9"], "message": ""}),
        ]
        self.refuse(cases.workday(), printed=printed)

    def test_printed_money(self):
        # If this fails, an amount, stop, route or total that is a cent off would pass.
        names = ["unassigned", "day-used", "hours", "overtime", "drive-time", "drive-distance"]
        names += ["lateness", "preferred-crew"]
        request, plan = cases.workday()
        printed = [
            (rule, f"costs/{n}/amount", plan["costs"][n]["amount"] + by)
            for n, rule in enumerate(names)
            for by in (1, -1)
        ]
        printed += [
            ("score", "costs/8", {"rule": "promise", "amount": 1}),
            ("score", "cost", 16661),
            ("score", "routes/0/cost", 13661),
            ("score", "routes/0/stops/1/cost", 2819),
            ("score", "bound", 16661),
            ("score", "bound", 15999),
            ("score", "gap", 0.04),
            ("score", "gapServed", 0.0062),
            ("score", "gap", None),
            ("score", "bound", None),
            ("score", "status", "OPTIMAL"),
            ("score", "status", "INCOMPLETE"),
            ("score", "status", "GOOD"),
            ("score", "currency", "EUR"),
            ("score", "trace", NOTHING),
            ("score", "extra", 1),
        ]
        broken = {"rule": "promise", "amount": 1}
        in_order = plan["costs"][:7] + [broken] + plan["costs"][7:]
        printed += [("promise", "costs", in_order)]
        zero = plan["costs"][:7] + [broken | {"amount": 0}] + plan["costs"][7:]
        printed += [("score", "costs", zero)]
        forced = plan["costs"][:1] + [{"rule": "mandatory", "amount": 1}] + plan["costs"][1:]
        printed += [("mandatory", "costs", forced)]
        self.refuse((request, plan), printed=printed)

    def test_one_unit(self):
        # If this fails, a difference of one unit somewhere in the plan would pass.
        """Every integer, duration and time of a route, the costs and the KPIs, one unit off."""
        for build in (cases.workday, linked.two_shifts, linked.value_first, linked.straight_line):
            request, plan = build()
            for head in ("routes", "costs", "kpis", "cost"):
                for path, value in leaves(plan[head], head):
                    for other in nudged(value):
                        with self.subTest(case=build.__name__, path=path, value=other):
                            found = first(request, changed(plan, path, other))
                            self.assertNotEqual(found, "accepted")

    def test_kpis(self):
        # If this fails, a wrong or missing KPI would pass.
        request, plan = cases.workday()
        for name, value in plan["kpis"].items():
            other = "PT1S" if isinstance(value, str) else value + 1
            with self.subTest(kpi=name):
                self.assertEqual(first(request, changed(plan, f"kpis/{name}", other)), "kpis")
        for path in ("kpis/promisesKept", "kpis/jobs"):
            self.assertEqual(first(request, changed(plan, path, NOTHING)), "kpis")

    def test_order_of_times(self):
        # If this fails, a service before the arrival, or a departure before its end, would pass.
        """One minute taken from one side and given to the other, so that every sum still fits."""
        request, plan = cases.workday()
        one = "routes/0/stops/0"
        for start, end in (("07:39", "09:39"), ("07:41", "09:41")):
            moved = changed(plan, f"{one}/start", WINTER(start))
            moved = changed(moved, f"{one}/end", WINTER(end))
            self.assertEqual(rules(request, moved), ["clock"])

    def test_order_of_keys(self):
        # If this fails, a plan with its keys in another order would pass.
        request, plan = cases.workday()
        turned = dict(reversed(plan.items()))
        self.assertEqual(first(request, turned), "score")
        stop = plan["routes"][0]["stops"][0]
        turned = changed(plan, "routes/0/stops/0", dict(reversed(stop.items())))
        self.assertEqual(first(request, turned), "clock")


class Daylight(Case):
    """If this fails, the judge loses or finds an hour where the clock changes."""

    def test_an_hour_more(self):
        # If this fails, the day of 25 hours would be judged as one of 24.
        # 00:00 -07:00 to 08:00 -08:00 is 9 h: J2 costs 2 x (1 + 9000) = 18002; 8.5 / 9 = 944.4.
        case = cases.daylight("2026-11-01", "-07:00", "-08:00", "PT8H30M", 8500, 18002, 26502, 944)
        end = "routes/0/end"
        self.refuse(case, printed=[("clock", end, "2026-11-01T07:30:00-07:00")])
        self.refuse(case, printed=[("clock", end, "2026-11-01T08:30:00-07:00")])

    def test_an_hour_less(self):
        # If this fails, the day of 23 hours would be judged as one of 24.
        # 00:00 -08:00 to 08:00 -07:00 is 7 h: J2 costs 2 x (1 + 7000) = 14002; 6.5 / 7 = 928.6.
        case = cases.daylight("2027-03-14", "-08:00", "-07:00", "PT6H30M", 6500, 14002, 20502, 929)
        self.refuse(case, printed=[("unassigned", "costs/0/amount", 18002)])
