#!/usr/bin/env python3
"""Compares the planner with its peers on the same technicians' days, in the same time, by the same
judge, and with the best known of Solomon's files.

    python3 benches/peers.py BENCH --peers-python PYTHON [--only techday,fresh,scale,solomon]
                             [--seconds 10] [--csv out/peers.csv]

BENCH holds data/{techday,solomon} and peers/ (runners and judges); PYTHON is one with numpy and the
peers' packages, and with `vrp-cli` beside it or named by VRP_CLI.

techday   the public files, several seeds of ours; with --with-peers the peers too
fresh     days of our own generator: ours, VROOM, and on days without lunch PyVRP (two seeds side by
          side, the better counts)
scale     large days: VROOM until it stops by itself, then ours for as long
solomon   the 56 files, and how far above the best known

Peers of one core run twice side by side (PyVRP with two seeds, OR-Tools with two first solutions)
and the better counts; VROOM and vrp-cli use two cores. Each run is a row of the CSV as soon as it
ends, and a run that has its row is not repeated, as long as the planner is the same file. At the
end every bound is compared with every accepted plan of the same file, of all rows. Progress
goes to stderr, tables in Markdown to stdout; exits 1 when a judge refuses a plan of ours or a peer
fails."""

import argparse
import hashlib
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
from typing import NamedTuple

import fresh
import shared
from runs import Runs, median, rank
from shared import ROOT, run

RUNNER = ROOT / "benches" / "peer_run.py"
SEEDS = {"pyvrp": [1, 2], "ortools": [1, 2], "vroom": [1], "vrpcli": [1]}
NAMES = {"pyvrp": "PyVRP", "ortools": "OR-Tools", "vroom": "VROOM", "vrpcli": "vrp-cli"}
WORDS = ["ahead", "equal", "behind"]


class Case(NamedTuple):
    suite: str
    name: str
    request: pathlib.Path
    source: pathlib.Path

    @property
    def lunch(self):
        return self.name.endswith("_lunch")


class Bout:
    """What every suite needs: the options, the rows so far, a folder for files."""

    def __init__(self, args, folder):
        self.args, self.folder, self.runs = args, folder, Runs(args.csv)
        self.program = hashlib.sha256(shared.BINARY.read_bytes()).hexdigest()[:12]
        beside = args.peers_python.parent / "vrp-cli"
        self.env = {"VRP_CLI": str(beside), **os.environ, "TMPDIR": str(folder)}
        self.good = True

    def ours(self, case, seconds, seed=1):
        return self.kept(case.suite, case.name, seconds, seed, lambda: self.planned(
            shared.solve("techday", case.request, self.folder, seconds, seed), case.source))

    def kept(self, suite, name, seconds, seed, measure):
        """The row of a run of ours: the one there is, or a new one."""
        which = row_key(suite, name, "callboard", seed, seconds, self.program)
        row = self.runs.get(which) or told(self.runs.add(which, measure()))
        self.good &= row["accepted"] == "yes"
        return row

    def planned(self, plan, source):
        theirs = run(sys.executable, self.args.bench / "peers/tech_check.py", source, plan.foreign)
        seen = json.loads(theirs.stdout) if theirs.stdout else {"value": 0, "travel": 0}
        answer = plan.answer
        note = f"{answer['status']} gapServed {answer['gapServed']}"
        note += f" cost {answer['cost']} bound {answer['bound']}"
        return result(plan, theirs.returncode == 0, seen["value"], seen["travel"], note)

    def peer(self, who, case, seconds):
        """The better run of a peer, or nothing when none ended."""
        keys = [row_key(case.suite, case.name, who, seed, seconds, "") for seed in SEEDS[who]]
        if not all(self.runs.get(which) for which in keys):
            started = [(which, self.start(who, case, which)) for which in keys]
            ended = [(which, process.communicate()) for which, process in started]
            for which, (out, err) in ended:
                told(self.runs.add(which, outcome(out, err)))
        rows = [row for row in map(self.runs.get, keys) if row]
        self.good &= len(rows) == len(keys)
        return max(rows, key=rank, default=None)

    def start(self, who, case, which):
        words = [self.args.peers_python, RUNNER, self.args.bench, who, case.source,
                 which["seconds"], which["seed"]]
        return subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, env=self.env)


def row_key(suite, name, who, seed, seconds, program):
    return {"suite": suite, "file": name, "who": who, "seed": seed, "seconds": f"{seconds:g}",
            "program": program}


def result(plan, accepted, value, travel, note):
    good = accepted and plan.verified and plan.judged
    return {"value": value, "travel": travel, "jobs": plan.answer["kpis"]["jobs"],
            "wall": f"{plan.wall:.2f}", "cpu": f"{plan.cpu:.2f}",
            "accepted": "yes" if good else "NO", "note": note}


