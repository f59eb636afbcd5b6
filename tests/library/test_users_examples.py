"""What a user's examples are to the function that answers the task: calls of it."""

from src.domain.task import Example
from src.language.task_reading import read_task
from src.library.catalogue import open_library

LIBRARY = open_library()


def test_an_example_in_words_is_a_call_of_the_function() -> None:
    formula = LIBRARY.understand(read_task("add 10 and 20 => 30")).plan
    bundled = LIBRARY.understand(read_task("is 7 prime\nis 9 prime => false")).plan

    assert formula is not None and bundled is not None
    assert formula.task.examples == (Example("add(a=10, b=20)", 30, {"a": 10, "b": 20}),)
    assert bundled.task.examples == (Example("is_prime(n=9)", False, {"n": 9}),)


def test_a_function_that_does_not_read_an_example_is_not_what_was_meant() -> None:
    other = LIBRARY.understand(read_task("add 3 and 4\nmultiply 3 and 4 => 12"))
    unread = LIBRARY.understand(read_task("is 7 prime\nis blue prime => false"))

    assert other.plan is None and "does not read the example “multiply 3 and 4”" in other.miss
    assert unread.plan is None and "is_prime does not read" in unread.miss
