"""The vendored files are those that were published."""

import hashlib
import re
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "src" / "web" / "assets"


def test_each_vendored_file_is_what_its_checksum_says() -> None:
    rows = re.findall(
        r"^\| (\S+\.js) .*\((\S+)\) \| ([0-9a-f]{64}) \|$",
        (ASSETS / "VENDORED.md").read_text("utf-8"),
        re.MULTILINE,
    )

    found = {name: hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() for name, _, _ in rows}

    assert found == {name: digest for name, _, digest in rows}
    assert set(found) == {path.name for path in ASSETS.glob("*.min.js")}
    assert all((ASSETS / licence).is_file() for _, licence, _ in rows)
