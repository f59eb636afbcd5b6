"""Areas, perimeters, volumes and angles."""

import math

from ..domain.task import TaskKind
from ..language.expression import tidy
from .bundled import bundled

LENGTH_LIMIT = 10**100

_RADIUS = "[a|the] circle [with|of|having] [a|the] radius [of|=] {radius:number}"
_BY = "[a|the] rectangle {width:number} (by|x|times) {height:number}"
_WITH_SIDES = (
    "[a|the] rectangle (with|of|having) [a] [sides|width|length|base] [of] {width:number}"
    " (and|by|x) [a] [height|width|length|breadth] [of] {height:number}"
)
_SIDE = "[a|the] square [with|of|having] [a] (side|sides|side length) [of|=] {width:number}"
_ROUND_AND_HIGH = (
    "[with|of|having] [a] radius [of|=] {radius:number} [,] [and] [a] height [of|=] {height:number}"
)
_DEGREES = "(degrees|degree|deg|°)"
_RADIANS = "(radians|radian|rad)"


def _check_lengths(*lengths: int | float) -> None:
    if not all(0 < length <= LENGTH_LIMIT for length in lengths):
        raise ValueError("lengths must be above 0 and at most 10^100")


@bundled(
    "area of a circle",
    f"area of {_RADIUS}",
    "circle area [with|for|of] [a] radius [of|=] {radius:number}",
    "area of a circle with radius 5 => 78.5398163397",
    "calculate the area of a circle with a radius of 1 => 3.1415926536",
    "circle area for radius 2.5 => 19.6349540849",
)
def circle_area(radius: int | float) -> int | float:
    """Return the area of a circle from its radius, rounded to 10 decimals.

    Raises ValueError unless the radius is above 0.
    """
    _check_lengths(radius)
    return tidy(math.pi * radius**2)


@bundled(
    "circumference of a circle",
    f"(circumference|perimeter) of {_RADIUS}",
    "circumference of a circle with radius 5 => 31.4159265359",
    "perimeter of a circle of radius 1 => 6.2831853072",
    "circumference of the circle with a radius of 0.5 => 3.1415926536",
)
def circle_circumference(radius: int | float) -> int | float:
    """Return the circumference of a circle from its radius, rounded to 10 decimals.

    Raises ValueError unless the radius is above 0.
    """
    _check_lengths(radius)
    return tidy(2 * math.pi * radius)


@bundled(
    "area of a rectangle or square",
    f"area of {_BY}",
    f"area of {_WITH_SIDES}",
    f"area of {_SIDE}",
    "area of a rectangle 3 by 4 => 12",
    "area of a rectangle with width 2.5 and height 4 => 10",
    "area of a rectangle with length 7 and width 6 => 42",
    "area of a square with side 4 => 16",
)
def rectangle_area(width: int | float, height: int | float | None = None) -> int | float:
    """Return the area of a rectangle, or of a square without a height, rounded to 10 decimals.

    Raises ValueError unless both sides are above 0.
    """
    height = width if height is None else height
    _check_lengths(width, height)
    return tidy(width * height)


@bundled(
    "perimeter of a rectangle or square",
    f"perimeter of {_BY}",
    f"perimeter of {_WITH_SIDES}",
    f"perimeter of {_SIDE}",
    "perimeter of a rectangle 3 by 4 => 14",
    "perimeter of a rectangle with width 2.5 and height 4 => 13",
    "perimeter of a rectangle with length 7 and width 6 => 26",
    "perimeter of a square with side 4 => 16",
)
def rectangle_perimeter(width: int | float, height: int | float | None = None) -> int | float:
    """Return the perimeter of a rectangle, or of a square without a height, to 10 decimals.

    Raises ValueError unless both sides are above 0.
    """
    height = width if height is None else height
    _check_lengths(width, height)
    return tidy(2 * (width + height))


@bundled(
    "area of a triangle",
    "area of [a|the] triangle [with|of|having] [a] base [of|=] {base:number}"
    " [and] [a] height [of|=] {height:number}",
    "area of a triangle with base 10 and height 5 => 25",
    "area of a triangle with a base of 3 and a height of 4.5 => 6.75",
    "area of the triangle of base 1 and height 1 => 0.5",
    "area of triangle base 3, height 4 => 6",
)
def triangle_area(base: int | float, height: int | float) -> int | float:
    """Return the area of a triangle from base and height, rounded to 10 decimals.

    Raises ValueError unless both are above 0.
    """
    _check_lengths(base, height)
    return tidy(base * height / 2)


