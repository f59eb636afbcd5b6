"""Texts that a tool for texts writes: jokes, poems, letters, articles, summaries and the like."""

from pathlib import Path

from node_runtime import call_tool

from ..domain.task import TaskKind
from .bundled import bundled
from .table_reading import read_file

_STYLES = {
    "style": tuple(
        "new nice good short funny little quick simple small sweet beautiful silly clever cute"
        " clean random original".split()
    )
}
_WRITE = (
    "[write|tell|make [up]|compose|create|generate|come up with|say|give|show|sing] [me|us]"
    " [a|an|one|some|another] [{style:style}]"
)
_GREETING = "Dear friend, good to see you. Have a fine day!"
_HAIKU = "Rain on the dark roof / a slow song for no one here / the cat hears it all"
_JOKE = "Why did the tester cross the road? To see both sides."
_POEM = "The moon is up, the night is long, and someone hums a quiet song."
_TEXT = "A text of the kind that was wanted, about what it was wanted about."
_SUMMARY = "In short: it was long."
_STORY = "Once there was a test that always passed. Nobody trusted it."


@bundled(
    "greeting",
    f"{_WRITE} [{{occasion:occasion}}] greeting",
    f"{_WRITE} [{{occasion:occasion}}] greeting (for|to|about) {{topic:words}}",
    f"write a greeting for my grandmother => {_GREETING}",
    f"write a friendly greeting => {_GREETING}",
    f"write a birthday greeting for Anna => {_GREETING}",
    choices={**_STYLES, "occasion": ("friendly", "warm", "birthday", "christmas", "welcome")},
    tool_reply=_GREETING,
)
def greeting(topic: str = "", style: str = "", occasion: str = "") -> str:
    """Write a friendly greeting, for somebody or an occasion if one is named."""
    return _written("for", topic, style, occasion, "greeting")


@bundled(
    "haiku",
    f"{_WRITE} haiku",
    f"{_WRITE} haiku (about|on|for|of) {{topic:words}}",
    f"write a haiku about rain => {_HAIKU}",
    f"compose a haiku about winter => {_HAIKU}",
    f"haiku about the sea => {_HAIKU}",
    choices=_STYLES,
    tool_reply=_HAIKU,
)
def haiku(topic: str = "", style: str = "") -> str:
    """Write a haiku: three lines of five, seven and five syllables."""
    return _written("about", topic, style, "haiku")


@bundled(
    "short joke",
    f"{_WRITE} {{form:form}}",
    f"{_WRITE} {{form:form}} (about|on|for|involving|featuring) {{topic:words}}",
    f"{_WRITE} {{topic:word}} joke",
    f"write me a joke about programmers => {_JOKE}",
    f"tell me a joke about cats => {_JOKE}",
    f"write a joke => {_JOKE}",
    reason="short joke generation",
    choices={**_STYLES, "form": ("joke", "pun")},
    tool_reply=_JOKE,
)
def joke(topic: str = "", style: str = "", form: str = "joke") -> str:
    """Write a short joke or pun, about a topic if one is named."""
    return _written("about", topic, style, form)


@bundled(
    "short poem",
    f"{_WRITE} [{{form:form}}] poem",
    f"{_WRITE} [{{form:form}}] poem (about|on|for|of) {{topic:words}}",
    f"write a poem about autumn => {_POEM}",
    f"write me a short poem about the moon => {_POEM}",
    f"compose a poem about love => {_POEM}",
    choices={**_STYLES, "form": ("rhyming",)},
    tool_reply=_POEM,
)
def poem(topic: str = "", style: str = "", form: str = "") -> str:
    """Write a short poem, about a topic if one is named."""
    return _written("about", topic, style, form, "poem")


@bundled(
    "short story",
    f"{_WRITE} [{{form:form}}] (story|tale)",
    f"{_WRITE} [{{form:form}}] (story|tale) (about|on|of|involving|featuring) {{topic:words}}",
    f"write a short story about dragons => {_STORY}",
    f"tell me a story about space => {_STORY}",
    f"write a story about a lighthouse => {_STORY}",
    choices={**_STYLES, "form": ("bedtime",)},
    tool_reply=_STORY,
)
def story(topic: str = "", style: str = "", form: str = "") -> str:
    """Write a short story, about a topic if one is named."""
    return _written("about", topic, style, form, "story")