def outcome(out, err):
    """The result of a peer's run; one without travel has failed."""
    try:
        seen = json.loads(out.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return {"accepted": "NO", "note": ("failed: " + err.strip()[-200:]).replace("\n", " ")}
    note = seen["note"] + (f" repaired={seen['dropped']}" if seen["dropped"] else "")
    return {"value": seen["value"], "travel": seen["travel"], "jobs": seen["served"],
            "wall": f"{seen['wall']:.2f}", "cpu": f"{seen['cpu']:.2f}",
            "accepted": "NO" if seen["dropped"] else "yes", "note": note}


def told(row):
    names = ["suite", "file", "who", "seed", "value", "travel", "wall", "accepted", "note"]
    print(*(row[name] for name in names), file=sys.stderr, flush=True)
    return row


def techday(bout):
    peers = [who for who in bout.args.with_peers.split(",") if who]
    head = ["file", "median", "best", "std dev %", "longest process s"]
    table = [head + [NAMES[who] for who in peers]]
    for source in sorted((bout.args.bench / "data/techday").glob("*.json"),
                         key=shared.size_then_name):
        if re.search(bout.args.match, source.stem):
            table.append(public_day(bout, source, peers))
    return [table]


def public_day(bout, source, peers):
    request = bout.folder / f"{source.stem}.request.json"
    request.write_text(shared.made(shared.BINARY, "import", "techday", source))
    case, seconds = Case("techday", source.stem, request, source), bout.args.seconds
    rows = [bout.ours(case, seconds, seed) for seed in range(1, bout.args.seeds + 1)]
    longest = max(float(row["wall"]) for row in rows)
    cells = [source.stem, pair(median(rows)), pair(max(rows, key=rank)), spread(rows), longest]
    return cells + [against(bout, case, who) for who in peers]


def against(bout, case, who):
    if who == "pyvrp" and case.lunch:
        return "no breaks"
    return timed(bout.peer(who, case, bout.args.seconds))


def spread(rows):
    values = [int(row["value"]) for row in rows]
    if len(values) < 2:
        return ""
    return f"{100 * statistics.stdev(values) / statistics.mean(values):.3f}"


def pair(row):
    if row is None:
        return "failed"
    mark = "" if row["accepted"] == "yes" else " (refused; repaired by the judge)"
    return f"{row['value']} / {row['travel']}{mark}"


def timed(row):
    return pair(row) if row is None else f"{pair(row)} ({float(row['wall']):.1f} s)"


def verdict(ours, theirs):
    if theirs is None:
        return ""
    if rank(ours) == rank(theirs):
        return "equal"
    return "ahead" if rank(ours) > rank(theirs) else "behind"


def fresh_days(bout):
    args = bout.args
    table, met = [["day", "Callboard", "VROOM", "", "PyVRP, better of 2", ""]], []
    for jobs in map(int, args.sizes.split(",")):
        for seed in range(args.first, args.first + args.count):
            case = Case("fresh", *fresh.day(bout.folder, jobs, seed, lunch=seed % 2 == 0))
            row = bout.ours(case, args.seconds)
            cells = [case.name, pair(row)]
            for who in ["vroom"] if case.lunch else ["vroom", "pyvrp"]:
                other = bout.peer(who, case, args.seconds)
                cells += [timed(other), verdict(row, other)]
                met += [(who, jobs, row, other)] if other else []
            table.append((cells + ["no breaks", ""])[:6])
    return [table, tally(met)]


def tally(met):
    """How many days ours was ahead, by peer and size, and the served value of all of them."""
    table = [["peer", "jobs", "ahead", "equal", "behind", "our value", "its value", "more %"]]
    for who in sorted({who for who, *_ in met}, reverse=True):
        sizes = sorted({jobs for peer, jobs, *_ in met if peer == who})
        for some in [[jobs] for jobs in sizes] + [sizes] * (len(sizes) > 1):
            pairs = [(row, other) for peer, jobs, row, other in met if peer == who and jobs in some]
            label = some[0] if len(some) == 1 else "all"
            table.append([NAMES[who], label, *counts(pairs), *sums(pairs)])
    return table


def counts(pairs):
    words = [verdict(row, other) for row, other in pairs]
    return [words.count(word) for word in WORDS]


def sums(pairs):
    ours, theirs = (sum(int(row["value"]) for row in side) for side in zip(*pairs))
    return [ours, theirs, f"{100 * (ours / theirs - 1):+.2f}"]


def scale(bout):
    args = bout.args
    table = [["day", "VROOM", "Callboard in that time", "whole process s", ""]]
    for jobs in map(int, args.scale_sizes.split(",")):
        for seed in range(args.first, args.first + args.scale_count):
            case = Case("scale", *fresh.day(bout.folder, jobs, seed, lunch=seed % 2 == 0))
            other = bout.peer("vroom", case, 0)
            if other is None:
                table.append([case.name, "failed", "", "", ""])
                continue
            row = bout.ours(case, max(0.1, round(float(other["wall"]), 1)))
            table.append([case.name, timed(other), pair(row), row["wall"], verdict(row, other)])
    return [table]


def solomon(bout):
    gaps = {}
    for name in shared.solomon_names(bout.args.bench):
        if re.search(bout.args.match, name):
            row = bout.kept("solomon", name, bout.args.seconds, 1, lambda: customers(bout, name))
            gaps.setdefault(re.match("[A-Z]+[0-9]", name)[0], {})[name] = float(row["value"])
    table = [["class", "files", "mean gap %", "at best known", "largest gap"]]
    table += [summary(label, gaps[label]) for label in sorted(gaps)]
    both = {name: gap for some in gaps.values() for name, gap in some.items()}
    return [table + [summary("all", both)]] if both else []


def customers(bout, name):
    """The value of such a row is the gap in percent."""
    bench = bout.args.bench
    plan = shared.plan("solomon", bench / f"data/solomon/{name}.txt", bout.folder,
                       f"{bout.args.seconds:g}", 1)
    judge = bench / "peers/vrptw_common.py"
    theirs = run(bout.args.peers_python, judge, name, plan.foreign)
    if not theirs.stdout:
        sys.exit(f"{judge}: {theirs.stderr}")
    distance, best = re.search(r"distance ([\d.]+) best known ([\d.]+)", theirs.stdout).groups()
    gap = f"{100 * (float(distance) / float(best) - 1):.3f}"
    answer = plan.answer
    proof = f"{answer['status']} {answer['cost']} bound {answer['bound']}"
    return result(plan, theirs.returncode == 0, gap, distance, f"best known {best}; {proof}")


def summary(label, gaps):
    worst = max(gaps, key=gaps.get)
    mean = f"{statistics.mean(gaps.values()):.3f}"
    return [label, len(gaps), mean, sum(gap <= 0 for gap in gaps.values()),
            f"{gaps[worst]:.3f} ({worst})"]


def options():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("bench", type=pathlib.Path)
    add("--peers-python", type=pathlib.Path, required=True)
    add("--only", default="techday,fresh,scale,solomon")
    add("--seconds", type=float, default=10)
    add("--csv", type=pathlib.Path, default=ROOT / "out" / "peers.csv")
    add("--match", default="", help="techday, solomon: only files whose name has this")
    add("--seeds", type=int, default=3, help="techday: seeds of ours")
    add("--with-peers", default="", help="techday: of pyvrp,vroom,ortools,vrpcli")
    add("--sizes", default="30,60,100,200", help="fresh: jobs of a day")
    add("--first", type=int, default=101, help="fresh, scale: first seed of the generator")
    add("--count", type=int, default=10, help="fresh: days of a size, every second with lunch")
    add("--scale-sizes", default="1000,2000", help="scale: jobs of a day")
    add("--scale-count", type=int, default=1, help="scale: days of a size")
    return parser.parse_args()


def main():
    args = options()
    suites = {"techday": techday, "fresh": fresh_days, "scale": scale, "solomon": solomon}
    with tempfile.TemporaryDirectory() as folder:
        bout = Bout(args, pathlib.Path(folder))
        for name in args.only.split(","):
            for table in suites[name](bout):
                shown(table)
        bout.good &= sound(bout.runs)
    sys.exit(not bout.good)


def sound(runs):
    """Whether no bound is above the cost of any plan that anybody has found for the file, of all
    rows there are; a point of value is worth 20,000 seconds of travel in all of them."""
    files = {}
    for row in runs.rows.values():
        if row["suite"] in ("techday", "fresh", "scale") and row["accepted"] == "yes":
            files.setdefault((row["suite"], row["file"]), []).append(row)
    good, compared = True, 0
    for key, rows in sorted(files.items()):
        costs = [20_000 * -int(row["value"]) + int(row["travel"]) for row in rows]
        for row in rows:
            proof = re.search(r"cost (\d+) bound (\d+)", row["note"])
            if proof is None:
                continue
            own = 20_000 * -int(row["value"]) + int(row["travel"])
            bound = int(proof[2]) - int(proof[1]) + own
            compared += len(costs)
            if bound > min(costs):
                print(*key, f"seed {row['seed']}: a bound above a plan", file=sys.stderr)
                good = False
    print(f"{compared} pairs of a bound and a plan of the same file compared\n", flush=True)
    return good


def shown(table):
    head, *rows = table
    for cells in [head, ["---"] * len(head), *rows]:
        print("| " + " | ".join(map(str, cells)) + " |")
    print(flush=True)


if __name__ == "__main__":
    main()
