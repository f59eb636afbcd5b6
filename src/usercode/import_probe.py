"""Looks at a user's code by running it confined: what importing it does, what a function gives."""

import ast
import importlib.util
import sys
from collections.abc import Mapping
from itertools import product

from ..domain.errors import BadArguments, SandboxError
from ..domain.json_value import JSONValue
from ..domain.node_contract import describe_ending
from ..domain.ports import Sandbox
from ..domain.program_run import Ending, Limits, Profile, Program, RunResult
from ..domain.replace import replace
from ..guest_code import argument_kinds, import_report, module_override
from ..guest_code.guest_source import load_statement
from ..verify.run_comparison import said_by, shown_run
from ..verify.subject_program import SubjectEnvironment
from .harness import ENTRY, QUICK, dressed
from .input_sources import Inputs, inputs_for
from .module import UserModule, as_target, lines_of

PATIENT = Limits(wall_seconds=20.0, cpu_seconds=10.0)
TRIED_SIZES = (3, 9, 25)
_FEW: JSONValue = [[101 + place, size] for place, size in enumerate(sorted(TRIED_SIZES * 2))]
_MANY: JSONValue = [[seed, seed % 14] for seed in range(60)]
"""Inputs by seed and size: some functions answer few texts, of a form that small inputs have."""
COST_SIZES, ENDLESS_MS = (200, 2000), 10_000.0
_NO_INPUT = "def make_input(seed, size):\n    return ()\n"
_LOOK = "_evolver_look"
_IMPORTING = """{report}
{kinds}
{importing}

def {look}(*given):
    return _evolver_report.report_import(
        lambda: _evolver_importing.import_version({subject!r}),
        lambda names: _evolver_kinds.KindReader(
            names, _evolver_report.typing_names({subject!r}["source"], names)
        ),
    )
"""
_UNFIT = f"\n\ndef {_LOOK}(*given):\n    return evolver_unfit({ENTRY}(*given))\n"


