"""Self-test of work that is cut over days or shared by a crew, and of materials."""

from cases import NOTHING, at, at_one_place, changed, kpis, open_route, plan
from proof import Case, first, rules

MONDAY = at("2026-01-05")
TUESDAY = at("2026-01-06")


def cut():
    """Shifts of four hours, no drive: five hours and a half are 4 + 1 h 30. 5.5 h of 8 h = 687.5."""
    crew = {"id": "c1", "shifts": [{"from": "08:00", "to": "12:00"}]}
    job = {"id": "P", "place": "A", "duration": "PT5H30M", "value": 9}
    job["split"] = {"minBlock": "PT1H30M", "step": "PT30M"}
    horizon = {"from": "2026-01-05", "to": "2026-01-08"}
    routes = [
        open_route("c1/2026-01-05", "P", (MONDAY("08:00"), MONDAY("12:00")), "PT4H"),
        open_route("c1/2026-01-06", "P", (TUESDAY("09:00"), TUESDAY("10:30")), "PT1H30M", visit=2),
    ]
    numbers = kpis(1, 9, "PT0S", "PT5H30M", "PT0S", "PT0S", "PT0S", 0, 688, 0, 1)
    return at_one_place([crew], [job], horizon=horizon), plan(routes, numbers, ["A"])


def shared():
    """Two people take an hour and a half for three hours of labor; 1.5 h of 9 h = 166.7."""
    crew = {"id": "c1", "members": ["a", "b"]}
    job = {"id": "P", "place": "A", "labor": "PT3H", "crewSize": {"min": 2}, "value": 9}
    job["materials"] = [{"id": "coil", "eta": "2026-01-05"}, {"id": "pad", "eta": MONDAY("08:30")}]
    day = open_route("c1/2026-01-05", "P", (MONDAY("09:00"), MONDAY("10:30")), "PT1H30M")
    day["members"] = ["a", "b"]
    numbers = kpis(1, 9, "PT0S", "PT1H30M", "PT0S", "PT0S", "PT0S", 0, 167, 0, 1)
    request = at_one_place([crew], [job])
    request["problem"]["people"] = [{"id": "a"}, {"id": "b"}]
    return request, plan([day], numbers, ["A"])


class Cuts(Case):
    """If this fails, work could be cut as anybody likes, or take as long as it likes."""

    def test_cut(self):
        # If this fails, a part could be too short, too long, or on a day it must not be on.
        request, done = cut()
        self.accept(request, done)
        job = "problem/jobs/0"
        asked = [
            ("split", f"{job}/duration", "PT6H"),
            ("split", f"{job}/split/minBlock", "PT2H"),
            ("split", "problem/crews/0/shifts/0/to", "13:30"),
            ("split", "problem/crews/0/shifts/0/from", "05:00"),
            ("parts", "problem/calendar", {"holidays": ["2026-01-06"]}),
            ("parts", "problem/calendar", {"workDays": ["TU", "WE", "TH"]}),
        ]
        self.refuse((request, done), asked)
        self.assertNotEqual(first(changed(request, f"{job}/split", NOTHING), done), "accepted")
        # Half an hour of the step makes no difference, five hours of it do.
        self.accept(changed(request, f"{job}/split/step", "PT1H"), done)
        self.assertEqual(first(changed(request, f"{job}/split/step", "PT3H"), done), "split")
        halved = changed(done, "routes/1", NOTHING)
        self.assertNotEqual(first(request, halved), "accepted")

    def test_shared(self):
        # If this fails, one person would be sent for two, or be done in no time.
        request, done = shared()
        self.accept(request, done)
        job = "problem/jobs/0"
        asked = [
            ("crew-size", f"{job}/labor", "PT4H"),
            ("crew-size", f"{job}/crewSize", 1),
            ("crew-size", f"{job}/crewSize/min", 3),
            ("materials", f"{job}/materials/1/eta", MONDAY("09:01")),
            ("materials", f"{job}/materials/0/eta", "2026-01-06"),
        ]
        self.refuse((request, done), asked)
        one = changed(request, "problem/crews/0/members", [])
        self.assertIn("crew-size", rules(one, changed(done, "routes/0/members", [])))
