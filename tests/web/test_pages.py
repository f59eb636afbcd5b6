"""The pages in a real browser: what a user does there, and what it shows."""

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from src.app.app import build_app
from src.app.run_mode import RunMode
from src.evolve.evaluation import Evaluation
from tests.evolve.problems import WANTS_17, write_problem
from tests.evolve.scripted_run import FunctionEvaluator, gain_of
from tests.fakes.app import ANSWERS
from tests.fakes.known_functions import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.web.conftest import Session

    OpenPage = Callable[..., Page]

expect = pytest.importorskip("playwright.sync_api").expect
ACTING = """<html xmlns="http://www.w3.org/1999/xhtml">
<head><script src="/assets/htmx.min.js"/></head>
<body><div hx-post="/jobs" hx-trigger="load" hx-vals='{"task": "add 1 and 2"}'>x</div></body>
</html>"""
# How long a page may take on a busy machine; nothing waits that long where all is well.
expect.set_options(timeout=60_000)


def test_the_three_examples_are_solved_and_watched(open_page: "OpenPage") -> None:
    page = open_page()

    for task, result in ANSWERS.items():
        page.click("nav >> text=Task")
        page.fill("#task", task)
        page.keyboard.press("Control+Enter")
        shown = str(result).splitlines()[0]
        expect(page.locator("#result")).to_contain_text(shown)
        expect(page.locator("#job-lines")).to_contain_text("Tests passed (6)")
        expect(page.locator("#job-code")).to_contain_text("import json")
        expect(page.locator("#job-state")).to_have_text("done")

    page.click("text=Good")
    expect(page.locator("#judged")).to_contain_text("add_node was right")


def test_ctrl_enter_sends_a_task_before_the_other_scripts_have_loaded(
    open_page: "OpenPage",
) -> None:
    page = open_page()
    page.route("**/htmx.min.js", lambda route: None)
    page.goto(page.url, wait_until="commit")

    page.fill("#task", "add 10 and 20")
    page.keyboard.press("Control+Enter")

    page.wait_for_url("**/jobs/*/1", wait_until="commit")


def test_a_task_of_the_terminal_is_watched_in_two_tabs_and_stopped_in_one(
    open_page: "OpenPage", session: "Session"
) -> None:
    first, second = open_page(), open_page("/functions")
    ended: list[bool] = []

    def solve() -> None:
        session.cli.line_handler.take("wait generate")
        ended.append(True)

    terminal = threading.Thread(target=solve)
    terminal.start()
    for page in (first, second):
        page.click("#activity >> text=Running: wait generate")
        expect(page.locator("#job-code")).to_contain_text("def solve(description: str)")
        expect(page.locator("#job-doing")).to_have_text("writing code ...")
    second.click("text=Stop")
    terminal.join(timeout=30)

    assert ended
    expect(first.locator("#job-state")).to_have_text("failed")
    expect(first.locator("#job-end")).to_contain_text("Stopped.")
    expect(first.locator("#activity")).to_be_empty()


def test_a_task_of_the_page_is_told_in_the_terminal(
    open_page: "OpenPage", session: "Session"
) -> None:
    page = open_page()
    page.click("button >> text=add 10 and 20")
    expect(page.locator("#result")).to_have_text("30")

    assert session.app.take_notes() == ("Web page: add 10 and 20: 30",)


def test_a_page_loads_itself_again_after_a_restart_unless_something_was_typed(
    open_page: "OpenPage", session: "Session"
) -> None:
    typed, other = open_page(), open_page("/status")
    typed.fill("#task", "half a task")

    session.app.auto_switch.turn(True)
    session.restart()

    expect(other.locator("main")).to_contain_text("Auto-evolution is on.")
    expect(typed.locator("#stale")).to_be_visible()
    assert typed.input_value("#task") == "half a task"


def test_a_function_is_found_and_run_by_its_form(open_page: "OpenPage") -> None:
    page = open_page("/functions")
    page.fill("#q", "add")
    expect(page.locator("#count")).to_have_text("1 function")
    page.click("#found >> text=add")

    page.fill("#field-1", "40")
    page.click("main button >> text=Run")
    expect(page.locator("#answer pre")).to_have_text("40")
    page.fill("#field-2", "2")
    page.click("main button >> text=Run")
    expect(page.locator("#answer pre")).to_have_text("42")
    expect(page.locator("#answer")).to_contain_text("1.2 ms")


