#!/usr/bin/env python3
"""What planning a month's installs and calls together gains over installs first and calls after,
in the same seconds.

    python3 benches/month.py [BIN] [--seconds 20] [--seeds 1,2,3] [--processor]
                             [--installs N] [--calls N] [--crews N] [--days N]

Staged: S/2 seconds for installs, tests and inspections alone; then each of them is pinned to its
crew, date and start, and S/2 seconds go on with the calls added. What the first half left out may still
come in. Joint: the same in S/4 and S/4 seconds, then S/2 seconds on all jobs, begun from that plan,
nothing pinned. So both have S seconds. With --processor a second stands for two processor seconds:
each run is by work, so many moves as would take that long on two cores by a trial of its own. That
is the fair way on a machine that has other work to do. Every plan is judged by `callboard verify` and
by the Python judge of this repository; exits 1 when one of them refuses. Prints a table in Markdown."""

import argparse
import copy
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TRIALS = (60, 240)
FIRST = ("INSTALL", "HERS_TEST", "FINAL")


class Bench:
    def __init__(self, binary, folder, processor):
        self.binary, self.folder, self.processor = binary, folder, processor
        self.refused, self.longest, self.used = 0, 0.0, 0.0

    def made(self, *words):
        done = subprocess.run([str(self.binary), *map(str, words)], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
        return done.stdout

    def moves(self, source, seconds):
        """How many moves a lane makes in that time on two cores, by two short runs."""
        def costs(work):
            used = of_children()
            self.made("plan", source, "--work", work, "--out", self.folder / "trial", "--quiet")
            return of_children() - used
        short, long = costs(TRIALS[0]), costs(TRIALS[1])
        each = max(long - short, 1e-3) / (TRIALS[1] - TRIALS[0])
        return max(1, int((2 * seconds - short) / each) + TRIALS[0])

    def plan(self, request, seconds):
        """The plan of a request, judged twice."""
        source, answer = self.folder / "request.json", self.folder / "plan.json"
        source.write_text(json.dumps(request))
        budget = ["--seconds", seconds]
        if self.processor:
            budget = ["--work", self.moves(source, seconds)]
        begin, used = time.monotonic(), of_children()
        self.made("plan", source, *budget, "--out", answer, "--quiet")
        self.used += of_children() - used
        if not self.processor:
            self.longest = max(self.longest, time.monotonic() - begin - seconds)
        judges = [[self.binary, "verify"], [sys.executable, ROOT / "tests" / "judge"]]
        for judge in judges:
            words = [*map(str, judge), source, answer]
            done = subprocess.run(words, capture_output=True, text=True)
            if done.returncode != 0:
                self.refused += 1
                print(done.stdout, done.stderr, file=sys.stderr)
        return json.loads(answer.read_text())

    def staged(self, request, seconds):
        """Installs first, then calls, half of the seconds each."""
        first = copy.deepcopy(request)
        jobs = first["problem"]["jobs"]
        first["problem"]["jobs"] = [job for job in jobs if job["type"] in FIRST]
        plan = self.plan(first, seconds / 2)
        second = copy.deepcopy(request)
        second["problem"]["plan"] = plan
        pins = {stop["job"]: {"crew": route["crew"], "date": route["date"], "start": stop["start"]}
                for route in plan["routes"] for stop in route["stops"] if stop.get("visit") == 1}
        for job in second["problem"]["jobs"]:
            if job["id"] in pins:
                job["pin"] = pins[job["id"]]
        return self.plan(second, seconds / 2)

    def joint(self, request, seconds):
        """All jobs in half of the seconds, begun from the staged plan of the other half."""
        begun = copy.deepcopy(request)
        begun["problem"]["plan"] = self.staged(request, seconds / 2)
        return self.plan(begun, seconds / 2)


def of_children():
    """Processor seconds of every process that this one has waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def figures(plan, value):
    """Value served, and what the plan costs with and without the price of what is left out."""
    left = sum(c["amount"] for c in plan["costs"] if c["rule"] == "unassigned")
    served = plan["kpis"]["value"]
    assert served + left == value, "each job is served or paid for"
    return served, plan["cost"], plan["cost"] - left, len(plan["unassigned"])


def row(seed, word, numbers, used):
    value, cost, spent, left = numbers
    money = " | ".join(f"{amount / 100:,.0f}" for amount in (value, spent, cost))
    return f"| {seed} | {word} | {money} | {left} | {used:.0f} |"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", nargs="?", default=ROOT / "target" / "release" / "callboard")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--processor", action="store_true")
    parser.add_argument("--seeds", default="1,2,3")
    args, flags = parser.parse_known_args()
    print("| seed | plan | value served | spent | cost (spent + left out) | jobs left out "
          "| processor s |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(args.binary, pathlib.Path(folder), args.processor)
        for seed in args.seeds.split(","):
            request = json.loads(bench.made("generate", "month", "--seed", seed, *flags))
            value = sum(job["value"] for job in request["problem"]["jobs"])
            bench.used = 0.0
            staged = figures(bench.staged(request, args.seconds), value)
            print(row(seed, "staged", staged, bench.used))
            bench.used = 0.0
            joint = figures(bench.joint(request, args.seconds), value)
            print(row(seed, "joint", joint, bench.used))
            gain, less = joint[0] - staged[0], staged[1] - joint[1]
            print(f"| {seed} | **gain** | {gain / 100:+,.0f} ({100 * gain / staged[0]:+.2f} %) | "
                  f"{(joint[2] - staged[2]) / 100:+,.0f} | {-less / 100:+,.0f} "
                  f"({-100 * less / staged[1]:+.2f} %) | {joint[3] - staged[3]:+d} | |", flush=True)
        print(f"\nlongest run past its seconds: {bench.longest:.2f} s; refused: {bench.refused}")
    sys.exit(1 if bench.refused else 0)


main()
