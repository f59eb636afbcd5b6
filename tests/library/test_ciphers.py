"""What the examples of the ciphers and encodings do not show."""

from collections.abc import Callable

import pytest

from src.library.ciphers import caesar_decrypt, caesar_encrypt, morse_decode, morse_encode, rot13
from src.library.encodings import base64_decode, base64_encode, url_decode, url_encode

TEXT = "Zebra & Ångström, 9!"


@pytest.mark.parametrize(
    "there_and_back",
    [
        lambda text: caesar_decrypt(caesar_encrypt(text, -29), -29),
        lambda text: rot13(rot13(text)),
        lambda text: base64_decode(base64_encode(text)),
        lambda text: url_decode(url_encode(text)),
    ],
)
def test_decoding_gives_the_text_back(there_and_back: Callable[[str], str]) -> None:
    assert there_and_back(TEXT) == TEXT


@pytest.mark.parametrize("text", ["%C3", "a%zz", "plain", "a+b%20"])
def test_an_unclear_url_text_is_not_decoded(text: str) -> None:
    with pytest.raises(ValueError):
        url_decode(text)


def test_a_character_without_a_morse_code_is_named() -> None:
    with pytest.raises(ValueError, match="no Morse code for & é"):
        morse_encode("é & a")
    with pytest.raises(ValueError, match="no letter has the code '......-'"):
        morse_decode("... ......-")
