"""Whether texts have a valid format, how strong a password is, and colour notations."""

import re

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import validity_phrases

_LABEL = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_EMAIL = re.compile(rf"[\w+-]+(?:\.[\w+-]+)*@{_LABEL}(?:\.{_LABEL})+", re.IGNORECASE)
_RULES = {
    "12 characters": r".{12,}",
    "a small letter": r"[a-z]",
    "a capital": r"[A-Z]",
    "a digit": r"\d",
    "a sign": r"[^\w\s]",
}
_COLOR = "(color|colour)"
_PASSWORD = "password {password:word}"


@bundled(
    "e-mail form check",
    *validity_phrases(
        "{address:address}",
        "(email|e-mail) [address]",
        "valid (email|e-mail) [address]|email address",
    ),
    "is ann@example.com a valid email => true",
    "check if bob@mail is a valid email address => false",
    "validate the email x.y+z@test.co.uk => true",
    'is "a@b@c.org" a valid email => false',
)
def email_form(address: str) -> bool:
    """Return whether a text has the form of an e-mail address; spaces around it do not count."""
    return _EMAIL.fullmatch(address.strip()) is not None


@bundled(
    "IPv4 address check",
    *validity_phrases(
        "{address:dotted}", "ip address|ip|ipv4 address", "valid (ip|ipv4) [address]|ipv4 address"
    ),
    "is 192.168.0.1 a valid ip address => true",
    "is 256.1.1.1 a valid ip => false",
    "check if 10.0.0 is a valid ipv4 address => false",
)
def ipv4(address: str) -> bool:
    """Tell whether a text is an IPv4 address: four numbers from 0 to 255, no leading zeros."""
    parts = address.split(".")
    numbers = [part for part in parts if re.fullmatch(r"0|[1-9][0-9]{0,2}", part)]
    return len(parts) == len(numbers) == 4 and all(int(number) <= 255 for number in numbers)


@bundled(
    "ISBN check",
    *validity_phrases("{code:isbn}", "isbn [number]", "valid isbn [number]"),
    "is 978-3-16-148410-0 a valid isbn => true",
    "is 0-306-40615-2 a valid isbn => true",
    "check if the isbn 0306406153 is a valid isbn => false",
    "validate isbn 080442957X => true",
)
def isbn(code: str) -> bool:
    """Return whether a text is an ISBN of 10 or 13 digits with the right check digit.

    Hyphens and spaces do not count.
    """
    plain = re.sub(r"[ -]", "", code).upper()
    if re.fullmatch(r"[0-9]{9}[0-9X]", plain):
        digits = [10 if sign == "X" else int(sign) for sign in plain]
        return sum((10 - place) * digit for place, digit in enumerate(digits)) % 11 == 0
    if re.fullmatch(r"[0-9]{13}", plain):
        return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(plain)) % 10 == 0
    return False


@bundled(
    "credit-card number check",
    *validity_phrases(
        "{number:digits}",
        "credit card number|card number|credit card",
        "valid credit card [number]|valid card number|valid by luhn|luhn valid",
    ),
    "is 4539 1488 0343 6467 a valid credit card number => true",
    "is 8273123273520569 a valid card number => false",
    "check if the credit card number 4111-1111-1111-1111 is a valid credit card => true",
)
def luhn(number: str) -> bool:
    """Return whether a card number of 12 to 19 digits passes the Luhn check.

    Hyphens and spaces do not count.
    """
    digits = [int(sign) for sign in number if sign.isdecimal()]
    if not 12 <= len(digits) <= 19:
        return False
    doubled = [2 * digit for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)) % 10 == 0


@bundled(
    "password strength",
    f"(check|test|rate) [the] strength of [the] {_PASSWORD}",
    f"how (strong|secure|good|safe) is [the|my] {_PASSWORD}",
    "password strength (of|for) {password:word}",
    f"is [the|my] {_PASSWORD} (strong|secure|safe|good)",
    "(check|test|rate) [the] password strength (of|for) {password:word}",
    'password strength of "abc" => {"strength": "weak", "lacks": ["12 characters", "a'
    ' capital", "a digit", "a sign"]}',
    'how strong is the password "Tr0ub4dor&3x!" => {"strength": "strong", "lacks": []}',
    'is my password "Abcdefgh1234" secure => {"strength": "medium", "lacks": ["a sign"]}',
)
def password_strength(password: str) -> dict[str, str | list[str]]:
    """Rate a password by its length and kinds of characters, and say what it lacks.

    A strong one lacks nothing, a medium one a single thing, a weak one more.
    """
    lacks = [name for name, rule in _RULES.items() if not re.search(rule, password, re.DOTALL)]
    strength = ("strong", "medium", "weak")[min(len(lacks), 2)]
    return {"strength": strength, "lacks": lacks}


@bundled(
    "hex colour as RGB",
    f"convert [the] [hex] [{_COLOR}] [code] {{color:hexcolor}} (to|into) rgb",
    "{color:hexcolor} (to|in|as|into) rgb",
    f"(rgb|rgb value|rgb values) (of|for) [the] [hex] [{_COLOR}] {{color:hexcolor}}",
    "convert #ff8800 to rgb => [255, 136, 0]",
    "#fff in rgb => [255, 255, 255]",
    "rgb of the color #102030 => [16, 32, 48]",
    kind=TaskKind.CONVERSION,
)
def hex_to_rgb(color: str) -> list[int]:
    """Give the red, green and blue, from 0 to 255, of a colour such as #ff8800 or #f80.

    Raises ValueError if it is not such a colour.
    """
    digits = color.removeprefix("#")
    if not re.fullmatch(r"[0-9a-fA-F]{3}|[0-9a-fA-F]{6}", digits):
        raise ValueError("a colour such as #ff8800 is needed")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[start : start + 2], 16) for start in (0, 2, 4)]


@bundled(
    "RGB as hex colour",
    "convert rgb {rgb:rgb} (to|into) [a] (hex|hexadecimal) [color|colour|code]",
    "[convert] rgb {rgb:rgb} (to|in|as) (hex|hexadecimal)",
    "(hex|hex code|hex color|hex colour) (of|for) rgb {rgb:rgb}",
    "convert rgb(255, 136, 0) to hex => #ff8800",
    "rgb 255 255 255 in hex => #ffffff",
    "hex code for rgb(16,32,48) => #102030",
    kind=TaskKind.CONVERSION,
)
def rgb_to_hex(rgb: list[int]) -> str:
    """Write a colour given as red, green and blue in the form #rrggbb.

    Raises ValueError unless there are three numbers from 0 to 255.
    """
    if len(rgb) != 3 or not all(0 <= part <= 255 for part in rgb):
        raise ValueError("three numbers from 0 to 255 are needed")
    return "#" + "".join(f"{part:02x}" for part in rgb)
