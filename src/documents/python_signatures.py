"""How does Python's `inspect` show the signature of a function that is known by its source?"""

import ast
import inspect
from typing import Any

from ..domain.signature import Signature
from .function_arguments import type_of

_BY_NAME = inspect.Parameter.KEYWORD_ONLY


def python_signature(signature: Signature, source: str) -> inspect.Signature:
    """Return the signature with its types; a default that has to be computed is `...`."""

    def kind(annotation: str) -> Any:
        return type_of(annotation, source) if annotation else inspect.Signature.empty

    parameters = [
        inspect.Parameter(
            one.name,
            _BY_NAME if one.is_keyword_only else inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=_default(one.default),
            annotation=kind(one.annotation),
        )
        for one in signature.parameters
    ]
    return inspect.Signature(parameters, return_annotation=kind(signature.returns))


def _default(written: str) -> object:
    if not written:
        return inspect.Parameter.empty
    try:
        return ast.literal_eval(written)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return ...
