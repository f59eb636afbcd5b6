"""What newcomers type with no model at hand, and what they should get.

Chatty wordings, functions, follow-ups and other languages, written apart from the library: no line
is a phrase or an example of one.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from bench.offline_tasks import ANY
from src.domain.json_value import JSONValue

CHATTY = """
hey can you please tell me what 15 times 23 is? thanks! => 345
so what is 5 + 6 => 11
i need the sum of 4 and 9 => 13
ok add 5 and 6 => 11
hello, could you add 12 and 30 for me please? => 42
hi there! what's 9 times 9? => 81
um, what is 100 minus 37 => 63
good morning, please multiply 12 by 12 => 144
i was wondering what 17 plus 25 is => 42
do you happen to know the factorial of 6? => 720
can you tell me whether 97 is prime => true
i'd like to know if 91 is a prime number => false
please could you sort 5, 2, 9 for me? => [2, 5, 9]
hey sort these for me: 8, 3, 5 => [3, 5, 8]
would you mind reversing the string "hello"? => "olleh"
just reverse the word planet => "tenalp"
quick question: what is 20% of 250? => 50
quick one - is 51 prime? => false
alright, now convert 10 km to miles => 6.2137119224
well, how much is 144 divided by 12 => 12
let's see, what's the square root of 169? => 13
i want you to count the vowels in "umbrella" => 3
my teacher asked me what 7 cubed is => 343
i have no idea what 25 * 16 is, can you help? => 400
yo what's 2 to the power of 10 => 1024
pls tell me the average of 3, 5 and 10 => 6
thanks! now what is 8 times 7? => 56
great, and what's the gcd of 84 and 36? => 12
ok cool. what is the lcm of 4 and 6? => 12
basically i need to know the median of 9, 1, 5 => 5
any chance you could give me the first 7 fibonacci numbers? => [0, 1, 1, 2, 3, 5, 8]
can u show me the prime numbers below 20 pls => [2, 3, 5, 7, 11, 13, 17, 19]
could you help me find the largest of 4, 19 and 7 => 19
i'm trying to find out what 3/4 of 120 is => 90
hmm what about the cube root of 27 => 3
is it true that 29 is prime? => true
tell me please, is racecar a palindrome? => true
so, is "level" a palindrome or what? => true
please, what is 255 in hex? => "ff"
hey, can you convert 42 to binary for me, thank you very much => "101010"
i wonder how many vowels there are in "education" => 5
how many days are there between 2024-01-01 and 2024-02-01, please? => 31
hey buddy, add 1, 2 and 3 => 6
excuse me, what is 15 mod 4? => 3
sorry, what's 18 + 24 again? => 42
what would 45 + 55 be? => 100
what does 6 times 7 equal? => 42
what do you get if you multiply 11 by 11? => 121
can you work out 250 / 8 for me => 31.25
tell me 5 + 5 please and thank you => 10
give me the answer to 13 * 3 => 39
i need you to sort the words pear, apple, fig alphabetically => ["apple", "fig", "pear"]
please uppercase the word hello, thanks a lot => "HELLO"
lol what's 1 + 1 => 2
okay so basically what is 30 percent of 90? => 27
dude, what is 12 squared? => 144
if you don't mind, what's 64 minus 28? => 36
may i ask what 19 plus 23 is? => 42
do me a favor and add 20 and 22 => 42
can we do 6 * 9? => 54
let me know what 99 minus 9 is => 90
first of all, what's 40 plus 2? => 42
i just want 7 times 6 => 42
i'd love to know what 2 + 2 is => 4
for my homework, what is the area of a circle with radius 2? => 12.5663706144
can you check if 28 is a perfect number? => true
hi, is 100 even? => true
hey what's the 10th prime number? => 29
could you please double 21 => 42
so how many seconds are in an hour? => 3600
please lowercase HELLO for me => "hello"
ok now reverse [1, 2, 3] please => [3, 2, 1]
what time is it => ANY
what is the date today? => ANY
how many days until christmas => ANY
what day of the week is it today? => ANY
how long until new year? => ANY
days until 2050-01-01 => ANY
"""

FUNCTIONS = """
hey, write me a function that checks if a number is prime please
could you code me a function to reverse a string?
i need a python function that computes the factorial of n
please make a function which converts celsius to fahrenheit
hi, can you write a function to count the vowels in a text, thanks
write a small python function to compute the gcd of two numbers
can you give me a function that returns the nth fibonacci number
i want a function that checks whether a string is a palindrome
make me a function that sorts a list of numbers in descending order
define a function that calculates the area of a circle
"""

DECLINED = """
thanks for nothing, now translate this into french => no bundled function
can you please book me a flight to rome => no bundled function
what's the weather like in paris today => no bundled function
tell me about the history of rome => no bundled function
who won the world cup in 1998 => no bundled function
hey can you summarize this article for me => is missing
write a poem in the style of keats about my dog rex and his ball => no bundled function
build me a todo app with react => no bundled function
average of [] => the list is empty
hey, what's the sum of []? => the list is empty
convert 5 miles please => is missing
wie viel ist 3 plus 4 => German
kannst du bitte 5 und 6 addieren => German
sortiere die zahlen 3, 1, 2 => German
quelle est la somme de 3 et 4 => French
peux-tu trier les nombres 3, 1 et 2 => French
calcule la moyenne de 4 et 8 => French
cuál es la suma de 3 y 4 => Spanish
ordena los números 3, 1 y 2 => Spanish
por favor suma 5 y 6 => Spanish
qual è la somma di 3 e 4 => Italian
quanto fa 3 più 4 => Italian
quanto é 3 mais 4 => Portuguese
por favor some os números 3 e 4 => Portuguese
wat is de som van 3 en 4 => Dutch
сколько будет 3 плюс 4 => Russian
3と4を足してください => Japanese
计算3加4 => Chinese
احسب مجموع 3 و 4 => Arabic
καλημέρα, πόσο κάνει 3 συν 4 => Greek
"""

CONVERSATIONS = """
add 10 and 20 => 30
now for 7 and 9 => 16
and 100 and 1? => 101
what about 2 and 3 => 5
now double it => 10
plus 5 => 15
times 2 => 30
is it even? => true

