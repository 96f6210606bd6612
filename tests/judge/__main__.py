"""The plan judge: `python3 tests/judge REQUEST PLAN [--travel FILE]` or `--list FILE`.

Written from src/wire/contract.md alone and sharing no line with the planner or its verifier, so
that a misreading the two have in common is found here. It reads in this order:

    command    arguments, files, exit codes
    verdict    one request, one plan: the checks in their order
    shape      the plan's keys, their order and types
    request    zone, places, crews, jobs: the request, every default filled in
    cover      each job once; tours joins printed routes to what was asked
    travel     matrix, straight lines, snapshot; timeline: legs, clocks, totals
    pauses     breaks; limits: rules of one route; stock: tools, parts and calls at the warehouse
    links      pins, pairs, parts; cuts: work cut over days, labor shared by a crew
    amounts    what each rule costs; prices: what leaving a job out costs; score: sums, gap, KPIs

Whole numbers everywhere; floating point only in the haversine.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from command import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
