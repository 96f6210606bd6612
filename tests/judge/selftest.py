"""The judge's own test: hand-written plans are accepted, and each wrong one refused by its rule.

Run with `python3 -m unittest tests/judge/selftest.py`.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cases  # noqa: E402
import command  # noqa: E402
import linked  # noqa: E402
from cases import NOTHING, changed  # noqa: E402
from units import Unreadable, half_up, printed_duration, read_duration  # noqa: E402
from verdict import judge, load  # noqa: E402

WINTER = cases.at("2026-12-08", "-08:00")
JANUARY = cases.at("2026-01-05")


def rules(request, plan, snapshot=None):
    """The rules violated, in order; both texts go through JSON as they do in life."""
    raw = [load(json.dumps(text)) for text in (request, plan, snapshot)]
    return [violation["rule"] for violation in judge(*raw)]


def first(request, plan, snapshot=None):
    return (rules(request, plan, snapshot) + ["accepted"])[0]


class Case(unittest.TestCase):
    def accept(self, request, plan, snapshot=None):
        raw = [load(json.dumps(text)) for text in (request, plan, snapshot)]
        self.assertEqual(judge(*raw), [])

    def refuse(self, case, asked=(), printed=()):
        """Each (rule, path, value) changes request or plan, which that rule then refuses."""
        request, plan = case
        self.accept(request, plan)
        for rule, path, value in asked:
            with self.subTest(request=path, value=value):
                self.assertEqual(first(changed(request, path, value), plan), rule)
        for rule, path, value in printed:
            with self.subTest(plan=path, value=value):
                self.assertEqual(first(request, changed(plan, path, value)), rule)


class Workday(Case):
    """If this fails, the judge misreads an ordinary day with nearly every rule in use."""

    def test_request_rules(self):
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
        ]
        self.refuse(cases.workday(), printed=printed)

    def test_printed_money(self):
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

    def test_kpis(self):
        request, plan = cases.workday()
        for name, value in plan["kpis"].items():
            other = "PT1S" if isinstance(value, str) else value + 1
            with self.subTest(kpi=name):
                self.assertEqual(first(request, changed(plan, f"kpis/{name}", other)), "kpis")
        for path in ("kpis/promisesKept", "kpis/jobs"):
            self.assertEqual(first(request, changed(plan, path, NOTHING)), "kpis")

    def test_order_of_keys(self):
        request, plan = cases.workday()
        turned = dict(reversed(plan.items()))
        self.assertEqual(first(request, turned), "score")
        stop = plan["routes"][0]["stops"][0]
        turned = changed(plan, "routes/0/stops/0", dict(reversed(stop.items())))
        self.assertEqual(first(request, turned), "clock")


class Daylight(Case):
    """If this fails, the judge loses or finds an hour where the clock changes."""

    def test_an_hour_more(self):
        # 00:00 -07:00 to 08:00 -08:00 is 9 h: J2 costs 2 x (1 + 9000) = 18002; 8.5 / 9 = 944.4.
        case = cases.daylight("2026-11-01", "-07:00", "-08:00", "PT8H30M", 8500, 18002, 26502, 944)
        end = "routes/0/end"
        self.refuse(case, printed=[("clock", end, "2026-11-01T07:30:00-07:00")])
        self.refuse(case, printed=[("clock", end, "2026-11-01T08:30:00-07:00")])

    def test_an_hour_less(self):
        # 00:00 -08:00 to 08:00 -07:00 is 7 h: J2 costs 2 x (1 + 7000) = 14002; 6.5 / 7 = 928.6.
        case = cases.daylight("2027-03-14", "-08:00", "-07:00", "PT6H30M", 6500, 14002, 20502, 929)
        self.refuse(case, printed=[("unassigned", "costs/0/amount", 18002)])


class Breaks(Case):
    """If this fails, a break is accepted where it cannot lie, or refused where it can."""

    TIMES = ["08:00", "09:00", "09:00", "10:00", "10:00", "11:00"]

    def moved(self, case, path, start, end):
        moved = changed(case[1], f"{path}/start", JANUARY(start))
        return first(case[0], changed(moved, f"{path}/end", JANUARY(end)))

    def test_inside_a_service(self):
        times = ["08:00", "09:00", "09:00", "10:30", "10:30", "11:30"]
        taken = ("10:00", "10:30")  # the very end of the work still counts as inside
        case = cases.paused(
            ("10:00", "10:10"), times, ("PT0S", "PT30M"), where="inside", taken=taken
        )
        self.accept(*case)
        self.assertEqual(self.moved(case, "routes/0/stops/0/inside/0", "10:01", "10:31"), "breaks")

    def test_on_the_way(self):
        times = ["08:00", "09:30", "09:30", "10:30", "10:30", "11:30"]
        taken = ("08:10", "08:40")
        case = cases.paused(
            ("08:00", "09:10"), times, ("PT0S", "PT30M"), where="onTheWay", taken=taken
        )
        self.accept(*case)
        path = "routes/0/stops/0/onTheWay/0"
        self.assertEqual(self.moved(case, path, "09:01", "09:31"), "breaks")
        self.assertEqual(self.moved(case, path, "08:10", "08:41"), "clock")

    def test_on_the_way_home(self):
        times = ["08:00", "09:00", "09:00", "10:00", "10:00", "11:30"]
        taken = ("10:30", "11:00")
        case = cases.paused(
            ("09:30", "12:00"), times, ("PT0S", "PT30M"), where="home", taken=taken
        )
        self.accept(*case)
        path = "routes/0/home/onTheWay/0"
        self.assertEqual(self.moved(case, path, "09:59", "10:29"), "breaks")
        self.assertEqual(self.moved(case, path, "11:01", "11:31"), "breaks")

    def test_before_departure(self):
        times = ["08:40", "09:40", "09:40", "10:40", "10:40", "11:40"]
        taken = ("08:10", "08:40")
        case = cases.paused(
            ("06:00", "08:30"), times, ("PT0S", "PT0S"), where="before", taken=taken
        )
        case = case[0], changed(case[1], "routes/0/break", "PT30M")
        case = case[0], changed(case[1], "kpis/break", "PT30M")
        self.accept(*case)
        path = "routes/0/stops/0"
        self.assertEqual(self.moved(case, path, "08:11", "08:41"), "breaks")
        self.assertEqual(self.moved(case, path, "07:59", "08:29"), "breaks")

    def test_after_return(self):
        case = cases.paused(
            ("12:00", "12:30"),
            self.TIMES,
            ("PT0S", "PT30M"),
            where="after",
            taken=("12:00", "12:30"),
        )
        self.accept(*case)
        self.assertEqual(self.moved(case, "routes/0/stops/1", "11:59", "12:29"), "breaks")
        # `to` 12:30: the break still ends by it; with 12:29 it is not due, so must not be taken.
        ends = changed(case[0], "problem/crews/0/shifts/0/to", "12:30")
        self.assertEqual(first(ends, case[1]), "kpis")  # only the utilisation is another
        ends = changed(case[0], "problem/crews/0/shifts/0/to", "12:29")
        self.assertEqual(first(ends, case[1]), "breaks")

    def test_while_waiting(self):
        times = ["08:00", "09:00", "11:00", "12:00", "12:00", "13:00"]
        case = cases.paused(
            ("10:00", "10:30"),
            times,
            ("PT1H30M", "PT30M"),
            where="before",
            taken=("10:30", "11:00"),
            window="11:00",
        )
        self.accept(*case)
        self.assertEqual(self.moved(case, "routes/0/stops/0", "10:31", "11:01"), "breaks")

    def test_after_service_before_leaving(self):
        times = ["08:00", "09:00", "09:00", "10:00", "10:30", "11:30"]
        case = cases.paused(
            ("09:00", "10:00"), times, ("PT0S", "PT30M"), where="after", taken=("10:00", "10:30")
        )
        self.accept(*case)
        self.assertEqual(self.moved(case, "routes/0/stops/1", "09:59", "10:29"), "breaks")

    def test_not_due_on_a_short_shift(self):
        # 08:00-11:00 is over before 11:30; 1 h of work in 3 h = 333.
        case = cases.paused(
            ("11:30", "13:00"), self.TIMES, ("PT0S", "PT0S"), to="11:00", utilisation=333
        )
        self.accept(*case)
        case = cases.paused(("11:30", "13:00"), self.TIMES, ("PT0S", "PT0S"))
        self.assertEqual(first(*case), "breaks")


class Linked(Case):
    """If this fails, jobs of several visits, pins or several shifts are misread."""

    def test_together(self):
        request, plan = linked.pair()
        self.accept(request, plan)
        later = plan
        for key, clock in (("arrival", "09:01"), ("start", "09:01"), ("end", "10:01")):
            later = changed(later, f"routes/1/stops/0/{key}", JANUARY(clock))
        later = changed(later, "routes/1/stops/0/departure", JANUARY("10:01"))
        for key, clock in (("start", "09:01"), ("end", "10:01")):
            later = changed(later, f"routes/1/{key}", JANUARY(clock))
        self.assertEqual(rules(request, later), ["together"])
        self.assertEqual(first(request, changed(plan, "routes/1", NOTHING)), "cover")
        self.assertEqual(first(request, changed(plan, "routes/1/stops/0/visit", 1)), "cover")
        turned = changed(plan, "routes", plan["routes"][::-1])
        self.assertEqual(first(request, turned), "clock")

    def test_parts(self):
        request, plan = linked.parts()
        self.accept(request, plan)
        other = json.loads(json.dumps(plan).replace("2026-01-06", "2026-01-07"))
        self.assertEqual(rules(request, other), ["parts"])
        two = changed(request, "problem/crews/1", {"id": "c2"})
        other = json.loads(json.dumps(plan).replace("c1/2026-01-06", "c2/2026-01-06"))
        self.assertEqual(first(two, changed(other, "routes/1/crew", "c2")), "parts")
        self.assertEqual(first(request, changed(plan, "routes/0", NOTHING)), "cover")
        early = changed(request, "problem/jobs/0/finishBy", "2026-01-06T15:59:00Z")
        self.assertEqual(first(early, plan), "finish-by")
        only_first = changed(request, "problem/jobs/0/startWindows", [{"date": "2026-01-05"}])
        self.accept(only_first, plan)

    def test_pins(self):
        job = "problem/jobs/0"
        asked = [
            ("skills", f"{job}/pin/override", NOTHING),
            ("pins", f"{job}/pin/start", JANUARY("09:30")),
            ("pins", f"{job}/pin/crew", "c2"),
        ]
        printed = [("pins", "routes/0/stops/0/override", NOTHING)]
        self.refuse(linked.pinned(), asked, printed)
        request, plan = linked.pinned()
        bare = changed(plan, "routes/0/stops/0/override", NOTHING)
        self.assertEqual(first(changed(request, f"{job}/pin/override", []), bare), "skills")
        # Showing all of the override or what is broken of it is right, showing more is not.
        self.accept(changed(request, f"{job}/pin/override/1", "finish-by"), plan)
        more = changed(plan, "routes/0/stops/0/override/1", "finish-by")
        self.assertEqual(rules(request, more), ["pins"])
        # Pinned to a start before now, so now does not hold it; unpinned it does.
        past = changed(request, "problem/now", JANUARY("12:00"))
        self.accept(past, plan)
        self.assertEqual(first(changed(past, f"{job}/pin/start", NOTHING), plan), "now")

    def test_two_shifts_of_one_date(self):
        case = linked.two_shifts()
        printed = [
            ("day-used", "costs/0/amount", 1000),
            ("score", "routes/1/cost", 500),
            ("shift-hours", "routes/1/shift", "c1/2026-01-05#3"),
            ("shift-hours", "routes/1/shift", "c1/2026-01-05"),
        ]
        self.refuse(case, printed=printed)

    def test_over_midnight(self):
        asked = [("breaks", "problem/crews/0/breaks/0/latest", "01:59")]
        self.refuse(linked.over_midnight(), asked=asked)

    def test_set_aside(self):
        printed = [
            ("cover", "setAside", []),
            ("cover", "setAside/0/job", "J1"),
            ("cover", "setAside/0/faults", []),
            ("cover", "unassigned", [cases.left("J2")]),
        ]
        self.refuse(linked.set_aside(), [("cover", "run", {})], printed)


class Priced(Case):
    """If this fails, the prices of jobs left out are not the contract's."""

    def test_value_first_and_mandatory(self):
        request, plan = linked.value_first()
        printed = [
            ("unassigned", "costs/0/amount", 113441),
            ("mandatory", "costs/1/amount", 340327),
            ("score", "status", "FEASIBLE"),
            ("score", "status", "OPTIMAL"),
        ]
        asked = [
            ("unassigned", "problem/travel/matrix/metres/0/1", 9000),
            ("unassigned", "policy/valueFirst", 56720),
            ("unassigned", "policy/preset", "customer-first"),
        ]
        self.refuse((request, plan), asked, printed)
        self.accept(request, changed(plan, "status", "INFEASIBLE"))

    def test_default_prices(self):
        # Without valueFirst: visit bound 640 + 2 x 2 x 10000 / 1000 = 680. J3: replaced by 1 +
        # J1 900 + J2 800 + U 56720 = 58421. J2 given by the policy's price for LOW: 800.
        request, plan = linked.value_first()
        policy = {"prices": {"unassigned": {"LOW": 800}}}
        request = changed(request, "policy", policy)
        request = changed(request, "problem/jobs/0/value", 900)
        request = changed(request, "problem/jobs/1/value", NOTHING)
        request = changed(request, "problem/jobs/1/priority", "LOW")
        for path, value in (
            ("costs/0/amount", 800),
            ("costs/1/amount", 58421),
            ("cost", 59381),
            ("kpis/value", 900),
        ):
            plan = changed(plan, path, value)
        self.accept(request, plan)
        # J2 HIGH: 5 x (1 + 1 x 680 + 56000) = 283405; J3: 1 + 900 + 283405 + 56720 = 341026.
        request = changed(request, "problem/jobs/1/priority", "HIGH")
        for path, value in (
            ("costs/0/amount", 283405),
            ("costs/1/amount", 341026),
            ("cost", 624591),
        ):
            plan = changed(plan, path, value)
        self.accept(request, plan)

    def test_rounding(self):
        self.assertEqual([half_up(n) for n in (1_799_999, 1_800_000, 5_400_000)], [0, 1, 2])


