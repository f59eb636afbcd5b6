"""The pages of functions: the library, and one function with its form, versions and actions."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from ..cli.commands import evolution, node_versions
from ..cli.outcome_report import result_text, shown_result
from ..cli.output import Grid, Line, Part, Tone
from ..domain.candidate import Suite
from ..domain.errors import BadArguments, EvolverError, NodeError
from ..domain.json_value import JSONObject, from_json, parse_json
from ..domain.node import Node
from ..domain.node_contract import read_answer
from ..domain.replace import replace
from ..domain.signature import without_ending
from .argument_form import FormField, form_fields, read_form
from .event_stream import encoded
from .job import RESULT_WIDTH, page_result
from .score_chart import score_chart
from .site import Site, see_other, text_of

_ARGUMENT = "argument."


class _Answer(Struct, frozen=True):
    """A run: its cost or why it failed, its result and what was left out, a link to the whole."""

    parts: tuple[Part, ...] = ()
    result: tuple[str, str] | None = None
    whole: str = ""


def add_pages(site: Site) -> None:
    """Add these pages."""

    @site.get("/functions")
    def library(request: Request, _form: Mapping[str, Any]) -> Response:
        query = request.query_params.get("q", "").strip()
        # Searching comes next.
        site.app.make_ready()
        found = site.app.functions.search(query)
        return site.page("library.html", title="Library", found=found, query=query)

    @site.get("/functions/{name}")
    def show(request: Request, _form: Mapping[str, Any]) -> Response:
        node = site.app.functions.find(request.path_params["name"])
        examples = iter(node.example_calls)
        known = _values(request.query_params.get("values", "")) or next(examples, {})
        return _page(site, node, form_fields(site.app.functions.schema(node), known))

    @site.get("/functions/{name}/code")
    def code(request: Request, _form: Mapping[str, Any]) -> Response:
        node = site.app.functions.find(request.path_params["name"])
        return PlainTextResponse(encoded(node.source))

    @site.post("/functions/{name}/run")
    def run(request: Request, form: Mapping[str, Any]) -> Response:
        node = site.app.functions.find(request.path_params["name"])
        names = [key for key in form if key.startswith(_ARGUMENT)]
        typed = {name.removeprefix(_ARGUMENT): text_of(form, name) for name in names}
        schema = site.app.functions.schema(node)
        try:
            answer = _answer(site, node, read_form(schema, typed))
        except EvolverError as error:
            answer = _Answer((Line(str(error), Tone.BAD), Line(error.hint, Tone.HINT)))
        fields = (replace(one, value=typed.get(one.name, "")) for one in form_fields(schema))
        return _page(site, node, tuple(fields), answer)

    _add_node_pages(site)


def _add_node_pages(site: Site) -> None:
    """Add what can be done with a kept function."""

    @site.get("/functions/{name}/diff")
    def diff(request: Request, _form: Mapping[str, Any]) -> Response:
        name, query = request.path_params["name"], request.query_params
        asked = {key: query[key] for key in ("A", "B") if key in query}
        return site.message(
            request, f"Versions of {name}", site.parts_of(node_versions.diff, NODE=name, **asked)
        )

    @site.get("/functions/{name}/export")
    def export(request: Request, _form: Mapping[str, Any]) -> Response:
        name = request.path_params["name"]
        if name not in site.app.nodes.ids():
            raise NodeError(f"Unknown node: {name}")
        with tempfile.TemporaryDirectory(dir=site.folder) as folder:
            site.app.nodes.export(name, Path(folder) / name)
            packed = shutil.make_archive(f"{folder}/packed", "zip", folder, name)
            content = Path(packed).read_bytes()
        headers = {"content-disposition": f'attachment; filename="{name}.zip"'}
        return Response(content, media_type="application/zip", headers=headers)

    @site.post("/functions/{name}/rollback")
    def roll_back(request: Request, form: Mapping[str, Any]) -> Response:
        name = request.path_params["name"]
        site.parts_of(node_versions.rollback, NODE=name, VERSION=text_of(form, "version"))
        return see_other(f"/functions/{name}")

    @site.post("/functions/{name}/delete")
    def delete(request: Request, form: Mapping[str, Any]) -> Response:
        if text_of(form, "confirmed") != "yes":
            raise BadArguments("Deleting needs a confirmation.")
        site.app.nodes.delete(request.path_params["name"])
        return see_other("/functions")

    @site.post("/functions/{name}/evolve")
    def evolve(request: Request, form: Mapping[str, Any]) -> Response:
        given = {"NODE": request.path_params["name"], "--rounds": text_of(form, "rounds") or "3"}
        return site.begin(
            f"improve {given['NODE']}", lambda context: evolution.evolve_node(context, given)
        )


def _page(
    site: Site,
    node: Node,
    fields: tuple[FormField, ...],
    answer: _Answer = _Answer(),
) -> Response:
    store, is_kept = site.app.nodes, node.version > 0
    versions = [store.version(node.id, one) for one in node.versions] if is_kept else []
    return site.page(
        "function.html",
        title=node.function or node.id,
        node=node,
        source=without_ending(node.source),
        fields=fields,
        prefix=_ARGUMENT,
        answer=answer,
        cases=_cases(node),
        versions=tuple(reversed(versions)),
        chart=score_chart(versions),
        lineage=site.parts_of(node_versions.lineage, NODE=node.id) if is_kept else (),
        runs=site.app.memory.runs.runs_of(node.id) if is_kept else None,
        callers=store.callers_of(node.id) if is_kept else (),
    )


def _answer(site: Site, node: Node, values: JSONObject) -> _Answer:
    """Run the function once; keep a long result as a file."""
    run = site.app.functions.run(node, values)
    answer, cost = read_answer(run), run.metrics
    if not answer.ok:
        return _Answer((Line(answer.refusal or answer.problem, Tone.BAD),))
    text = f"{cost.latency_ms:.1f} ms, CPU {cost.cpu_ms:.1f} ms, memory {cost.memory_mb:.1f} MiB"
    wrote = tuple(Line(f"wrote {path}", Tone.STEP) for path in run.written)
    wrote += tuple(Line(remark, Tone.HINT) for remark in run.remarks)
    parts, result = (*wrote, Line(text, Tone.DIM)), page_result(answer.result)
    if not result[1]:
        return _Answer(parts, result)
    path = site.new_folder() / "result.txt"
    path.write_bytes(encoded(result_text(answer.result)))
    return _Answer(parts, result, f"/files/{path.parent.name}/{path.name}")


def _cases(node: Node) -> tuple[Part, ...]:
    """List the cases that the function was tested with: each call and its result."""
    try:
        tests = from_json(Suite, node.specification.get("suite")).tests
    except ValueError:
        return ()
    examples = [test.example for test in tests if test.example is not None]
    rows = tuple((one.description, shown_result(one.expected, RESULT_WIDTH)) for one in examples)
    return (Grid(("call", "result"), rows),) if rows else ()


def _values(text: str) -> JSONObject:
    """Read the arguments of a link; none if it is not one of ours."""
    try:
        values = parse_json(text) if text else {}
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
