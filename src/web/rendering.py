"""Fills the templates, with everything escaped, and highlights code."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from ..cli.output import Code, Line, Part, Tone
from ..cli.theme import TerminalFeatures
from ..domain.installation import VERSION

TEMPLATES = Path(__file__).parent / "templates"
_MARKS = TerminalFeatures()
_LONGEST_CODE = 60_000
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
        self._environment.globals.update(version=VERSION, mark=_mark)

    def render(self, template: str, **values: Any) -> str:
        """Render a page, or a piece of one."""
        return self._environment.get_template(template).render(**values)

    def parts(self, parts: tuple[Part, ...]) -> Markup:
        """Render what the terminal would show: lines, tables, code and trees."""
        return Markup(self.render("parts.html", parts=parts).strip())


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
def code_html(source: str, language: str = "python") -> Markup:
    """Render source text, highlighted unless it is very long."""
    source = source.rstrip("\n")
    if len(source) > _LONGEST_CODE:
        inside = escape(source)
    else:
        # Imported here: what shows no code does without.
        from pygments import highlight
        from pygments.formatters.html import HtmlFormatter
        from pygments.lexers import get_lexer_by_name

        formatter = HtmlFormatter(nowrap=True)
        # The formatter escapes what it is given.
        inside = Markup(highlight(source, get_lexer_by_name(language, stripnl=False), formatter))
    # A region that scrolls must be reachable by keyboard.
    frame = '<pre class="code" tabindex="0" role="region" aria-label="Code"><code>{}</code></pre>'
    return Markup(frame).format(inside)


def _mark(tone: Tone) -> str:
    """Return the sign of a tone: colour is not the only one."""
    return "" if tone in _PLAIN_TONES else _MARKS.mark(tone)
