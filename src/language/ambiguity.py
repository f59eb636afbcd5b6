"""When is what is in a slot too doubtful to be taken for what it seems to be?"""

import re
from collections.abc import Collection

from .slot_types import QUOTED
from .spelling import edit_distance

_CHANGES_MEANING = re.compile(
    r"\b(?:without|except|excluding|excludes?|ignoring|ignore|unless|only|not|never|please|but"
    r"|instead|then|every|each|skip(?:ping)?|omit(?:ting)?|other\sthan|sorted|reversed"
    r"|backwards|twice"
    r"|ascending|descending|alphabetical(?:ly)?|unique|distinct|uppercased?|lowercased?"
    r"|capitali[sz]ed|starting\swith|ending\swith|start\swith|end\swith|containing|case"
    r"|respectively|times|separated|joined|removing|removed|replac(?:ing|ed)|if|where|when"
    r"|why|explain(?:ing)?|opposite|(?:true|false|wrong)\sthat|what\sis|squared|cubed|rounded"
    r"|step\sby\sstep"
    r"|as\san?|to\sthe\snearest|per\s(?:line|word|row)|that\srhymes?|plus|minus|divided\sby"
    r"|from\s(?:left|right|top|bottom|the\send|a\sto\sz|z\sto\sa|back)"
    r"|(?:in|into)\s(?:reverse|words|order|lines?|columns?|rows?|binary|hex|python|rhyme|\d+"
    r"|french|german|spanish|italian|latin|japanese|chinese|english|portuguese|russian|dutch)"
    r"|(?:with|of|at\sleast|at\smost|exactly)\s\d+"
    r"|asap|with(?:\san)?\sexplanation|in\s(?:json|total)|as\s(?:json|csv|html|markdown)"
    r"|(?:first|last|second|third|middle|\d+(?:st|nd|rd|th))"
    r"\s(?:letter|character|word|vowel|digit)s?"
    r"|and\s(?:also\s)?(?:reverse|sort|count|remove|convert|add|subtract|multiply|divide"
    r"|print|show|make|turn|find|give|tell|check|translate|write|square|double|round"
    r"|uppercase|lowercase|explain|say|list|return|get|put|its|in)"
    r"|(?:number|words?|letters?|vowels?|consonants?|characters?|digits?|length"
    r"|reverse|sum|half|list|most|first|last|end)\s(?:of|in))\b",
    re.IGNORECASE,
)
_IS_A_WISH = re.compile(
    r"(?:don['’]?t|do\snot|convert|calculate|compute|what|why|how|which|who|whose|reverse|sort"
    r"|count|find|print|encrypt|decrypt|encode|decode|translate|generate|create|make|roll|flip"
    r"|toss|throw|invert|negative|remove|delete|replace|extract|check|tell|show|add|subtract"
    r"|multiply|divide|repeat"
    r"|uppercase|lowercase|capitalize|slugify|fibonacci|factorial)\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"asc|desc|(?:in|de)creasing(?:ly)?|numeric(?:ally)?|random(?:ly)?|shuffled?|backward"
    r"|(?:short|long|small|large|low|high)est|first|last|length|etc|please|thanks",
    re.IGNORECASE,
)
_NAMES_NOTHING = frozenset(
    "a an the this that these those my some any given following it them its is of in for input"
    " text texts string strings word words sentence sentences paragraph phrase list lists array"
    " arrays number numbers value values item items element elements file message letters"
    " characters something anything topic user one ones"
    " first second third fourth fifth last next previous another no none".split()
)
# Words of their own, however near they are to "word", "text" and "string".
_ALIKE = frozenset(
    "world worlds sword swords work works ward worm worn wood cord lord strong spring sting strung"
    " test tests next tent taxi phase praise lower later latter better letter litter".split()
)
# "the words a b c" has more than its text; one "string", "text" or "word" the phrases know.
_MORE_THAN_TEXT = re.compile(
    r"of\b|(?:(?:the|this)\s+)?(?:list|array)\b|(?:the\s+)?following\b|th(?:is|ese)(?:\s+\w+)?\s*:"
    r"|(?:the|this|these|those)\s+(?:words|letters|characters|digits|numbers|vowels|consonants"
    r"|strings|sentences|lines|order)\b",
    re.IGNORECASE,
)
_NAMES_SIGNS = re.compile(
    r"(?:spaces?|blanks?|commas?|dots?|periods?|dash(?:es)?|hyphens?|underscores?|(?:semi)?colons?"
    r"|slash(?:es)?|tabs?|newlines?|vowels?|consonants?|digits?|letters?|characters?|punctuation"
    r"|numbers?|words?)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:,|;|\band)\s*(?:and\s+)?(?:then|also)\b"
    r"|\band\s+(?:reverse|sort|count|remove|convert|replace|uppercase|lowercase|capitali[sz]e)\b",
    re.IGNORECASE,
)
# What a text shall be like, or another text, behind the topic.
_NOT_A_TOPIC = re.compile(
    r"\b(?:about|in\sthe\s(?:style|voice|manner|form)"
    r"|and\s(?:(?:an?|one|another)\s)?(?:haiku|joke|poem|story|greeting|song|limerick)s?"
    r"|that\s(?:ends?|rhymes?|starts?|begins?|has|contains?|is)"
    r"|for\s(?:kids|children|adults|beginners)|(?:one|a\ssingle)\s(?:line|word|sentence)"
    r"|(?:\d+|two|three|four|five|six|ten)\s(?:lines|words|sentences|verses|stanzas|paragraphs))\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d])")
