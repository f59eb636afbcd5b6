"""Does a value fit the schema of an MCP server, which may be wrong, or made to take for ever?"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from ..domain.errors import ToolFailed

MOST_STEPS = 100_000
MOST_VALUES = 20_000
MOST_CHARACTERS = 500_000
_ITEMS_PER_STEP = 20
_CHARACTERS_PER_STEP = 200
_STEPS_OF_A_SEARCH = 1_000
_MOST_SHOWN = 8
# Their expressions could run for ever, and what depends on them would be wrong without them.
_LEFT_OUT = ("pattern", "patternProperties", "unevaluatedItems", "unevaluatedProperties")
_REFERENCES = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})

_Keyword = Callable[[Any, Any, Any, Any], Iterable[Any] | None]


class _TooMuch(Exception):
    """The schema is too large, or leads to too many steps."""


@dataclass(slots=True)
class _Steps:
    left: int

    def take(self, number: int = 1) -> None:
        """Count steps. Raises _TooMuch when they are used up."""
        self.left -= number
        if self.left < 0:
            raise _TooMuch


def check_value(schema: Mapping[str, Any], value: object, wrong: str) -> None:
    """Raise ToolFailed if a value does not fit ("`wrong`: why"), or its schema cannot be used.

    The work is bounded: what takes more than MOST_STEPS is refused. Patterns are left out.
    """
    from jsonschema import SchemaError, ValidationError
    from referencing.exceptions import Unresolvable

    try:
        _validate(schema, value)
    except SchemaError as error:
        raise ToolFailed(f"its server gives a broken schema: {error.message[:200]}") from error
    except ValidationError as error:
        raise ToolFailed(f"{wrong}: {error.message[:200]}") from error
    except (Unresolvable, RecursionError) as error:
        raise ToolFailed("its server's schema refers to what is not in it") from error
    except _TooMuch as error:
        raise ToolFailed("its server's schema takes too long to check") from error
    except Exception as error:  # pylint: disable=broad-exception-caught  # whatever a schema does
        raise ToolFailed(f"its server gives a broken schema: {type(error).__name__}") from error


def _validate(schema: Mapping[str, Any], value: object) -> None:
    from jsonschema import Draft202012Validator, SchemaError
    from jsonschema.validators import validator_for
    from referencing import Registry

    text = json.dumps(schema)
    if len(text) > MOST_CHARACTERS:
        raise _TooMuch
    whole, kind = _brief(schema, _Steps(MOST_VALUES)), validator_for(schema, Draft202012Validator)
    # An empty registry: a schema that refers to elsewhere would be fetched from there.
    rules = _bounded(validator_for(kind.META_SCHEMA), 1)(kind.META_SCHEMA, registry=Registry())
    for error in rules.iter_errors(whole):
        raise SchemaError.create_from(error)
    # Only where parts have names of their own, the whole schema is searched for each reference.
    is_named = text.count('"$id"') > ("$id" in schema) or bool(
        re.search(r'nchor"|draft-0[34]', text)
    )
    checked = _bounded(kind, _STEPS_OF_A_SEARCH if is_named else 1)
    checked(whole, registry=Registry()).validate(_brief(value, _Steps(10**9)))


def _bounded(kind: Any, steps_of_a_reference: int) -> Any:
    """Return the kind of validator with its work counted, and without what cannot be counted."""
    from jsonschema import validators

    # The package's types do not cover it.
    extend: Any = validators.extend
    steps = _Steps(MOST_STEPS)

    def counted(check: _Keyword, price: int) -> _Keyword:
        def check_counted(
            validator: Any, said: Any, instance: Any, schema: Any
        ) -> Iterable[Any] | None:
            steps.take(price + (_size(said) + _size(instance)) // _ITEMS_PER_STEP)
            return check(validator, said, instance, schema)

        return check_counted

    def is_unique(validator: Any, said: Any, instance: Any, _: Any) -> Iterator[Any]:
        if said and validator.is_type(instance, "array"):
            yield from _repeated(instance, steps)

    def additional(validator: Any, said: Any, instance: Any, schema: Any) -> Iterable[Any]:
        known = kind.VALIDATORS["additionalProperties"]
        return () if "patternProperties" in schema else known(validator, said, instance, schema)

    def evolve(self: Any, **changes: Any) -> Any:
        # The library's own would take another kind where a part names one by "$schema".
        # pylint: disable-next=protected-access  # it is a field of the validator itself
        return bounded(**{"schema": self.schema, "_resolver": self._resolver, **changes})

    checks = {**kind.VALIDATORS, "uniqueItems": is_unique, "additionalProperties": additional}
    prices = dict.fromkeys(_REFERENCES, steps_of_a_reference)
    checks = {name: counted(check, prices.get(name, 1)) for name, check in checks.items()}
    bounded = extend(kind, {**checks, **dict.fromkeys(_LEFT_OUT, lambda *_: None)})
    bounded.evolve = evolve
    return bounded


def _size(value: object) -> int:
    return len(value) if isinstance(value, (list, dict)) else 0


def _repeated(items: list[Any], steps: _Steps) -> Iterator[Any]:
    """Yield an error if an item is there twice; the library compares each with each."""
    from jsonschema import ValidationError

    seen = set()
    for item in items:
        text = json.dumps(_plain(item), sort_keys=True)
        steps.take(1 + len(text) // _CHARACTERS_PER_STEP)
        seen.add(text)
    if len(seen) < len(items):
        yield ValidationError(f"{items!r} has non-unique elements")


def _plain(value: Any) -> Any:
    """Return a value with 1.0 as 1, which JSON Schema takes for the same."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _brief(value: Any, values: _Steps) -> Any:
    """Return the same value, which messages show in part: each error may quote the whole."""
    values.take()
    if isinstance(value, dict):
        return _Object((_Text(key), _brief(item, values)) for key, item in value.items())
    if isinstance(value, list):
        return _List(_brief(item, values) for item in value)
    return _Text(value) if isinstance(value, str) else value


class _Text(str):
    def __repr__(self) -> str:
        return repr(str(self[:100]))


class _List(list[Any]):
    def __repr__(self) -> str:
        return f"[{_shown(self)}]"


class _Object(dict[str, Any]):
    def __repr__(self) -> str:
        return f"{{{_shown(self)}}}"


def _shown(items: Iterable[Any]) -> str:
    some = [*islice(items, _MOST_SHOWN + 1)]
    texts = ["..." if isinstance(one, (list, dict)) else repr(one) for one in some]
    return ", ".join([*texts[:_MOST_SHOWN], *["..."] * (len(some) > _MOST_SHOWN)])
