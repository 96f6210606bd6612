"""The runs of a comparison, one row each in a CSV. A run is written when it ends and is not
repeated as long as its row is there, so an interrupted comparison goes on where it was."""

import csv

KEY = ["suite", "file", "who", "seed", "seconds", "program"]
RESULT = ["value", "travel", "jobs", "wall", "cpu", "accepted", "note"]


class Runs:
    def __init__(self, path):
        self.path, self.rows = path, {}
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        whole = text[: text.rfind("\n") + 1]  # without a line that was being written
        path.write_text(whole or ",".join(KEY + RESULT) + "\n", encoding="utf-8")
        with open(path, newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                self.rows[key(row)] = row

    def add(self, which, result):
        cells = {**which, **result}
        row = {name: str(cells.get(name, "")) for name in KEY + RESULT}
        with open(self.path, "a", newline="", encoding="utf-8") as lines:
            csv.DictWriter(lines, KEY + RESULT, lineterminator="\n").writerow(row)
        self.rows[key(row)] = row
        return row

    def get(self, which):
        """The row of a run, if it has ended well: one that failed is tried again."""
        row = self.rows.get(key(which))
        return row if row and row["travel"] else None


def key(row):
    return tuple(str(row[name]) for name in KEY)


def rank(row):
    """Of two runs the better has the greater rank: more value, then less travel."""
    return int(row["value"]), -int(row["travel"])


def median(rows):
    """The middle one; of an even number the worse of the two in the middle."""
    return sorted(rows, key=rank)[(len(rows) - 1) // 2]
