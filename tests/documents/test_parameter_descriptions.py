"""A line for each parameter, from the docstring where it says something of it."""

import pytest

from src.documents.function_arguments import parameter_descriptions
from src.domain.json_value import JSONObject
from src.domain.signature import read_signature

GOOGLE = """
    Args:
        n: how often
        text (str): what is repeated
"""
SPHINX = """
    :param n: how often
    :param str text: what is repeated
"""
NUMPY = """
    Parameters
    ----------
    n : int
        how often
    text : str
        what is repeated
"""
LIST = """
    - `n`: how often
    - `text`: what is repeated
"""


@pytest.mark.parametrize("described", [GOOGLE, SPHINX, NUMPY, LIST])
def test_the_forms_of_docstrings_are_read(described: str) -> None:
    source = f'def often(n: int, text: str) -> str:\n    """A text, often.\n{described}    """\n'

    said = parameter_descriptions(read_signature(source, "often"), source, {"n": 3})

    assert said == {"n": "how often", "text": "what is repeated"}


@pytest.mark.parametrize(
    ("parameter", "example", "said"),
    [
        ("n: int", {"n": 3}, "int, such as 3"),
        ("n: int = 2", {}, "int; 2 if left out"),
        ("n: str = 'a'", {"n": "b"}, "str, such as 'b'; 'a' if left out"),
        ("n", {}, "any value"),
        ("n: str", {"n": "x" * 99}, "str, such as '" + "x" * 56 + "..."),
    ],
)
def test_what_is_not_described_is_told_by_its_type_and_a_value(
    parameter: str, example: JSONObject, said: str
) -> None:
    source = f'def f({parameter}):\n    """Notes: n is not described here."""\n'

    assert parameter_descriptions(read_signature(source, "f"), source, example) == {"n": said}
