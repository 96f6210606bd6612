"""Technicians' days that nobody has planned before: requests of our own generator, and the same
days in the form of the public files, which the peers read."""

import json
import re

from shared import BINARY, made


def day(folder, jobs, seed, lunch):
    """Writes the request and the file of one day; returns its name and the two paths."""
    flags = ["--lunch"] if lunch else []
    text = made(BINARY, "generate", "techday", "--jobs", jobs, "--seed", seed, *flags)
    request = json.loads(text)
    name = request["run"]["name"]
    ours, theirs = folder / f"{name}.request.json", folder / f"{name}.json"
    ours.write_text(text)
    theirs.write_text(json.dumps(public(request)))
    return name, ours, theirs


def public(request):
    """The homes come first in the places and in the matrix, then the sites, both by number."""
    problem = request["problem"]
    crews, jobs, places = problem["crews"], problem["jobs"], problem["places"]
    loc = [[place["lat"], place["lon"]] for place in places]
    if problem["travel"]["matrix"]["places"] != [place["id"] for place in places]:
        raise ValueError("the matrix is not in the order of the places")
    return {
        "name": request["run"]["name"],
        "N": len(jobs),
        "K": len(crews),
        "techs": [tech(k, crew, loc[k]) for k, crew in enumerate(crews)],
        "jobs": [job(i, one, loc[len(crews) + i]) for i, one in enumerate(jobs)],
        "travel": problem["travel"]["matrix"]["seconds"],
    }


def tech(k, crew, loc):
    (shift,), breaks = crew["shifts"], crew.get("breaks", [])
    named(crew, id=f"t{k}", start=f"h{k}", end=f"h{k}")
    return {
        "id": k,
        "loc": loc,
        "skills": levels(crew),
        "shift": span(shift),
        "lunch": lunch(*breaks) if breaks else None,
    }


def lunch(rest):
    return {
        "earliest": clock(rest["earliest"]),
        "latest": clock(rest["latest"]),
        "duration": length(rest["duration"]),
    }


def job(i, one, loc):
    (window,) = one["startWindows"]
    named(one, id=f"j{i}", place=f"s{i}")
    return {
        "id": i,
        "loc": loc,
        "req": levels(one),
        "duration": length(one["duration"]),
        "tw": span(window),
        "value": one["value"],
    }


def named(item, **expected):
    for key, name in expected.items():
        if item[key] != name:
            raise ValueError(f"{key} is {item[key]} where {name} was expected")


def levels(owner):
    return {skill["id"]: skill["level"] for skill in owner.get("skills", [])}


def span(times):
    return [clock(times["from"]), clock(times["to"])]


def clock(text):
    """09:30 -> 34200"""
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def length(text):
    """PT1H30M -> 5400"""
    hours, minutes = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", text).groups()
    return int(hours or 0) * 3600 + int(minutes or 0) * 60
