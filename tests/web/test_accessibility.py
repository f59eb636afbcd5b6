"""No page has a serious fault that axe-core finds, light or dark, wide or narrow."""

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.conftest import Session

AXE = "axe-core@4.14.1"
PAGES = (
    "/",
    "/functions",
    "/functions/add_node",
    "/functions/shout",
    "/evolve",
    "/evolve/run",
    "/own-code",
    "/status",
)
FAULTS = """async () => (await axe.run()).violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)"""


@pytest.fixture(name="axe", scope="module")
def axe_core(tmp_path_factory: pytest.TempPathFactory) -> str:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("axe")
    done = subprocess.run(
        [npm, "install", "--prefix", str(folder), "--no-audit", "--no-fund", AXE],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"{AXE} cannot be fetched: {done.stderr[-100:]}")
    return Path(folder, "node_modules", "axe-core", "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 360)])
def test_no_page_has_a_serious_fault(
    axe: str, browser: "Browser", session: "Session", scheme: str, width: int
) -> None:
    session.cli.line_handler.take("add 10 and 20")
    session.evolve()
    # The policy of the pages forbids what axe does.
    context = browser.new_context(
        bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800}
    )
    page = context.new_page()
    page.goto(session.server.new_address())
    page.wait_for_selector("#task")
    found: dict[str, list[str]] = {}
    pages = (session.address_of(1), *PAGES)
    for path in pages:
        page.goto(f"http://127.0.0.1:{session.port}{path}")
        page.evaluate(axe)
        found[path] = page.evaluate(FAULTS)
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found[path] += [f"{too_wide} px too wide"] if too_wide > 0 else []
    context.close()

    assert found == {path: [] for path in pages}
