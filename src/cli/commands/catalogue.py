"""All commands, in the order in which help shows them."""

from ..command_registry import Command
from . import environment as setup
from . import evolution, memory, nodes, sharing, user_code
from . import history as origins
from . import status as talk


def all_commands() -> tuple[Command, ...]:
    """Every command; a new one is a function with @command and a line here."""
    return (
        talk.show_help,
        talk.status,
        evolution.auto,
        talk.verbose,
        talk.quiet,
        talk.log,
        talk.clear,
        talk.leave,
        talk.explain,
        origins.workflow,
        talk.good,
        talk.bad,
        nodes.list_nodes,
        nodes.show,
        nodes.run,
        nodes.history,
        nodes.diff,
        origins.lineage,
        nodes.rollback,
        nodes.edit,
        evolution.evolve,
        sharing.export,
        nodes.delete,
        user_code.compare,
        user_code.optimize,
        user_code.test,
        user_code.compare_models,
        memory.memory,
        memory.search,
        setup.models,
        setup.tools,
        setup.config,
        setup.doctor,
        setup.completions,
    )