_LINK_WORD = re.compile(r"\b(?:by|in|of|with|from|to|for|on|at|as|or|is|are)\b", re.IGNORECASE)


def objection_to(kind: str, value: str, before: str, words: Collection[str] = ()) -> str:
    """Return why a slot's value should not be taken for what it seems to be ("" if it should).

    Text in quotes or behind a colon is taken as it is; any other may hold words that belong
    to the request itself, or are one of the function's own `words`, misspelt.
    """
    if kind in ("numbers", "coins"):
        return _objection_to_numbers(value)
    if kind == "names":
        return _objection_to_names(value) or _objection_to_slip(value, kind, words)
    if kind not in ("text", "words", "word", "items", "any"):
        return ""
    if _is_delimited(value, kind):
        return ""
    if before.rstrip().endswith(":"):
        return _objection_behind_a_colon(value, kind)
    named = _objection_to_name(value, kind, before)
    return named or _objection_to_text(value, kind) or _objection_to_slip(value, kind, words)


def names_nothing(word: str) -> bool:
    """Return True for words such as "the", "it" and "first", which are hardly meant as a text."""
    return word.lower() in _NAMES_NOTHING


def is_set_off(value: str, before: str) -> bool:
    """Return True if quotes or a colon say that this is the text, and all of it."""
    return _is_delimited(value, "text") or before.rstrip().endswith(":")


def _is_delimited(value: str, kind: str) -> bool:
    if kind != "text" and value.startswith("[") and value.endswith("]"):
        return True
    link = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+)"
    more = f"(?:{link}(?:{QUOTED}))*" if kind == "items" else ""
    return re.fullmatch(f"(?:{QUOTED}){more}", value) is not None


def _objection_to_numbers(value: str) -> str:
    """List whose commas, blanks and "and" do not all part the numbers alike are doubtful."""
    grouped = _THOUSANDS.findall(value)
    others = _THOUSANDS.sub("", value).strip(" []()")
    if grouped and (others or any(",000" in group for group in grouped)):
        return "it is not plain which commas separate numbers and which group digits"
    gaps = re.split(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)", value.strip(" []()"))
    links = [" ".join(gap.split()).replace(";", ",") for gap in gaps[1:-1]]
    if len(set(links[:-1])) > 1 or not ({*links[-1:]} <= {*links[:1], "and", ", and"}):
        return "it is not plain which numbers belong to the list; part all of them alike"
    return ""


