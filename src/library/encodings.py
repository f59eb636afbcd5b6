"""Encodings of texts: Base64, URL encoding, hashes and ASCII codes."""

import base64
import hashlib
import re
import urllib.parse

from ..domain.task import TaskKind
from .bundled import bundled
from .phrase_parts import TEXT


@bundled(
    TaskKind.TEXT,
    "Base64 encoding",
    title="Base64 encoding",
    phrases=(
        f"(encode|convert) {TEXT} (to|in|into|as|with|using) base64",
        f"base64 (encode|encoding of|of) {TEXT}",
    ),
    examples={
        "base64 encode hello": "aGVsbG8=",
        'encode "Hello, World!" to base64': "SGVsbG8sIFdvcmxkIQ==",
        "base64 of word ok": "b2s=",
    },
    opposites=("base64_decode",),
)
def base64_encode(text: str) -> str:
    """Encode a text, as UTF-8, in Base64."""
    return base64.b64encode(text.encode()).decode()


@bundled(
    TaskKind.TEXT,
    "Base64 decoding",
    title="Base64 decoding",
    phrases=(
        f"(decode|convert) {TEXT} from base64 [to text]",
        f"decode [the] base64 {TEXT}",
        f"base64 decode {TEXT}",
    ),
    examples={
        "base64 decode aGVsbG8=": "hello",
        'decode "SGVsbG8sIFdvcmxkIQ==" from base64': "Hello, World!",
        "decode base64 b2s=": "ok",
    },
    opposites=("base64_encode",),
)
def base64_decode(text: str) -> str:
    """Decode Base64 to a text. Raises ValueError if it is not a UTF-8 text in Base64."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError as error:
        raise ValueError("this is not a text in Base64") from error


@bundled(
    TaskKind.TEXT,
    "URL encoding",
    title="URL encoding",
    tags=("escape",),
    phrases=(
        "(url encode|urlencode|url-encode|percent-encode) {text:word}",
        "encode {text:word} (for|as) [a] url",
    ),
    examples={
        'url encode "a b&c"': "a%20b%26c",
        'encode "café/1" as url': "caf%C3%A9%2F1",
        "url encode hello": "hello",
    },
    opposites=("url_decode",),
    limits="Everything except letters, digits and - . _ ~ is encoded; a space becomes %20.",
)
def url_encode(text: str) -> str:
    """Percent-encode a text for a URL: everything except letters, digits and - . _ ~."""
    return urllib.parse.quote(text, safe="")


@bundled(
    TaskKind.TEXT,
    "URL decoding",
    title="URL decoding",
    tags=("unescape",),
    phrases=("(url decode|urldecode|url-decode|percent-decode) {text:address}",),
    examples={
        'url decode "a%20b%26c"': "a b&c",
        "url decode caf%C3%A9": "café",
        "percent-decode 100%25": "100%",
    },
    opposites=("url_encode",),
    limits="Read as UTF-8; a + is declined, since it may stand for a space.",
)
def url_decode(text: str) -> str:
    """Decode a percent-encoded text.

    Raises ValueError if nothing in it is encoded, if it has a + (a space or a plus sign), or
    if it is not UTF-8.
    """
    if "+" in text:
        raise ValueError("“+” may stand for a space or for itself; write %20 or %2B")
    if not re.search(r"%[0-9a-fA-F]{2}", text):
        raise ValueError("nothing in the text is encoded")
    try:
        return urllib.parse.unquote(text, errors="strict")
    except UnicodeDecodeError as error:
        raise ValueError("this is not a text in UTF-8") from error


def _hash_phrases(name: str) -> tuple[str, ...]:
    noun = "[[the] (string|text|word)] {text:text}"
    return (
        f"{name} (of|hash [of|for]|digest of|checksum of) {noun}",
        f"hash {noun} (with|using|by) {name}",
    )


@bundled(
    TaskKind.TEXT,
    "hashing",
    title="MD5 hash",
    phrases=_hash_phrases("md5"),
    examples={
        "md5 hash of hello": "5d41402abc4b2a76b9719d911017c592",
        'md5 of "Hello, World!"': "65a8e27d8879283831b664bd8b7f0ad4",
        "hash the word abc with md5": "900150983cd24fb0d6963f7d28e17f72",
    },
)
def md5(text: str) -> str:
    """Compute the MD5 hash of a text, as UTF-8, in hexadecimal."""
    return hashlib.md5(text.encode()).hexdigest()


@bundled(
    TaskKind.TEXT,
    "hashing",
    title="SHA1 hash",
    phrases=_hash_phrases("sha1"),
    examples={
        "sha1 hash of hello": "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d",
        'sha1 of "Hello, World!"': "0a0a9f2a6772942557ab5355d76af442f8f65e01",
        "hash the word abc with sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    },
)
def sha1(text: str) -> str:
    """Compute the SHA-1 hash of a text, as UTF-8, in hexadecimal."""
    return hashlib.sha1(text.encode()).hexdigest()


@bundled(
    TaskKind.TEXT,
    "hashing",
    title="SHA256 hash",
    phrases=_hash_phrases("sha256"),
    examples={
        "sha256 hash of hello": "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
        'sha256 of "Hello, World!"': (
            "dffd6021bb2bd5b0af676290809ec3a53191dd81c7f70a4b28688a362182986f"
        ),
        "hash the word abc with sha256": (
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        ),
    },
)
def sha256(text: str) -> str:
    """Compute the SHA-256 hash of a text, as UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@bundled(
    TaskKind.TEXT,
    "ASCII character",
    title="ASCII character",
    tags=("chr",),
    phrases=(
        "(character|letter|char) (for|of|with) [the] [ascii] code {code:natural}",
        "ascii (character|char) [number|of|for|with code] {code:natural}",
        "[convert] ascii [code] {code:natural} to [a|the] (character|letter|char)",
    ),
    examples={
        "character for code 65": "A",
        "ascii character 122": "z",
        "convert ascii code 33 to a character": "!",
    },
    opposites=("ascii_code",),
    limits="Codes 32 to 126.",
)
def ascii_character(code: int) -> str:
    """Give the character of an ASCII code. Raises ValueError outside 32 to 126."""
    if not 32 <= code <= 126:
        raise ValueError("the codes of printable ASCII characters are 32 to 126")
    return chr(code)


@bundled(
    TaskKind.TEXT,
    "ASCII code",
    title="ASCII code",
    tags=("ord",),
    phrases=(
        "ascii (code|value|number) (of|for) [the] [letter|character|sign|digit]"
        " {character:glyph}",
    ),
    examples={
        'ascii code of "A"': 65,
        "ascii value of the letter z": 122,
        'ascii code for "!"': 33,
    },
    opposites=("ascii_character",),
    limits="One character; case counts.",
)
def ascii_code(character: str) -> int:
    """Give the ASCII code of a character. Raises ValueError unless it is one ASCII character."""
    if len(character) != 1 or not character.isascii():
        raise ValueError("one ASCII character is needed")
    return ord(character)
