"""Wordings of "write a function that ...": each ends with the right function, or with none."""

import pytest

from src.domain.task import Specification
from src.domain.understanding import Understanding
from src.language.task_reading import read_task
from tests.library.answers import LIBRARY

FITTING = {
    "checks whether a string is a palindrome": "palindrome",
    "returns the n-th Fibonacci number": "fibonacci_term",
    "tells whether a number is prime": "is_prime",
    "converts celsius to fahrenheit": "temperature",
    "reverses a string": "reverse_text",
    "counts the vowels in a text": "count_vowels",
    "checks if a given number is a prime number": "is_prime",
    "determines whether n is prime": "is_prime",
    "returns True if a number is prime and False otherwise": "is_prime",
    "returns whether an integer is even": "is_even",
    "computes the factorial of a number": "factorial",
    "calculates the factorial of n": "factorial",
    "returns the first n fibonacci numbers": "fibonacci",
    "returns the greatest common divisor of two numbers": "gcd",
    "computes the gcd of two integers": "gcd",
    "finds the least common multiple of two numbers": "lcm",
    "counts the words in a sentence": "count_words",
    "counts vowels": "count_vowels",
    "reverses the words in a sentence": "reverse_words",
    "reverses a list": "reverse_list",
    "sorts a list of numbers": "sort_ascending",
    "sorts a list": "sort_ascending",
    "finds the largest number in a list": "maximum",
    "returns the maximum of a list": "maximum",
    "returns the sum of a list of numbers": "add_all",
    "computes the average of a list of numbers": "mean_of",
    "returns the median of a list": "median_of",
    "takes a string and reverses it": "reverse_text",
    "takes a number and returns its factorial": "factorial",
    "takes a string and returns its length": "count_characters",
    "takes a list of numbers and returns the largest": "maximum",
    "checks if two strings are anagrams": "anagrams",
    "checks whether a year is a leap year": "leap_year",
    "converts miles to kilometers": "length",
    "converts a temperature from celsius to fahrenheit": "temperature",
    "converts fahrenheit to celsius": "temperature",
    "tells whether a number is divisible by 3": "is_divisible",
    "tells whether one number is divisible by another": "is_divisible",
    "tells whether a text is a valid IPv4 address": "ipv4",
    "removes duplicates from a list": "unique",
    "removes the vowels from a string": "remove_vowels",
    "capitalizes a string": "capitalize",
    "converts a string to uppercase": "uppercase",
    "returns the length of a string": "count_characters",
    "finds the longest word in a sentence": "longest_word",
    "returns the n-th prime": "nth_prime",
    "lists all primes below n": "primes_below",
    "lists all primes up to n": "primes_up_to",
    "prime factors of a number": "prime_factors",
    "sums the digits of a number": "digit_sum",
    "converts a number to binary": "number_bases",
    "converts a binary number to decimal": "number_bases",
    "converts a number to roman numerals": "to_roman",
    "converts a roman numeral to a number": "from_roman",
    "returns the area of a circle": "circle_area",
    "flattens a nested list": "flatten",
    "transposes a matrix": "transpose",
    "adds two numbers": "add",
    "multiplies two numbers": "multiply",
    "checks whether a number is perfect": "is_perfect",
    "returns all divisors of a number": "factors",
    "checks whether a number is odd": "is_odd",
    "returns the number of days between two dates": "days_between",
    "returns the weekday of a date": "weekday",
    "tells whether a string is uppercase": "is_in_case",
    "calculates the edit distance between two strings": "edit_distance",
    "finds the second largest number in a list": "second_extreme",
    "takes a string and returns the number of vowels in it": "count_vowels",
    "takes two numbers and returns their product": "multiply",
    "takes a number n and returns True if it is prime": "is_prime",
    "returns the cube of a number": "cube",
    "squares a number": "square",
    "doubles a number": "double",
    "returns the sum of even numbers in a list": "sum_by_parity",
}
OTHERS = (
    "tells whether a number is not prime",
    "checks whether a number is NOT prime",
    "finds the longest palindrome in a string",
    "counts words that are palindromes",
    "counts the palindromes in a list",
    "returns the largest prime below n that is even",
    "returns the sum of the first n primes",
    "reverses every other word in a string",
    "reverses a string without using slicing",
    "reverses user input",
    "returns the n-th prime squared",
    "returns the number of primes between two numbers",
    "sorts a list in place without using sort",
    "sorts a list by the last digit",
    "sorts a list of tuples",
    "sorts a list of strings by the number of vowels",
    "returns the second word of a string",
    "counts the vowels and consonants in a text",
    "counts the vowels in a text and reverses it",
    "converts celsius to fahrenheit and kelvin",
    "checks whether a number is prime or even",
    "checks whether a number is prime and prints it",
    "checks if a string is a valid IPv6 address",
    'parses "3h 25m" into seconds',
    "returns the sum of the squares of a list",
    "finds the two largest numbers in a list",
    "removes consecutive duplicates from a list",
    "removes duplicate words from a string ignoring case",
    "computes the factorial of a number using recursion",
    "returns True if a number is odd and False if it is zero",
    "checks whether a list is sorted",
    "checks whether a list contains duplicates",
    "returns the first non-repeating character of a string",
    "merges two dictionaries",
    "returns the length of the longest word in a sentence",
    "returns the area of a circle and its circumference",
    "converts a string to uppercase except the first letter",
    "capitalizes every second letter of a string",
    "checks whether a number is a palindrome",
    "checks whether a string is a palindrome ignoring spaces",
    "multiplies a number by 3",
    "adds a number to a list",
    "adds two lists",
    "adds two matrices",
    "multiplies two matrices",
    "adds the digits of two numbers",
    "returns the opposite of a number",
    "returns a number",
    "returns x",
    "subtracts the smallest number in a list from the largest",
    "averages the even numbers",
    "returns the median of two sorted arrays",
    "prints hello world",
    "computes a number to the power of its digits",
    "returns half",
    "finds the max product of two numbers in a list",
    "finds the sum of two numbers in a list that equals a target",
    "swaps two numbers",
    "tells whether a number is less than zero",
    "checks whether two numbers are coprime",
    "converts minutes",
    "returns the n-th Fibonacci number modulo m",
    "returns the fibonacci numbers up to n",
    "returns the sum of the first n fibonacci numbers",
    "checks whether a word is an anagram of a palindrome",
    "counts the number of letters in a list of words",
    "rotates a list",
    "finds the square root of a number without math.sqrt",
    "returns the largest",
    "returns the first word",
    "reverses hello",
    "is prime",
    "takes a list and counts",
    "returns the factorial of the n-th prime",
    "tells whether a number is composite",
    "converts a string to lowercase and reverses it",
    "counts the consonants and digits in a text",
    "returns all primes that are palindromes",
    "returns the n-th prime below a limit",
    "checks whether every number in a list is prime",
)
CALLS: dict[str, tuple[str, dict[str, object]]] = {
    "write a function to sort a list: [3, 1, 2]": ("sort_ascending", {"numbers": [3, 1, 2]}),
    "write a function to sort a list: 3, 1, 2": ("sort_ascending", {"numbers": [3, 1, 2]}),
    "write a function to check whether a number is prime: 7": ("is_prime", {"n": 7}),
    "write a function that tells whether 7 is prime": ("is_prime", {"n": 7}),
    'write a function that reverses "hello"': ("reverse_text", {"text": "hello"}),
    "write a function that sorts [3, 1, 2]": ("sort_ascending", {"numbers": [3, 1, 2]}),
    "write a function that adds two numbers: 3, 4": ("add", {"a": 3, "b": 4}),
    "write a function that sums a list of numbers: [3, 4]": ("add_all", {"numbers": [3, 4]}),
    "write a function to find the gcd of two numbers: 12, 8": ("gcd", {"numbers": [12, 8]}),
    "write a program that calculates the fibonacci sequence": ("fibonacci", {}),
}
REASONS = {
    "write a script that prints the weather": "a whole program has to be written",
    "write a recursive function that computes the factorial of a number": "recursive",
    "def f(a: int) -> int: ...": "a signature of your own",
    'write a function to check whether a number is prime: "x"': "expected int",
    "write a function that adds two numbers: 3": "no bundled function",
    "write a function that tells whether a text is a palindrome: 'a', 'b'": "expected str",
    "write a function that reverses hello": "put the value in quotes",
}


