"""Builds the program that runs a version for a comparison: its workload and environment."""

from msgspec import Struct

from ..domain.candidate import Candidate
from ..domain.program_run import Limits, Profile, Program
from ..domain.replace import replace
from ..domain.task import Workload


class SubjectEnvironment(Struct, frozen=True):
    """What a program needs besides its source: interpreter, sibling modules, readable files.

    `limits` bound each run of a comparison; without them those of the sandbox do.
    """

    python: str = ""
    neighbours: str = ""
    readable: tuple[str, ...] = ()
    limits: Limits | None = None

    def surround(self, program: Program) -> Program:
        """Return the program with all this around it, and its own limits."""
        return replace(
            program, python=self.python, neighbours=self.neighbours, readable=self.readable
        )


BARE = SubjectEnvironment()


def subject_program(
    candidate: Candidate, workload: Workload, function: str, environment: SubjectEnvironment = BARE
) -> Program:
    """Return the program that runs the candidate, or one function of it, on the workload."""
    program = Program(
        candidate.source,
        Profile.FUNCTION,
        function=function,
        setup=workload.source,
        limits=environment.limits,
    )
    return environment.surround(program)
