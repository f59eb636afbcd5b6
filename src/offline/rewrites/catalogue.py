"""The rewrites there are, in the order they are tried: the largest gains first."""

from src.offline.rewrites.accumulate import LOOP_TO_COMPREHENSION, LOOP_TO_JOIN, LOOP_TO_SUM
from src.offline.rewrites.arithmetic_steps import (
    COUNT_TO_BISECT,
    DICT_GET,
    LOOP_TO_POWER,
    TRIAL_DIVISION,
)
from src.offline.rewrites.lists import (
    APPEND_AND_REVERSE,
    GROW_IN_PLACE,
    RUNNING_SUM,
    UNIQUE_TO_DICT,
)
from src.offline.rewrites.loops import HOIST_INVARIANT, INDEXING
from src.offline.rewrites.membership import (
    COUNT_TO_COUNTER,
    LITERAL_TO_SET,
    LOOKUP_TO_SET,
    SEEN_TO_SET,
)
from src.offline.rewrites.order import QUEUE_TO_DEQUE, REDUNDANT_COPY, SORTED_SLICE
from src.offline.rewrites.recursion import MEMOIZE
from src.offline.rewrites.rewrite import Rewrite
from src.offline.rewrites.search import EARLY_EXIT, LOOP_TO_IN

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
