"""How the whole program is, as `/status` and the banner show it."""

from msgspec import Struct

from .artifact import MemoryState
from .model_request import ModelState


class ProgramStatus(Struct, frozen=True):
    """The whole program at a glance; `None` and "" where something was not asked yet.

    `warm` is how many processes the sandbox keeps for the next run, `warm_mb` their
    memory in MiB, in which shared pages are counted once.
    """

    models: tuple[ModelState, ...]
    sandbox_tier: str
    sandbox_note: str
    memory: MemoryState | None
    auto: bool
    nodes: int
    tokens: int
    data_folder: str
    offline: bool
    log_file: str
    warm: int = 0
    warm_mb: float = 0.0
