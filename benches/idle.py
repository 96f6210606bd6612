#!/usr/bin/env python3
"""Clients that only listen, and bodies that are larger than they look.

    python3 benches/idle.py [--clients 1000]

Opens so many event streams of one run that waits, asks `/health/live` meanwhile, cancels the run
and counts the streams that get its `end`. Then posts a GiB of spaces packed into a megabyte, named
by every content encoding and by none. Exits 1 where a stream is refused or ends without a word, or an
answer is no 4xx. Prints tables in Markdown."""

import argparse
import asyncio
import gzip
import json
import resource
import sys
import time

from service import Service, ask, made, quantiles

ENCODINGS = ("gzip", "deflate", "br", "gzip, gzip", None)


async def opened(service, run):
    reader, writer = await asyncio.open_connection(service.host, int(service.port))
    head = f"GET /v1/schedules/{run}/events HTTP/1.1\r\nHost: {service.host}:{service.port}\r\n\r\n"
    writer.write(head.encode())
    await writer.drain()
    status = (await asyncio.wait_for(reader.readline(), 20)).split()[1]
    return status == b"200", reader, writer


async def ended(reader):
    try:
        await asyncio.wait_for(reader.readuntil(b"event: end"), 20)
    except (asyncio.TimeoutError, asyncio.IncompleteReadError):
        return False
    return True


async def listeners(service, run, clients):
    """How many streams were answered, how many got their end, and how long GETs took meanwhile."""
    line = service.connect()
    streams = [await opened(service, run) for _ in range(clients)]
    full, taken = service.memory(), []
    for _ in range(50):
        begin = time.perf_counter()
        status, _ = await asyncio.to_thread(ask, line, "GET", "/health/live")
        assert status == 200
        taken.append(time.perf_counter() - begin)
        await asyncio.sleep(0.1)
    status, _ = await asyncio.to_thread(ask, line, "DELETE", f"/v1/schedules/{run}")
    assert status == 200
    ends = await asyncio.gather(*(ended(reader) for _, reader, _ in streams))
    return sum(ok for ok, _, _ in streams), sum(ends), full, taken


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    clients = parser.parse_args().clients
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 65536), most))
    with Service("--solvers", "0") as service:
        line = service.connect()
        request = json.loads(made("generate", "day", "--jobs", 12, "--seed", 1))
        status, answer = ask(line, "POST", "/v1/schedules", request, Prefer="wait=0")
        assert status == 202, answer
        before = service.memory()
        run = json.loads(answer)["id"]
        heard, ends, full, taken = asyncio.run(listeners(service, run, clients))
        memory = f"{before:.0f}, {full:.0f}, {service.memory():.0f}"
        print("| streams | answered 200 | got `end` | MB before, with them, after "
              "| GET `/health/live` ms: median | p95 | p99 | most |\n" + 8 * "|---" + "|")
        print(f"| {clients} | {heard} | {ends} | {memory} | {quantiles(taken)} |\n")
        bomb = gzip.compress(b" " * (1 << 30), 9)
        print(f"| {len(bomb)} bytes named | answer | MB after |\n|---|---|---|")
        right = heard == ends == clients
        for encoding in ENCODINGS:
            named = {"Content-Encoding": encoding} if encoding else {}
            headers = {"Content-Type": "application/json", **named}
            status, _ = ask(service.connect(), "POST", "/v1/schedules", bomb, **headers)
            right &= 400 <= status < 500
            print(f"| {encoding} | {status} | {service.memory():.0f} |")
        sys.exit(0 if right else 1)


if __name__ == "__main__":
    main()
