"""Varies a value: `replace(value, field=other)`, of which mypy checks the fields."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Mypy knows what this one takes; of msgspec's it would let any name pass.
    from dataclasses import replace
else:
    from msgspec.structs import replace

__all__ = ["replace"]
