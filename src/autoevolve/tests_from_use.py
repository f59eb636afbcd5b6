"""Makes tests of what happened in use: answers that were accepted, inputs that failed."""

import hashlib
from dataclasses import replace

from ..domain.candidate import Suite, SuiteTest
from ..domain.json_value import JSONValue
from ..domain.task import Example

PREFIX = "test_in_use_"
MOST = 20


def grown(suite: Suite, description: str, expected: JSONValue) -> Suite:
    """The suite with one test more; as it is if it asks that already, or holds enough of them."""
    asked = {test.example.description for test in suite.tests if test.example is not None}
    asked |= {example.description for example in suite.held_out}
    from_use = [test for test in suite.tests if test.name.startswith(PREFIX)]
    if description in asked or len(from_use) >= MOST:
        return suite
    name = PREFIX + hashlib.sha256(description.encode()).hexdigest()[:8]
    source = f"def {name}(answer):\n    assert answer({description!r}) == {expected!r}\n"
    return replace(
        suite,
        tests=(*suite.tests, SuiteTest(name, source, Example(description, expected))),
    )
