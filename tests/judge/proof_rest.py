"""Self-test of what is rarely wrong: entries given twice, orders, pairs, snapshots, statuses."""

import json

import cases
import linked
from cases import changed
from proof import JANUARY, WINTER, Case, first, rules


def every(plan, *changes):
    for path, value in changes:
        plan = changed(plan, path, value)
    return plan


class Rest(Case):
    """If this fails, a plan can say one thing twice, or something that does not exist."""

    def test_jobs_and_places(self):
        # If this fails, an entry given twice or unknown would pass.
        printed = [
            ("cover", "setAside/1", {"job": "J2", "faults": [{}]}),
            ("cover", "setAside/0/job", "J5"),
            ("cover", "setAside/0/job", None),
            ("cover", "places/1", {"id": "A"}),
            ("cover", "places/0", {"id": "A", "city": "X"}),
            ("cover", "places/1", {"id": "Z"}),
            ("score", "lanes", 0),
            ("score", "lanes", 65),
            ("kpis", "kpis/drive", "0H"),
            ("kpis", "kpis/jobs", "1"),
            ("travel", "routes/0/stops/0/metres", 5),
        ]
        request, plan = linked.set_aside()
        fault = plan["setAside"][0]["faults"][0]
        twice = changed(plan, "setAside/1", {"job": "J2", "faults": [fault]})
        self.assertEqual(rules(request, twice), ["cover"])
        self.refuse((request, plan), printed=printed)
        empty = every(plan, ("routes/0/stops", []), ("unassigned", [cases.left("J1")]))
        self.assertEqual(rules(request, empty), ["shift-hours"])

    def test_prices(self):
        # If this fails, prices of no shift, or prices that do not follow from it, would pass.
        request, plan = cases.workday()
        day, names = "2026-12-08", ("date", "crew", "shift", "perShift", "perHour")
        shifts = [(day, "c1", f"c1/{day}", 9001, 1001), (day, "c2", f"c2/{day}", 20, 5)]
        prices = {
            "bound": plan["bound"],
            "shifts": [dict(zip(names, one)) for one in shifts],
            "skills": [{"date": day, "skill": "gas", "perHour": 1001}],
        }
        priced = {}
        for key, value in plan.items():
            priced[key] = value
            if key == "relaxed":
                priced["prices"] = prices
        priced["boundKind"] = "column-generation"
        wrong = [
            ("boundKind", "enumeration"),
            ("prices", None),
            ("prices/bound", plan["bound"] + 1),
            ("prices/bound", -1),
            ("prices/more", 1),
            ("prices/shifts/0/perHour", 1000),
            ("prices/shifts/0/perShift", 0),
            ("prices/shifts/0/perShift", "9001"),
            ("prices/shifts/0/crew", "c2"),
            ("prices/shifts/0/date", "2026-12-09"),
            ("prices/shifts/1/shift", "c3/2026-12-08"),
            ("prices/shifts", prices["shifts"][::-1]),
            ("prices/shifts", prices["shifts"][:1] * 2),
            ("prices/skills/0/perHour", 1000),
            ("prices/skills/0/skill", "water"),
            ("prices/skills", []),
        ]
        self.refuse((request, priced), printed=[("score", *edit) for edit in wrong])

    def test_one_visit_twice(self):
        # If this fails, one visit could be served twice, or one shift driven twice.
        request, plan = linked.two_shifts()
        again = every(plan, ("routes/1/stops/0/job", "J1"), ("unassigned", [cases.left("J2")]))
        self.assertEqual(rules(request, again), ["cover"])
        text = json.dumps(plan).replace("#2", "").replace("T13:", "T10:").replace("T14:", "T11:")
        self.assertEqual(first(request, json.loads(text)), "shift-hours")

    def test_unknown_visit(self):
        # If this fails, a visit the job does not have would pass.
        request, plan = linked.pair()
        self.assertEqual(first(request, changed(plan, "routes/0/stops/0/visit", 3)), "cover")
        self.assertEqual(first(request, changed(plan, "routes/0/stops/0/visit", 0)), "cover")

    def test_priced_out(self):
        # If this fails, an unassigned job could point at a shift that does not exist.
        request, plan = cases.workday()
        position = {"crew": "c1", "shift": "c1/2026-12-08", "after": "J1"}
        entry = {"job": "J3", "verdict": "PRICED_OUT", "extraCost": 9, "summary": "dear"}
        entry |= {"reasons": [], "position": position}
        self.refuse(
            (request, changed(plan, "unassigned/0", entry)),
            printed=[
                ("unassigned", "unassigned/0/position/shift", "c1/2026-12-09"),
                ("unassigned", "unassigned/0/position/crew", "c2"),
                ("unassigned", "unassigned/0/extraCost", None),
            ],
        )

    def test_orders_ascend(self):
        # If this fails, pinned orders could descend along a shift.
        request, plan = cases.workday()
        request = changed(request, "problem/jobs/0/pin", {"order": 3})
        self.accept(changed(request, "problem/jobs/1/pin", {"order": 3}), plan)
        turned = changed(request, "problem/jobs/1/pin", {"order": 2})
        self.assertEqual(rules(turned, plan), ["pins"])

    def test_a_pair_on_one_crew(self):
        # If this fails, one crew could be both sides of a pair.
        t = JANUARY("09:00")
        job = {"id": "T", "place": "A", "duration": "PT0S", "together": 2, "value": 1}
        sums = ("PT0S", "PT0S", "PT0S", "PT0S", "PT0S", 0)
        stops = [cases.stop("T", "A", ("PT0S", 0), [t] * 4, visit=visit) for visit in (1, 2)]
        day = cases.route("c1/2026-01-05", t, t, sums, stops)
        done = cases.plan([day], cases.kpis(1, 1, *sums, 0, 0, 1), ["A"])
        self.assertEqual(rules(cases.at_one_place([{"id": "c1"}], [job]), done), ["together"])

    def test_two_breaks(self):
        # If this fails, breaks could overlap or be taken out of order.
        """Tea and lunch in one wait of three hours: apart, in order, as listed."""
        times = ["08:00", "09:00", "12:00", "13:00", "13:00", "14:00"]
        more = {"where": "before", "taken": ("09:00", "09:30"), "window": "12:00"}
        request, plan = cases.paused(("09:00", "11:00"), times, ("PT2H30M", "PT30M"), **more)
        tea = {"id": "tea", "duration": "PT30M", "earliest": "09:00", "latest": "11:00"}
        request = changed(request, "problem/crews/0/breaks/1", tea)
        stops = plan["routes"][0]["stops"]

        def with_tea(start, end, turned=False):
            pauses = [stops[0], cases.pause("tea", JANUARY(start), JANUARY(end))]
            changes = [("routes/0/stops", pauses[:: -1 if turned else 1] + stops[1:])]
            changes += [("routes/0/break", "PT1H"), ("routes/0/wait", "PT2H")]
            changes += [("kpis/break", "PT1H"), ("kpis/wait", "PT2H")]
            return every(plan, *changes)

        self.accept(request, with_tea("09:30", "10:00"))
        self.assertEqual(rules(request, plan), ["breaks"])
        self.assertEqual(rules(request, with_tea("09:29", "09:59")), ["breaks"])
        self.assertEqual(rules(request, with_tea("09:30", "10:00", turned=True)), ["breaks"])
        listed = changed(request, "problem/crews/0/breaks", [tea] + request_breaks(request)[:1])
        self.assertEqual(rules(listed, with_tea("09:30", "10:00")), ["breaks"])

    def test_no_break_before_an_open_start(self):
        # If this fails, an open route could rest on a drive it does not make.
        rest = {"id": "tea", "duration": "PT30M", "earliest": "08:00", "latest": "08:00"}
        request = cases.at_one_place(
            [{"id": "c1", "breaks": [rest]}],
            [{"id": "J1", "place": "A", "duration": "PT1H", "value": 1}],
        )
        t = JANUARY
        sums = ("PT0S", "PT1H", "PT0S", "PT30M", "PT0S", 0)
        tea = cases.pause("tea", t("08:00"), t("08:30"))
        times = [t("08:30"), t("08:30"), t("09:30"), t("09:30")]
        driven = [cases.stop("J1", "A", ("PT0S", 0), times, onTheWay=[tea])]
        day = cases.route("c1/2026-01-05", t("08:00"), t("09:30"), sums, driven)
        done = cases.plan([day], cases.kpis(1, 1, *sums, 111, 0, 1), ["A"])
        self.assertEqual(rules(request, done), ["clock"])
        alone = [tea, cases.stop("J1", "A", ("PT0S", 0), times)]
        day = cases.route("c1/2026-01-05", t("08:30"), t("09:30"), sums, alone)
        self.accept(request, changed(done, "routes/0", day))

    def test_score(self):
        # If this fails, a bound, gap or status that contradicts the cost would pass.
        request, plan = cases.workday()
        turned = changed(plan, "costs", plan["costs"][::-1])
        self.assertEqual(first(request, turned), "score")
        gaps = (("gap", -1 / 16660), ("gapServed", -1 / 106340))
        above = every(plan, ("bound", 16661), *gaps)
        self.assertEqual(rules(request, above), ["score"])
        near = changed(plan, "status", "WITHIN_GAP")
        self.accept(changed(request, "run", {"targetGap": 0.01}), near)
        self.assertEqual(first(changed(request, "run", {"targetGap": 0.006}), near), "score")
        whole = every(plan, ("bound", 16660), ("gap", 0), ("gapServed", 0.0))
        self.accept(request, changed(whole, "status", "OPTIMAL"))
        loose = every(whole, ("status", "OPTIMAL"), ("relaxed", ["together"]))
        self.assertEqual(rules(request, loose), ["score"])

    def test_snapshot_of_a_matrix(self):
        # If this fails, a snapshot that differs from the matrix of the request would pass.
        request, plan = cases.workday()
        matrix = request["problem"]["travel"]["matrix"]
        millis = [[cell * 1000 for cell in row] for row in matrix["seconds"]]
        snapshot = {"source": "MATRIX", "places": matrix["places"], "millis": millis}
        snapshot["metres"] = matrix["metres"]
        self.accept(request, plan, snapshot)
        for path, value in (
            ("millis/0/1", 600001),
            ("metres/2/1", 7001),
            ("metres", None),
            ("places/0", "Z"),
            ("source", "STRAIGHT_LINE"),
        ):
            with self.subTest(path=path):
                self.assertEqual(first(request, plan, changed(snapshot, path, value)), "travel")

    def test_now(self):
        # If this fails, work could be planned in the past.
        request, plan = cases.workday()
        self.accept(changed(request, "problem/now", WINTER("07:30")), plan)
        pinned = changed(request, "problem/jobs/0/pin", {"start": WINTER("07:40")})
        self.accept(changed(pinned, "problem/now", WINTER("09:40")), plan)
        late = changed(pinned, "problem/now", WINTER("09:41"))
        self.assertEqual(rules(late, plan), ["now"])


def request_breaks(request):
    return request["problem"]["crews"][0]["breaks"]