class Travelled(Case):
    """If this fails, straight lines or snapshots are misread."""

    def test_straight_line(self):
        request, plan = linked.straight_line()
        leg, home = "routes/0/stops/0", "routes/0/home"
        printed = [
            ("travel", f"{leg}/metres", 144556),
            ("travel", f"{leg}/metres", 144553),
            ("travel", f"{home}/travel", "PT3H36M49.861S"),
            ("clock", f"{leg}/arrival", "2026-01-05T11:36:49.861+00:00"),
            ("cover", "places/1/id", "@0.0,1.0"),
        ]
        self.refuse((request, plan), printed=printed)
        # One metre less on the way home takes 90 ms less: within tolerance, costs to match.
        nearer = plan
        for path, value in (
            (f"{home}/metres", 144553),
            (f"{home}/travel", "PT3H36M49.770S"),
            ("routes/0/end", "2026-01-05T16:13:39.630+00:00"),
            ("routes/0/drive", "PT7H13M39.630S"),
            ("routes/0/metres", 289107),
            ("kpis/drive", "PT7H13M39.63S"),
            ("kpis/metres", 289107),
        ):
            nearer = changed(nearer, path, value)
        self.accept(request, nearer)
        rows = [[0, 144554], [144554, 0]]
        snapshot = {"source": "STRAIGHT_LINE", "places": ["A", "@0,1"], "metres": rows}
        snapshot["millis"] = [[0, 13009860], [13009860, 0]]
        self.accept(request, plan, snapshot)
        self.assertEqual(first(request, nearer, snapshot), "travel")
        wrong = changed(snapshot, "metres/0/1", 144556)
        self.assertEqual(first(request, plan, wrong), "travel")
        wrong = changed(snapshot, "millis/1/0", 13009861)
        self.assertEqual(first(request, plan, wrong), "travel")
        wrong = changed(snapshot, "source", "MATRIX")
        self.assertEqual(first(request, plan, wrong), "travel")

    def test_big_plan_is_quick(self):
        request, plan, snapshot = linked.many()
        raw = [load(json.dumps(text)) for text in (request, plan, snapshot)]
        begun = time.process_time()
        self.assertEqual(judge(*raw), [])
        self.assertLess(time.process_time() - begun, 3)


