"""Whatever is shown on a page is text there, however hostile."""

import re
from html import unescape
from pathlib import Path

import pytest

from src.cli.output import Branch, Code, Grid, Line, Part, Tone
from src.domain.candidate import Origin
from src.domain.json_value import JSONObject
from src.domain.node import Lineage, NodeVersion
from src.web.rendering import TEMPLATES, Renderer, code_html
from src.web.score_chart import score_chart

HOSTILE = "<img src=x onerror=alert(1)>&\"'<hx-partial hx-target=body>{}"


@pytest.mark.parametrize(
    "part",
    [
        Line(HOSTILE, Tone.BAD),
        Grid((HOSTILE,), ((HOSTILE,),)),
        Grid(("", ""), ((HOSTILE, HOSTILE),)),
        Code(HOSTILE),
        Code(f"+{HOSTILE}", "diff"),
        Code(HOSTILE * 1000, "text"),
        Branch(HOSTILE, (Branch(HOSTILE),)),
    ],
)
def test_hostile_text_stays_text(part: Part) -> None:
    html = Renderer().parts((part,))

    assert "<img" not in html and "<hx-" not in html
    assert "&lt;" in html


@pytest.mark.parametrize(
    "source",
    ["x = 1\n" * 60_000, "a+" * 9_000, '"' * 500_000, "\U0001f600" * 30_000, "\ud800" * 9_000],
)
def test_code_of_any_length_is_light_and_says_how_much_is_left_out(source: str) -> None:
    html = code_html(source, whole="/whole")

    assert len(html.encode(errors="backslashreplace")) < 41 << 10
    inside, _, rest = html.rpartition("</code></pre>")
    shown = len(unescape(re.sub("<[^>]+>", "", inside)).strip("\n"))
    left = len(source.rstrip("\n")) - shown
    assert ("/whole" in rest) == (left > 0)
    assert not left or f"{left:,} more characters" in rest


def test_several_codes_together_are_as_light_as_one() -> None:
    html = Renderer().parts((Code("x = 1\n" * 6000),) * 5)

    assert len(html) < 45 << 10
    assert html.count(" more characters") == 4


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_text_stands_where_its_first_line_end_would_be_dropped(template: Path) -> None:
    text = template.read_text("utf-8")

    assert not re.search(
        r"</?(pre|textarea)\b[^<]*>(?={{)", text.replace("}}", "").replace("%}", "")
    )


def version(number: int, score: float, parent: int, verdict: JSONObject) -> NodeVersion:
    lineage = Lineage(Origin.IMPROVED, parent)
    return NodeVersion(number, "", "", "", lineage, 0.0, score, verdict=verdict)


def test_a_chart_joins_each_version_with_its_parent_and_shows_its_interval() -> None:
    measured: JSONObject = {"ratio": 1.4, "low": 1.2, "high": 1.6, "pairs": 20}
    versions = [
        version(1, 1.0, 0, {}),
        version(2, 1.4, 1, measured),
        version(3, 0.9, 1, measured | {"pairs": 0}),
    ]

    chart = score_chart(versions)

    assert chart.count('class="joined"') == 2 and chart.count('class="interval"') == 1
    assert 'aria-label="Score by version. 1: 1.00, 2: 1.40, 3: 0.90"' in chart
    assert score_chart(versions[:1]) == ""
