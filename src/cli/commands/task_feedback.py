"""Commands about the last task: why it was solved so, and whether the result was right."""

from ..command_registry import Given, command
from ..context import CommandContext
from ..output import Output, Tone, said


@command("/explain", aliases=("why",), group="Last task")
def explain(context: CommandContext, _given: Given) -> Output:
    """Tell why stored code was reused for the last task, or why not."""
    return said(context.app.explain())


@command("/good", group="Last task")
def good(context: CommandContext, _given: Given) -> Output:
    """Note that the last result was right; its node is preferred from now on."""
    return said(context.app.good(), Tone.GOOD)


@command("/bad", group="Last task")
def bad(context: CommandContext, _given: Given) -> Output:
    """Note that the last result was wrong; its node is trusted less from now on."""
    return said(context.app.bad(), Tone.GOOD)
