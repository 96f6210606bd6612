#!/usr/bin/env python3
"""Measures the service from outside, with nothing but Python's library.

    python3 benches/service.py [--only latency,evaluate,hostile,delete]

Starts `callboard serve` on a free loopback port for each part and stops it. Prints tables in Markdown.
Latencies are taken from this process, so they include what Python adds (some 0.3 ms)."""

import argparse
import copy
import http.client
import json
import pathlib
import random
import re
import statistics
import subprocess
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target" / "release" / "callboard"


class Service:
    def __init__(self, *flags):
        command = [str(BINARY), "serve", "--listen", "127.0.0.1:0", "--rate", "0", *flags]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.said = []
        found = None
        while not found:
            line = self.process.stderr.readline()
            assert line, f"the service did not start: {self.said}"
            self.said.append(line)
            found = re.search(r"http://([\d.]+):(\d+)", line)
        self.host, self.port = found.groups()
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        self.said.extend(self.process.stderr)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def connect(self):
        return http.client.HTTPConnection(self.host, int(self.port), timeout=120)

    def memory(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024


def ask(line, method, path, body=None, **headers):
    data = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
    if data is not None:
        headers.setdefault("Content-Type", "application/json")
    line.request(method, path, data, headers)
    answer = line.getresponse()
    return answer.status, answer.read()


def made(*words):
    return subprocess.run([str(BINARY), *map(str, words)], check=True, capture_output=True).stdout


def quantiles(seconds):
    ordered = sorted(1000 * s for s in seconds)
    at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    return f"{statistics.median(ordered):.1f} | {at(0.95):.1f} | {at(0.99):.1f} | {ordered[-1]:.1f}"


def latency():
    """50 POSTs at once, and what a GET takes meanwhile."""
    request = json.loads((ROOT / "instances/demo/week.json").read_text())
    request["run"] = {"seconds": 1}
    body = json.dumps(request).encode()
    print("| GET while 50 POSTs of the demo week are solved | n | median ms | p95 | p99 | most |")
    print("|---|---|---|---|---|---|")
    with Service() as service:
        first = ask(service.connect(), "POST", "/v1/schedules", body, Prefer="wait=30")
        run = json.loads(first[1])["id"]
        answers, over = [], threading.Event()

        def post():
            status, _ = ask(service.connect(), "POST", "/v1/schedules", body, Prefer="wait=120")
            answers.append(status)

        times = {"/health/live": [], f"/v1/schedules/{run}": [], f"/v1/schedules/{run}/plan": []}

        def sample(path):
            line = service.connect()
            while not over.is_set():
                begin = time.perf_counter()
                status, _ = ask(line, "GET", path)
                assert status == 200, status
                times[path].append(time.perf_counter() - begin)
                time.sleep(0.02)

        samplers = [threading.Thread(target=sample, args=[path]) for path in times]
        posts = [threading.Thread(target=post) for _ in range(50)]
        begin = time.perf_counter()
        for thread in samplers + posts:
            thread.start()
        for thread in posts:
            thread.join()
        whole = time.perf_counter() - begin
        over.set()
        for thread in samplers:
            thread.join()
        for path, seconds in times.items():
            name = path.replace(run, "ID")
            print(f"| `{name}` | {len(seconds)} | {quantiles(seconds)} |")
        counts = {status: answers.count(status) for status in set(answers)}
        print(f"\n50 POSTs (1 s each): answers {counts}, all in {whole:.1f} s, "
              f"memory {service.memory():.0f} MB\n")


def evaluate():
    """One change to a plan of 500 jobs: by the run's id, and with everything sent each time."""
    print("| one change to a plan of 500 jobs | n | median ms | p95 | p99 | most |")
    print("|---|---|---|---|---|---|")
    for kind in ["day", "techday"]:
        request = json.loads(made("generate", kind, "--jobs", 500, "--seed", 3))
        request["run"] = {"work": 300}
        with Service() as service:
            line = service.connect()
            run = json.loads(ask(line, "POST", "/v1/schedules", request, Prefer="wait=120")[1])
            plan = run["plan"]
            chance = random.Random(1)
            stops = [(route["shift"], stop["job"]) for route in plan["routes"]
                     for stop in route["stops"] if "job" in stop]

            def change():
                (_, job), (shift, after) = chance.sample(stops, 2)
                return {"job": job, "shift": shift, "after": after}

            by_id, whole, fresh = [], [], []
            for _ in range(200):
                body = json.dumps({"schedule": run["id"], "change": change()}).encode()
                by_id.append(timed(line, body))
            for _ in range(60):
                body = json.dumps({"request": request, "plan": plan, "change": change()}).encode()
                whole.append(timed(line, body))
            for i in range(60):
                # Another request each time: nothing that is kept helps.
                request["problem"]["jobs"][0]["metadata"] = {"turn": i}
                request["problem"]["jobs"][0]["duration"] = f"PT{20 + i % 30}M{i}S"
                body = json.dumps({"request": request, "plan": plan, "change": change()}).encode()
                fresh.append(timed(line, body))
        for name, seconds in [("by the run's id", by_id), ("request and plan sent again", whole),
                              ("another request each time", fresh)]:
            print(f"| {kind}: {name} | {len(seconds)} | {quantiles(seconds)} |")
    print()


def timed(line, body):
    begin = time.perf_counter()
    status, answer = ask(line, "POST", "/v1/evaluations", body)
    assert status == 200, answer[:300]
    return time.perf_counter() - begin


ODD = [None, True, 0, -1, 1.5, 2**63, 1e308, "", "x" * 3000, "\u202e", "2026-02-30", "PT-1H", "P9999999Y", [],
       {}, [[]], {"": None}, "24:00", "2026-03-29T02:30:00+01:00"]


def bent(chance, text):
    """A good body with some values replaced, keys renamed or things repeated."""
    value = json.loads(text)
    value["run"] = {"work": 1}
    for _ in range(chance.randint(1, 3)):
        at = value
        while True:
            keys = list(at.keys()) if isinstance(at, dict) else list(range(len(at)))
            if not keys:
                break
            key = chance.choice(keys)
            if isinstance(at[key], (dict, list)) and chance.random() < 0.85:
                at = at[key]
                continue
            if chance.random() < 0.15 and isinstance(at, dict):
                at[key + "x"] = at.pop(key)
            elif chance.random() < 0.2 and isinstance(at, list):
                at.extend([at[key]] * 3)
            else:
                at[key] = copy.deepcopy(chance.choice(ODD))
            break
    return json.dumps(value).encode()


def torn(chance, text):
    """A good body with bytes changed, taken out or repeated."""
    body = bytearray(text)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(body))
        kind = chance.random()
        if kind < 0.4:
            body[at] = chance.randrange(256)
        elif kind < 0.7:
            del body[at:at + chance.randint(1, 60)]
        else:
            body[at:at] = bytes(body[at:at + chance.randint(1, 60)]) * chance.choice([1, 1, 50])
    return bytes(body)


