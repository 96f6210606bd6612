"""What the parts of the self-test share: judging a case, changing it, expecting one rule."""

import contextlib
import json
import unittest

import cases
from cases import changed
from units import Unreadable, printed_duration, read_instant, write_duration
from verdict import judge, load

WINTER = cases.at("2026-12-08", "-08:00")
JANUARY = cases.at("2026-01-05")


def rules(request, plan, snapshot=None):
    """The rules violated, in order; both texts go through JSON as they do in life."""
    raw = [load(json.dumps(text)) for text in (request, plan, snapshot)]
    return [violation["rule"] for violation in judge(*raw)]


def first(request, plan, snapshot=None):
    return (rules(request, plan, snapshot) + ["accepted"])[0]


def leaves(raw, path):
    """(path, value) of everything in a JSON text that is neither object nor list."""
    if isinstance(raw, (dict, list)):
        for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw):
            yield from leaves(value, f"{path}/{key}")
    else:
        yield path, raw


def nudged(value):
    """The values next to an integer, a duration or a time; none for other texts."""
    if isinstance(value, int):
        return value - 1, value + 1
    with contextlib.suppress(Unreadable):
        millis = printed_duration(value)
        return [write_duration(max(0, millis + by)) for by in (-1, 1) if millis + by >= 0]
    with contextlib.suppress(Unreadable):
        read_instant(value)
        head, tail = value[:19], value[-6:]
        return [f"{head}.{thousandth}{tail}" for thousandth in ("001", "861", "721")]
    return ()


class Case(unittest.TestCase):
    def accept(self, request, plan, snapshot=None):
        raw = [load(json.dumps(text)) for text in (request, plan, snapshot)]
        self.assertEqual(judge(*raw), [])

    def refuse(self, case, asked=(), printed=()):
        """Each (rule, path, value) changes request or plan, which that rule then refuses."""
        request, plan = case
        self.accept(request, plan)
        for rule, path, value in asked:
            with self.subTest(request=path, value=value):
                self.assertEqual(first(changed(request, path, value), plan), rule)
        for rule, path, value in printed:
            with self.subTest(plan=path, value=value):
                self.assertEqual(first(request, changed(plan, path, value)), rule)
