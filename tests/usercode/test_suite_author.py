"""A model's tests for a user's functions are made from what they promise, and stand alone."""

import pytest

from src.domain.errors import BrokenReply
from src.domain.model_request import Listener, Reply, Request
from src.usercode.suite_author import ModelSuiteAuthor, interface_of

SOURCE = '''
class Box:
    """Holds."""

    def size(self) -> int:
        """How much."""
        return SECRET + 1
'''
REPLY = """Here:
```python
import math
from mine import Box

def test_size():
    assert Box().size() == math.floor(2.5)

def test_nothing():
    Box()

def test_fixture(tmp_path):
    assert tmp_path
```
"""


class Model:
    """Says what it was given to say, and keeps what it was asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.asked: list[Request] = []

    def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        self.asked.append(request)
        return Reply(self.text, "fake", "here")

    def model_for(self, request: Request) -> str:
        return "fake"


def test_the_model_sees_signatures_and_docstrings_and_no_body() -> None:
    model = Model(REPLY)

    ModelSuiteAuthor(model).write("mine", SOURCE, ("Box.size",))

    asked = model.asked[0].text
    assert "def size(self) -> int" in asked and "How much." in asked and "SECRET" not in asked
    assert "SECRET" not in interface_of(SOURCE)


def test_each_test_brings_its_imports_and_those_that_assert_nothing_are_left_out() -> None:
    tests = ModelSuiteAuthor(Model(REPLY)).write("mine", SOURCE, ("Box.size",))

    assert [test.name for test in tests] == ["test_size_by_model"]
    assert "    import math\n" in tests[0].source and "from mine" not in tests[0].source


@pytest.mark.parametrize("text", ["I cannot.", "```python\nx = 1\n```"])
def test_a_reply_without_tests_is_broken(text: str) -> None:
    with pytest.raises(BrokenReply):
        ModelSuiteAuthor(Model(text)).write("mine", SOURCE, ("Box.size",))
