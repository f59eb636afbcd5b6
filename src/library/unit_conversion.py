"""Quantities in other units: lengths, masses, volumes, speeds, times, data, temperatures."""

from collections.abc import Mapping
from typing import Literal

from ..language.expression import tidy
from .bundled import bundled

LengthUnit = Literal["mm", "cm", "m", "km", "in", "ft", "yd", "mi", "nmi"]
METERS: dict[str, float] = {
    **{"mm": 0.001, "cm": 0.01, "m": 1, "km": 1000},
    **{"in": 0.0254, "ft": 0.3048, "yd": 0.9144, "mi": 1609.344, "nmi": 1852},
}
MassUnit = Literal["mg", "g", "kg", "t", "oz", "lb", "st"]
GRAMS: dict[str, float] = {
    **{"mg": 0.001, "g": 1, "kg": 1000, "t": 1_000_000},
    **{"oz": 28.349523125, "lb": 453.59237, "st": 6350.29318},
}
VolumeUnit = Literal["l", "ml", "gal", "pt", "cup", "tbsp", "tsp"]
LITERS: dict[str, float] = {
    **{"l": 1, "ml": 0.001, "gal": 3.785411784, "pt": 0.473176473, "cup": 0.2365882365},
    **{"tbsp": 0.01478676478125, "tsp": 0.00492892159375},
}
SpeedUnit = Literal["m/s", "km/h", "mph", "kn"]
METERS_PER_SECOND: dict[str, float] = {"m/s": 1, "km/h": 1 / 3.6, "mph": 0.44704, "kn": 1852 / 3600}
TimeUnit = Literal["ms", "s", "min", "h", "d", "wk"]
SECONDS: dict[str, float] = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86_400, "wk": 604_800}
DataUnit = Literal["bit", "B", "kB", "MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"]
BYTES: dict[str, float] = {
    **{"bit": 0.125, "B": 1, "kB": 1000, "MB": 1000**2, "GB": 1000**3, "TB": 1000**4},
    **{"KiB": 1024, "MiB": 1024**2, "GiB": 1024**3, "TiB": 1024**4},
}
TemperatureUnit = Literal["C", "F", "K"]
ABSOLUTE_ZERO = -273.15

_PHRASES = (
    "convert {value:number} {unit:unit} (to|into|in) {target:unit}",
    "{value:number} {unit:unit} (to|into|in|as) {target:unit}",
    "how many {target:unit} (is|are|are in|are there in|in|make) {value:number} {unit:unit}",
    "how many {target:unit} (is|are in|are there in|in|make) {value:one} {unit:unit}",
    "convert {value:one} {unit:unit} (to|into|in) {target:unit}",
    "[convert] {unit:unit} to {target:unit} {value:number}",
)


def _named(units: str) -> Mapping[str, Mapping[str, object]]:
    """Return the word lists of the phrases, from each unit's names: "m: meter(s), m; ft: feet"."""
    names: dict[str, object] = {}
    for unit, listed in (one.split(": ") for one in units.split("; ")):
        for name in listed.split(", "):
            names |= {name.replace("(s)", "s"): unit, name.replace("(s)", ""): unit}
    return {"one": {"a": 1, "an": 1, "one": 1}, "unit": names}


@bundled(
    "length conversion",
    *_PHRASES,
    "convert 10 miles to km => 16.09344",
    "5 feet in inches => 60",
    "how many meters are in 2.5 kilometers => 2500",
    "convert 1,000 mm to m => 1",
    "12 inches to cm => 30.48",
    "how many feet in a mile => 5280",
    "km to miles 1.609344 => 1",
    choices=_named(
        "mm: millimeter(s), millimetre(s), mm; cm: centimeter(s), centimetre(s), cm;"
        " m: meter(s), metre(s), m; km: kilometer(s), kilometre(s), km(s); in: inches, inch;"
        " ft: feet, foot, ft; yd: yard(s), yd; mi: mile(s), mi; nmi: nautical mile(s)"
    ),
)
def length(value: float, unit: LengthUnit, target: LengthUnit) -> int | float:
    """Return a length in another unit."""
    return tidy(value * METERS[unit] / METERS[target])


@bundled(
    "mass conversion",
    *_PHRASES,
    "convert 10 kg to pounds => 22.0462262185",
    "5 lbs to g => 2267.96185",
    "how many grams are in 2 ounces => 56.69904625",
    choices=_named(
        "mg: milligram(s), mg; g: gram(s), g; kg: kilogram(s), kilo(s), kg(s);"
        " t: tonne(s), metric ton(s); oz: ounce(s), oz; lb: pound(s), lb(s); st: stone(s)"
    ),
)
def mass(value: float, unit: MassUnit, target: MassUnit) -> int | float:
    """Return a mass in another unit."""
    return tidy(value * GRAMS[unit] / GRAMS[target])


