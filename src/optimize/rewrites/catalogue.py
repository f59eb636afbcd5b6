"""All rewrites, in the order they are tried: the largest gains first."""

from .accumulate import LOOP_TO_COMPREHENSION, LOOP_TO_JOIN, LOOP_TO_SUM
from .lists import APPEND_AND_REVERSE, GROW_IN_PLACE, RUNNING_SUM, UNIQUE_TO_DICT
from .loops import HOIST_INVARIANT, INDEXING
from .membership import COUNT_TO_COUNTER, LITERAL_TO_SET, LOOKUP_TO_SET, SEEN_TO_SET
from .rewrite import Rewrite
from .shortcuts import EARLY_EXIT, MEMOIZE, TRIAL_DIVISION
from .sort_order import QUEUE_TO_DEQUE, SORTED_SLICE

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
    EARLY_EXIT,
    SORTED_SLICE,
    LOOP_TO_JOIN,
    LOOP_TO_SUM,
    LOOP_TO_COMPREHENSION,
    LITERAL_TO_SET,
    INDEXING,
)
