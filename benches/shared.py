#!/usr/bin/env python3
"""Plans the benchmark files of a folder and has every plan judged three times: by `callboard verify`,
by the Python judge of this repository, and by the judge that came with the files.

    python3 benches/shared.py FOLDER [--seconds 10] [--seed 1] [--only techday,trsp,solomon]

FOLDER holds data/{techday,trsp,solomon}, check/trsp.py and peers/{tech_check,vrptw_common}.py; the last
needs numpy. Prints a table in Markdown; exits 1 when any judge refuses a plan."""

import argparse
import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

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


def plan(kind, source, folder, args):
    """Imports, plans, exports; returns the plan and what our own two judges say."""
    request, answer, foreign = folder / "request.json", folder / "plan.json", folder / "export"
    request.write_text(made(BINARY, "import", kind, source))
    made(BINARY, "plan", request, "--out", answer, "--seconds", args.seconds, "--seed", args.seed,
         "--quiet")
    foreign.write_text(made(BINARY, "export", kind, request, answer))
    ours = run(BINARY, "verify", request, answer).returncode == 0
    judge = run(sys.executable, ROOT / "tests" / "judge", request, answer).returncode == 0
    return json.loads(answer.read_text()), foreign, ours, judge


def techday(bench, folder, args):
    for source in sorted((bench / "data/techday").glob("*.json"), key=size_then_name):
        answer, foreign, ours, judge = plan("techday", source, folder, args)
        theirs = run(sys.executable, bench / "peers/tech_check.py", source, foreign)
        seen = json.loads(theirs.stdout)
        result = f"{seen['value']} / {seen['travel']}"
        yield source.stem, result, answer, ours, judge, theirs.returncode == 0


def size_then_name(path):
    return [int(n) for n in re.findall(r"\d+", path.stem)], path.stem


def trsp(bench, folder, args):
    with open(bench / "data/trsp/best_known.csv", encoding="utf-8") as lines:
        best = {row["instance"]: row["best_author_run"] for row in csv.DictReader(lines)}
    for name in ("R1", "U1"):
        source = bench / f"data/trsp/{name}.txt"
        answer, foreign, ours, judge = plan("trsp", source, folder, args)
        theirs = run(sys.executable, bench / "check/trsp.py", source, foreign)
        minutes = theirs.stdout.split()[2]
        result = f"{minutes} min (best known {best[name]})"
        yield name, result, answer, ours, judge, theirs.returncode == 0


def solomon(bench, folder, args):
    for name in SOLOMON:
        source = bench / f"data/solomon/{name}.txt"
        answer, foreign, ours, judge = plan("solomon", source, folder, args)
        theirs = run(sys.executable, bench / "peers/vrptw_common.py", name, foreign)
        result = theirs.stdout.strip() or theirs.stderr.strip().splitlines()[-1]
        yield name, result, answer, ours, judge, theirs.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--seconds", default="10")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--only", default="techday,trsp,solomon")
    args = parser.parse_args()
    suites = {"techday": techday, "trsp": trsp, "solomon": solomon}
    word = {True: "accepted", False: "REFUSED"}
    good = True
    print("| file | result | jobs | first plan s | moves a lane | verify | judge | their judge |")
    print("|---|---|---|---|---|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for suite in args.only.split(","):
            for row in suites[suite](args.folder, pathlib.Path(folder), args):
                name, result, answer, *verdicts = row
                good &= all(verdicts)
                first = answer["trace"][0].get("seconds", "")
                cells = [name, result, answer["kpis"]["jobs"], first, answer["work"]]
                cells += [word[verdict] for verdict in verdicts]
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    sys.exit(not good)


if __name__ == "__main__":
    main()
