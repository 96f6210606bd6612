#!/usr/bin/env python3
"""Loads the service from outside, on a SQLite file and on PostgreSQL, with nothing but Python's library.

    python3 benches/load.py [--only load,queued,branches] [--seconds 60] [--rate 200]
                            [--branches 1000] [--stores sqlite,postgres]

load      both cores solve; so many requests a second (reads, small POSTs): latencies, errors, memory
queued    10,000 runs wait: how long each takes to be accepted, reads meanwhile, memory, a restart
branches  so many branches of 40 jobs as batches: runs a minute with 1 and 2 workers, and what a run
          costs more than the bare engine

PostgreSQL is started for the run where it is installed. Latencies are taken from this process on the
same machine, so they include what Python adds. Prints tables in Markdown."""

import argparse
import contextlib
import json
import os
import pathlib
import random
import re
import socket
import subprocess
import tempfile
import threading
import time

from service import BINARY, Service, ask, made, quantiles

DAY = {"run": {"work": 20}}


class Postgres:
    """A server of our own; its programs refuse root."""

    def __init__(self, folder):
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        if not found:
            raise FileNotFoundError("PostgreSQL is not installed")
        self.programs, self.folder = found[-1].parent, folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        users = pathlib.Path("/etc/passwd").read_text()
        user = "postgres" if re.search("^postgres:", users, re.M) else "nobody"
        self.front = ["runuser", "-u", user, "--"] if os.getuid() == 0 else []
        if self.front:
            subprocess.run(["chown", user, folder], check=True)
            os.chmod(folder.parent, 0o755)
        self.call("initdb", "-D", folder / "data", "-A", "trust", "-U", "it")
        at = f"-p {self.port} -k '' -c listen_addresses=127.0.0.1"
        self.call("pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", at, "-w", "start")
        self.call("createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "it", "callboard")
        self.url = f"postgres://it@127.0.0.1:{self.port}/callboard"

    def call(self, program, *words):
        command = [*self.front, self.programs / program, *words]
        subprocess.run(list(map(str, command)), check=True, cwd=self.folder,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self):
        self.call("pg_ctl", "-D", self.folder / "data", "-m", "fast", "-w", "stop")


@contextlib.contextmanager
def store(kind):
    """The flags of a new, empty store."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "store"
        folder.mkdir()
        if kind == "sqlite":
            yield ["--data", str(folder)]
            return
        server = Postgres(folder)
        try:
            yield ["--database", server.url]
        finally:
            server.end()


def tree_memory(service):
    """Of the service alone and with its workers, in MB."""
    children = subprocess.run(["pgrep", "-P", str(service.process.pid)], capture_output=True, text=True)
    def of(pid):
        with contextlib.suppress(OSError, AttributeError):
            text = pathlib.Path(f"/proc/{pid}/status").read_text()
            return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024
        return 0
    return service.memory(), service.memory() + sum(map(of, children.stdout.split()))


def post(line, request, wait=0):
    status, answer = ask(line, "POST", "/v1/schedules", request, Prefer=f"wait={wait}")
    return status, json.loads(answer)


class Load:
    """So many requests a second, each at its own moment, on a few lines."""

    LINES = 24

    def __init__(self, service, rate, seconds, turn):
        self.service, self.turn = service, turn
        self.moments = [k / rate for k in range(int(rate * seconds))]
        self.next, self.lock = 0, threading.Lock()
        self.times, self.answers, self.late = {}, {}, 0
        self.begin = time.perf_counter() + 0.2

    def run(self):
        threads = [threading.Thread(target=self.line) for _ in range(self.LINES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.perf_counter() - self.begin

    def line(self):
        line, chance = self.service.connect(), random.Random(self.next)
        while True:
            with self.lock:
                k = self.next
                self.next += 1
            if k >= len(self.moments):
                return
            wait = self.begin + self.moments[k] - time.perf_counter()
            if wait > 0:
                time.sleep(wait)
            name, method, path, body = self.turn(k, chance)
            begin = time.perf_counter()
            status, _ = ask(line, method, path, body, **({"Prefer": "wait=0"} if body else {}))
            took = time.perf_counter() - begin
            with self.lock:
                self.late += wait < -0.05
                self.times.setdefault(name, []).append(took)
                self.answers[status] = self.answers.get(status, 0) + 1


def load(kind, args):
    small = json.loads(made("generate", "day", "--jobs", 12, "--seed", 5)) | DAY
    body = json.dumps(small).encode()
    long = json.loads(made("generate", "day", "--jobs", 200, "--seed", 3)) | {"run": {"seconds": 600}}
    with store(kind) as flags, Service(*flags) as service:
        line = service.connect()
        known = [post(line, small, 30)[1]["id"] for _ in range(20)]
        for _ in range(2):
            post(line, long)
        time.sleep(2)
        before = tree_memory(service)

        def turn(k, chance):
            run = chance.choice(known)
            if k % 20 == 0:
                return "POST a day of 12 jobs", "POST", "/v1/schedules", body
            if k % 4 == 0:
                return "GET the list", "GET", "/v1/schedules?limit=20", None
            if k % 4 == 1:
                return "GET a plan", "GET", f"/v1/schedules/{run}/plan", None
            return "GET a run", "GET", f"/v1/schedules/{run}", None

        work = Load(service, args.rate, args.seconds, turn)
        took = work.run()
        after = tree_memory(service)
        print(f"| {kind}: {args.rate:g} requests a second for {took:.0f} s, both cores solving "
              "| n | median ms | p95 | p99 | most |\n|---|---|---|---|---|---|")
        for name, seconds in sorted(work.times.items()):
            print(f"| {name} | {len(seconds)} | {quantiles(seconds)} |")
        gets = [t for name, times in work.times.items() if name.startswith("GET") for t in times]
        print(f"| all GETs | {len(gets)} | {quantiles(gets)} |")
        print(f"\nAnswers {dict(sorted(work.answers.items()))}; sent more than 50 ms late {work.late}; memory of "
              f"the service {before[0]:.0f} MB before, {after[0]:.0f} MB after (with its workers "
              f"{before[1]:.0f} and {after[1]:.0f}).\n", flush=True)


def queued(kind, args):
    small = json.dumps(json.loads(made("generate", "day", "--jobs", 12, "--seed", 5)) | DAY).encode()
    with store(kind) as flags:
        rooms = ["--queue", "12000", "--keep", "20000", "--solvers", "0"]
        with Service(*flags, *rooms) as service:
            lock, times, answers = threading.Lock(), [], {}
            left = iter(range(10_000))

            def send():
                line = service.connect()
                while True:
                    with lock:
                        if next(left, None) is None:
                            return
                    begin = time.perf_counter()
                    status, _ = ask(line, "POST", "/v1/schedules", small, Prefer="wait=0")
                    took = time.perf_counter() - begin
                    with lock:
                        times.append(took)
                        answers[status] = answers.get(status, 0) + 1

            begin = time.perf_counter()
            threads = [threading.Thread(target=send) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            whole, line = time.perf_counter() - begin, service.connect()
            first, last = times[:1000], times[-1000:]
            reads = []
            for _ in range(200):
                begin = time.perf_counter()
                status, _ = ask(line, "GET", "/v1/schedules?state=QUEUED&limit=20")
                assert status == 200, status
                reads.append(time.perf_counter() - begin)
            print(f"| {kind}: 10,000 runs queued in {whole:.0f} s | n | median ms | p95 | p99 | most |\n"
                  "|---|---|---|---|---|---|")
            print(f"| the first 1,000 POSTs | 1000 | {quantiles(first)} |")
            print(f"| the last 1,000 | 1000 | {quantiles(last)} |")
            print(f"| GET the list of those that wait | 200 | {quantiles(reads)} |")
            print(f"\nAnswers {answers}; memory {service.memory():.0f} MB.", end=" ", flush=True)
        begin = time.perf_counter()
        with Service(*flags, *rooms[:4], "--solvers", "2") as service:
            up, line = time.perf_counter() - begin, service.connect()
            done, begin = finished(service), time.perf_counter()
            time.sleep(20)
            more = finished(service) - done
            print(f"After a kill the service is up again in {up:.2f} s and its two workers end "
                  f"{60 * more / (time.perf_counter() - begin):.0f} runs a minute; memory "
                  f"{service.memory():.0f} MB.\n", flush=True)


def finished(service):
    _, text = ask(service.connect(), "GET", "/metrics")
    found = re.search(rb'^callboard_runs\{state="COMPLETED"\} (\d+)', text, re.M)
    return int(found.group(1)) if found else 0


def branches(kind, args):
    days = [json.loads(made("generate", "day", "--jobs", 40, "--seed", seed)) for seed in range(1, 21)]
    for day in days:
        day["run"] = {"work": args.work}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for k, day in enumerate(days):
            (folder / f"day-{k}.json").write_text(json.dumps(day))
        begin = time.perf_counter()
        for k in range(len(days)):
            subprocess.run([str(BINARY), "plan", folder / f"day-{k}.json", "--out", folder / "out.json",
                            "--quiet"], check=True)
        bare = (time.perf_counter() - begin) / len(days)
    for workers in [1, 2]:
        with store(kind) as flags, Service(*flags, "--solvers", str(workers), "--queue", "2000") as service:
            line = service.connect()
            requests = [days[k % len(days)] for k in range(args.branches)]
            begin = time.perf_counter()
            status, answer = ask(line, "POST", "/v1/batches", {"requests": requests})
            accepted = time.perf_counter() - begin
            assert status in (200, 202), answer[:300]
            batch = json.loads(answer)["id"]
            while True:
                seen = json.loads(ask(line, "GET", f"/v1/batches/{batch}")[1])
                if seen["done"]:
                    break
                time.sleep(0.2)
            took = time.perf_counter() - begin
            assert seen["completed"] == args.branches, seen
            each = took * workers / args.branches
            print(f"| {kind} | {workers} | {args.branches} | {accepted:.1f} | {took:.1f} | "
                  f"{60 * args.branches / took:.0f} | {1000 * each:.1f} | {1000 * bare:.1f} |", flush=True)


PARTS = {"load": load, "queued": queued, "branches": branches}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    add = parser.add_argument
    add("--only", default=",".join(PARTS))
    add("--stores", default="sqlite,postgres")
    add("--seconds", type=float, default=60)
    add("--rate", type=float, default=200)
    add("--branches", type=int, default=1000)
    add("--work", type=int, default=200, help="branches: moves of each lane")
    args = parser.parse_args()
    for part in args.only.split(","):
        if part == "branches":
            print("| store | workers | branches | accepted after s | all ended after s | runs a minute | "
                  "ms of a worker for each | ms of the bare process |\n|---|---|---|---|---|---|---|---|")
        for kind in args.stores.split(","):
            PARTS[part](kind, args)


if __name__ == "__main__":
    main()
