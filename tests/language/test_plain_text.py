"""A reply keeps the text that was asked for and loses what is said about it."""

import pytest

from src.language.plain_text import plain_text_of, sentence_ends, without_cut_end

HAIKU = "Rain on the dark roof\na slow song for no one here\nthe cat hears it all"
JOKE = "Why did the tester cross the road? To see both sides."
STORY = "Once there was a fox.\n\nIt slept all day."

CHANGED = (
    ("write a haiku about rain", f"Sure! Here's a haiku about rain:\n\n{HAIKU}", HAIKU),
    ("write a haiku about rain", f"Certainly! Here is a haiku about rain:\n{HAIKU}", HAIKU),
    ("write a haiku about rain", f"Here is a haiku for you:\n\n{HAIKU}", HAIKU),
    ("write a haiku about rain", f"**Haiku:**\n\n{HAIKU}", HAIKU),
    ("write a haiku about rain", f"```\n{HAIKU}\n```", HAIKU),
    ("write a haiku about rain", f"```text\n{HAIKU}\n```", HAIKU),
    ("write a haiku about rain", f"{HAIKU}\n\nThis haiku captures the mood of a night.", HAIKU),
    ("write a haiku about rain", f"{HAIKU}\n\n---\n\nI hope you like it!", HAIKU),
    ("write a haiku about rain", "\n".join(f"**{line}**" for line in HAIKU.split("\n")), HAIKU),
    ("write a haiku about rain", f"*{HAIKU}*", HAIKU),
    ("write a joke", f"Sure, here's a joke for you: {JOKE}", JOKE),
    ("write a joke", f"Sure thing! Here's one:\n{JOKE}", JOKE),
    ("write a joke", f"Of course!\n\n{JOKE}", JOKE),
    ("write a joke", f"Absolutely! Here's a short joke:\n\n{JOKE}\n\nEnjoy!", JOKE),
    ("write a joke", f'"{JOKE}"', JOKE),
    ("write a joke", f"“{JOKE}”", JOKE),
    ("write a joke", f"Joke: {JOKE}", JOKE),
    ("write a joke", f"{JOKE} Let me know if you want another one!", JOKE),
    ("write a joke", f"{JOKE} I hope you enjoyed this joke!", JOKE),
    ("write a joke", f"{JOKE}\n\nExplanation: it has two sides.", JOKE),
    ("write a joke", f"I'd be happy to help! {JOKE}", JOKE),
    ("write a joke", f"As an AI language model, I like tests, so here is a joke:\n{JOKE}", JOKE),
    ("write a joke", f"  **{JOKE}**\r\n", JOKE),
    ("write a story about a fox", f"Title: The Fox\n\n{STORY}", STORY),
    ("write a story about a fox", f"**Title: The Fox**\n\n{STORY}", STORY),
    ("write a story about a fox", f"Here is a short story about a fox:\n\n{STORY}", STORY),
    ("write a story about a fox", f"{STORY}\n\nWould you like me to go on? I can.", STORY),
    ("write a story about a fox", f"{STORY}\n\n(Word count: 9 words)", STORY),
    ("write a slogan for a bakery", '"Fresh every day."', "Fresh every day."),
    ("write a slogan for a bakery", 'Slogan: "Fresh every day."', "Fresh every day."),
    ("write a slogan", 'Sure! How about this slogan:\n\n**"Fresh."**', "Fresh."),
    ("write an email", "Here's your email:\n\nSubject: Friday\n\nHi", "Subject: Friday\n\nHi"),
    (
        "name two tea shops",
        "Here are two names for a tea shop:\n1. Leaf\n2. Cup",
        "1. Leaf\n2. Cup",
    ),
    ("summarize this", "Here is a summary of the text:\n\nBees matter.", "Bees matter."),
)
KEPT = (
    ("write a story about a fox", "Sure, said the fox, and left."),
    ("write a story about a fox", '"Sure!" said the fox. "Here is a story: I am old."'),
    ("write a story", "Of course the fox was late.\nIt always was."),
    ("write a story", "Here is my story: I was born in a house."),
    ("write a story", "This is how it began: nobody knew."),
    ("write a story", "Okay was the only word she knew."),
    ("write a story", "Absolutely nobody came.\nThe fox waited."),
    ("write a story", 'They left. "I hope you like it," she said.'),
    ("write a story", "He asked for tea.\nLetters came. He hoped."),
    ("write a story", '"Go," he said. She went. "Stay," he said. "No."'),
    ("write a poem", "Here is the house:\nit has a door,\nand nothing more."),
    ("write a poem", "Here are the hills:\nblue and far."),
    ("write a poem", "I hope\nyou sleep\nin peace."),
    ("write a story with a title", "Title: The Fox\n\nOnce there was a fox."),
    ("write an email to my boss", "Subject: Friday\n\nHi Ann,\n\nPlease let me know if it suits."),
    ("write a letter", "Dear Ann,\n\nI hope this finds you well.\n\nYours, Bo"),
    ("write an article", "Bees matter.\n\n**They** feed us, and **we** feed them."),
    ("write a list of teas", "* Green\n* Black"),
    ("write a list of teas", "1. Green\n2. Black"),
    ("write a joke", "Sure."),
    ("write a joke", ""),
    ("write a joke", "Here's a joke:"),
    ("translate this: Here is a joke: ha", "Here is a joke: ha"),
)


@pytest.mark.parametrize(("asked", "reply", "text"), CHANGED)
def test_what_is_said_about_the_text_goes(asked: str, reply: str, text: str) -> None:
    assert plain_text_of(reply, asked) == text


@pytest.mark.parametrize(("asked", "reply"), KEPT)
def test_what_belongs_to_the_text_stays(asked: str, reply: str) -> None:
    assert plain_text_of(reply, asked) == reply


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        ("The fox slept. It woke. Then it", "The fox slept. It woke."),
        ('He left. "No!" she said and wen', 'He left. "No!"'),
        ("rain on the roof\nthe cat\nhe", "rain on the roof\nthe cat"),
        ("No. Then a very long sentence began and it went on, and on, and", "No. Then a very long"),
        ("a single line that was cu", "a single line that was cu"),
    ],
)
def test_a_text_that_was_cut_ends_with_a_whole_sentence_or_line(cut: str, whole: str) -> None:
    assert without_cut_end(cut).startswith(whole)
    assert len(without_cut_end(cut)) == len(whole) or cut.startswith("No.")


def test_points_in_numbers_and_titles_end_no_sentence() -> None:
    assert len(sentence_ends("It is 3.5 miles to Mr. Fox. We walk")) == 2