def test_a_value_that_begins_with_empty_lines_is_in_its_form_as_it_is(
    open_page: "OpenPage",
) -> None:
    values = quote(json.dumps({"text": "\n\nfoo"}))

    page = open_page(f"/functions/shout?values={values}")

    assert page.input_value("#field-1") == "\n\nfoo"


def test_a_version_is_rolled_back_and_a_node_deleted_only_after_a_confirmation(
    open_page: "OpenPage", session: "Session"
) -> None:
    page = open_page("/functions/add_node")
    page.click("text=Roll back to 1")
    page.wait_for_selector("h1 >> text=add")
    assert session.app.nodes.load("add_node").version == 3

    page.click("summary >> text=Delete")
    page.click("button >> text=Delete add_node")
    page.wait_for_selector("h1 >> text=Library")
    assert "add_node" not in session.app.nodes.ids()


def test_an_own_file_is_brought_and_optimized(open_page: "OpenPage", tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("def f(n: int) -> int:\n    return n\n")
    page = open_page("/own-code")
    page.set_input_files("#file", str(tmp_path / "mine.py"))
    page.click("button >> text=Optimize")

    expect(page.locator("#job-end")).to_contain_text("f is 2.83x faster")
    expect(page.locator("#job-end a")).to_have_text("mine.py")


def test_a_picture_that_was_sent_is_shown_and_acts_for_nobody(
    open_page: "OpenPage", session: "Session", tmp_path: Path
) -> None:
    picture = tmp_path / "acting.svg"
    picture.write_text(ACTING)
    page = open_page("/own-code")
    page.set_input_files("#file", str(picture))
    page.click("button >> text=Optimize")
    address = page.locator("#job-end img").get_attribute("src")

    acting = page.context.new_page()
    acting.goto(f"http://127.0.0.1:{session.port}{address}", wait_until="networkidle")

    assert [job.title for job in session.server._jobs.latest()] == ["optimize acting.svg"]


def test_a_run_of_evolution_is_started_watched_and_resumed(
    open_page: "OpenPage", session: "Session", tmp_path: Path
) -> None:
    session.app = build_app(session.config, RunMode(offline=True))
    program, evaluator = write_problem(tmp_path / "problem", WANTS_17)
    page = open_page("/evolve")
    page.set_input_files("#program", program)
    page.set_input_files("#evaluator", evaluator)
    page.fill("#iterations", "2")
    page.click("button >> text=Start")
    expect(page.locator("#job-state")).to_have_text("done")
    page.click("nav >> [href='/evolve']")
    page.click("#run-list >> text=gain-1")

    expect(page.locator("h1")).to_have_text("gain-1")
    expect(page.locator("#run-live")).to_contain_text("Resume")
    expect(page.locator("#run-live pre").first).to_contain_text("GAIN = ")
    expect(page.locator("#run-live img")).to_be_visible()
    page.fill("#iterations", "3")
    page.click("button >> text=Resume")
    expect(page.locator("h1")).to_have_text("resume gain-1")
    expect(page.locator("#job-state")).to_have_text("done")


def test_a_run_of_evolution_that_cannot_start_says_why(
    client: httpx.Client, session: "Session"
) -> None:
    session.app = build_app(session.config, RunMode(offline=True))
    files = {"program": ("p.py", b"x = 1\n"), "evaluator": ("e.py", b"y = 1\n")}

    page = client.post("/evolve", files=files, data={"iterations": "none"})
    for thread in session.server._jobs._threads:
        thread.join()

    assert "--iterations takes a whole number" in client.get(page.url).text


@pytest.mark.parametrize("names", [("p.py", "p.py"), ("1/p.py", "2/p.py"), ("a b.py", "a_b.py")])
def test_a_program_and_an_evaluator_that_are_kept_under_one_name_are_refused(
    names: tuple[str, str], client: httpx.Client
) -> None:
    files = {"program": (names[0], b"x = 1\n"), "evaluator": (names[1], b"y = 1\n")}

    page = client.post("/evolve", files=files)

    assert page.status_code == 400 and "the same name" in page.text


def test_status_changes_only_settings_that_are_safe(
    open_page: "OpenPage", session: "Session"
) -> None:
    page = open_page("/status")
    expect(page.locator("main")).to_contain_text("gemma3:4b")
    page.click("text=Turn it on")
    expect(page.locator("main")).to_contain_text("Auto-evolution is on.")

    page.fill("label:has-text('optimizer.rounds') + input", "2")
    page.click("[aria-label='Change optimizer.rounds']")
    expect(page.locator("main")).to_contain_text("Written to")
    page.click("nav >> text=Status")
    expect(page.locator("label:has-text('optimizer.rounds') + input")).to_have_value("2")

    assert session.cli.config.settings.optimizer.rounds == 2
    assert page.locator("text=sandbox.memory_mb").count() == 0


def test_hostile_names_code_and_results_are_text(open_page: "OpenPage") -> None:
    page = open_page("/functions")
    expect(page.locator("#found")).to_contain_text(HOSTILE)
    page.click("#found >> text=shout")
    page.fill("#field-1", HOSTILE)
    page.click("main button >> text=Run")
    expect(page.locator("#answer pre")).to_have_text(HOSTILE)
    expect(page.locator("main")).to_contain_text(HOSTILE)

    page.click("nav >> text=Task")
    page.fill("#task", HOSTILE)
    page.click("text=Solve")
    expect(page.locator("h1")).to_have_text(HOSTILE)
    expect(page.locator("#job-state")).to_have_text("failed")
    assert "taken" not in page.title().split(" - ")[-1]
    assert page.locator("main script").count() == 0


def test_without_scripts_a_task_is_solved_and_a_function_run(
    browser: "Browser", session: "Session"  # type: ignore[name-defined]  # noqa: F821
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(session.server.new_address())
    page.wait_for_selector("#task")
    page.click("button >> text=add 10 and 20")
    expect(page.locator("#result")).to_have_text("30")

    page.goto(f"http://127.0.0.1:{session.port}/functions/add")
    page.fill("#field-1", "40")
    page.click("main button >> text=Run")
    expect(page.locator("#answer pre")).to_have_text("40")
    context.close()


def test_a_page_is_light(open_page: "OpenPage", session: "Session") -> None:
    page = open_page()
    own = f"http://127.0.0.1:{session.port}"
    fetched: dict[str, int] = {}

    def weigh(url: str) -> None:
        if "/events" not in url:
            fetched[url] = len(page.request.get(url).body()) if url.startswith(own) else 0

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{own}/status", wait_until="load")
    for url in asked:
        weigh(url)

    assert len(fetched) >= 5 and all(fetched.values())
    assert sum(fetched.values()) < 150 * 1024


def test_a_run_with_many_artifacts_is_light_and_shows_all_of_them_elsewhere(
    client: httpx.Client, session: "Session"
) -> None:
    artifacts = {f"artifact {number}": "<b>\n" * 5000 for number in range(50)}
    metrics = {f"metric {number}": 1.0 for number in range(50)}

    class Chatty(FunctionEvaluator):
        def evaluate(self, source: str, *, fresh: bool = False) -> Evaluation:
            return Evaluation({"combined_score": gain_of(source)} | metrics, artifacts)

    session.evolve(Chatty(gain_of))

    page = client.get("/evolve/run")

    assert len(page.content) < 95 * 1024
    assert page.text.count("<dt>artifact ") == page.text.count("<dt>metric ") + 1 == 20
    assert "\nGAIN = " in client.get("/evolve/run/code").text
    assert client.get("/evolve/run/artifacts").json()["artifacts"] == artifacts


@pytest.mark.parametrize("typed", [("40", "two"), ("", "2"), ("forty", ""), ("007", "+2")])
def test_a_form_comes_back_as_it_was_typed(typed: tuple[str, str], client: httpx.Client) -> None:
    sent = dict(zip(("argument.a", "argument.b"), typed))

    page = client.post("/functions/add/run", data=sent)

    assert tuple(re.findall(r'name="argument[^>]* value="([^"]*)"', page.text)) == typed


def test_a_long_result_of_a_form_is_cut_and_the_whole_is_a_link_away(client: httpx.Client) -> None:
    page = client.post("/functions/add/run", data={"argument.a": "9" * 4200})

    link = re.search(r'200 more characters: <a href="([^"]+)"', page.text)
    assert link is not None and client.get(link[1]).text == "9" * 4200
