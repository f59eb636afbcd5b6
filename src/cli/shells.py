"""Completion scripts for shells, made from the commands."""

from typing import TYPE_CHECKING

from src.cli.arguments import OPTIONS

if TYPE_CHECKING:
    from src.cli.commands.table import Command

_BASH = """\
# Completion for Code Evolver; put into ~/.bashrc: source <(python chat_cli.py completions bash)
_code_evolver() {{
    local word=${{COMP_WORDS[COMP_CWORD]}}
    if [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "{options}" -- "$word"))
    else
        COMPREPLY=($(compgen -W "{names}" -- "$word"))
    fi
}}
complete -o default -F _code_evolver chat_cli.py ./chat_cli.py
"""
_ZSH = """\
#compdef chat_cli.py
# Completion for Code Evolver; put into ~/.zshrc: source <(python chat_cli.py completions zsh)
_code_evolver() {{
    local -a names options
    names=({described})
    options=({options})
    if [[ $words[CURRENT] == -* ]]; then
        compadd -- $options
    else
        _describe 'command' names
        _files
    fi
}}
compdef _code_evolver chat_cli.py
"""
_FISH = """\
# Completion for Code Evolver; put into config.fish: python chat_cli.py completions fish | source
"""


def completion_script(shell: str, commands: "tuple[Command, ...]") -> str:
    """The script of "bash", "zsh" or "fish"."""
    names = [one.name for one in commands]
    if shell == "bash":
        return _BASH.format(options=" ".join(OPTIONS), names=" ".join(names))
    if shell == "zsh":
        described = " ".join(f"{_quoted(f'{c.name}:{c.summary}')}" for c in commands)
        return _ZSH.format(options=" ".join(OPTIONS), described=described)
    lines = [f"complete -c chat_cli.py -l {option[2:]}" for option in OPTIONS]
    lines += [
        "complete -c chat_cli.py -n __fish_use_subcommand"
        f" -a {one.name} -d {_quoted(one.summary)}"
        for one in commands
    ]
    return _FISH + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"
