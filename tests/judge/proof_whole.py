"""Self-test of rules over the whole plan: quotas, types, buffers and unequal loads."""

from cases import changed
from proof import Case, first
from proof_stock import called


def asked(**more):
    """The plan of one call and one job (2 h driving, 70 min service) with more in the problem."""
    request, plan = called()
    for key, value in more.items():
        request = changed(request, f"problem/{key}", value)
    return request, plan


class Whole(Case):
    """If this fails, limits on the plan as a whole are not read as the contract says."""

    def test_quotas(self):
        # If this fails, a full quota lets one more job through, or an open one refuses it.
        for quota, good in (
            ({"max": 1}, True),
            ({"max": 0}, False),
            ({"max": 0, "per": "HORIZON"}, False),
            ({"max": 0, "types": ["B"]}, True),
            ({"max": 0, "types": ["A"], "territories": ["n"]}, False),
            ({"max": 0, "territories": ["s"]}, True),
            ({"max": 0, "days": ["MO"]}, False),
            ({"max": 0, "days": ["TU"]}, True),
            ({"max": 0, "dates": ["2026-01-05"], "crews": ["c1"]}, False),
            ({"max": 0, "crews": ["c2"]}, True),
        ):
            request, plan = asked(quotas=[{"id": "q"} | quota])
            for key, value in (("type", "A"), ("territory", "n")):
                request = changed(request, f"problem/jobs/0/{key}", value)
            with self.subTest(quota=quota):
                self.assertEqual(first(request, plan), "accepted" if good else "quotas")

    def test_types(self):
        # If this fails, a crew makes more visits of a type on a date than it may.
        request, plan = asked()
        request = changed(request, "problem/jobs/0/type", "A")
        limit = changed(request, "problem/crews/0/max", {"perType": {"A": 0}})
        self.assertEqual(first(limit, plan), "max-per-type")
        self.accept(changed(limit, "problem/crews/0/max/perType/A", 1), plan)
        self.accept(changed(limit, "problem/jobs/0/type", "B"), plan)

    def test_buffers(self):
        # If this fails, kept time is planned: of 540 minutes 190 are busy, 10 of them in the call.
        def said(share, priority="NORMAL", **more):
            request, plan = asked(buffers=[{"id": "b", "share": share} | more])
            return first(changed(request, "problem/jobs/0/priority", priority), plan)

        self.assertEqual((said("0.648"), said("0.649")), ("accepted", "buffers"))
        self.assertEqual((said("0.9", days=["TU"]), said(1, crews=["c1"])), ("accepted", "buffers"))
        late = said("0.98", "EMERGENCY"), said("0.982", "EMERGENCY")
        self.assertEqual(late, ("accepted", "buffers"))
        self.assertEqual(said("0.98", "EMERGENCY", keepsFor=["HIGH"]), "buffers")

    def test_fairness(self):
        # If this fails, unequal loads cost more or less than the contract says.
        request, plan = asked()
        crews = request["problem"]["crews"] + [{"id": "c2", "history": "PT10M"}]
        request = changed(request, "problem/crews", crews)
        request = changed(request, "policy", {"prices": {"unfairPerHour": 100}})
        self.assertEqual(first(request, plan), "fairness")
        priced = changed(changed(plan, "costs", [{"rule": "fairness", "amount": 300}]), "cost", 300)
        self.accept(request, priced)
        work = changed(request, "policy/fairness", {"measure": "WORK"})
        self.assertEqual(first(work, priced), "fairness")
        priced = changed(changed(plan, "costs", [{"rule": "fairness", "amount": 100}]), "cost", 100)
        self.accept(work, priced)
        self.accept(changed(request, "problem/crews/1/fair", False), plan)
