"""All commands, in the order in which help shows them."""

from ..command_registry import Command
from . import environment, evolution, history, memory, nodes, status, task_feedback, user_code


def all_commands() -> tuple[Command, ...]:
    """Every command; a new one is a function with @command and a line here."""
    return (
        status.show_help,
        status.status,
        evolution.auto,
        status.verbose,
        status.quiet,
        status.log,
        status.clear,
        status.leave,
        task_feedback.explain,
        history.workflow,
        task_feedback.good,
        task_feedback.bad,
        nodes.list_nodes,
        nodes.show,
        nodes.run,
        nodes.history,
        nodes.diff,
        history.lineage,
        nodes.rollback,
        nodes.edit,
        evolution.evolve,
        nodes.export,
        nodes.delete,
        user_code.compare,
        user_code.optimize,
        user_code.test,
        user_code.compare_models,
        memory.memory,
        memory.search,
        environment.models,
        environment.tools,
        environment.config,
        environment.doctor,
        environment.completions,
    )
