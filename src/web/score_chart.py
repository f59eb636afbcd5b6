"""How scores look as SVG: points with intervals, each joined with the one it came from."""

from collections.abc import Sequence

from markupsafe import Markup

from ..domain.node import NodeVersion

_WIDTH, _HEIGHT, _EDGE = 640, 220, 44
_LINE = Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>')
_POINT = Markup("""<circle cx="{x}" cy="{y}" r="5"/>
<text x="{x}" y="{above}">{score}</text><text x="{x}" y="{below}">{number}</text>""")
_FRAME = Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>')


def score_chart(versions: Sequence[NodeVersion]) -> Markup:
    """Draw the scores of a node's versions; nothing for fewer than two."""
    if len(versions) < 2:
        return Markup("")
    intervals = {one.number: interval for one in versions if (interval := _interval(one))}
    values = [one.score for one in versions] + [
        end for interval in intervals.values() for end in interval
    ]
    bottom, top = min(values), max(values)
    step = (_WIDTH - 2 * _EDGE) / (len(versions) - 1)

    def y_of(value: float) -> float:
        share = (value - bottom) / (top - bottom) if top > bottom else 0.5
        return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)

    places = {
        one.number: (round(_EDGE + i * step, 1), y_of(one.score)) for i, one in enumerate(versions)
    }
    drawn: list[Markup] = []
    for one in versions:
        if (parent := one.lineage.parent) in places:
            drawn.append(_LINE.format("joined", *places[parent], *places[one.number]))
    for number, (low, high) in intervals.items():
        x = places[number][0]
        drawn.append(_LINE.format("interval", x, y_of(low), x, y_of(high)))
    for one in versions:
        x, y = places[one.number]
        score, below = f"{one.score:.2f}", _HEIGHT - 12
        drawn.append(
            _POINT.format(x=x, y=y, above=y - 12, score=score, below=below, number=one.number)
        )
    listed = ", ".join(f"{one.number}: {one.score:.2f}" for one in versions)
    return _FRAME.format(_WIDTH, _HEIGHT, f"Score by version. {listed}", Markup("").join(drawn))


def _interval(version: NodeVersion) -> tuple[float, ...]:
    """Return the ends of a measured score; the verdict has them as a gain over the parent."""
    said = [version.verdict.get(name) for name in ("ratio", "low", "high")]
    gain, *ends = [x for x in said if isinstance(x, (int, float)) and x > 0] or [0.0]
    if len(ends) < 2 or not version.verdict.get("pairs"):
        return ()
    return tuple(version.score / gain * end for end in ends)
