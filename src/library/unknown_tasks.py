"""What is said of a task that no function answers: its kind, its language, what may be meant."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping

from ..domain.task import Classification, TaskKind
from ..language.arithmetic_words import WORDS
from ..language.spelling import corrected, near_words
from .function_book import FunctionBook

_KEYWORDS: Mapping[TaskKind, str] = {
    TaskKind.COMPLEX_CONTENT: "article essay novel blog report speech script screenplay lyrics"
    " chapter whitepaper newsletter review",
    TaskKind.SIMPLE_CONTENT: "joke haiku poem story greeting limerick slogan tweet riddle pun"
    " toast motto caption",
    TaskKind.CONVERSION: "convert celsius fahrenheit kelvin kilometers kilometres miles meters"
    " metres feet inches pounds kilograms grams ounces liters litres gallons hex binary octal"
    " roman degrees radians rgb currency dollars euros",
    TaskKind.DATE: "date day days weekday week weeks month months year years calendar birthday"
    " leap tomorrow yesterday today age",
    TaskKind.DATA: "csv json column columns row rows table spreadsheet dataset yaml xml file",
    TaskKind.ALGORITHM: "sort search prime primes fibonacci factorial path graph tree matrix"
    " permutations combinations sequence algorithm queens sudoku knapsack shortest optimal",
    TaskKind.TEXT: "text string word words letter letters sentence vowels palindrome anagram"
    " uppercase lowercase characters translate summarize email slug",
    TaskKind.ARITHMETIC: "add subtract multiply divide plus minus times sum percent percentage"
    " average squared root",
}


def kind_by_words(book: FunctionBook, text: str) -> Classification:
    """Return the kind and the reason for it, for a task that no bundled function answers."""
    words = set(_WORD.findall(text.lower()))
    scores = {kind: words & set(known.split()) for kind, known in _KEYWORDS.items()}
    kind, found = max(scores.items(), key=lambda pair: len(pair[1]))
    if found:
        return Classification(kind, f"the word “{min(found)}”", "keywords")
    near = book.nearest(text, limit=1)
    if near:
        entry = near[0].entry
        return Classification(entry.kind, f"most like: {entry.title}", "examples")
    return Classification(TaskKind.ALGORITHM, "no rule knows its words", "keywords")


_WORD = re.compile(r"[^\W\d_]+")
_MOST_TRIES = 30
_LONGEST = 200
_SHORT = 4


def suggestion(vocabulary: frozenset[str], is_whole: Callable[[str], bool], text: str) -> str:
    """Return the nearest task that is understood, to be asked about; "" if none is near.

    `vocabulary` are the words of the functions' phrases, `is_whole` says whether a text is read
    as it is. Unlike a corrected task it may differ in short words and in first letters,
    where a typing error looks like another word.
    """
    if len(text) > _LONGEST:
        return ""
    known = vocabulary | WORDS
    for changes in _changes(text, known):
        meant = corrected(text, changes)
        if meant != text and is_whole(meant):
            return meant
    return ""


def _changes(text: str, known: frozenset[str]) -> Iterator[dict[str, str]]:
    """Return one word replaced, the nearest replacements first; then every such word at once."""
    best: dict[str, str] = {}
    single: list[tuple[int, str, str]] = []
    for word in dict.fromkeys(_WORD.findall(text.lower())):
        if word in known:
            continue
        near = _near(word, known)
        single += [(distance, word, other) for distance, other in near]
        if near:
            best[word] = near[0][1]
    for _, word, other in sorted(single)[:_MOST_TRIES]:
        yield {word: other}
    if len(best) > 1:
        yield best


def _near(word: str, known: frozenset[str]) -> list[tuple[int, str]]:
    allowed = 1 if len(word) <= _SHORT else 2
    if len(word) <= allowed:
        return []
    near = near_words(word, (other for other in known if len(other) > 1), allowed)
    return sorted((distance, other) for other, distance in near.items())


# Words that carry a sentence and are no English words.
_WORDS = {
    "German": "was der die das und ist sind mit von für wie viel viele bitte kannst du mir eine"
    " einen"
    " nicht zahlen berechne sortiere schreibe summe addiere wort zwischen zeige hallo danke",
    "French": "le la les des du une et est sont avec pour peux tu vous quelle quel combien calcule"
    " calculer trie trier écris somme nombres moyenne entre bonjour merci mot liste moi font",
    "Spanish": "el los las una y es son con para por cuál cuánto cuántos suma ordena números número"
    " escribe calcula palabra lista entre hola gracias favor dime más puedes cuanto cual",
    "Italian": "il lo gli della di che è sono con per quanto quanti qual somma ordina numeri"
    " numero scrivi calcola parola lista ciao grazie fa più puoi",
    "Portuguese": "os uma são com para por quanto quantos qual soma some ordene números número"
    " escreva calcule palavra olá obrigado obrigada mais é você pode favor",
    "Dutch": "het een en van zijn met voor wat hoeveel som sorteer getallen getal schrijf bereken"
    " woord tussen hallo dank alsjeblieft kun je",
}
_SETS = {name: frozenset(words.split()) for name, words in _WORDS.items()}
_SCRIPTS = {
    "CYRILLIC": "Russian or a language with its letters",
    "GREEK": "Greek",
    "ARABIC": "Arabic or a language with its letters",
    "HEBREW": "Hebrew",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
    "CJK": "Chinese",
    "DEVANAGARI": "Hindi or a language with its letters",
    "THAI": "Thai",
}
_QUOTED = re.compile(r"\"[^\"]*\"|“[^“”]*”|'[^']*'|@\S+")
_ENGLISH = frozenset(
    "the of to and a in is what how many for with please find get write sort add count me you it"
    " give show are sum number numbers list word words text convert reverse that this from".split()
)


def other_language(text: str) -> str:
    """Return the language a task is written in if that is another than English, else "".

    Texts in quotes do not count. Two words of a language, and more than of English, or most
    letters of another script, decide.
    """
    words = [word.lower() for word in _WORD.findall(_QUOTED.sub(" ", text))]
    script = _script("".join(words))
    if script:
        return script
    english = sum(word in _ENGLISH for word in words)
    found = {name: sum(word in known for word in words) for name, known in _SETS.items()}
    best = max(found, key=lambda name: found[name])
    return best if found[best] >= 2 and found[best] > english else ""


def _script(letters: str) -> str:
    """Return the language of the letters where most of them are of another script than Latin."""
    scripts = [unicodedata.name(letter, "").partition(" ")[0] for letter in letters]
    foreign = [name for name in scripts if name in _SCRIPTS]
    if len(foreign) * 2 <= len(letters):
        return ""
    kana = [name for name in foreign if name in ("HIRAGANA", "KATAKANA")]
    return _SCRIPTS[(kana or foreign)[0]]