_INVENTED = tuple(
    "limerick|sonnet|couplet|ballad|ode|lullaby|nursery rhyme|song|riddle|tongue twister|fable"
    "|fairy tale|legend|anecdote|monologue|slogan|tagline|motto|headline|tweet|advertisement"
    "|birthday card".split("|")
)
_FORMS = (
    *_INVENTED,
    *(
        "social media post|blog post|article|news article|essay|newsletter|paragraph|review"
        "|product description|job description|press release|biography|email|letter|love letter"
        "|cover letter|thank-you note|invitation|announcement|apology|speech|toast|horoscope"
    ).split("|"),
)
_ONE = "[me|us] [a|an|one|some|another] [{style:style}]"
_DRAFT = f"(write|draft|compose|come up with|sing) {_ONE}"
_INVENT = f"(make [up]|create|generate|invent) {_ONE}"
_SIZED = "(write|compose|tell|give|make|create) [me|us] [a|an] {style:size}"
_ABOUT = "(about|on|regarding) {topic:words}"
_OF = f"{_DRAFT} {{form:described}} of {{topic:words}}"
_SUMMARIZE = (
    "(summarize|summarise|sum up|[write|give] [me] [a|the] [short|brief] summary of)"
    " [the|this] [following] [text|article|paragraph|passage|story|email|message]"
)


@bundled(
    "text of a form",
    f"{_DRAFT} {{form:form}}",
    f"{_DRAFT} {{form:form}} {{link:link}} {{topic:words}}",
    f"{_DRAFT} {{form:form}} to {{reader:words}} {_ABOUT}",
    f"{_INVENT} {{form:invented}}",
    f"{_INVENT} {{form:invented}} {{link:link}} {{topic:words}}",
    _OF,
    f"{_WRITE} {{form:any_form}} {{length:length}}",
    f"{_WRITE} {{form:any_form}} {{link:link}} {{topic:words}} {{length:length}}",
    f"{_WRITE} {{form:any_form}} {{length:length}} {_ABOUT}",
    f"{_SIZED} {{form:any_form}}",
    f"{_SIZED} {{form:any_form}} {{link:link}} {{topic:words}}",
    f"write a limerick about cats => {_TEXT}",
    f"write a slogan for a bakery => {_TEXT}",
    f"write an email to my boss about Friday => {_TEXT}",
    f"write a product description of a lamp => {_TEXT}",
    f"write a story about bees in two sentences => {_TEXT}",
    kind=TaskKind.COMPLEX_CONTENT,
    reason="a text of a known form",
    choices={
        "style": (*_STYLES["style"][:-2], "catchy", "formal", "friendly", "long", "persuasive"),
        "form": _FORMS,
        "invented": _INVENTED,
        "any_form": (*_FORMS, "joke", "poem", "story"),
        "described": ("product description", "job description", "review", "biography"),
        "link": ("about", "on", "for", "to", "between"),
    },
    constants={_OF: {"link": "of"}},
    tool_reply=_TEXT,
)
def write_text(
    form: str, topic: str = "", link: str = "", reader: str = "", style: str = "", length: str = ""
) -> str:
    """Write a text of the form asked for, such as a limerick, an email or an article."""
    wanted = f"{form} to {reader}" if reader else form
    return _written(link or "about", topic, style, wanted, length=length)


@bundled(
    "summarize",
    f"{_SUMMARIZE} {{text:quoted}}",
    f"{_SUMMARIZE}: {{text:prose}}",
    f"summarize this text: Bees fly far, and they dance when they are back. => {_SUMMARY}",
    f'summarize "Tea is grown in hills. It is drunk everywhere." => {_SUMMARY}',
    f"write a summary of the following text: It rained. Then it stopped. => {_SUMMARY}",
    kind=TaskKind.COMPLEX_CONTENT,
    tool="summarizer",
    tool_reply=_SUMMARY,
)
def summarize(text: str) -> str:
    """Summarize a text in a few sentences."""
    return call_tool("summarizer", text)


@bundled(
    "summary of a file",
    f"{_SUMMARIZE} {{file:file}}",
    kind=TaskKind.COMPLEX_CONTENT,
    tool="summarizer",
    tool_reply=_SUMMARY,
)
def summarize_file(file: Path) -> str:
    """Summarize the text of a file in a few sentences."""
    return call_tool("summarizer", read_file(file))


def _written(link: str, topic: str, *words: str, length: str = "") -> str:
    """Return what the tool content_generator writes when it is asked for these words."""
    wanted = " ".join(filter(None, words))
    article = "an" if wanted[0] in "aeiou" else "a"
    about = f"{link} {topic}" if topic else ""
    prompt = " ".join(filter(None, ("write", article, wanted, about, length)))
    return call_tool("content_generator", prompt)
