"""Simple ciphers and Morse code."""

import codecs

from .bundled import bundled
from .phrase_parts import ANNOUNCED, TEXT

_KEY = "(shift|key|shift of|key of)"
_PLAIN = "(text|english|letters|words|plain text)"
_MORSE = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz0123456789.,?!/@",
        (
            ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..-"
            " ...- .-- -..- -.-- --.. ----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----."
            " .-.-.- --..-- ..--.. -.-.-- -..-. .--.-."
        ).split(),
    )
)
_LETTERS = {code: letter for letter, code in _MORSE.items()}


def _caesar_phrases(verb: str) -> tuple[str, ...]:
    return (
        f"(caesar {verb}|caesar cipher {verb}) {TEXT} (with|by|using) [a] [shift] [of]"
        " {shift:int}",
        f"{verb} {TEXT} (with|using|by) [the|a] caesar [cipher] [and|with|using|,] [a]"
        f" ({_KEY}|shifted by|shifting by|shift by) {{shift:int}}",
        f"{verb} {TEXT} (with|using) [a] (shift|key|shift of) {{shift:int}} [in|using] [the|a]"
        " caesar [cipher]",
        f"{verb} {TEXT} with [a] caesar shift [of] {{shift:int}}",
    )


@bundled(
    "Caesar cipher, encrypted",
    *_caesar_phrases("encrypt"),
    f"caesar cipher [of|for|on] {TEXT} (with|and|using) [a] {_KEY} {{shift:int}}",
    "encrypt hello with caesar cipher shift 3 => khoor",
    'encrypt "Zebra!" with a caesar cipher with shift 5 => Ejgwf!',
    "caesar cipher abc with shift 1 => bcd",
    "encrypt khoor with caesar cipher shift -3 => hello",
)
def caesar_encrypt(text: str, shift: int) -> str:
    """Encrypt a text with the Caesar cipher: move each letter a to z on by the shift."""

    def shifted(letter: str) -> str:
        if not (letter.isascii() and letter.isalpha()):
            return letter
        first = ord("a") if letter.islower() else ord("A")
        return chr((ord(letter) - first + shift) % 26 + first)

    return "".join(map(shifted, text))


@bundled(
    "Caesar cipher, decrypted",
    *_caesar_phrases("decrypt"),
    "decrypt khoor with caesar cipher shift 3 => hello",
    'decrypt "Ejgwf!" with a caesar cipher with shift 5 => Zebra!',
    "decrypt bcd using caesar with key 1 => abc",
)
def caesar_decrypt(text: str, shift: int) -> str:
    """Decrypt a text of the Caesar cipher: move each letter a to z back by the shift."""
    return caesar_encrypt(text, -shift)


@bundled(
    "ROT13",
    f"rot13 [of] {TEXT}",
    f"apply rot13 to {TEXT}",
    f"(encode|decode|encrypt|decrypt|convert) {TEXT} (with|in|using|to|by|from) rot13",
    "rot13 of hello => uryyb",
    "rot13 uryyb => hello",
    'encode "Hello, World" with rot13 => Uryyb, Jbeyq',
)
def rot13(text: str) -> str:
    """Replace each letter a to z by the one thirteen places on; done twice, the text is back."""
    return codecs.encode(text, "rot13")


@bundled(
    "text in Morse code",
    f"(convert|translate|encode|turn|write) {TEXT} (to|into|in|as) morse [code]",
    f"morse code (of|for) {TEXT}",
    f"encode {TEXT} (with|using) morse [code]",
    f"{ANNOUNCED} {{text:quoted}} in morse [code]",
    "convert SOS to morse code => ... --- ...",
    "morse code for hi you => .... .. / -.-- --- ..-",
    'translate "e t" into morse => . / -',
)
def morse_encode(text: str) -> str:
    """Write a text in Morse code: spaces between letters, a slash between words.

    Raises ValueError for a character without a code.
    """
    words = text.lower().split()
    unknown = sorted(set("".join(words)) - _MORSE.keys())
    if unknown:
        raise ValueError(f"there is no Morse code for {' '.join(unknown)}")
    return " / ".join(" ".join(_MORSE[letter] for letter in word) for word in words)


@bundled(
    "Morse code as text",
    "decode [the] [morse] [code] {code:morse}",
    "(translate|convert) [the] [morse] [code] {code:morse} [from morse [code]]"
    f" (to|into) {_PLAIN}",
    f"(decode|translate|convert) [the] morse code {{code:morse}} [(to|into) {_PLAIN}]",
    "what does {code:morse} mean in morse [code]",
    "decode the morse code ... --- ... => sos",
    "decode .... .. / -.-- --- ..- => hi you",
    "translate morse .- to text => a",
    'decode "... ." => se',
)
def morse_decode(code: str) -> str:
    """Give the text of a message in Morse code, in small letters.

    Spaces separate letters and slashes separate words; underscores count as dashes. Raises
    ValueError for a code that no letter has.
    """
    words = code.replace("_", "-").strip("/ ").split("/")
    try:
        return " ".join("".join(_LETTERS[letter] for letter in word.split()) for word in words)
    except KeyError as error:
        raise ValueError(f"no letter has the code {error}") from error
