#!/usr/bin/env python3
"""Draws the fresh days of a comparison: how far the peers are behind, day by day.

    python3 benches/peers.py BENCH --peers-python PY --only fresh --csv rows.csv
    python3 benches/draw.py rows.csv > instances/demo/peers.svg

Above: the value a peer serves less than ours, in percent. Below: where both serve the same value,
what the peer drives more."""

import csv
import re
import sys

WIDTH, LEFT, RIGHT = 920, 64, 16
PANELS = [
    ("served value against ours, %", 40, 190),
    ("driving against ours where both serve the same value, %", 300, 110),
]
LOOKS = {
    "vroom": ("VROOM 1.15", "#d55e00", "circle"),
    "pyvrp": ("PyVRP 0.14", "#0072b2", "square"),
}


def days(path):
    """By day, each one's best run."""
    best = {}
    with open(path, newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            if row["suite"] != "fresh" or not row["travel"]:
                continue
            rank = (int(row["value"]), -int(row["travel"]))
            day = best.setdefault(row["file"], {})
            who = row["who"].split("-")[0]
            day[who] = max(rank, day.get(who, rank))
    return sorted(best.items(), key=lambda d: [int(n) for n in re.findall(r"\d+", d[0])])


def differences(all_days):
    """For both panels the points: which day, who, how many percent."""
    value, travel = [], []
    for x, (_, day) in enumerate(all_days):
        ours = day["callboard"]
        for who in LOOKS.keys() & day.keys():
            theirs = day[who]
            value.append((x, who, 100 * (theirs[0] - ours[0]) / ours[0]))
            if theirs[0] == ours[0]:
                travel.append((x, who, 100 * (ours[1] - theirs[1]) / -ours[1]))
    return value, travel


def mark(look, x, y):
    _, colour, shape = look
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    return f'<rect x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{colour}"/>'


def steps(low, high):
    """Round numbers between two, about five of them."""
    size = next(s for s in (0.5, 1, 2, 5, 10, 20, 50, 100) if (high - low) / s <= 6)
    at = size * -(-low // size)
    while at <= high:
        yield at
        at += size


def panel(points, title, top, height, count):
    low = min([0] + [p[2] for p in points]) * 1.08
    high = max([0] + [p[2] for p in points]) * 1.08
    span = (high - low) or 1

    def across(day):
        return LEFT + (WIDTH - LEFT - RIGHT) * (day + 0.5) / count

    def down(percent):
        return top + height * (high - percent) / span

    yield f'<text x="{LEFT}" y="{top - 10}" font-weight="bold">{title}</text>'
    for at in steps(low, high):
        y = down(at)
        shade = "#333" if at == 0 else "#ddd"
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{shade}"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{at:g}</text>'
    for day, who, percent in sorted(points):
        yield mark(LOOKS[who], across(day), down(percent))


def sizes(all_days, bottom):
    """Below the panels, how many jobs the days have."""
    jobs = [int(re.findall(r"\d+", name)[0]) for name, _ in all_days]
    for size in sorted(set(jobs)):
        middle = jobs.index(size) + jobs.count(size) / 2
        x = LEFT + (WIDTH - LEFT - RIGHT) * middle / len(jobs)
        yield f'<text x="{x:.1f}" y="{bottom}" text-anchor="middle">{size} jobs</text>'


def legend():
    x = LEFT + 420
    for look in LOOKS.values():
        yield mark(look, x, 26)
        yield f'<text x="{x + 10}" y="30">{look[0]}</text>'
        x += 110
    yield f'<path d="M{x} 26h20" stroke="#333"/><text x="{x + 26}" y="30">Callboard</text>'


def main():
    all_days = days(sys.argv[1])
    if not all_days:
        sys.exit(f"{sys.argv[1]} has no row of a fresh day; make one with benches/peers.py")
    print(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} 450" '
          'font-family="sans-serif" font-size="12"><rect width="100%" height="100%" fill="#fff"/>')
    print(*legend(), sep="\n")
    for points, (title, top, height) in zip(differences(all_days), PANELS):
        print(*panel(points, title, top, height, len(all_days)), sep="\n")
    print(*sizes(all_days, 436), sep="\n")
    print("</svg>")


if __name__ == "__main__":
    main()
