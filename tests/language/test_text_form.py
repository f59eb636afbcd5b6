"""The form that a prompt asks for, and what a text lacks of it."""

import pytest

from src.language.text_form import TextForm, form_of


@pytest.mark.parametrize(
    ("prompt", "form"),
    [
        ("write a haiku about rain", TextForm(lines=3)),
        ("Write a limerick about a cat.", TextForm(lines=5)),
        ("write a poem about love in two lines", TextForm(lines=2)),
        ("write a poem of 4 lines about love", TextForm(lines=4)),
        ("write a 3-line poem", TextForm(lines=3)),
        ("write a slogan for a bakery", TextForm(lines=1)),
        ("write a story about bees in two sentences", TextForm(sentences=2, topic=("bee",))),
        ("write a one-sentence story", TextForm(sentences=1)),
        ("write a review in at most 3 sentences", TextForm(most_sentences=3)),
        ("write a product description in at most 50 words", TextForm(most_words=50)),
        ("write a description, 50 words or less", TextForm(most_words=50)),
        ("write a 100-word essay about tea", TextForm(words=100, topic=("tea",))),
        ("write an essay of at least 300 words", TextForm()),
        ("write a list of 5 reasons to read", TextForm(items=5)),
        ("give me three slogans for a bakery", TextForm(items=3)),
        ("write an article about the programmers", TextForm(topic=("programm",))),
        ("write a riddle about the moon", TextForm()),
        ("write a story about 3 dragons", TextForm(topic=("drag",))),
        ("write a letter", TextForm()),
        ("", TextForm()),
    ],
)
def test_the_form_is_read_from_the_prompt(prompt: str, form: TextForm) -> None:
    assert form_of(prompt) == form


@pytest.mark.parametrize(
    ("form", "text", "objections"),
    [
        (TextForm(), "Anything. At all.", ()),
        (TextForm(lines=3), "a\nb\n\nc", ()),
        (TextForm(lines=3), "a\nb", ("The number of lines is 2 instead of 3.",)),
        (TextForm(sentences=2), "One. Two!", ()),
        (TextForm(sentences=2), "One", ("The number of sentences is 1 instead of 2.",)),
        (
            TextForm(most_sentences=2),
            "One. Two. Three.",
            ("The number of sentences is 3 instead of 2.",),
        ),
        (TextForm(most_words=2), "one two three", ("The number of words is 3 instead of 2.",)),
        (TextForm(words=10), "one two three", ("The number of words is 3 instead of 10.",)),
        (TextForm(words=4), "one two three", ()),
        (TextForm(items=2), "Teas:\n1. Green\n2. Black", ()),
        (TextForm(items=3), "Green\nBlack", ("The number of items is 2 instead of 3.",)),
        (TextForm(topic=("bee", "hone")), "A BEE flew.", ()),
        (TextForm(topic=("bee", "hone")), "A fly flew.", ("It does not mention its topic.",)),
    ],
)
def test_a_text_that_misses_the_form_is_objected_to(
    form: TextForm, text: str, objections: tuple[str, ...]
) -> None:
    assert form.objections(text) == objections


@pytest.mark.parametrize(
    ("form", "text", "shorter"),
    [
        (TextForm(), "One. Two.", "One. Two."),
        (TextForm(sentences=2), "One.\nTwo! Three.", "One.\nTwo!"),
        (TextForm(most_words=3), "One two. Three four.", "One two."),
        (TextForm(most_words=1), "One two. Three four.", "One two. Three four."),
        (
            TextForm(words=5),
            "One two three four. Five six seven. Eight.",
            "One two three four. Five six seven.",
        ),
        (TextForm(items=2), "1. Green\n2. Black\n3. White\n", "1. Green\n2. Black"),
        (TextForm(items=1), "A slogan\n\nAnother", "A slogan"),
    ],
)
def test_a_text_that_is_too_long_ends_earlier(form: TextForm, text: str, shorter: str) -> None:
    assert form.shortened(text) == shorter


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\nb", "a\nb"),
        ("a\nb\nc", "a\nb"),
        ("Title\n\na\nb", "a\nb"),
        ("a\n\nb\n\nc", "b\nc"),
    ],
)
def test_of_too_many_lines_the_first_stay_without_a_title(text: str, kept: str) -> None:
    assert TextForm(lines=2).first_lines(text) == kept


@pytest.mark.parametrize(
    ("form", "tokens"),
    [(TextForm(), None), (TextForm(lines=3), 176), (TextForm(most_words=50), 180)],
)
def test_a_request_may_be_as_long_as_the_form_needs(form: TextForm, tokens: int | None) -> None:
    assert form.most_tokens == tokens
