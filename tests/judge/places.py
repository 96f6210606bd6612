"""Places: by id from the request's list, or inline and then named `@LAT,LON`."""

from decimal import Decimal

from units import Unreadable, is_number


def shortest(number):
    """The shortest decimal form that reads back as the same double, without an exponent."""
    text = format(Decimal(repr(float(number))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


class Places:
    def __init__(self, listed):
        self.known = {}
        for raw in listed:
            if not isinstance(raw.get("id"), str) or raw["id"] in self.known:
                raise Unreadable(f"place {raw.get('id')!r} has no id of its own")
            self.known[raw["id"]] = raw

    def name(self, raw):
        """The id of a place named by a request, an inline one being entered on the way."""
        if isinstance(raw, str):
            if raw not in self.known:
                raise Unreadable(f"place {raw!r} is not listed")
            return raw
        if not isinstance(raw, dict) or not all(is_number(raw.get(k)) for k in ("lat", "lon")):
            raise Unreadable(f"place {raw!r} is neither an id nor a latitude and longitude")
        name = f"@{shortest(raw['lat'])},{shortest(raw['lon'])}"
        self.known.setdefault(name, {"id": name, "lat": raw["lat"], "lon": raw["lon"]})
        return name

    def position(self, name):
        """Latitude and longitude in degrees, or None where only a matrix covers the place."""
        raw = self.known.get(name, {})
        if is_number(raw.get("lat")) and is_number(raw.get("lon")):
            return float(raw["lat"]), float(raw["lon"])
        return None
