"""Lists the other tasks that a program provably answers, unseen by its generator."""

from ..domain.candidate import Suite
from ..domain.task import Example, Specification
from .task_matching import is_same_form


def proven_tasks(specification: Specification, suite: Suite) -> tuple[str, ...]:
    """The other tasks, unseen by its generator, that a program answered rightly in its tests.

    A bundled program has seen none; of written code only tasks of the same form count.
    """
    stated = [test.example for test in suite.tests if test.example is not None]
    examples: list[Example] = [*stated, *suite.held_out]
    others = {e.description for e in examples} - {specification.task.text}
    if not specification.pattern:
        others -= {example.description for example in specification.all_examples}
        others = {text for text in others if is_same_form(text, specification.task.text)}
    return tuple(sorted(others))
