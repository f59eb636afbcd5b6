"""Completion scripts for shells, made from the commands."""

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .command_line import OPTIONS

if TYPE_CHECKING:
    from .command_registry import Command

_NODES = "<nodes>"
_BASH = """\
# Code Evolver as a command, completed; put into ~/.bashrc: source <({start} completions bash)
code-evolver() {{ {start} "$@"; }}
_code_evolver() {{
    local word=${{COMP_WORDS[COMP_CWORD]}} first= offered= at
    for ((at = 1; at < COMP_CWORD; at++)); do
        [[ ${{COMP_WORDS[at]}} == -* ]] || {{ first=${{COMP_WORDS[at]}}; break; }}
    done
    if [[ $word == -* ]]; then
        offered="{options}"
    elif [[ -z $first ]]; then
        offered="{names}"
    elif ((at == COMP_CWORD - 1)); then
        case ${{first#/}} in
{cases}
        esac
    fi
    COMPREPLY=($(compgen -W "$offered" -- "$word"))
}}
complete -o default -F _code_evolver code-evolver chat_cli.py ./chat_cli.py
"""
_ZSH = """\
#compdef code-evolver chat_cli.py
# Code Evolver as a command, completed; put into ~/.zshrc, behind compinit:
# source <({start} completions zsh)
code-evolver() {{ {start} "$@" }}
_code_evolver() {{
    local -a names options
    local first= at
    names=({described})
    options=({options})
    for ((at = 2; at < CURRENT; at++)); do
        [[ $words[at] == -* ]] || {{ first=$words[at]; break }}
    done
    if [[ $words[CURRENT] == -* ]]; then
        compadd -- $options
    elif [[ -z $first ]]; then
        _describe 'command' names
    elif ((at == CURRENT - 1)); then
        case ${{first#/}} in
{cases}
            *) _files ;;
        esac
    else
        _files
    fi
}}
compdef _code_evolver code-evolver chat_cli.py
"""
_FISH = """\
# Code Evolver as a command, completed; put into config.fish: {start} completions fish | source
function code-evolver
    {start} $argv
end
complete -c chat_cli.py -w code-evolver
"""


def completion_script(
    shell: str, commands: "tuple[Command, ...]", start: Sequence[str], home: str
) -> str:
    """Return the script of "bash", "zsh" or "fish".

    It makes `code-evolver` a command that runs `start`; the nodes offered are those of the data
    folder `home`, or of the one that CODE_EVOLVER_HOME names when Tab is hit.
    """
    filled = {"start": shlex.join(start), "options": " ".join(OPTIONS)}
    follow = _second_words(commands)
    names = " ".join(one.name for one in commands)
    folder = f"${{CODE_EVOLVER_HOME:-{shlex.quote(home)}}}/nodes"
    if shell == "bash":
        nodes = f'$(cd "{folder}" 2>/dev/null && echo *)'
        cases = (
            f'            {name}) offered="{words}" ;;'.replace(_NODES, nodes)
            for name, words in follow.items()
        )
        return _BASH.format(**filled, names=names, cases="\n".join(cases))
    if shell == "zsh":
        nodes = f"{folder}/*(N/:t)"
        cases = (
            f"            {name}) compadd -- {words} ;;".replace(_NODES, nodes)
            for name, words in follow.items()
        )
        described = " ".join(_quoted(f"{one.name}:{one.summary}") for one in commands)
        return _ZSH.format(**filled, described=described, cases="\n".join(cases))
    return _FISH.format(**filled) + "\n".join(_fish_lines(commands, follow, home)) + "\n"


def _fish_lines(
    commands: "tuple[Command, ...]", follow: Mapping[str, str], home: str
) -> tuple[str, ...]:
    folder = f"(set -q CODE_EVOLVER_HOME; and echo $CODE_EVOLVER_HOME; or echo {shlex.quote(home)})"
    nodes = f"(command ls {folder}/nodes 2>/dev/null)"
    begin = "complete -c code-evolver"
    return (
        *(f"{begin} -l {option[2:]}" for option in OPTIONS),
        *(
            f"{begin} -n __fish_use_subcommand -a {one.name} -d {_quoted(one.summary)}"
            for one in commands
        ),
        *(
            f"{begin} -f -n '__fish_seen_subcommand_from {name}'"
            f' -a "{words}"'.replace(_NODES, nodes.replace('"', '\\"').replace("$", "\\$"))
            for name, words in follow.items()
        ),
    )


def _second_words(commands: "tuple[Command, ...]") -> dict[str, str]:
    """Return what may follow each command's name, where that is known."""
    found: dict[str, str] = {}
    for one in commands:
        places = [place for grammar in one.grammars for place in grammar.place_after(0)]
        words = [word for place in places for word in place.choices]
        words += [_NODES] if any(place.name in ("NODE", "FUNCTION") for place in places) else []
        if any(place.name == "COMMAND" for place in places):
            words += [other.name for other in commands]
        found |= {name: " ".join(words) for name in one.names if words}
    return found


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "’") + "'"
