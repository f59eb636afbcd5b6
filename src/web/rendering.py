"""Fills the templates, with everything escaped, and highlights code."""

from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from ..cli.output import Code, Line, Part, Tone
from ..cli.theme import TerminalFeatures
from ..domain.installation import VERSION

TEMPLATES = Path(__file__).parent / "templates"
_MARKS = TerminalFeatures()
# A page with code in two places stays below 150 KiB, its scripts and style included.
_MOST_WEIGHT = 40 << 10
_LONGEST_HIGHLIGHTED = 20_000
_PLAIN_TONES = frozenset({Tone.PLAIN, Tone.DIM, Tone.HINT, Tone.HEAD})


class Renderer:
    """Renders the templates in this package."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(parts=self.parts, code=code_html)
        # A tone has a sign: colour is not the only one.
        self._environment.globals.update(
            version=VERSION, mark=lambda tone: "" if tone in _PLAIN_TONES else _MARKS.mark(tone)
        )

    def render(self, template: str, **values: Any) -> str:
        """Render a page, or a piece of one."""
        return self._environment.get_template(template).render(**values)

    def parts(self, parts: tuple[Part, ...]) -> Markup:
        """Render what the terminal would show: lines, tables, trees, and code, so much in all."""
        shown: list[Part | Markup] = []
        left = _MOST_WEIGHT
        for part in parts:
            if isinstance(part, Code):
                html = code_html(part.source, part.language, most=left)
                left = max(0, left - len(html))
                shown.append(html)
            else:
                shown.append(part)
        return Markup(self.render("parts.html", parts=shown).strip())


class HtmlScreen:
    """A screen that passes each part on as HTML; code is left out, a page shows it elsewhere."""

    features = TerminalFeatures()

    def __init__(self, renderer: Renderer, write: Callable[[Markup], object]) -> None:
        self._renderer = renderer
        self._write = write

    def put(self, part: Part) -> None:
        """Pass one part on."""
        if not isinstance(part, Code):
            self._write(self._renderer.parts((part,)))

    def line(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Pass one line on."""
        self.put(Line(text, tone))


@lru_cache(maxsize=64)
def code_html(
    source: str, language: str = "python", whole: str = "", most: int = _MOST_WEIGHT
) -> Markup:
    """Render source text in about `most` bytes: highlighted, or its beginning as it is.

    `whole` is the address of the whole text ("" for none).
    """
    source = source.rstrip("\n")
    inside, left = _highlighted(source, language), 0
    if _weight(inside) > most:
        weights = accumulate(_weight(escape(one)) for one in source[:most])
        shown = sum(weight <= most for weight in weights)
        inside, left = escape(source[:shown]), len(source) - shown
    # A region that scrolls must be reachable by keyboard.
    frame = '<pre class="code" tabindex="0" role="region" aria-label="Code"><code>{}</code></pre>'
    html = Markup(frame).format(inside)
    if left:
        link = Markup(': <a href="{}">show the whole code</a>').format(whole) if whole else ""
        html += Markup('<p class="line hint">{:,} more characters{}</p>').format(left, link)
    return html


def _highlighted(source: str, language: str) -> Markup:
    if len(source) > _LONGEST_HIGHLIGHTED:
        return escape(source)
    # Imported here: what shows no code does without.
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter
    from pygments.lexers import get_lexer_by_name

    formatter = HtmlFormatter(nowrap=True)
    # The formatter escapes what it is given.
    return Markup(highlight(source, get_lexer_by_name(language, stripnl=False), formatter))


def _weight(html: str) -> int:
    return len(html.encode(errors="backslashreplace"))
