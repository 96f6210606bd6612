#!/usr/bin/env python3
"""Plans the benchmark files of a folder and has every plan judged three times: by
`callboard verify`, by the Python judge of this repository, and by the judge of the files.

    python3 benches/shared.py FOLDER [--seconds 10] [--seed 1] [--only techday,trsp,solomon,hhcrsp]
                              [--solomon all] [--trsp all]

FOLDER holds data/{techday,trsp,solomon,hhcrsp}, check/{trsp,hhcrsp}.py and peers/{tech_check,vrptw_common}.py;
the last needs numpy. Prints a table in Markdown; exits 1 when any judge refuses a plan."""

import argparse
import csv
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "callboard"
SOLOMON = ["C101", "C201", "R101", "R201", "RC101", "RC201"]


def run(*words):
    return subprocess.run([str(w) for w in words], capture_output=True, text=True)


def made(*words):
    done = run(*words)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


class Planned(NamedTuple):
    answer: dict
    foreign: pathlib.Path  # the plan as the judge of the files reads it
    verified: bool
    judged: bool
    wall: float  # of the whole process that planned
    cpu: float


def plan(kind, source, folder, seconds, seed):
    """Imports a file and solves it."""
    request = folder / "request.json"
    request.write_text(made(BINARY, "import", kind, source))
    return solve(kind, request, folder, seconds, seed)


def solve(kind, request, folder, seconds, seed):
    """Plans, asks our own two judges, exports."""
    answer, foreign = folder / "plan.json", folder / "export"
    start, used = time.monotonic(), of_children()
    made(BINARY, "plan", request, "--out", answer, "--seconds", seconds, "--seed", seed, "--quiet")
    wall, cpu = time.monotonic() - start, of_children() - used
    foreign.write_text(made(BINARY, "export", kind, request, answer))
    verified = run(BINARY, "verify", request, answer).returncode == 0
    judged = run(sys.executable, ROOT / "tests" / "judge", request, answer).returncode == 0
    return Planned(json.loads(answer.read_text()), foreign, verified, judged, wall, cpu)


def of_children():
    """Processor seconds of every process that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def techday(bench, folder, args):
    for source in sorted((bench / "data/techday").glob("*.json"), key=size_then_name):
        planned = plan("techday", source, folder, args.seconds, args.seed)
        theirs = run(sys.executable, bench / "peers/tech_check.py", source, planned.foreign)
        seen = json.loads(theirs.stdout)
        result = f"{seen['value']} / {seen['travel']}"
        yield source.stem, result, planned, theirs.returncode == 0


def size_then_name(path):
    return [int(n) for n in re.findall(r"\d+", path.stem)], path.stem


def trsp(bench, folder, args):
    with open(bench / "data/trsp/best_known.csv", encoding="utf-8") as lines:
        best = {row["instance"]: best_known(row) for row in csv.DictReader(lines)}
    names = [name for name in best if args.trsp == "all" or name in ("R1", "U1")]
    for name in names:
        source = bench / f"data/trsp/{name}.txt"
        planned = plan("trsp", source, folder, args.seconds, args.seed)
        theirs = run(sys.executable, bench / "check/trsp.py", source, planned.foreign)
        minutes = float(theirs.stdout.split()[2])
        gap = 100 * (minutes / best[name] - 1)
        result = f"{minutes:.4f} min (best known {best[name]:.4f}, {gap:+.2f} %)"
        yield name, result, planned, theirs.returncode == 0


def best_known(row):
    """The smaller of the two: the report of 2013 and the author's later runs."""
    return min(float(row[key]) for key in ("report_2013", "best_author_run") if row[key])


def hhcrsp(bench, folder, args):
    with open(bench / "data/hhcrsp/best_known.csv", encoding="utf-8") as lines:
        best = {row["instance"]: float(row["cost"]) for row in csv.DictReader(lines)}
    for name, known in best.items():
        source = bench / f"data/hhcrsp/{name}.json"
        planned = plan("hhcrsp", source, folder, args.seconds, args.seed)
        theirs = run(sys.executable, bench / "check/hhcrsp.py", source, planned.foreign)
        cost = float(theirs.stdout.split("cost")[1].split()[0])
        result = f"{cost:.3f} (best known {known:.3f}, {100 * (cost / known - 1):+.3f} %)"
        yield name, result, planned, theirs.returncode == 0


def solomon(bench, folder, args):
    for name in solomon_names(bench) if args.solomon == "all" else SOLOMON:
        source = bench / f"data/solomon/{name}.txt"
        planned = plan("solomon", source, folder, args.seconds, args.seed)
        theirs = run(sys.executable, bench / "peers/vrptw_common.py", name, planned.foreign)
        result = theirs.stdout.strip() or theirs.stderr.strip().splitlines()[-1]
        yield name, result, planned, theirs.returncode == 0


def solomon_names(bench):
    return sorted(path.stem for path in (bench / "data/solomon").glob("*.txt"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", default="10")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="techday,trsp,solomon")
    parser.add_argument("--trsp", choices=["days", "all"], default="days")
    parser.add_argument("--solomon", choices=["six", "all"], default="six")
    args = parser.parse_args()
    suites = {"techday": techday, "trsp": trsp, "solomon": solomon, "hhcrsp": hhcrsp}
    word = {True: "accepted", False: "REFUSED"}
    good = True
    print("| file | result | jobs | first plan s | moves a lane | verify | judge | their judge |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for suite in args.only.split(","):
            for row in suites[suite](args.folder, pathlib.Path(folder), args):
                name, result, planned, theirs = row
                answer, verdicts = planned.answer, [planned.verified, planned.judged, theirs]
                good &= all(verdicts)
                first = answer["trace"][0].get("seconds", "")
                cells = [name, result, answer["kpis"]["jobs"], first, answer["work"]]
                cells += [word[verdict] for verdict in verdicts]
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
