"""Asks a model for a JSON object, and again if the reply cannot be used."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from ..domain.errors import BrokenReply
from ..domain.json_value import JSONObject
from ..domain.model_request import Reply, Request
from ..domain.ports import LanguageModel
from ..domain.replace import replace
from .prompt_library import Prompt

Read = TypeVar("Read")
Report: TypeAlias = Callable[[str], None]
"""Hears why a model's reply was not used."""

WARMER = 0.3
"""Temperature of a second try: at 0 a model says the same again."""


def silent(_reason: str) -> None:
    """Report to no one."""


def ask(  # pylint: disable=too-many-arguments  # the last two have defaults
    model: LanguageModel,
    request: Request,
    fill: Callable[..., Prompt],
    read: Callable[[Reply], Read],
    tries: int = 2,
    report: Report = silent,
) -> tuple[Read, Reply]:
    """Return what `read` makes of the first reply it can use, and that reply.

    `fill` makes the prompt, given as `complaint` what was wrong with the reply before ("" at
    first); `read` raises BrokenReply for a reply that cannot be used: it is reported, the last
    one's raised on.
    """
    complaint = ""
    for number in range(tries):
        prompt = fill(complaint=complaint)
        asked = replace(
            request,
            system=prompt.system,
            prompt=prompt.parts,
            attempt=request.attempt + number,
            temperature=max(request.temperature, WARMER if number else 0.0),
        )
        try:
            reply = model.complete(asked)
            return read(reply), reply
        except BrokenReply as error:
            complaint = str(error)
            if number < tries - 1:
                report(complaint)
    raise BrokenReply(complaint, hint="a larger model follows the requested format more often")


def object_schema(required: JSONObject, optional: JSONObject | None = None) -> JSONObject:
    """Return a JSON schema of an object with these properties.

    A model writes them in this order, so what it is to think of first comes first. It must be the
    alphabetical one: servers written in Go sort the properties.
    """
    properties: JSONObject = {**required, **(optional or {})}
    return {"type": "object", "properties": properties, "required": list(required)}


def text_schema(longest: int) -> JSONObject:
    """Return a bounded string: a grammar that knows no bound lets a small model run on."""
    return {"type": "string", "maxLength": longest}
