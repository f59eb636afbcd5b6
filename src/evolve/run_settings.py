"""The settings of a run: OpenEvolve's YAML keys that have a meaning here, with their defaults."""

import json
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

from msgspec import Struct
from msgspec.structs import asdict

from ..documents.bounds import Positive, number, whole
from ..documents.document import Document
from ..documents.typed_values import read_as
from ..documents.yaml_text import load_yaml
from ..domain.replace import replace

SearchName = Literal["archive", "hill-climbing", "best-of-n"]
_Share = Annotated[float, number(0, 1)]
_FromZero = Annotated[float, number(0, 1e9)]

SEARCHES: tuple[SearchName, ...] = get_args(SearchName)


class ModelChoice(Struct, frozen=True):
    """A model that writes programs: its name, its share of the requests, and its server."""

    name: str
    weight: float = 1.0
    api_base: str = ""


class RunSettings(
    Struct, frozen=True
):  # pylint: disable=too-many-instance-attributes  # each is a key of the file
    """How a run searches and evaluates; `seconds` is per evaluation, `patience` in iterations.

    `use_diffs` asks the models for edits instead of whole programs; without `models`, the
    configured generator is asked.
    """

    iterations: Positive = 50
    seed: Annotated[int, whole(0, 10**9)] = 42
    use_diffs: bool = False
    models: tuple[ModelChoice, ...] = ()
    temperature: Annotated[float, number(0, 5)] = 0.7
    max_tokens: Annotated[int, whole(16, 10**6)] = 4096
    longest_program: Annotated[int, whole(100, 10**9)] = 20_000
    system_message: str = ""
    top_programs: Annotated[int, whole(0, 20)] = 2
    show_artifacts: bool = True
    seconds: Annotated[float, number(0.1, 86_400)] = 60.0
    memory_mb: Annotated[int, whole(64, 10**6)] = 1024
    parallel: Annotated[int, whole(1, 256)] = 1
    cascade: tuple[float, ...] | None = (0.5, 0.75, 0.9)
    search: SearchName = "archive"
    population: Annotated[int, whole(2, 10**6)] = 1000
    islands: Annotated[int, whole(1, 100)] = 3
    migration_interval: Positive = 25
    migration_rate: _Share = 0.1
    exploration: _Share = 0.2
    features: tuple[str, ...] = ("complexity", "diversity")
    bins: Annotated[int, whole(1, 1000)] = 10
    patience: Annotated[int, whole(0, 10**9)] = 0
    smallest_gain: _FromZero = 0.0


_KEYS = {
    "search": "search",
    "max_iterations": "iterations",
    "random_seed": "seed",
    "early_stopping_patience": "patience",
    "convergence_threshold": "smallest_gain",
    "max_code_length": "longest_program",
    "diff_based_evolution": "use_diffs",
    "llm.temperature": "temperature",
    "llm.max_tokens": "max_tokens",
    "prompt.system_message": "system_message",
    "prompt.num_top_programs": "top_programs",
    "prompt.include_artifacts": "show_artifacts",
    "evaluator.timeout": "seconds",
    "evaluator.memory_limit_mb": "memory_mb",
    "evaluator.parallel_evaluations": "parallel",
    "evaluator.cascade_thresholds": "cascade",
    "database.population_size": "population",
    "database.num_islands": "islands",
    "database.migration_interval": "migration_interval",
    "database.migration_rate": "migration_rate",
    "database.exploration_ratio": "exploration",
    "database.feature_dimensions": "features",
    "database.feature_bins": "bins",
}
"""The field that each key of the file sets."""

_BINS = "database.feature_bins"
_SECTIONS = ("llm", "prompt", "database", "evaluator")
_MODELS = ("llm.primary_model", "llm.secondary_model")
_READ_SEPARATELY = (
    *("evaluator.cascade_evaluation", "llm.models", "llm.api_base"),
    *_MODELS,
    *(f"{key}_weight" for key in _MODELS),
)
_OF_A_MODEL = ("name", "weight", "api_base")


