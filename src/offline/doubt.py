"""When is what stands in a slot too doubtful to be taken for what it seems to be?"""

import re
from collections.abc import Collection

from src.offline.slots import QUOTED
from src.offline.spelling import edit_distance

_CHANGES_MEANING = re.compile(
    r"\b(?:without|except|excluding|excludes?|ignoring|ignore|unless|only|not|never|but|instead"
    r"|then|every|each|skip(?:ping)?|omit(?:ting)?|other\sthan|sorted|reversed|backwards|twice"
    r"|ascending|descending|alphabetical(?:ly)?|unique|distinct|uppercased?|lowercased?"
    r"|capitali[sz]ed|starting\swith|ending\swith|start\swith|end\swith|containing|case"
    r"|respectively|times|separated|joined|removing|removed|replac(?:ing|ed)|if|where|when"
    r"|why|explain(?:ing)?|opposite|true\sthat|what\sis|squared|cubed|rounded|step\sby\sstep"
    r"|as\san?|to\sthe\snearest|per\s(?:line|word|row)|that\srhymes?|plus|minus|divided\sby"
    r"|from\s(?:left|right|top|bottom|the\send|a\sto\sz|z\sto\sa|back)"
    r"|(?:in|into)\s(?:reverse|words|order|lines?|columns?|rows?|binary|hex|python|rhyme|\d+"
    r"|french|german|spanish|italian|latin|japanese|chinese|english|portuguese|russian|dutch)"
    r"|(?:with|of|at\sleast|at\smost|exactly)\s\d+"
    r"|and\s(?:also\s)?(?:reverse|sort|count|remove|convert|add|subtract|multiply|divide"
    r"|print|show|make|turn|find|give|tell|check|translate|write|square|double|round"
    r"|uppercase|lowercase|explain|say|list|return|get|put|its)"
    r"|(?:number|words?|letters|vowels|characters|length|reverse|sum|half|list|most|first|last|end)"
    r"\s(?:of|in))\b",
    re.IGNORECASE,
)
_IS_A_WISH = re.compile(
    r"(?:convert|calculate|compute|what|why|how|which|who|whose|reverse|sort|count|find|print"
    r"|encrypt|decrypt|encode|decode|translate|generate|create|make|roll|flip|toss|throw|invert"
    r"|negative|remove|delete|replace|extract|check|tell|show|add|subtract|multiply|divide|repeat"
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
    " characters something anything topic user one ones".split()
)
# Words of their own, however near they are to "word", "text" and "string".
_ALIKE = frozenset(
    "world worlds sword swords work works ward worm worn wood cord lord strong spring sting strung"
    " test tests next tent taxi phase praise lower later latter better letter litter".split()
)
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?![\d])")
_LINK_WORD = re.compile(r"\b(?:by|in|of|with|from|to|for|on|at|as|or|is|are)\b", re.IGNORECASE)


def objection_to(kind: str, value: str, before: str, words: Collection[str] = ()) -> str:
    """Why a slot's value should not be taken for what it seems to be ("" if it should).

    Text in quotes or behind a colon is taken as it is; any other may hold words that belong
    to the wish itself, or are one of the pattern's own `words`, misspelt.
    """
    if kind in ("numbers", "coins"):
        return _objection_to_numbers(value)
    if kind == "names":
        return _objection_to_names(value) or _objection_to_slip(value, kind, words)
    if kind not in ("text", "words", "word", "items", "any"):
        return ""
    if _is_delimited(value, kind) or before.rstrip().endswith(":"):
        return ""
    return _objection_to_text(value, kind) or _objection_to_slip(value, kind, words)


def _is_delimited(value: str, kind: str) -> bool:
    if value.startswith("[") and value.endswith("]"):
        return True
    link = r"(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s+)"
    more = f"(?:{link}(?:{QUOTED}))*" if kind == "items" else ""
    return re.fullmatch(f"(?:{QUOTED}){more}", value) is not None


def _objection_to_numbers(value: str) -> str:
    """Lists whose commas, blanks and "and" do not all part the numbers alike are doubtful."""
    grouped = _THOUSANDS.findall(value)
    others = _THOUSANDS.sub("", value).strip(" []()")
    if grouped and (others or any(",000" in group for group in grouped)):
        return "it is not plain which commas separate numbers and which group digits"
    gaps = re.split(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)", value.strip(" []()"))
    links = [" ".join(gap.split()).replace(";", ",") for gap in gaps[1:-1]]
    if len(set(links[:-1])) > 1 or not ({*links[-1:]} <= {*links[:1], "and", ", and"}):
        return "it is not plain which numbers belong to the list; part all of them alike"
    return ""


def _objection_to_text(value: str, kind: str) -> str:
    doubtful = _CHANGES_MEANING.search(value) or _IS_A_WISH.match(value)
    if doubtful is not None:
        return f"“{doubtful.group()}” may belong to the wish or to the text; put the text in quotes"
    words = re.findall(r"[^\W_]+", value.lower())
    if words and all(word in _NAMES_NOTHING for word in words):
        return f"“{value}” does not say which one is meant; put it in quotes if it does"
    if '"' in value or "@" in value and kind in ("text", "words", "items"):
        return "only a part of the text is in quotes"
    if kind == "items" and _LINK_WORD.search(value):
        return "it is not plain which words belong to the list; put each in quotes"
    if kind == "text" and re.search(r"\d", value) and " " in value:
        return "the numbers may belong to the wish or to the text; put the text in quotes"
    return ""


def _objection_to_names(value: str) -> str:
    """Of words parted by commas the last may be how the others are to be ordered."""
    for name in re.findall(r"[^\W\d_]+", value):
        if any(words.fullmatch(name) for words in (_CHANGES_MEANING, _IS_A_WISH, _ORDERS)):
            return f"“{name}” may belong to the wish or to the list; put each word in quotes"
    return ""


def _objection_to_slip(value: str, kind: str, known: Collection[str]) -> str:
    """A word of the wish that was misspelt looks like a part of the text."""
    if kind not in ("text", "items", "any", "names"):
        return ""
    words = re.findall(r"[^\W\d_]+", value.lower())
    named = len(words) > 2 and words[0] in ("the", "this", "a", "following")
    for at, word in enumerate(words):
        noun = at == 1 and named
        if word in _ALIKE or word in known or not (noun or len(word) > 4):
            continue
        if _is_slip(word, known, any_start=noun):
            return f"“{word}” may be a misspelt word of the wish; put the text in quotes"
    return ""


def _is_slip(word: str, known: Collection[str], *, any_start: bool) -> bool:
    near = [k for k in (*known, "please", "thanks") if len(k) > 3 and abs(len(k) - len(word)) < 2]
    others = [k for k in near if word != f"{k}s" and k != f"{word}s"]
    return any((any_start or k[0] in word[:2]) and edit_distance(word, k) == 1 for k in others)
