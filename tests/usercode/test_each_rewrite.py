"""A planted slow function of each kind of rewrite is improved, measured for real."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from src.app.app import App, build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager
from src.usercode.requests import UserCodeRequest
from tests.usercode.planted import ABOVE, BELOW, PLANTED


@pytest.fixture(name="app", scope="module")
def _app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    home = str(tmp_path_factory.mktemp("home"))
    environment = {"CODE_EVOLVER_HOME": home, "XDG_CONFIG_HOME": home}
    app = build_app(ConfigManager(environment=environment), RunMode(offline=True))
    yield app
    app.close()


@pytest.mark.soak
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_slow_function_is_improved(app: App, tmp_path: Path, name: str) -> None:
    file = tmp_path / "mine.py"
    file.write_text(ABOVE + PLANTED[name] + BELOW)

    told = app.user_files.optimize(UserCodeRequest(str(file), "f"), lambda event: None)

    assert told.ok, told.lines
    after = (tmp_path / "mine.optimized.py").read_text()
    assert after.endswith(BELOW) and ABOVE.partition("\n")[2] in after
