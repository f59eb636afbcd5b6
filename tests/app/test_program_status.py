"""What the program tells of itself at a glance."""

from pathlib import Path

from src.app.app import build_app
from src.app.run_mode import RunMode
from src.config.manager import ConfigManager


def test_the_interpreters_that_are_kept_warm_are_counted_with_their_memory(tmp_path: Path) -> None:
    environment = {"CODE_EVOLVER_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    app = build_app(ConfigManager(environment=environment), RunMode(offline=True))
    before = app.status()

    app.solve("add 1 and 2", lambda event: None)
    after = app.status()
    app.close()

    assert (before.warm, before.warm_mb) == (0, 0.0)
    assert after.warm >= 1 and after.warm_mb > 5
