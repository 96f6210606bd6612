"""One run of a peer on one technicians' day, with the runners and the judge of the files.

    PYTHON benches/peer_run.py BENCH PEER FILE SECONDS SEED

PYTHON has the peers' packages; PEER is pyvrp, vroom, ortools or vrpcli (its program in VRP_CLI).
Prints a line of JSON. `dropped` jobs were taken out by the judge, because the plan broke a rule."""

import importlib.metadata
import json
import os
import resource
import sys

PACKAGES = {"pyvrp": "pyvrp", "vroom": "pyvroom", "ortools": "ortools"}


def solve(peer, day, seconds, seed):
    import run_tech

    if peer == "pyvrp":
        return run_tech.pyvrp_(day, seconds, seed, "prof")
    if peer == "vroom":
        return run_tech.vroom_(day, seconds, seed)
    if peer == "ortools":
        return run_tech.ortools_(day, seconds, seed)
    return run_tech.vrpcli_(day, seconds, seed)


def used(who):
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def main():
    bench, peer, file, seconds, seed = sys.argv[1:]
    sys.path.insert(0, os.path.join(bench, "peers"))
    from tech_check import evaluate

    with open(file, encoding="utf-8") as text:
        day = json.load(text)
    found = solve(peer, day, float(seconds), int(seed))
    seen = evaluate(day, found["routes"])
    seen["wall"] = found["wall"]
    seen["cpu"] = used(resource.RUSAGE_SELF) + used(resource.RUSAGE_CHILDREN)
    version = importlib.metadata.version(PACKAGES[peer]) if peer in PACKAGES else ""
    seen["note"] = f"{version} {found['note']}".strip()
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
