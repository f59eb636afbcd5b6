"""The rewrites there are, in the order they are tried: the largest gains first."""

from src.optimize.rewrites.accumulate import LOOP_TO_COMPREHENSION, LOOP_TO_JOIN, LOOP_TO_SUM
from src.optimize.rewrites.arithmetic_steps import (
    COUNT_TO_BISECT,
    DICT_GET,
    LOOP_TO_POWER,
    TRIAL_DIVISION,
)
from src.optimize.rewrites.lists import (
    APPEND_AND_REVERSE,
    GROW_IN_PLACE,
    RUNNING_SUM,
    UNIQUE_TO_DICT,
)
from src.optimize.rewrites.loops import HOIST_INVARIANT, INDEXING
from src.optimize.rewrites.membership import (
    COUNT_TO_COUNTER,
    LITERAL_TO_SET,
    LOOKUP_TO_SET,
    SEEN_TO_SET,
)
from src.optimize.rewrites.sort_order import QUEUE_TO_DEQUE, REDUNDANT_COPY, SORTED_SLICE
from src.optimize.rewrites.recursion import MEMOIZE
from src.optimize.rewrites.rewrite import Rewrite
from src.optimize.rewrites.search_loops import EARLY_EXIT, LOOP_TO_IN

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
