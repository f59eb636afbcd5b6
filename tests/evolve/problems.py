"""Small problems in OpenEvolve's form, written where a test wants them."""

from pathlib import Path

GAIN = '''\
# EVOLVE-BLOCK-START
GAIN = 1
# EVOLVE-BLOCK-END


def answer(x):
    """Multiply."""
    return GAIN * x
'''

LOADING = """\
import importlib.util


def load(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    return program


"""

WANTS_17 = f"""{LOADING}
def evaluate(program_path):
    return {{"combined_score": -abs(load(program_path).answer(2) / 2 - 17)}}
"""

READS_TEXT = f"""{LOADING}
def evaluate(program_path):
    length = len(open(program_path).read())
    return {{"combined_score": load(program_path).answer(1), "length": length}}
"""


def write_problem(folder: Path, evaluator: str, program: str = GAIN) -> tuple[str, str]:
    """Write program and evaluator; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "gain.py").write_text(program)
    (folder / "evaluator.py").write_text(evaluator)
    return str(folder / "gain.py"), str(folder / "evaluator.py")
