"""Judges printed plans: `python3 tests/judge REQUEST PLAN [--travel FILE]` or `--list FILE`.

Exit 0: accepted. 1: refused, one `RULE: message` per line. 2: wrong usage or unreadable file.
Each line of a list is a JSON array [request, plan, travel or null]; each gets one JSON line.
"""

import argparse
import json
import sys

from units import Unreadable
from verdict import judge, load


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return load(file.read())
    except (OSError, UnicodeDecodeError, Unreadable) as fault:
        raise Unreadable(f"{path}: {fault}") from None


def judge_files(request, plan, travel):
    snapshot = read(travel) if travel is not None else None
    return judge(read(request), read(plan), snapshot)


def judge_list(path):
    """Exit code of a list: 2 if a file could not be read, else 1 if a plan is refused."""
    worst = 0
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    for line in lines:
        entry = load(line)
        if not isinstance(entry, list) or len(entry) not in (2, 3):
            raise Unreadable(f"list line {line.strip()!r} is not [request, plan, travel]")
        request, plan, travel = (entry + [None])[:3]
        try:
            violations = judge_files(request, plan, travel)
            worst = max(worst, 1 if violations else 0)
        except Unreadable as fault:
            violations, worst = [{"rule": "unreadable", "message": str(fault)}], 2
        found = {"request": request, "ok": not violations, "violations": violations}
        print(json.dumps(found, ensure_ascii=False))
    return worst


def main(arguments):
    parser = argparse.ArgumentParser(prog="judge", description="judges printed plans")
    parser.add_argument("request", nargs="?")
    parser.add_argument("plan", nargs="?")
    parser.add_argument("--travel", help="the travel snapshot the plan was made with")
    parser.add_argument("--list", dest="pairs", help="a file of [request, plan, travel] lines")
    asked = parser.parse_args(arguments)
    if (asked.pairs is None) == (asked.plan is None) or (asked.pairs and asked.travel):
        parser.error("name a request and a plan, or a list")
    try:
        if asked.pairs is not None:
            return judge_list(asked.pairs)
        violations = judge_files(asked.request, asked.plan, asked.travel)
    except (OSError, Unreadable) as fault:
        print(f"judge: {fault}", file=sys.stderr)
        return 2
    for violation in violations:
        print(f"{violation['rule']}: {violation['message']}")
    return 1 if violations else 0

