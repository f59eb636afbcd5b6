"""A version as it is run to be compared: fed by a workload, in the environment it needs."""

from dataclasses import dataclass

from ..domain.candidate import Candidate
from ..domain.program_run import Profile, Program
from ..domain.task import Workload


@dataclass(frozen=True, slots=True)
class SubjectEnvironment:
    """What a program may have besides itself: an interpreter, modules beside it, files to read."""

    python: str = ""
    neighbours: str = ""
    readable: tuple[str, ...] = ()


BARE = SubjectEnvironment()


def subject_program(
    candidate: Candidate, workload: Workload, function: str, around: SubjectEnvironment = BARE
) -> Program:
    """The candidate as it is measured: fed by the workload, whole or one function."""
    return Program(
        candidate.source,
        Profile.FUNCTION,
        function=function,
        setup=workload.source,
        python=around.python,
        neighbours=around.neighbours,
        readable=around.readable,
    )