@bundled(
    "volume conversion",
    *_PHRASES,
    "convert 2 liters to ml => 2000",
    "5 gallons to liters => 18.92705892",
    "how many teaspoons are in 1 tablespoon => 3",
    choices=_named(
        "l: liter(s), litre(s), l; ml: milliliter(s), millilitre(s), ml;"
        " gal: gallon(s), us gallon(s); pt: pint(s); cup: cup(s); tbsp: tablespoon(s), tbsp;"
        " tsp: teaspoon(s), tsp"
    ),
    convention="gallons, pints, cups and spoons are US ones",
)
def volume(value: float, unit: VolumeUnit, target: VolumeUnit) -> int | float:
    """Return a volume in another unit."""
    return tidy(value * LITERS[unit] / LITERS[target])


@bundled(
    "speed conversion",
    *_PHRASES,
    "convert 100 km/h to mph => 62.1371192237",
    "36 kmh to m/s => 10",
    "how many km/h are 10 knots => 18.52",
    choices=_named(
        "m/s: meters per second, metres per second, m/s, mps;"
        " km/h: kilometers per hour, kilometres per hour, km/h, kmh, kph;"
        " mph: miles per hour, mph; kn: knot(s)"
    ),
)
def speed(value: float, unit: SpeedUnit, target: SpeedUnit) -> int | float:
    """Return a speed in another unit."""
    return tidy(value * METERS_PER_SECOND[unit] / METERS_PER_SECOND[target])


@bundled(
    "time conversion",
    *_PHRASES,
    "convert 3 hours to minutes => 180",
    "how many seconds are in 2 days => 172800",
    "90 minutes in hours => 1.5",
    "2 weeks to days => 14",
    "how many minutes are in one day => 1440",
    choices=_named(
        "ms: millisecond(s), ms; s: second(s), sec(s), s; min: minute(s), min(s);"
        " h: hour(s), hr(s), h; d: day(s); wk: week(s)"
    ),
)
def time_units(value: float, unit: TimeUnit, target: TimeUnit) -> int | float:
    """Return a span of time in another unit."""
    return tidy(value * SECONDS[unit] / SECONDS[target])


def _bits_or_bytes(slots: Mapping[str, str]) -> str:
    """Return an objection to b and Mb, which stand for bits and are often used for bytes."""
    for unit in (slots["unit"], slots["target"]):
        if unit == "b" or (unit[0].isupper() and unit[1:] == "b"):
            return f"“{unit}” may mean bits or bytes; write the word out"
    return ""


@bundled(
    "data size conversion",
    *_PHRASES,
    "convert 5 GB to MB => 5000",
    "2 GiB in MiB => 2048",
    "how many bits are in 3 bytes => 24",
    "1 GB to MiB => 953.6743164062",
    choices=_named(
        "bit: bit(s); B: byte(s), b; kB: kilobyte(s), kb; MB: megabyte(s), mb;"
        " GB: gigabyte(s), gb; TB: terabyte(s), tb; KiB: kibibyte(s), kib;"
        " MiB: mebibyte(s), mib; GiB: gibibyte(s), gib; TiB: tebibyte(s), tib"
    ),
    objection=_bits_or_bytes,
    convention="kB, MB and GB are powers of 1000, KiB, MiB and GiB of 1024",
)
def data_sizes(value: float, unit: DataUnit, target: DataUnit) -> int | float:
    """Return an amount of data in another unit."""
    return tidy(value * BYTES[unit] / BYTES[target])


_FROM = "{value:number} [degrees|°|degree|deg] {unit:unit}"
_TO = "[degrees] [°] {target:unit}"


@bundled(
    "temperature conversion",
    f"convert {_FROM} (to|into|in) {_TO}",
    f"{_FROM} (to|into|in|as) {_TO}",
    f"how (many|much) {_TO} (is|are) {_FROM}",
    "[convert] {unit:unit} to {target:unit} {value:number}",
    "convert 100 celsius to fahrenheit => 212",
    "32°F in °C => 0",
    "convert -40 degrees fahrenheit to celsius => -40",
    "0 celsius to kelvin => 273.15",
    "what is 300 K in celsius => 26.85",
    "celsius to fahrenheit 20 => 68",
    choices=_named("C: celsius, centigrade, c; F: fahrenheit, f; K: kelvin, k"),
)
def temperature(value: float, unit: TemperatureUnit, target: TemperatureUnit) -> int | float:
    """Return a temperature in Celsius, Fahrenheit or Kelvin.

    Raises ValueError below absolute zero.
    """
    celsius = {"C": value, "F": (value - 32) * 5 / 9, "K": value + ABSOLUTE_ZERO}[unit]
    if celsius < ABSOLUTE_ZERO - 1e-9:
        raise ValueError("no temperature is below absolute zero")
    return tidy({"C": celsius, "F": celsius * 9 / 5 + 32, "K": celsius - ABSOLUTE_ZERO}[target])
