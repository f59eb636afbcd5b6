"""What the keys do at the prompt, beyond what every line editor does."""

import time
from collections.abc import Callable

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

_BURST_SECONDS = 0.01


class BurstClock:
    """When the last key came: programs that drive a terminal send text and newline at once."""

    def __init__(self) -> None:
        self.last = 0.0
        self.before = 0.0

    def note(self, _processor: object) -> None:
        """A key came."""
        self.before, self.last = self.last, time.monotonic()

    @property
    def is_burst(self) -> bool:
        """True if the last key came right behind another."""
        return self.last - self.before < _BURST_SECONDS


def bindings(say: Callable[[str], None], clock: BurstClock) -> KeyBindings:
    """The key bindings; `say` shows a short notice ("" takes it away), `clock` is told each key."""
    keys = KeyBindings()

    @Condition
    def completion_chosen() -> bool:
        from prompt_toolkit.application import get_app

        state = get_app().current_buffer.complete_state
        return bool(state and state.current_completion)

    @keys.add("enter", filter=~completion_chosen)  # pylint: disable=invalid-unary-operand-type
    def accept(event: KeyPressEvent) -> None:
        say("")
        event.current_buffer.validate_and_handle()

    @keys.add("enter", filter=completion_chosen)
    def take_completion(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("escape", "enter")
    def alt_enter(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-j")
    def ctrl_j(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        more_follows = bool(event.app.key_processor.input_queue)
        if not more_follows and (clock.is_burst or not buffer.text):
            accept(event)
        else:
            buffer.insert_text("\n")

    @keys.add("c-c")
    def ctrl_c(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        if buffer.text:
            say("")
            buffer.reset(append_to_history=True)
        else:
            say("Ctrl-D or exit leaves")

    return keys
