"""How the program was asked to run, whatever the settings say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunMode:
    """`offline`: ask no model; `weak`: run programs even where confining is weak.

    `record` is a file that every model's reply is written to; `replay` one that they are read
    from, with no model asked ("" for neither).
    """

    offline: bool = False
    weak: bool = False
    record: str = ""
    replay: str = ""
