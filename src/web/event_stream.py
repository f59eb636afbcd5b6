"""Numbers the changes that pages show, and streams them to the pages."""

import asyncio
import secrets
import threading
from collections import deque
from collections.abc import AsyncIterator, Collection

from msgspec import Struct

from ..domain.whole_number import whole_number

ACTIVITY = "activity"
_MOST, _MOST_IN_ALL = 4000, 6000
_MOST_TOPICS = 12
_TOGETHER_SECONDS = 0.1
"""A model writes dozens of pieces a second; eyes need ten."""
_SECONDS_PER_TAB = 0.01
"""With many tabs changes are sent less often, so that sending never slows the task down."""
_QUIET_SECONDS = 15.0


class PageChange(Struct, frozen=True):
    """A piece of HTML for an element of the pages that follow a topic, ready to be sent."""

    number: int
    message: bytes


class EventStream:
    """The latest changes of each topic, kept once for all tabs; a tab holds only a number.

    A position is "BOOT-NUMBER": after a restart, or a pause in which changes of its own topics
    were dropped, the page is asked to reload. Hold `changing` to change a state and publish the
    change in one step.
    """

    def __init__(self) -> None:
        self.changing = threading.RLock()
        self.boot = secrets.token_hex(4)
        self._changes: dict[str, deque[PageChange]] = {}
        self._dropped: dict[str, int] = {}
        self._last = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news = asyncio.Event()
        self._news_is_due = False
        self._tabs = 0
        self._beats = 0
        self._beat_timer: asyncio.TimerHandle | None = None
        self._sent: dict[tuple[int, frozenset[str]], bytes] = {}
        self._closed = False

    @property
    def position(self) -> str:
        """Where a page that is made now has to begin."""
        return f"{self.boot}-{self._last}"

    def publish(self, topic: str, target: str, swap: str, html: str) -> None:
        """Send a piece of HTML to `target` (an element's id) in every page of the topic."""
        partial = f'<hx-partial hx-target="#{target}" hx-swap="{swap}">{html}</hx-partial>'
        lines = partial.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        data = "".join(f"data: {line}\n" for line in lines)
        with self.changing:
            self._last += 1
            message = encoded(f"id: {self.boot}-{self._last}\n{data}\n")
            self._keep(topic, PageChange(self._last, message))
            self._sent.clear()
            if not self._news_is_due:
                wait = max(_TOGETHER_SECONDS, self._tabs * _SECONDS_PER_TAB)
                self._news_is_due = self._wake_tabs(wait)

    def close(self) -> None:
        """End all streams."""
        with self.changing:
            self._closed = True
            self._wake_tabs(0.0)

    async def follow(self, position: str, topics: Collection[str]) -> AsyncIterator[bytes]:
        """Yield what a tab is sent from a position on, until the server stops."""
        boot, _, number = position.rpartition("-")
        seen = whole_number(number) if boot == self.boot else -1
        wanted = frozenset(topics)
        self._loop, beats = asyncio.get_running_loop(), self._beats
        self._tabs += 1
        if self._beat_timer is None:
            self._beat()
        try:
            yield b": connected\n\n"
            while True:
                with self.changing:
                    news, is_last = self._news, self._closed
                    dropped = max((self._dropped.get(one, 0) for one in wanted), default=0)
                    is_stale = not dropped <= seen <= self._last
                    message = b"" if is_stale else self._messages(seen, wanted)
                    seen = self._last
                if is_stale:
                    yield b"event: stale\ndata: reload\n\n"
                    return
                if message or beats != self._beats:
                    beats = self._beats
                    yield message or b": still here\n\n"
                if is_last:
                    return
                await news.wait()
        finally:
            self._tabs -= 1
            if not self._tabs and self._beat_timer is not None:
                self._beat_timer.cancel()
                self._beat_timer = None

    def _messages(self, seen: int, topics: frozenset[str]) -> bytes:
        """Join the messages after a number, once for all tabs that have seen the same."""
        found = self._sent.get((seen, topics))
        if found is None:
            newer: dict[int, bytes] = {}
            for topic in topics:
                for change in reversed(self._changes.get(topic, ())):
                    if change.number <= seen:
                        break
                    newer[change.number] = change.message
            found = self._sent[seen, topics] = b"".join(newer[one] for one in sorted(newer))
        return found

    def _keep(self, topic: str, change: PageChange) -> None:
        """Keep a change with those of its topic, and note what is dropped for it."""
        # The topic that changed last comes last.
        kept = self._changes[topic] = self._changes.pop(topic, deque())
        if topic == ACTIVITY:
            kept.clear()  # Each replaces the one before.
        kept.append(change)
        if len(kept) > _MOST:
            self._dropped[topic] = kept.popleft().number
        in_all = sum(map(len, self._changes.values()))
        while len(self._changes) > _MOST_TOPICS or in_all > _MOST_IN_ALL:
            oldest = next(iter(self._changes))
            in_all -= len(self._changes[oldest])
            self._dropped[oldest] = self._changes.pop(oldest)[-1].number

    def _wake_tabs(self, wait: float) -> bool:
        """Have all tabs look for news in so many seconds; return False if there are none."""
        if self._loop is None or self._loop.is_closed():
            return False
        self._loop.call_soon_threadsafe(self._loop.call_later, wait, self._bring_news)
        return True

    def _beat(self) -> None:
        """Wake all tabs now and then, one timer for all: a proxy ends a stream that is silent."""
        self._beats += 1
        self._beat_timer = asyncio.get_running_loop().call_later(_QUIET_SECONDS, self._beat)
        self._bring_news()

    def _bring_news(self) -> None:
        with self.changing:
            news, self._news = self._news, asyncio.Event()
            self._news_is_due = False
        news.set()


def encoded(html: str) -> bytes:
    """Encode what is sent; half a surrogate, which a model may write, is shown as its escape."""
    return html.encode(errors="backslashreplace")