def _objection_behind_a_colon(value: str, kind: str) -> str:
    """Object to a text whose end says what shall be done with it: how much is the text?"""
    doubtful = _GOES_ON.search(value)
    if kind == "items" and doubtful is None:
        last = re.split(r",|\band\b", value)[-1]
        doubtful = _CHANGES_MEANING.search(last)
    if doubtful is not None:
        return _unclear(doubtful.group())
    return ""


def _objection_to_name(value: str, kind: str, before: str) -> str:
    """Object to several words or the name of a sign as a word, and to a file as a text."""
    more = _NOT_A_TOPIC.search(value) if kind == "words" else None
    if more is not None:
        return f"“{more.group()}” is more than a topic; put it in quotes if it is one"
    if kind == "text" and value[0] in "[{":
        return "a list is not a text; put it in quotes to use it as one"
    if value.startswith("@"):
        return "the bundled function reads no files; put the text itself in quotes"
    if re.search(r"\bword\s*$", before, re.IGNORECASE) and len(value.split()) > 1:
        return f"“the word {value}” is more than one word; put the text in quotes"
    if kind == "word" and _NAMES_SIGNS.fullmatch(value):
        return f"“{value}” may name signs or be the word itself; put the word in quotes"
    return ""


def _objection_to_text(value: str, kind: str) -> str:
    doubtful = _CHANGES_MEANING.search(value) or _IS_A_WISH.match(value)
    if doubtful is None and kind == "text":
        doubtful = _MORE_THAN_TEXT.match(value)
    if doubtful is not None:
        return _unclear(doubtful.group())
    words = re.findall(r"[^\W_]+", value.lower())
    if words and all(word in _NAMES_NOTHING for word in words):
        return f"“{value}” does not say which one is meant; put it in quotes if it does"
    # 'it's' is not a quote: it ends before its s.
    quoted = '"' in value or value[0] == "'" or value[-1] == "'"
    if quoted or "@" in value and kind in ("text", "words", "items"):
        return "only a part of the text is in quotes"
    if kind == "items" and _LINK_WORD.search(value):
        return "it is not plain which words belong to the list; put each in quotes"
    if kind == "text" and re.search(r"\d", value) and re.search(r"[ ,;]", value):
        return "the numbers may be part of the request or of the text; put the text in quotes"
    return ""


def _objection_to_names(value: str) -> str:
    """Of words parted by commas the last may be how the others are to be ordered."""
    for name in re.findall(r"[^\W\d_]+", value):
        if any(words.fullmatch(name) for words in (_CHANGES_MEANING, _IS_A_WISH, _ORDERS)):
            return _unclear(name, "list", "each word")
    return ""


def _objection_to_slip(value: str, kind: str, known: Collection[str]) -> str:
    """Return a misspelt word of the request looks like a part of the text."""
    if kind not in ("text", "items", "any", "names"):
        return ""
    words = re.findall(r"[^\W\d_]+", value.lower())
    named = len(words) > 2 and words[0] in ("the", "this", "a", "following")
    for at, word in enumerate(words):
        noun = at == 1 and named
        if word in _ALIKE or word in known or not (noun or len(word) > 4):
            continue
        if _is_slip(word, known, any_start=noun):
            return f"“{word}” may be a misspelt word of the request; put the text in quotes"
    return ""


def _is_slip(word: str, known: Collection[str], *, any_start: bool) -> bool:
    near = [k for k in (*known, "please", "thanks") if len(k) > 3 and abs(len(k) - len(word)) < 2]
    others = [k for k in near if word != f"{k}s" and k != f"{word}s"]
    return any((any_start or k[0] in word[:2]) and edit_distance(word, k) == 1 for k in others)


def _unclear(words: str, whole: str = "text", quoted: str = "the text") -> str:
    return f"“{words}” may be part of the request or of the {whole}; put {quoted} in quotes"
