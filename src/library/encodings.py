"""Encodings of texts: Base64, URL encoding, hashes and ASCII codes."""

import base64
import hashlib
import re
import urllib.parse
from typing import Literal

from .bundled import bundled
from .phrase_parts import TEXT


@bundled(
    "Base64 encoding",
    f"(encode|convert) {TEXT} (to|in|into|as|with|using) base64",
    f"base64 (encode|encoding of|of) {TEXT}",
    "base64 encode hello => aGVsbG8=",
    'encode "Hello, World!" to base64 => SGVsbG8sIFdvcmxkIQ==',
    "base64 of word ok => b2s=",
)
def base64_encode(text: str) -> str:
    """Encode a text, as UTF-8, in Base64."""
    return base64.b64encode(text.encode()).decode()


@bundled(
    "Base64 decoding",
    f"(decode|convert) {TEXT} from base64 [to text]",
    f"decode [the] base64 {TEXT}",
    f"base64 decode {TEXT}",
    "base64 decode aGVsbG8= => hello",
    'decode "SGVsbG8sIFdvcmxkIQ==" from base64 => Hello, World!',
    "decode base64 b2s= => ok",
)
def base64_decode(text: str) -> str:
    """Decode Base64 to a text. Raises ValueError if it is not a UTF-8 text in Base64."""
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError as error:
        raise ValueError("this is not a text in Base64") from error


@bundled(
    "URL encoding",
    "(url encode|urlencode|url-encode|percent-encode) {text:word}",
    "encode {text:word} (for|as) [a] url",
    'url encode "a b&c" => a%20b%26c',
    'encode "café/1" as url => caf%C3%A9%2F1',
    "url encode hello => hello",
)
def url_encode(text: str) -> str:
    """Percent-encode a text for a URL: everything except letters, digits and - . _ ~."""
    return urllib.parse.quote(text, safe="")


@bundled(
    "URL decoding",
    "(url decode|urldecode|url-decode|percent-decode) {text:address}",
    'url decode "a%20b%26c" => a b&c',
    "url decode caf%C3%A9 => café",
    "percent-decode 100%25 => 100%",
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


_HASHED = "[[the] (string|text|word)] {text:text}"


@bundled(
    "MD5, SHA-1 or SHA-256 hash",
    f"{{algorithm:algorithm}} (of|hash [of|for]|digest of|checksum of) {_HASHED}",
    f"hash {_HASHED} (with|using|by) {{algorithm:algorithm}}",
    "md5 hash of hello => 5d41402abc4b2a76b9719d911017c592",
    'sha1 of "Hello, World!" => 0a0a9f2a6772942557ab5355d76af442f8f65e01',
    "hash the word abc with md5 => 900150983cd24fb0d6963f7d28e17f72",
    "sha256 hash of hello => 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
    choices={"algorithm": ("md5", "sha1", "sha256")},
)
def hash_text(text: str, algorithm: Literal["md5", "sha1", "sha256"]) -> str:
    """Compute the MD5, SHA-1 or SHA-256 hash of a text, as UTF-8, in hexadecimal."""
    return hashlib.new(algorithm, text.encode()).hexdigest()


@bundled(
    "ASCII character",
    "(character|letter|char) (for|of|with) [the] [ascii] code {code:natural}",
    "ascii (character|char) [number|of|for|with code] {code:natural}",
    "[convert] ascii [code] {code:natural} to [a|the] (character|letter|char)",
    "character for code 65 => A",
    "ascii character 122 => z",
    "convert ascii code 33 to a character => !",
)
def ascii_character(code: int) -> str:
    """Give the character of an ASCII code. Raises ValueError outside 32 to 126."""
    if not 32 <= code <= 126:
        raise ValueError("the codes of printable ASCII characters are 32 to 126")
    return chr(code)


@bundled(
    "ASCII code",
    "ascii (code|value|number) (of|for) [the] [letter|character|sign|digit] {character:glyph}",
    'ascii code of "A" => 65',
    "ascii value of the letter z => 122",
    'ascii code for "!" => 33',
)
def ascii_code(character: str) -> int:
    """Give the ASCII code of a character. Raises ValueError unless it is one ASCII character."""
    if len(character) != 1 or not character.isascii():
        raise ValueError("one ASCII character is needed")
    return ord(character)
