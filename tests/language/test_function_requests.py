"""Which tasks ask for a function or a program, and which only sound so."""

import pytest

from src.language.function_requests import Wanted, read_request

FUNCTIONS = {
    "write a function that tells whether a number is prime": "tells whether a number is prime",
    "Write a python function to find the shared elements": "find the shared elements",
    "please create a function which reverses a string in python.": "reverses a string",
    "define a function called is_prime that checks if n is prime": "checks if n is prime",
    "implement a function is_prime(n) that checks if n is prime": "checks if n is prime",
    "Write a function is_even which tells if n is even": "tells if n is even",
    "write a function named `rev` to reverse a string": "reverse a string",
    "can you write me a small function to add two numbers?": "add two numbers",
    "I need a function to reverse strings": "reverse strings",
    "function that doubles a number": "doubles a number",
    "a function for the factorial of n": "the factorial of n",
    "write code to reverse a string": "reverse a string",
    "write a method to sort a list": "sort a list",
    "make a function taking two numbers and returning their sum": (
        "taking two numbers and returning their sum"
    ),
    "Write a function to find the shared elements of two lists: (3, 4), (4, 5)": (
        "find the shared elements of two lists: (3, 4), (4, 5)"
    ),
}
PROGRAMS = {
    "write a script that prints the current date": "prints the current date",
    "a program that prints hello": "prints hello",
    "write a program for computing primes": "computing primes",
    "build a command-line tool that renames files": "renames files",
    "write an application that tracks expenses": "tracks expenses",
}
RESULTS = (
    "add 10 and 20",
    "explain the function of the heart",
    "what is the sine function of 30",
    "what is the function that maps x to x^2",
    "write a story about a function that fails",
    "create a function room booking email",
    "rent a function room to celebrate",
    "write a function",
    "write a function f(x) = x^2",
    "plot the function to the screen",
    "write a program for a wedding",
    "write a script for a movie about dragons",
    "write an application to Harvard",
    "write code for the door",
    "a method for cooking rice",
    "describe a method to sort socks",
    "reverse the text 'write a function that reverses'",
)


@pytest.mark.parametrize(("text", "wording"), FUNCTIONS.items())
def test_a_task_that_asks_for_a_function_says_what_it_does(text: str, wording: str) -> None:
    request = read_request(text)

    assert (request.wanted, request.wording) == (Wanted.FUNCTION, wording)


@pytest.mark.parametrize(("text", "wording"), PROGRAMS.items())
def test_a_task_that_asks_for_a_program_says_what_it_does(text: str, wording: str) -> None:
    request = read_request(text)

    assert (request.wanted, request.wording) == (Wanted.PROGRAM, wording)


@pytest.mark.parametrize("text", RESULTS)
def test_functions_in_another_sense_are_no_request_for_code(text: str) -> None:
    request = read_request(text)

    assert (request.wanted, request.wording) == (Wanted.RESULT, text)


@pytest.mark.parametrize(
    ("text", "name", "manner"),
    [
        ("define a function called is_prime that checks if n is prime", "is_prime", ""),
        ("implement a function is_prime(n) that checks if n is prime", "is_prime", ""),
        ("write a function named rev to reverse a string", "rev", ""),
        ("write a recursive function to compute the factorial of n", "", "recursive"),
        ("write a small iterative function that adds numbers", "", "iterative"),
        ("write a function that reverses a string", "", ""),
    ],
)
def test_the_name_and_the_manner_of_a_function_are_read(text: str, name: str, manner: str) -> None:
    request = read_request(text)

    assert (request.name, request.manner) == (name, manner)
