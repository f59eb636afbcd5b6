"""Uses functions of Code Evolver in a program: by name, by what they do, and by a stub.

Run it with `python examples/functions.py`. The first run takes a few seconds, because the functions
are tested and kept; from the second on they are there at once. It works without a language model.
"""

try:
    from code_evolver import errors, evolved, function
except ImportError:  # A checkout that is not installed; run it from the checkout's folder.
    import sys

    sys.path.insert(0, ".")
    from src import errors, evolved, function


@evolved
def is_email(text: str) -> bool:  # type: ignore[empty-body]
    """Whether the text has the form of an e-mail address.

    >>> is_email("ann@example.com")
    True
    >>> is_email("ann at example.com")
    False
    """


def main() -> None:
    """Call each function once or twice."""
    is_prime = function("is_prime")
    print("is_prime(97):", is_prime(97))

    reverse = function("reverse a text")
    print(f"{reverse.signature}:", reverse("stressed"))

    senders = ["ann@example.com", "bob"]
    print("senders with an address:", [one for one in senders if is_email(one)])

    try:
        is_prime("seven")
    except errors.BadArguments as problem:
        print("refused:", problem)


if __name__ == "__main__":
    main()