def read_settings(path: Path | str) -> tuple[RunSettings, tuple[str, ...]]:
    """Read a settings file; returns also its keys without effect. Raises ConfigError."""
    document = load_yaml(path)
    if not isinstance(document.value, dict | None):
        raise document.complaint((), "expected settings, each a key and its value")
    given = _flat(document)
    # OpenEvolve also takes a number of cells for each feature; here all have the same.
    bins = {_BINS} if isinstance(given.get(_BINS), dict) else set()
    hints = get_type_hints(RunSettings, include_extras=True)
    values: dict[str, Any] = {
        field: _read(document, key, hints[field])
        for key, field in _KEYS.items()
        if given.get(key) is not None and key not in bins
    }
    if given.get("evaluator.cascade_evaluation") is False:
        values["cascade"] = None
    models, unused_of_models = _models(document, given)
    used = (_KEYS.keys() | set(_READ_SEPARATELY)) - bins
    unused = [key for key in given if key not in used]
    return replace(RunSettings(), **values, models=models), (*unused, *unused_of_models)


def settings_text(settings: RunSettings) -> str:
    """Return these settings as the text of a settings file."""
    values = {key: getattr(settings, name) for key, name in _KEYS.items()}
    if settings.cascade is None:
        del values["evaluator.cascade_thresholds"]
        values["evaluator.cascade_evaluation"] = False
    if settings.models:
        values["llm.models"] = [asdict(one) for one in settings.models]
    lines: list[str] = []
    for section in ("", *_SECTIONS):
        lines += [f"{section}:"] if section else []
        for key, value in values.items():
            head, _, name = key.rpartition(".")
            if head == section:
                # JSON is YAML.
                text = json.dumps(value, ensure_ascii=False)
                lines.append(f"{'  ' if section else ''}{name}: {text}")
    return "\n".join(lines) + "\n"


def _flat(document: Document) -> dict[str, Any]:
    """Return the values by dotted keys."""
    flat: dict[str, Any] = {}
    assert isinstance(document.value, dict | None)
    for key, value in (document.value or {}).items():
        if key not in _SECTIONS:
            flat[key] = value
        elif value is None:
            continue
        elif not isinstance(value, dict):
            raise document.complaint((key,), "expected keys and their values")
        else:
            flat |= {f"{key}.{name}": one for name, one in value.items()}
    return flat


def _models(
    document: Document, given: dict[str, Any]
) -> tuple[tuple[ModelChoice, ...], tuple[str, ...]]:
    """Return the models to ask, and the keys of models without effect."""
    base = str(given.get("llm.api_base") or "")
    found: list[ModelChoice] = []
    for key in filter(given.get, _MODELS):
        weight = f"{key}_weight"
        share = _read(document, weight, _FromZero) if weight in given else 1.0
        found.append(ModelChoice(str(given[key]), share, base))
    unused: dict[str, None] = {}
    listed = _read(document, "llm.models", list[object]) if given.get("llm.models") else []
    for index, one in enumerate(listed):
        part = document.below("llm", "models", index)
        if not isinstance(one, dict) or not isinstance(one.get("name"), str):
            raise part.complaint((), "expected a model with its name")
        share = read_as(part.below("weight"), _FromZero) if "weight" in one else 1.0
        found.append(ModelChoice(one["name"], share, str(one.get("api_base") or base)))
        unused |= dict.fromkeys(f"llm.models.{name}" for name in one if name not in _OF_A_MODEL)
    weighted = tuple(one for one in found if one.weight > 0)
    if found and not weighted:
        raise document.complaint(("llm",), "expected a model with a weight above 0")
    return weighted, tuple(unused)


def _read(document: Document, key: str, hint: Any) -> Any:
    return read_as(document.below(*key.split(".")), hint)
