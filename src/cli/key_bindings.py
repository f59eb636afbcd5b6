"""What the keys do at the prompt, beyond what every line editor does."""

from collections.abc import Callable

from prompt_toolkit.application import get_app
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.filters import Condition, is_searching
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.key_binding.key_processor import KeyProcessor
from prompt_toolkit.keys import Keys


class KeyBurst:
    """Whether a key came in one piece with the key before it.

    A person's Ctrl-J comes alone; programs that drive a terminal send a line and its newline
    at once, and mean Enter. Where keys cannot be watched (`joined` at first), it stays so.
    """

    def __init__(self, joined: bool = False) -> None:
        self._joined = joined
        self.joined = joined

    def note(self, keys: KeyProcessor) -> None:
        """Take note of a key that is about to be read."""
        self.joined, self._joined = self._joined, more_follows(keys)


def more_follows(keys: KeyProcessor) -> bool:
    """Return True if further keys came in the same piece."""
    return any(press.key is not Keys.CPRResponse for press in keys.input_queue)


def bindings(say: Callable[[str], None], burst: KeyBurst) -> KeyBindings:
    """Return the key bindings; `say` shows a short notice ("" takes it away)."""
    keys = KeyBindings()

    @Condition
    def chosen() -> bool:
        state = get_app().current_buffer.complete_state
        return bool(state and state.current_completion)

    @keys.add("enter", filter=~chosen)  # pylint: disable=invalid-unary-operand-type
    def accept(event: KeyPressEvent) -> None:
        # Imported here: what reads tasks is not loaded before the prompt.
        from ..language.given_code import goes_on, has_code

        say("")
        text = event.current_buffer.text
        pasted = more_follows(event.key_processor) and has_code(text)
        if pasted or goes_on(text):
            event.current_buffer.insert_text("\n")
        else:
            event.current_buffer.validate_and_handle()

    @keys.add("enter", filter=chosen)
    def take_completion(event: KeyPressEvent) -> None:
        event.current_buffer.complete_state = None

    @keys.add("escape", "enter")
    def alt_enter(event: KeyPressEvent) -> None:
        event.current_buffer.insert_text("\n")

    @keys.add("c-j")
    def ctrl_j(event: KeyPressEvent) -> None:
        alone = not burst.joined and bool(event.current_buffer.text)
        if alone or more_follows(event.key_processor):
            event.current_buffer.insert_text("\n")
        else:
            accept(event)

    keys.add("tab")(_complete)

    # While history is searched, Ctrl-C is the search's own: it ends it.
    @keys.add("c-c", filter=~is_searching)  # pylint: disable=invalid-unary-operand-type
    def ctrl_c(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            say("")
            event.current_buffer.reset(append_to_history=True)
        else:
            say("Type exit or press Ctrl-D to quit")

    return keys


def _complete(event: KeyPressEvent) -> None:
    buffer = event.current_buffer
    # At once and not in the background: Tab right behind a letter must not be lost.
    asked = CompleteEvent(completion_requested=True)
    found = list(buffer.completer.get_completions(buffer.document, asked))
    if len(found) == 1:
        buffer.complete_state = None
        buffer.apply_completion(found[0])
    elif buffer.complete_state:
        buffer.complete_next()
    else:
        buffer.start_completion(insert_common_part=True)
