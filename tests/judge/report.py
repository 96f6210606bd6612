"""Violations, in the order found."""


class Report:
    def __init__(self):
        self.violations = []

    def add(self, rule, message):
        self.violations.append({"rule": rule, "message": message})

    def __bool__(self):
        return bool(self.violations)
