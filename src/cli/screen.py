"""Writes pages to a stream, plainly or with rich, which is imported when it is first needed."""

import os
import threading
from typing import TYPE_CHECKING, TextIO

from .output import Branch, Code, Grid, Line, Output, Part, Tone
from .theme import TerminalFeatures

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.tree import Tree

_WIDE = 200
_NARROW = 60
_CONTROLS = {code: None for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}


class Screen:
    """Shows parts on one stream; any thread may write."""

    def __init__(
        self, stream: TextIO, features: TerminalFeatures, width: int | None = None
    ) -> None:
        self.stream = stream
        self._width = width
        self.features = features
        self._lock = threading.RLock()
        self._console: Console | None = None

    @property
    def console(self) -> "Console":
        """The rich console of this stream."""
        with self._lock:
            if self._console is None:
                self._console = self._make_console()
            return self._console

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.console.width

    def show(self, output: Output) -> None:
        """Show all parts of an output."""
        if output.paged and self.features.moving and self._page(output):
            return
        for part in output.parts:
            self.put(part)

    def _page(self, output: Output) -> bool:
        """Show an output in a pager, which leaves at once what fits; False if there is none."""
        import io
        import shutil
        import subprocess

        from .streams import typed_keys

        if not shutil.which("less"):
            return False
        buffer = io.StringIO()
        page = Screen(buffer, self.features, self.width)
        for part in output.parts:
            page.put(part)
        with typed_keys(quiet=False):
            subprocess.run(["less", "-RFX"], input=buffer.getvalue(), text=True, check=False)
        return True

    def put(self, part: Part) -> None:
        """Show one part."""
        with self._lock:
            if isinstance(part, Line):
                self._put_line(part)
            else:
                self._put_block(part)
            self.stream.flush()

    def line(self, text: str, tone: Tone = Tone.PLAIN) -> None:
        """Show one line."""
        self.put(Line(text, tone))

    def _put_line(self, line: Line) -> None:
        text = self.features.mark(line.tone) + self.clean(line.text)
        if not self.features.moving:
            self.stream.write(text + "\n")
            return
        from rich.text import Text

        styled = Text(text, style=self.features.style(line.tone))
        if line.verbatim:
            self.console.print(styled, soft_wrap=True)
            return
        indented = len(line.text) - len(line.text.lstrip(" "))
        indent = " " * (len(self.features.mark(line.tone)) + indented)
        first, *more = styled.wrap(self.console, self.console.width - len(indent)) or [styled]
        for row in (first, *(Text(indent) + row for row in more)):
            row.rstrip()
            self.console.print(row, soft_wrap=True)

    def _put_block(self, part: Grid | Code | Branch) -> None:
        if isinstance(part, Code) and not self.features.colour:
            self.stream.write(self.clean(part.source).rstrip("\n") + "\n")
        elif isinstance(part, Code):
            self.console.print(self._highlighted(part), soft_wrap=True)
        elif isinstance(part, Branch):
            self.console.print(self._tree(part))
        else:
            is_narrow = len(part.columns) > 2 and self.console.width < _NARROW
            with self.console.capture() as captured:
                self.console.print(self._stacked(part) if is_narrow else self._table(part))
            # rich fills cells with blanks up to the edge: they hurt copying and pipes.
            self.stream.writelines(row.rstrip() + "\n" for row in captured.get().splitlines())

    def _highlighted(self, part: Code) -> "RenderableType":
        from rich.syntax import Syntax

        theme = "ansi_light" if self.features.theme == "light" else "ansi_dark"
        source = self.clean(part.source).rstrip("\n")
        syntax = Syntax(source, part.language, theme=theme, background_color="default")
        text = syntax.highlight(source)
        text.rstrip()
        return text

    def _table(self, part: Grid) -> "RenderableType":
        from rich.table import Table
        from rich.text import Text

        table = Table(
            box=None,
            padding=(0, 2, 0, 0),
            header_style=self.features.style(Tone.HEAD),
            show_header=any(part.columns),
        )
        for number, name in enumerate(part.columns):
            # Names and numbers must not be wrapped.
            cells, most = [row[number] for row in part.rows], self.console.width // 2
            whole = all(" " not in cell and len(cell) <= most for cell in cells)
            table.add_column(name, overflow="fold", no_wrap=whole)
        for row in part.rows:
            table.add_row(*(Text(self.clean(cell)) for cell in row))
        return table

    def _stacked(self, part: Grid) -> "RenderableType":
        """Stack the cells of each row: on a narrow screen, columns would cut every word."""
        from rich.text import Text

        text = Text()
        for first, *rest in part.rows:
            text.append(self.clean(first) + "\n", style=self.features.style(Tone.HEAD))
            for name, cell in zip(part.columns[1:], rest):
                text.append(f"  {name}: {self.clean(cell)}\n" if cell else "")
        text.rstrip()
        return text

    def _tree(self, part: Branch) -> "Tree":
        from rich.text import Text
        from rich.tree import Tree

        def label(branch: Branch) -> Text:
            mark = self.features.mark(branch.tone)
            return Text(mark + self.clean(branch.label), style=self.features.style(branch.tone))

        def grow(tree: Tree, branches: tuple[Branch, ...]) -> None:
            for branch in branches:
                grow(tree.add(label(branch)), branch.branches)

        tree = Tree(label(part), guide_style=self.features.style(Tone.DIM))
        grow(tree, part.branches)
        return tree

    def clean(self, text: str) -> str:
        """Remove control characters that would steer the terminal."""
        if not self.features.terminal:
            return text
        return text.translate(_CONTROLS)

    def erase(self) -> None:
        """Clear the screen where that is possible."""
        if self.features.moving:
            self.stream.write("\x1b[H\x1b[2J\x1b[3J")
            self.stream.flush()

    def _make_console(self) -> "Console":
        from rich.console import Console

        return Console(
            file=self.stream,
            force_terminal=self.features.moving,
            no_color=not self.features.colour,
            width=self._width
            or (None if self.features.terminal else int(os.environ.get("COLUMNS", _WIDE))),
            highlight=False,
            markup=False,
            emoji=False,
        )
