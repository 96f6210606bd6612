"""Self-test of several visits, several shifts, pins, prices and travel."""

import json
import time

import cases
import linked
from cases import NOTHING, changed
from proof import JANUARY, Case, first, rules
from units import half_up
from verdict import judge, load


class Linked(Case):
    """If this fails, jobs of several visits, pins or several shifts are misread."""

    def test_together(self):
        # If this fails, a pair could start apart or stand in the plan alone.
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
        # If this fails, parts could skip a day, change crew or be left half done.
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
        # If this fails, a pin or a hidden override would be overlooked.
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
        # If this fails, the day would be charged per shift.
        case = linked.two_shifts()
        printed = [
            ("day-used", "costs/0/amount", 1000),
            ("score", "routes/1/cost", 500),
            ("shift-hours", "routes/1/shift", "c1/2026-01-05#3"),
            ("shift-hours", "routes/1/shift", "c1/2026-01-05"),
        ]
        self.refuse(case, printed=printed)

    def test_over_midnight(self):
        # If this fails, the break would be sought a day early.
        asked = [("breaks", "problem/crews/0/breaks/0/latest", "01:59")]
        self.refuse(linked.over_midnight(), asked=asked)

    def test_set_aside(self):
        # If this fails, a job set aside could vanish or stand in two places.
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
        # If this fails, the prices above any saving would be too low or too high.
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
        # If this fails, a job without a value would get the wrong price.
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
        # If this fails, amounts would be rounded otherwise than half up.
        self.assertEqual([half_up(n) for n in (1_799_999, 1_800_000, 5_400_000)], [0, 1, 2])


class Travelled(Case):
    """If this fails, straight lines or snapshots are misread."""

    def test_straight_line(self):
        # If this fails, a leg more than a metre off would pass, or one within it would not.
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
        # If this fails, a night of plans could not be judged in a night.
        request, plan, snapshot = linked.many()
        raw = [load(json.dumps(text)) for text in (request, plan, snapshot)]
        begun = time.process_time()
        self.assertEqual(judge(*raw), [])
        self.assertLess(time.process_time() - begun, 3)