def understood(text: str) -> Understanding:
    return LIBRARY.understand(read_task(text))


def planned(text: str) -> Specification:
    plan = understood(text).plan
    assert plan is not None
    return plan


@pytest.mark.parametrize(("does", "function"), FITTING.items())
def test_a_wording_about_any_values_finds_its_function(does: str, function: str) -> None:
    understanding = understood(f"write a function that {does}")

    assert understanding.wants_function
    assert understanding.plan is not None
    assert understanding.plan.function == function
    assert understanding.plan.function_only


@pytest.mark.parametrize("does", OTHERS)
def test_a_wording_that_means_something_else_is_declined(does: str) -> None:
    understanding = understood(f"write a function that {does}")

    assert understanding.wants_function
    assert understanding.plan is None


@pytest.mark.parametrize(("text", "call"), CALLS.items())
def test_a_request_for_code_with_values_is_a_call(
    text: str, call: tuple[str, dict[str, object]]
) -> None:
    plan = planned(text)

    assert (plan.function, plan.arguments) == call
    assert not plan.function_only


@pytest.mark.parametrize(("text", "reason"), REASONS.items())
def test_what_the_library_cannot_write_is_declined_with_the_reason(text: str, reason: str) -> None:
    understanding = understood(text)

    assert understanding.plan is None
    assert reason in understanding.miss


def test_what_a_wording_fixes_is_an_argument() -> None:
    plan = planned("write a function that converts celsius to fahrenheit")

    assert (plan.function, plan.arguments) == ("temperature", {"unit": "C", "target": "F"})
    assert plan.function_only


@pytest.mark.parametrize("example", ['reverse("abc") => "cba"', "reverse abc => cba"])
def test_an_example_of_a_requested_function_is_a_case(example: str) -> None:
    plan = planned(f"write a function that reverses a string\n{example}")

    assert [case.arguments for case in plan.task.examples] == [{"text": "abc"}]


@pytest.mark.parametrize("text", ["add 10 and 20", "is 7 prime", "write a joke about functions"])
def test_other_tasks_want_no_function(text: str) -> None:
    understanding = understood(text)

    assert not understanding.wants_function
    assert not understanding.wants_program
