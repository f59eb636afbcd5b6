"""Pieces that the phrases of functions on lists and tables share."""

THE_LIST = "[[the|this|these] (list|numbers|array|values)] [of] [numbers]"
NUMBERS = THE_LIST + " {numbers:numbers}"
TABLE = "(in|of|from) [the] [csv] [file|table] {table:table}"