class ImportProbe:
    """Looks at one module; `apart` is a sandbox with processes of its own."""

    def __init__(self, sandbox: Sandbox, apart: Sandbox, around: SubjectEnvironment) -> None:
        self.sandbox = sandbox
        self._apart = apart
        self.around = around

    def program(self, source: str, function: str, setup: str, limits: Limits = QUICK) -> Program:
        """Return a program that calls a function of the source on what the setup makes."""
        return self.around.surround(
            Program(source, Profile.FUNCTION, function=function, setup=setup, limits=limits)
        )

    def check_import(self, module: UserModule) -> UserModule:
        """Import it confined: return it with its targets. Raises BadArguments."""
        source = _IMPORTING.format(
            report=load_statement("_evolver_report", import_report),
            kinds=load_statement("_evolver_kinds", argument_kinds),
            importing=load_statement("_evolver_importing", module_override),
            look=_LOOK,
            subject=module.subject,
        )
        try:
            with self.sandbox.open(self.program(source, _LOOK, _NO_INPUT, PATIENT)) as session:
                run = session.run({"seed": 0, "size": 0})
        except SandboxError as error:
            raise BadArguments(str(error), hint=error.hint) from error
        said = result_of(said_by(run))
        if not isinstance(said, str):
            raise BadArguments(
                f"{module.path} cannot be imported: {why_ended(run)}",
                hint="put what it does behind: if __name__ == '__main__'",
            )
        try:
            report = ast.literal_eval(said)
            _refuse_trouble(module, report)
            return replace(module, targets=tuple(map(as_target, report["targets"])))
        except _MALFORMED as error:
            raise BadArguments(
                f"{module.path} cannot be imported: it prints something else in place of its report"
            ) from error

    def check_inputs_file(self, path: str, setup: str) -> None:
        """Raise BadArguments if make_input fails, or makes no tuple of arguments."""
        source = f"def {_LOOK}(*given):\n    return ''\n"
        for place, size in enumerate(TRIED_SIZES):
            with self.sandbox.open(self.program(source, _LOOK, setup)) as session:
                run = session.run({"seed": place, "size": size})
            if not run.finished:
                where = f"make_input({place}, {size})"
                raise BadArguments(f"{path}: {where} fails: {why_ended(run)}")

    def check_inputs(self, module: UserModule, inputs: Inputs) -> Inputs:
        """Get the inputs that the function answers. Raises BadArguments where it answers none."""
        variants = [inputs]
        if "'guess'" in repr(inputs.kinds):
            variants.append(inputs_for(module, inputs.target, guessing=False))
        seen_only = [variants[-1].only_samples] if inputs.samples else []
        for asked, variant in product((_FEW, _MANY), (*variants, *seen_only)):
            source = f"{dressed(module, module.source, variant)}{_UNFIT}"
            program = self.program(source, _LOOK, variant.workload.source, PATIENT)
            answered, last = self._answers(program, asked)
            if answered >= 2 or (answered and variant in seen_only):
                self._check_repeats(module, variant)
                return variant
        raise BadArguments(
            f"the function {inputs.target.name} answers none of the inputs made from"
            f" {inputs.source}: {last}",
            hint="make_input(seed, size) in --inputs FILE.py makes the right ones",
        )

    def cost_of(self, module: UserModule, inputs: Inputs) -> float:
        """CPU ms of a call on inputs of common sizes, as far as it can be waited for."""
        source = dressed(module, module.source, inputs)
        dearest = 0.0
        with self.sandbox.open(self.program(source, ENTRY, inputs.workload.source)) as session:
            for size in COST_SIZES:
                run = session.run({"seed": 1, "size": size, "describe": False})
                if run.ending in (Ending.OUT_OF_TIME, Ending.OUT_OF_MEMORY):
                    return ENDLESS_MS
                if run.finished and "raised" not in said_by(run):
                    dearest = max(dearest, run.metrics.cpu_ms)
        return dearest

    def not_exercised(self, module: UserModule, inputs: Inputs) -> tuple[int, ...]:
        """Return the function's lines that no small input runs; those inputs decide sameness."""
        name = inputs.target.name
        source = dressed(module, module.source, inputs)
        with self.sandbox.open(
            self.program(source, ENTRY, inputs.workload.source, PATIENT)
        ) as session:
            run = session.run({"series": _MANY, "trace": True})
        ran = said_by(run).get("lines")
        if not isinstance(ran, list) or not ran:
            return ()
        # The harness puts its lines above the function.
        own, moved = (sorted(lines_of(one, [name])) for one in (module.source, source))
        return tuple(line for line, now in zip(own, moved) if now not in ran)

    def _answers(self, program: Program, asked: JSONValue) -> tuple[int, str]:
        """How many of these inputs get an answer, and what was wrong with the last other one."""
        with self.sandbox.open(program) as session:
            run = session.run({"series": asked, "afresh": True})
        answered, trouble = 0, "it did not end in time" if run.finished else describe_ending(run)
        for said in said_by(run).get("series", ()):
            result = result_of(said)
            if result == "":
                answered += 1
            elif isinstance(result, str):
                raise BadArguments(
                    f"the function returns {result}, which cannot be compared",
                    hint="name a function that returns plain values with --function",
                )
            elif "raised" in said:
                trouble = f"it raises {said['raised'].partition(' with left_behind=')[0]}"
        return answered, trouble

    def _check_repeats(self, module: UserModule, inputs: Inputs) -> None:
        """Raise BadArguments if the same input gives another result at another time."""
        source = dressed(module, module.source, inputs)
        program = self.program(source, ENTRY, inputs.workload.source)
        with self.sandbox.open(program) as here, self._apart.open(program) as there:
            for place, size in enumerate(TRIED_SIZES):
                given = {"seed": 101 + place, "size": size}
                first = here.run(dict(given))
                for session in (here, there):
                    again = session.run(dict(given))
                    if first.finished and again.finished and first.stdout != again.stdout:
                        raise BadArguments(
                            f"the function {inputs.target.name} gives another result for the same"
                            f" arguments: {shown_run(first)}, then {shown_run(again)}",
                            hint="pass the time or the source of chance in as an argument",
                        )


_MALFORMED = (ValueError, SyntaxError, TypeError, KeyError, AttributeError, RecursionError)


def result_of(said: Mapping[str, object]) -> object:
    """Return the function's result if it is a plain value; None if it raised or never ended."""
    if "raised" in said or "result" not in said:
        return None
    try:
        value: object = ast.literal_eval(str(said["result"]))
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value


def why_ended(run: RunResult) -> str:
    """Return what the function raised, or how its program ended."""
    raised = str(said_by(run).get("raised", ""))
    return f"it raises {raised}" if raised else describe_ending(run)


def _refuse_trouble(module: UserModule, said: Mapping[str, object]) -> None:
    trouble, missing, line = str(said["trouble"]), str(said["missing"]), said["line"]
    if missing:
        has_it = importlib.util.find_spec(missing.partition(".")[0]) is not None
        raise BadArguments(
            f"{module.path} imports {missing}, which is not installed here",
            hint=f"name the Python that has it: --python {sys.executable if has_it else 'PATH'}",
        )
    if not trouble:
        return
    hint = "put what it does behind: if __name__ == '__main__'"
    if trouble.startswith(("ImportError", "AttributeError")):
        hint = f"it is imported as {module.name} from {module.root}; check its imports there"
    if trouble.startswith(("FileNotFoundError", "PermissionError")):
        hint = "--allow-read PATH lets it read a file or a folder outside its own"
    raise BadArguments(f"{module.path} cannot be imported: {trouble} (line {line})", hint=hint)