def hostile():
    """1,000 bodies made of good ones by damage: answers and memory."""
    chance = random.Random(7)
    good = [(ROOT / f"instances/demo/{name}.json").read_bytes() for name in ["first", "day"]]
    paths = ["schedules", "evaluations", "verifications", "comparisons"]
    with Service() as service:
        line, counts, memory = service.connect(), {}, []
        for turn in range(3):
            for _ in range(1000):
                body = chance.choice([torn, bent])(chance, chance.choice(good))
                path = f"/v1/{chance.choice(paths)}"
                if not path.endswith("schedules") and chance.random() < 0.7:
                    key = b"requests" if path.endswith("comparisons") else b"request"
                    wrapped = b"[" + body + b"]" if key == b"requests" else body
                    body = b'{"' + key + b'":' + wrapped + b',"plan":' + body + b"}"
                status, answer = ask(line, "POST", path, body, Prefer="wait=0")
                counts[status] = counts.get(status, 0) + 1
                if status >= 500:
                    print(path, status, answer[:200])
            memory.append(service.memory())
        print(f"3 x 1,000 damaged bodies: answers {dict(sorted(counts.items()))}; memory after each "
              f"thousand {', '.join(f'{m:.0f}' for m in memory)} MB; "
              f"panics: {sum('panicked' in text for text in service.said)}\n")


def delete():
    """From DELETE to its answer, on runs of several sizes."""
    print("| DELETE of a running | n | median ms | p95 | p99 | most |")
    print("|---|---|---|---|---|---|")
    requests = {"demo week": json.loads((ROOT / "instances/demo/week.json").read_text())}
    for jobs in [500, 3000]:
        text = made("generate", "day", "--jobs", jobs, "--seed", 3, "--lunch")
        requests[f"day of {jobs} jobs"] = json.loads(text)
    with Service() as service:
        line = service.connect()
        for name, request in requests.items():
            request["run"] = {"seconds": 600}
            seconds = []
            for turn in range(8):
                status, answer = ask(line, "POST", "/v1/schedules", request, Prefer="wait=0")
                run = json.loads(answer)["id"]
                while ask(line, "GET", f"/v1/schedules/{run}/plan")[0] != 200:
                    time.sleep(0.02)
                time.sleep(0.3 * turn)
                begin = time.perf_counter()
                status, answer = ask(line, "DELETE", f"/v1/schedules/{run}")
                seconds.append(time.perf_counter() - begin)
                ended = json.loads(answer)
                assert ended["state"] == "CANCELLED" and ended["plan"], ended["state"]
            print(f"| {name} | {len(seconds)} | {quantiles(seconds)} |")
    print()


PARTS = {"latency": latency, "evaluate": evaluate, "hostile": hostile, "delete": delete}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS))
    for part in parser.parse_args().only.split(","):
        PARTS[part]()