class CommandLine(Case):
    """If this fails, a script that asks the judge gets the wrong exit code or lines."""

    def run_judge(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                code = command.main(list(arguments))
            except SystemExit as stop:
                code = stop.code
        return code, out.getvalue()

    def test_exit_codes_and_list(self):
        request, plan = cases.workday()
        with tempfile.TemporaryDirectory() as folder:
            paths = {}
            for name, text in (
                ("request", request),
                ("good", plan),
                ("bad", changed(plan, "cost", 1)),
            ):
                paths[name] = os.path.join(folder, name)
                with open(paths[name], "w", encoding="utf-8") as file:
                    json.dump(text, file)
            pairs = os.path.join(folder, "pairs")
            with open(pairs, "w", encoding="utf-8") as file:
                for name in ("good", "bad"):
                    print(json.dumps([paths["request"], paths[name], None]), file=file)
            self.assertEqual(self.run_judge(paths["request"], paths["good"]), (0, ""))
            code, out = self.run_judge(paths["request"], paths["bad"])
            self.assertEqual((code, out.split(":")[0]), (1, "score"))
            self.assertEqual(self.run_judge(paths["request"], folder)[0], 2)
            self.assertEqual(self.run_judge(paths["request"])[0], 2)
            code, out = self.run_judge("--list", pairs)
            lines = [json.loads(line) for line in out.splitlines()]
            self.assertEqual((code, [line["ok"] for line in lines]), (1, [True, False]))
            self.assertEqual(lines[1]["violations"][0]["rule"], "score")


class Units(unittest.TestCase):
    """If this fails, durations are read or required in another form than the contract's."""

    def test_durations(self):
        self.assertEqual(read_duration("P1DT2H"), 26 * 3_600_000)
        self.assertEqual(read_duration("PT90M"), read_duration("PT1H30M"))
        self.assertEqual(printed_duration("PT25M3.512S"), 1_503_512)
        for text in ("PT90M", "PT1H0M", "P1D", "PT", "PT1.0S", "1H", None):
            with self.subTest(text=text), self.assertRaises(Unreadable):
                printed_duration(text)


if __name__ == "__main__":
    unittest.main()
