"""Builds the program that runs a version for a comparison: its workload and environment."""

from dataclasses import dataclass

from ..domain.candidate import Candidate
from ..domain.program_run import Profile, Program
from ..domain.task import Workload


@dataclass(frozen=True, slots=True)
class SubjectEnvironment:
    """What a program needs besides its source: interpreter, sibling modules, readable files."""

    python: str = ""
    neighbours: str = ""
    readable: tuple[str, ...] = ()


BARE = SubjectEnvironment()


def subject_program(
    candidate: Candidate, workload: Workload, function: str, environment: SubjectEnvironment = BARE
) -> Program:
    """The program that runs the candidate, or one function of it, on the workload."""
    return Program(
        candidate.source,
        Profile.FUNCTION,
        function=function,
        setup=workload.source,
        python=environment.python,
        neighbours=environment.neighbours,
        readable=environment.readable,
    )
