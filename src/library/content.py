"""Short texts that the tool content_generator writes: jokes, poems, stories, greetings."""

from node_runtime import call_tool

from ..domain.task import TaskKind
from .bundled import bundled

_STYLES = {
    "style": tuple(
        "new nice good short funny little quick simple small sweet beautiful silly clever cute"
        " clean random original".split()
    )
}
_WRITE = (
    "[write|tell|make [up]|compose|create|generate|come up with|say|give|show|sing] [me|us]"
    " [a|an|one|some] [{style:style}]"
)
_LIMITS = "Written by the tool content_generator."
_GREETING = "Dear friend, good to see you. Have a fine day!"
_HAIKU = "Rain on the dark roof / a slow song for no one here / the cat hears it all"
_JOKE = "Why did the tester cross the road? To see both sides."
_POEM = "The moon is up, the night is long, and someone hums a quiet song."
_STORY = "Once there was a test that always passed. Nobody trusted it."


@bundled(
    TaskKind.SIMPLE_CONTENT,
    "short greeting",
    tags=("hello", "wish", "content"),
    phrases=(
        f"{_WRITE} [{{occasion:occasion}}] greeting",
        f"{_WRITE} [{{occasion:occasion}}] greeting (for|to|about) {{topic:words}}",
    ),
    examples={
        "write a greeting for my grandmother": _GREETING,
        "write a friendly greeting": _GREETING,
        "write a birthday greeting for Anna": _GREETING,
    },
    limits=_LIMITS,
    choices={**_STYLES, "occasion": ("friendly", "warm", "birthday", "christmas", "welcome")},
    tool_reply=_GREETING,
)
def greeting(topic: str = "", style: str = "", occasion: str = "") -> str:
    """Write a friendly greeting, for somebody or an occasion if one is named."""
    return _written("for", topic, style, occasion, "greeting")


@bundled(
    TaskKind.SIMPLE_CONTENT,
    "haiku writing",
    tags=("poem", "syllables", "content", "poetry"),
    phrases=(
        f"{_WRITE} haiku",
        f"{_WRITE} haiku (about|on|for|of) {{topic:words}}",
    ),
    examples={
        "write a haiku about rain": _HAIKU,
        "compose a haiku about winter": _HAIKU,
        "haiku about the sea": _HAIKU,
    },
    limits=_LIMITS,
    choices=_STYLES,
    tool_reply=_HAIKU,
)
def haiku(topic: str = "", style: str = "") -> str:
    """Write a haiku: three lines of five, seven and five syllables."""
    return _written("about", topic, style, "haiku")


@bundled(
    TaskKind.SIMPLE_CONTENT,
    "short joke generation",
    title="short joke",
    tags=("humour", "humor", "laugh", "content"),
    phrases=(
        f"{_WRITE} {{form:form}}",
        f"{_WRITE} {{form:form}} (about|on|for|involving|featuring) {{topic:words}}",
        f"{_WRITE} {{topic:word}} joke",
    ),
    examples={
        "write me a joke about programmers": _JOKE,
        "tell me a joke about cats": _JOKE,
        "write a joke": _JOKE,
    },
    limits=_LIMITS,
    choices={**_STYLES, "form": ("joke", "pun")},
    tool_reply=_JOKE,
)
def joke(topic: str = "", style: str = "", form: str = "joke") -> str:
    """Write a short joke or pun, about a topic if one is named."""
    return _written("about", topic, style, form)


@bundled(
    TaskKind.SIMPLE_CONTENT,
    "short poem writing",
    title="short poem",
    tags=("poetry", "verse", "rhyme", "content"),
    phrases=(
        f"{_WRITE} [{{form:form}}] poem",
        f"{_WRITE} [{{form:form}}] poem (about|on|for|of) {{topic:words}}",
    ),
    examples={
        "write a poem about autumn": _POEM,
        "write me a short poem about the moon": _POEM,
        "compose a poem about love": _POEM,
    },
    limits=_LIMITS,
    choices={**_STYLES, "form": ("rhyming",)},
    tool_reply=_POEM,
)
def poem(topic: str = "", style: str = "", form: str = "") -> str:
    """Write a short poem, about a topic if one is named."""
    return _written("about", topic, style, form, "poem")


@bundled(
    TaskKind.SIMPLE_CONTENT,
    "short story writing",
    title="short story",
    tags=("fiction", "narrative", "content"),
    phrases=(
        f"{_WRITE} [{{form:form}}] (story|tale)",
        f"{_WRITE} [{{form:form}}] (story|tale) (about|on|of|involving|featuring) {{topic:words}}",
    ),
    examples={
        "write a short story about dragons": _STORY,
        "tell me a story about space": _STORY,
        "write a story about a lighthouse": _STORY,
    },
    limits=_LIMITS,
    choices={**_STYLES, "form": ("bedtime",)},
    tool_reply=_STORY,
)
def story(topic: str = "", style: str = "", form: str = "") -> str:
    """Write a short story, about a topic if one is named."""
    return _written("about", topic, style, form, "story")


def _written(link: str, topic: str, *words: str) -> str:
    """What the tool content_generator writes when it is asked for these words."""
    wanted = " ".join(filter(None, words))
    article = "an" if wanted[0] in "aeiou" else "a"
    subject = f" {link} {topic}" if topic else ""
    return call_tool("content_generator", f"write {article} {wanted}{subject}")
