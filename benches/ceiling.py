"""A proof that no plan of a technicians' day can serve more than some value.

    callboard import techday FILE | PYTHON benches/ceiling.py --late 15:00 --crews t21,t81

Takes the jobs whose first start window begins at `--late` or later, and those that only crews of
`--crews` can serve, and leaves out all others. What these jobs can earn at the most, all crews
being free for them, is found exactly: every route of every crew is enumerated, and CP-SAT deals
routes to crews. All other jobs at best are all served, so that the sum is an upper bound for the
whole day. PYTHON needs `ortools`. Days without breaks only.
"""

import argparse
import json
import re
import sys

from ortools.sat.python import cp_model


def seconds(duration):
    hours, minutes = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", duration).groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60


def clock(text):
    return int(text[:2]) * 3600 + int(text[3:5]) * 60


def able(crew, job):
    held = {skill["id"]: skill["level"] for skill in crew["skills"]}
    return all(held.get(need["id"], 0) >= need.get("level", 1) for need in job["skills"])


def routes(crew, jobs, row, times):
    """Every set of jobs that the crew can do in some order."""
    shift = crew["shifts"][0]
    home, over = row[crew["start"]], clock(shift["to"])
    reached = {}

    def extend(taken, now, at):
        for k, (job, place, takes, low, high) in enumerate(jobs):
            if taken >> k & 1 or not able(crew, job):
                continue
            start = max(now + times[at][place], low)
            if start > high or start + takes + times[place][home] > over:
                continue
            key = taken | 1 << k, place
            if start + takes < reached.get(key, over + 1):
                reached[key] = start + takes
                extend(key[0], start + takes, place)

    extend(0, clock(shift["from"]), home)
    return {taken for taken, _ in reached}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--late", required=True)
    parser.add_argument("--crews", default="")
    args = parser.parse_args()
    problem = json.load(sys.stdin)["problem"]
    crews, matrix = problem["crews"], problem["travel"]["matrix"]
    if any(crew.get("breaks") for crew in crews):
        sys.exit("a day with breaks: its routes cannot be enumerated here")
    row = {place: k for k, place in enumerate(matrix["places"])}
    rare = set(args.crews.split(","))

    def hard(job):
        window = job["startWindows"][0]["earliest"][11:16]
        return window >= args.late or {c["id"] for c in crews if able(c, job)} <= rare

    def numbers(job):
        window = job["startWindows"][0]
        low, high = (clock(window[key][11:16]) for key in ("earliest", "latest"))
        return job, row[job["place"]], seconds(job["duration"]), low, high

    jobs = [numbers(job) for job in problem["jobs"] if hard(job)]
    model, using, worth = cp_model.CpModel(), [[] for _ in jobs], []
    for crew in crews:
        own = []
        for taken in routes(crew, jobs, row, matrix["seconds"]):
            pick = model.new_bool_var("")
            own.append(pick)
            inside = [k for k in range(len(jobs)) if taken >> k & 1]
            for k in inside:
                using[k].append(pick)
            worth.append(pick * sum(jobs[k][0]["value"] for k in inside))
        model.add_at_most_one(own)
    for picks in using:
        model.add_at_most_one(picks)
    model.maximize(sum(worth))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = 600
    status = solver.status_name(solver.solve(model))
    total = sum(job["value"] for job in problem["jobs"])
    most, all_of_them = int(solver.best_objective_bound), sum(j[0]["value"] for j in jobs)
    print(f"{len(jobs)} jobs worth {all_of_them}: at most {most} of it ({status})")
    print(f"no plan serves more than {total - all_of_them + most} of {total}")


if __name__ == "__main__":
    main()
