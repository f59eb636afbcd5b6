"""All rewrites, in the order they are tried: the largest gains first."""

from .accumulate import LOOP_TO_COMPREHENSION, LOOP_TO_JOIN, LOOP_TO_SUM
from .arithmetic_steps import (
    COUNT_TO_BISECT,
    DICT_GET,
    LOOP_TO_POWER,
    TRIAL_DIVISION,
)
from .lists import (
    APPEND_AND_REVERSE,
    GROW_IN_PLACE,
    RUNNING_SUM,
    UNIQUE_TO_DICT,
)
from .loops import HOIST_INVARIANT, INDEXING
from .membership import (
    COUNT_TO_COUNTER,
    LITERAL_TO_SET,
    LOOKUP_TO_SET,
    SEEN_TO_SET,
)
from .recursion import MEMOIZE
from .rewrite import Rewrite
from .search_loops import EARLY_EXIT, LOOP_TO_IN
from .sort_order import QUEUE_TO_DEQUE, REDUNDANT_COPY, SORTED_SLICE

REWRITES: tuple[Rewrite, ...] = (
    MEMOIZE,
    TRIAL_DIVISION,
    UNIQUE_TO_DICT,
    SEEN_TO_SET,
    LOOKUP_TO_SET,
    COUNT_TO_COUNTER,
    QUEUE_TO_DEQUE,
    APPEND_AND_REVERSE,
    RUNNING_SUM,
    GROW_IN_PLACE,
    HOIST_INVARIANT,
    COUNT_TO_BISECT,
    EARLY_EXIT,
    SORTED_SLICE,
    LOOP_TO_POWER,
    LOOP_TO_JOIN,
    LOOP_TO_SUM,
    LOOP_TO_COMPREHENSION,
    LOOP_TO_IN,
    LITERAL_TO_SET,
    INDEXING,
    DICT_GET,
    REDUNDANT_COPY,
)
