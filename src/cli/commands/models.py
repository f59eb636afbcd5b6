"""Commands about models: their state, installing one, using one for every role, comparing them."""

from typing import TYPE_CHECKING

from ...domain.json_value import JSONValue
from ..banner import troubles
from ..command_registry import Given, command, quoted
from ..context import CommandContext
from ..output import Grid, Line, Output, Tone, picked, said

if TYPE_CHECKING:
    from ...domain.model_request import ModelState
    from ...tasks.model_bench import ModelRecord

_PROBED = "models were asked"
_LEVELS = ("easy", "middling", "hard")
_BENCH_HEADS = (
    *("model", "tasks", "solved", "right", *_LEVELS, "right on all cases"),
    *("wrong though accepted", "high, right", "requests", "tokens", "seconds"),
)


@command(
    "/models",
    "/models pull MODEL",
    "/models install MODEL",
    "/models remove MODEL",
    "/models bench [--tasks FILE] [--cluster ADDRESS] [--tls DIR]",
    group="Set-up",
)
def models(context: CommandContext, given: Given) -> Output:
    """Show which model serves which role and whether it answers, or install one.

    `pull` has Ollama fetch a model. `install` takes a GGUF file, or downloads a model by name, to
    run it inside the program; `install embeddings` fetches the weights for semantic search. `bench`
    solves thirty tasks with each configured model and compares the results with hidden cases; FILE
    has tasks of your own, a JSON object a line. With --cluster a worker of a Dask cluster benches
    the models that it is configured with (docs/CLUSTER.md).
    """
    from ...domain.events import StepBegan

    match given.get("CHOICE"):
        case "bench":
            return _bench(context, given)
        case "pull":
            with context.watch() as notify:
                context.app.model_setup.pull(given["MODEL"], notify)
            return _installed(given["MODEL"])
        case "install" if given["MODEL"] == "embeddings":
            with context.watch() as notify:
                notify(StepBegan("downloading the embedding weights", "models"))
                context.app.model_setup.install_embeddings()
            text = "The embedding weights are installed; memory uses them from the next start on."
            return said(text, Tone.GOOD, {"installed": "embeddings"})
        case "install":
            with context.watch() as notify:
                name = context.app.model_setup.install(given["MODEL"], notify)
            return _installed(name, f" Use it for everything with: model {quoted(name)}")
        case "remove":
            context.app.model_setup.remove(given["MODEL"])
            return said(f"{given['MODEL']} is removed.", Tone.GOOD, {"removed": given["MODEL"]})
    context.app.probe()
    now = context.app.status()
    rows = tuple(
        # Why an endpoint is not reached is said once, below.
        (one.role, one.model, one.endpoint, one.state, one.detail if one.state == "ready" else "")
        for one in now.models
    )
    lines = tuple(Line(text, Tone.HINT) for text in troubles(now.models))
    twins = {", ".join(sorted([one.model, *one.same_as])) for one in now.models if one.same_as}
    lines += tuple(
        Line(f"{names} are one model: escalating among them changes nothing.", Tone.HINT)
        for names in sorted(twins)
    )
    if now.offline:
        lines = (Line("Working offline: no model is asked.", Tone.HINT), *lines)
    heads = ("role", "model", "endpoint", "state", "seen")
    return Output((Grid(heads, rows), *lines), {"models": states_answer(now.models)})


def states_answer(states: "tuple[ModelState, ...]") -> list[JSONValue]:
    """Return the state of each role's model for scripts."""
    return [picked(one, "role", "model", "endpoint", "state", "detail") for one in states]


def _installed(name: str, then: str = "") -> Output:
    return said(f"{name} is installed.{then}", Tone.GOOD, {"installed": name})


def _bench(context: CommandContext, given: Given) -> Output:
    tasks, address = given.get("--tasks", ""), given.get("--cluster", "")
    with context.watch() as notify:
        if address:
            from ...cluster.cluster_commands import bench_on_cluster

            records = bench_on_cluster((address, given.get("--tls", "")), tasks, notify)
        else:
            records = context.app.model_trials.bench(tasks, notify)
    note = "Requests, output tokens and seconds are medians over the tasks."
    grid = Grid(_BENCH_HEADS, tuple(map(_bench_cells, records)))
    return Output((grid, Line(note, Tone.DIM)), {"models": [record.answer for record in records]})


def _bench_cells(record: "ModelRecord") -> tuple[str, ...]:
    totals = record.totals()
    return (
        record.model,
        *(str(totals[name]) for name in ("tasks", "solved", "right")),
        *map(record.right_at, _LEVELS),
        *(str(totals[name]) for name in ("right_on_all", "wrong_accepted")),
        f"{totals['high']}, {totals['high_right']}",
        *(f"{totals[name]:g}" for name in ("requests", "tokens", "seconds")),
    )


@command("/model NAME", group="Set-up")
def model(context: CommandContext, given: Given) -> Output:
    """Use one model for all roles, in this session and later ones."""
    name = given["NAME"]
    context.app.model_setup.use(name)
    context.app.probe()
    found = context.app.status().models
    ok = {one.state for one in found} == {"ready"}
    lines = tuple(Line(text, Tone.HINT) for text in troubles(found))
    text = f"{name} is used for all roles from now on (`model` in your settings)."
    return Output((Line(text, Tone.GOOD if ok else Tone.WARN), *lines), {"model": name}, ok=ok)


def offer_installed_model(context: CommandContext) -> None:
    """Ask, once a session, whether to use an installed model where the configured ones lack."""
    states = context.app.status().models
    if not states and _PROBED not in context.announced:
        # A first task may be typed faster than the servers were asked behind the prompt.
        context.announced.add(_PROBED)
        context.app.probe()
        states = context.app.status().models
    if any(one.state == "ready" for one in states):
        return
    have = next((one.others[0] for one in states if one.state == "missing" and one.others), "")
    if not have or have in context.announced:
        return
    context.announced.add(have)
    if context.ask(f"You have {have}. Use it for everything?", True):
        context.app.model_setup.use(have)
        context.app.probe()
        text = f"{have} is used for all roles; another one: model NAME"
        context.screen.line(text, Tone.GOOD)