@bundled(
    "volume of a sphere",
    "volume of [a|the] (sphere|ball) [with|of|having] [a|the] radius [of|=] {radius:number}",
    "volume of a sphere with radius 3 => 113.0973355292",
    "volume of the ball of radius 1 => 4.1887902048",
    "volume of a sphere with a radius of 0.5 => 0.5235987756",
)
def sphere_volume(radius: int | float) -> int | float:
    """Return the volume of a sphere from its radius, rounded to 10 decimals.

    Raises ValueError unless the radius is above 0.
    """
    _check_lengths(radius)
    return tidy(4 / 3 * math.pi * radius**3)


@bundled(
    "volume of a cylinder",
    f"volume of [a|the] cylinder {_ROUND_AND_HIGH}",
    "volume of a cylinder with radius 2 and height 5 => 62.8318530718",
    "volume of the cylinder of radius 1, height 1 => 3.1415926536",
    "volume of a cylinder with a radius of 1 and a height of 2 => 6.2831853072",
)
def cylinder_volume(radius: int | float, height: int | float) -> int | float:
    """Return the volume of a cylinder from radius and height, rounded to 10 decimals.

    Raises ValueError unless both are above 0.
    """
    _check_lengths(radius, height)
    return tidy(math.pi * radius**2 * height)


@bundled(
    "volume of a cone",
    f"volume of [a|the] cone {_ROUND_AND_HIGH}",
    "volume of a cone with radius 2 and height 6 => 25.1327412287",
    "volume of a cone with a radius of 1 and a height of 3 => 3.1415926536",
    "volume of the cone of radius 3 and height 1 => 9.4247779608",
)
def cone_volume(radius: int | float, height: int | float) -> int | float:
    """Return the volume of a cone from radius and height, rounded to 10 decimals.

    Raises ValueError unless both are above 0.
    """
    _check_lengths(radius, height)
    return tidy(math.pi * radius**2 * height / 3)


@bundled(
    "volume of a box or cube",
    "volume of [a|the] (box|cuboid) [with|of] [sides|edges] {length:number} (by|x|times)"
    " {width:number} (by|x|times) {height:number}",
    "volume of [a|the] (box|cuboid) [with|of] [sides|edges] {length:number} [,] {width:number}"
    " [,] and {height:number}",
    "volume of [a|the] cube [with|of|having] [a] (side|edge|sides|edges|side length|edge length)"
    " [of|=] {length:number}",
    "volume of a box 2 by 3 by 4 => 24",
    "volume of a cuboid with sides 1.5, 2 and 3 => 9",
    "volume of a cube with edge 3 => 27",
)
def box_volume(
    length: int | float, width: int | float | None = None, height: int | float | None = None
) -> int | float:
    """Return the volume of a box, or of a cube from one edge alone, rounded to 10 decimals.

    Raises ValueError unless all edges are above 0.
    """
    width = length if width is None else width
    height = width if height is None else height
    _check_lengths(length, width, height)
    return tidy(length * width * height)


@bundled(
    "hypotenuse",
    "hypotenuse [of|for] [a|the] [right] [triangle|right triangle|right-angled triangle]"
    " [with|of] [sides|legs] {a:number} and {b:number}",
    "hypotenuse of 3 and 4 => 5",
    "hypotenuse of a right triangle with legs 5 and 12 => 13",
    "hypotenuse for sides 1 and 1 => 1.4142135624",
)
def hypotenuse(a: int | float, b: int | float) -> int | float:
    """Return the hypotenuse of a right triangle from its legs, rounded to 10 decimals.

    Raises ValueError unless both are above 0.
    """
    _check_lengths(a, b)
    return tidy(math.hypot(a, b))


@bundled(
    "degrees in radians",
    f"[convert] {{angle:number}} {_DEGREES} (to|into|in|as) (radians|rad)",
    "convert 180 degrees to radians => 3.1415926536",
    "90 degrees in radians => 1.5707963268",
    "0 degrees to radians => 0",
    kind=TaskKind.CONVERSION,
)
def degrees_to_radians(angle: int | float) -> int | float:
    """Return an angle given in degrees, in radians, rounded to 10 decimals."""
    return tidy(math.radians(angle))


@bundled(
    "radians in degrees",
    f"[convert] {{angle:number}} {_RADIANS} (to|into|in|as) (degrees|deg)",
    "convert 1 radians to degrees => 57.2957795131",
    "3.5 rad in degrees => 200.5352282958",
    "0 radians to degrees => 0",
    kind=TaskKind.CONVERSION,
)
def radians_to_degrees(angle: int | float) -> int | float:
    """Return an angle given in radians, in degrees, rounded to 10 decimals."""
    return tidy(math.degrees(angle))
