"""Tasks to judge memory by: 25 groups, each a stored one, others to answer, others to refuse."""

from dataclasses import dataclass

from src.domain.json_value import JSONObject


@dataclass(frozen=True, slots=True)
class Group:
    """A stored task with the function that solved it and what that was called with.

    `values` ask the same of other values; `words` ask the same in other words; `negatives` sound
    alike and must not be answered by its function.
    """

    stored: str
    header: str
    arguments: JSONObject
    values: tuple[str, ...]
    words: tuple[str, ...]
    negatives: tuple[str, ...]


GROUPS = (
    Group(
        "add 10 and 20",
        "add(a: float, b: float)",
        {"a": 10, "b": 20},
        ("add 5 and 8", "Add 120 and 7.", "add -3 and 12"),
        ("what is 5 plus 8?", "the sum of 5 and 8", "5 + 8", "how much is 14 added to 3"),
        ("subtract 10 and 20", "add 10 and 20 and multiply by 3", "add the digits of 1020"),
    ),
    Group(
        "subtract 3 from 10",
        "subtract(a: float, b: float)",
        {"a": 10, "b": 3},
        ("subtract 5 from 12", "subtract 100 from 250"),
        ("10 minus 3", "what is 45 - 12", "take 5 away from 20"),
        ("subtract 3 from each of 10, 20, 30", "subtract 3 percent from 10"),
    ),
    Group(
        "convert 20 celsius to fahrenheit",
        "to_fahrenheit(celsius: float)",
        {"celsius": 20},
        ("convert 37 celsius to fahrenheit", "convert 100 Celsius to Fahrenheit"),
        ("what is 25 C in F", "20 degrees celsius in fahrenheit", "how hot is 30 °C in °F"),
        ("convert 20 fahrenheit to celsius", "convert 20 celsius to kelvin"),
    ),
    Group(
        "convert 5 miles to kilometers",
        "to_kilometers(miles: float)",
        {"miles": 5},
        ("convert 12 miles to kilometers", "convert 3 miles to kilometers"),
        ("how many km are 5 miles", "5 mi in km", "what is 10 miles in kilometres?"),
        ("convert 5 kilometers to miles", "convert 5 miles to meters"),
    ),
    Group(
        "sort 3, 1, 2 ascending",
        "sort_ascending(numbers: list[float])",
        {"numbers": [3, 1, 2]},
        ("sort 8, 3, 5 ascending", "sort 10, 7, 99 ascending"),
        (
            "sort the numbers 5, 2, 9 in ascending order",
            "arrange 4, 1, 8 from smallest to largest",
            "put 3, 2, 1 in increasing order",
        ),
        ("sort 3, 1, 2 descending", "sort the words pear, fig, apple by length"),
    ),
    Group(
        "find the largest of 4, 9, 2",
        "largest(numbers: list[float])",
        {"numbers": [4, 9, 2]},
        ("find the largest of 12, 7, 30", "find the largest of 6, 6, 1"),
        ("what is the maximum of 4, 9, 2", "biggest number in 3, 8, 5", "max of 7, 1, 4"),
        ("find the smallest of 4, 9, 2", "find the second largest of 4, 9, 2"),
    ),
    Group(
        "calculate the average of 4, 8, 6",
        "average(numbers: list[float])",
        {"numbers": [4, 8, 6]},
        ("calculate the average of 10, 20, 60", "calculate the average of 3, 3, 9"),
        ("mean of 4, 8, 6", "what's the average of 1, 2, 9?", "the arithmetic mean of 7, 8, 9"),
        ("calculate the median of 4, 8, 6", "calculate the sum of 4, 8, 6"),
    ),
    Group(
        "is 17 a prime number",
        "is_prime(n: int)",
        {"n": 17},
        ("is 29 a prime number", "Is 51 a prime number?"),
        ("check if 17 is prime", "test whether 23 is a prime", "is 31 prime?"),
        ("what is the 17th prime number", "list the prime numbers up to 17", "prime factors of 17"),
    ),
    Group(
        "first 10 fibonacci numbers",
        "fibonacci(count: int)",
        {"count": 10},
        ("first 12 fibonacci numbers", "first 20 Fibonacci numbers"),
        ("the first 7 numbers of the fibonacci sequence", "give me the first 8 fibonacci numbers"),
        ("the 10th fibonacci number", "sum of the first 10 fibonacci numbers"),
    ),
    Group(
        "factorial of 5",
        "factorial(n: int)",
        {"n": 5},
        ("factorial of 7", "Factorial of 12"),
        ("calculate the factorial of 6", "what is the factorial of 9?", "compute 5 factorial"),
        ("sum of the digits of the factorial of 5", "double factorial of 5", "factors of 5"),
    ),
    Group(
        "greatest common divisor of 12 and 18",
        "greatest_common_divisor(a: int, b: int)",
        {"a": 12, "b": 18},
        ("greatest common divisor of 48 and 36", "greatest common divisor of 9 and 28"),
        ("gcd of 12 and 18", "find the gcd of 8 and 20", "highest common factor of 14 and 49"),
        ("least common multiple of 12 and 18", "common divisors of 12 and 18"),
    ),
    Group(
        "reverse the string 'hello'",
        "reverse(text: str)",
        {"text": "hello"},
        ("reverse the string 'world'", "Reverse the string 'Code Evolver'"),
        ("reverse 'hello'", "reverse the text 'banana'", "spell 'hello' backwards"),
        ("reverse the words in 'hello world'", "is 'hello' the same reversed"),
    ),
    Group(
        "count the vowels in 'banana'",
        "count_vowels(text: str)",
        {"text": "banana"},
        ("count the vowels in 'education'", "count the vowels in 'sky'"),
        ("how many vowels are in 'banana'", "number of vowels in 'orange'"),
        (
            "count the consonants in 'banana'",
            "list the vowels in 'banana'",
            "remove the vowels in 'banana'",
        ),
    ),
    Group(
        "is 'level' a palindrome",
        "is_palindrome(text: str)",
        {"text": "level"},
        ("is 'radar' a palindrome", "is 'python' a palindrome"),
        ("check whether 'level' is a palindrome", "is the word 'civic' a palindrome?"),
        ("make 'level' a palindrome", "longest palindrome in 'level'"),
    ),
    Group(
        "convert 'hello world' to uppercase",
        "uppercase(text: str)",
        {"text": "hello world"},
        ("convert 'good night' to uppercase", "convert 'x' to uppercase"),
        ("uppercase 'hello world'", "turn 'abc' into upper case", "put 'hello' in all caps"),
        ("convert 'HELLO WORLD' to lowercase", "count the uppercase letters in 'Hello World'"),
    ),
    Group(
        "count the words in 'the cat sat'",
        "count_words(text: str)",
        {"text": "the cat sat"},
        ("count the words in 'to be or not to be'", "count the words in 'hello there'"),
        ("how many words are in 'the cat sat'", "number of words in 'I am here'"),
        ("count the letters in 'the cat sat'", "longest word in 'the cat sat'"),
    ),
    Group(
        "encode 'hello' with caesar shift 3",
        "caesar(text: str, shift: int)",
        {"text": "hello", "shift": 3},
        ("encode 'attack' with caesar shift 4", "encode 'zebra' with caesar shift 10"),
        ("please encode 'hello' with caesar shift 3", "encode the text 'cat' with caesar shift 2"),
        ("decode 'khoor' with caesar shift 3", "encode 'hello' with rot13"),
    ),
    Group(
        "convert 10 to binary",
        "to_binary(n: int)",
        {"n": 10},
        ("convert 37 to binary", "convert 64 to binary"),
        ("10 in binary", "what is 12 in binary", "turn 7 into binary"),
        ("convert 1010 from binary to decimal", "convert 10 to hexadecimal"),
    ),
    Group(
        "what is 15% of 80",
        "percent_of(percent: float, whole: float)",
        {"percent": 15, "whole": 80},
        ("what is 30% of 200", "what is 12% of 90"),
        ("15 percent of 80", "calculate 25% of 40"),
        ("what percent of 80 is 15", "add 15% to 80", "80 minus 15%"),
    ),
    Group(
        "days between 2024-01-01 and 2024-03-01",
        "days_between(start: str, end: str)",
        {"start": "2024-01-01", "end": "2024-03-01"},
        ("days between 2024-06-01 and 2024-07-15", "days between 2021-01-01 and 2022-01-01"),
        (
            "how many days between 2024-01-01 and 2024-03-01",
            "number of days between 2022-02-02 and 2022-03-03",
        ),
        (
            "weeks between 2024-01-01 and 2024-03-01",
            "working days between 2024-01-01 and 2024-03-01",
        ),
    ),
    Group(
        "is 2024 a leap year",
        "is_leap_year(year: int)",
        {"year": 2024},
        ("is 2023 a leap year", "Is 1996 a leap year?"),
        ("check if 2024 is a leap year", "tell me whether 2028 is a leap year"),
        ("next leap year after 2024", "how many leap years are there before 2024"),
    ),
    Group(
        "remove duplicates from 1, 2, 2, 3",
        "without_duplicates(items: list[float])",
        {"items": [1, 2, 2, 3]},
        ("remove duplicates from 7, 7, 8, 9", "remove duplicates from 3, 1, 3, 1"),
        ("delete duplicates from 1, 2, 2, 3", "remove the duplicates in 5, 6, 5"),
        ("find duplicates in 1, 2, 2, 3", "count the duplicates in 1, 2, 2, 3"),
    ),
    Group(
        "write a joke about programmers",
        "joke(topic: str)",
        {"topic": "programmers"},
        ("Write a joke about programmers!", "write a joke about programmers"),
        ("tell me a joke about programmers", "please write a joke about programmers"),
        (
            "write a joke about lawyers",
            "write a poem about programmers",
            "explain the joke about programmers",
        ),
    ),
    Group(
        "generate a password of length 12",
        "password(length: int)",
        {"length": 12},
        ("generate a password of length 16", "generate a password of length 10"),
        ("create a password of length 12", "make me a password of length 14"),
        (
            "generate a password of length 12 without digits",
            "check the strength of the password 'abc123'",
        ),
    ),
    Group(
        "area of a rectangle 4 by 6",
        "rectangle_area(width: float, height: float)",
        {"width": 4, "height": 6},
        ("area of a rectangle 3 by 5", "area of a rectangle 10 by 12"),
        ("calculate the area of a rectangle 4 by 6", "what is the area of a rectangle 7 by 8"),
        ("perimeter of a rectangle 4 by 6", "area of a triangle 4 by 6"),
    ),
)


def count() -> int:
    """How many tasks there are in all."""
    return sum(1 + len(g.values) + len(g.words) + len(g.negatives) for g in GROUPS)
