# %% [markdown]
# # Functions in a notebook
#
# Open this file in VS Code, PyCharm or Jupyter (with jupytext), and run cell by cell.

# %%
"""Uses functions of Code Evolver from a notebook: cell by cell, and awaited."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

try:
    from code_evolver import evolved, function
except ImportError:  # A checkout that is not installed; start Jupyter in the checkout's folder.
    import sys

    sys.path.insert(0, ".")
    from src import evolved, function

# %% [markdown]
# A bundled function is there by its name. Its result is a Python value.

# %%
gcd = function("gcd")
print(gcd.signature, "->", gcd([12, 18]))


# %% [markdown]
# A stub is written, tested with its doctests and kept by its first call.


# %%
@evolved
def is_email(text: str) -> bool:  # type: ignore[empty-body]
    """Whether the text has the form of an e-mail address.

    >>> is_email("ann@example.com")
    True
    >>> is_email("ann at example.com")
    False
    """


print(is_email("bob@example.com"))


# %% [markdown]
# Calls can be awaited; they run in parallel. In a notebook, `await both()` is enough.


# %%
async def both() -> list[object]:
    """Two calls at once."""
    return list(await asyncio.gather(gcd.call_async([8, 12]), is_email.call_async("eve")))


# A notebook has a running event loop, so this one gets a thread of its own.
with ThreadPoolExecutor() as pool:
    print(pool.submit(asyncio.run, both()).result())
