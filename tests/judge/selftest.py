"""The judge's own test: hand-written plans are accepted, and each wrong one refused by its rule.

Run with `python3 -m unittest tests/judge/selftest.py`. The cases are in cases.py and linked.py,
the expectations in proof_day.py, proof_breaks.py, proof_links.py, proof_cuts.py,
proof_rest.py, proof_stock.py, proof_whole.py and below.
"""

import contextlib
import io
import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import cases  # noqa: E402
import command  # noqa: E402
from cases import changed  # noqa: E402
from proof import Case  # noqa: E402
from proof_breaks import Breaks  # noqa: E402
from proof_cuts import Cuts  # noqa: E402
from proof_day import Daylight, Workday  # noqa: E402
from proof_links import Linked, Priced, Travelled  # noqa: E402
from proof_rest import Rest  # noqa: E402
from proof_stock import Vans  # noqa: E402
from proof_whole import Whole  # noqa: E402
from units import Unreadable, printed_duration, read_duration  # noqa: E402

__all__ = [
    "Breaks", "Cuts", "Daylight", "Linked", "Priced", "Rest", "Travelled", "Vans", "Whole",
    "Workday",
]


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
        # If this fails, a script would read the wrong verdict.
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
        # If this fails, a duration in another form than the contract would be read or accepted.
        self.assertEqual(read_duration("P1DT2H"), 26 * 3_600_000)
        self.assertEqual(read_duration("PT90M"), read_duration("PT1H30M"))
        self.assertEqual(printed_duration("PT25M3.512S"), 1_503_512)
        for text in ("PT90M", "PT1H0M", "P1D", "PT", "PT1.0S", "1H", None):
            with self.subTest(text=text), self.assertRaises(Unreadable):
                printed_duration(text)


if __name__ == "__main__":
    unittest.main()
