"""Self-test of where a break may lie."""

import cases
from cases import changed
from proof import JANUARY, Case, first


class Breaks(Case):
    """If this fails, a break is accepted where it cannot lie, or refused where it can."""

    TIMES = ["08:00", "09:00", "09:00", "10:00", "10:00", "11:00"]

    def moved(self, case, path, start, end):
        moved = changed(case[1], f"{path}/start", JANUARY(start))
        return first(case[0], changed(moved, f"{path}/end", JANUARY(end)))

    def test_inside_a_service(self):
        # If this fails, a break after the work is done would count as inside it.
        times = ["08:00", "09:00", "09:00", "10:30", "10:30", "11:30"]
        taken = ("10:00", "10:30")  # the very end of the work still counts as inside
        case = cases.paused(
            ("10:00", "10:10"), times, ("PT0S", "PT30M"), where="inside", taken=taken
        )
        self.accept(*case)
        self.assertEqual(self.moved(case, "routes/0/stops/0/inside/0", "10:01", "10:31"), "breaks")

    def test_on_the_way(self):
        # If this fails, a break outside the drive it is printed on would pass.
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
        # If this fails, a break outside the way home would pass.
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
        # If this fails, a break before the shift, or reaching into the drive, would pass.
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
        # If this fails, a break that ends after the shift would pass.
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
        # If this fails, a break that reaches into the service would pass.
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
        # If this fails, a break that begins before the service ends would pass.
        times = ["08:00", "09:00", "09:00", "10:00", "10:30", "11:30"]
        case = cases.paused(
            ("09:00", "10:00"), times, ("PT0S", "PT30M"), where="after", taken=("10:00", "10:30")
        )
        self.accept(*case)
        self.assertEqual(self.moved(case, "routes/0/stops/1", "09:59", "10:29"), "breaks")

    def test_not_due_on_a_short_shift(self):
        # If this fails, a short shift would be asked for a break that cannot fit.
        # 08:00-11:00 is over before 11:30; 1 h of work in 3 h = 333.
        case = cases.paused(
            ("11:30", "13:00"), self.TIMES, ("PT0S", "PT0S"), to="11:00", utilisation=333
        )
        self.accept(*case)
        case = cases.paused(("11:30", "13:00"), self.TIMES, ("PT0S", "PT0S"))
        self.assertEqual(first(*case), "breaks")
