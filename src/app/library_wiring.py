"""Wires the bundled functions and the calculator."""

from ..library.catalogue import bundled_functions
from ..library.function_book import FunctionBook
from ..library.function_library import FunctionLibrary


def open_library() -> FunctionLibrary:
    """The library; its families are imported here, so it is opened when first needed."""
    return FunctionLibrary(FunctionBook(bundled_functions()))