sort 3, 1, 2 => [1, 2, 3]
again but descending => [3, 2, 1]
the same for 9, 4, 7, 1 => [9, 7, 4, 1]
reverse it => [1, 4, 7, 9]

is 7 prime => true
and 8? => false
how about 97 => true

factorial of 5 => 120
now for 6 => 720
again => 720
same with 4 => 24

reverse "hello" => "olleh"
now "world" => "dlrow"
uppercase that => "DLROW"
count the vowels in it => 1

convert 100 celsius to fahrenheit => 212
and 0? => 32
now to kelvin => 273.15

is racecar a palindrome? => true
and banana? => false
how about "level"? => true

first 5 prime numbers => [2, 3, 5, 7, 11]
now the first 3 => [2, 3, 5]
what is the sum of _ => 10

gcd of 48 and 36 => 12
try 100 and 75 => 25
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Lines typed one after the other, each with the result it should have."""

    lines: tuple[tuple[str, JSONValue], ...]


def chatty_tasks() -> Iterator[tuple[str, JSONValue]]:
    """Each task with the result it should have."""
    return _read(CHATTY)


def function_requests() -> tuple[str, ...]:
    """Tasks whose result is a function."""
    return tuple(FUNCTIONS.strip().splitlines())


def declined_with_reason() -> Iterator[tuple[str, str]]:
    """Tasks to be declined, each with words that stand in a true reason."""
    for line in DECLINED.strip().splitlines():
        task, _, reason = line.rpartition(" => ")
        yield task, reason


def conversations() -> Iterator[Conversation]:
    """What is typed in one session, and what comes of each line."""
    for block in CONVERSATIONS.strip().split("\n\n"):
        yield Conversation(tuple(_read(block)))


def _read(lines: str) -> Iterator[tuple[str, JSONValue]]:
    for line in lines.strip().splitlines():
        task, _, expected = line.rpartition(" => ")
        yield task, ANY if expected == ANY else json.loads(expected)
