"""What memory saves: mixed tasks, asked again with other values, beside a fake Ollama."""

import random
import tempfile
import time
from collections import Counter
from dataclasses import dataclass

from src.app.app import App, build_app
from src.config.manager import ConfigManager
from tests.fakes.ollama_server import OllamaServer, ServerProfile
from tests.fakes.task_families import FAMILIES, Family
from tests.fakes.weak_model import WeakModel

TASKS = 60
LATENCY_SECONDS = 0.5
MOST_CALLS, MOST_TIME = 0.2, 0.3
MODELS = ("llama3", "codellama", "gemma3:4b", "qwen2.5-coder:14b", "nomic-embed-text")


@dataclass(frozen=True, slots=True)
class Round:
    """A pass over the stream: model calls, seconds, tasks solved, reused and answered wrongly."""

    calls: int
    seconds: float
    solved: int
    reused: int
    wrong: int


def main(tasks: int = TASKS) -> bool:
    """Print both rounds and what the second needed; True if that is more than is claimed."""
    first, second = run(tasks)
    print(f"{tasks} tasks, asked twice with other values; {LATENCY_SECONDS} s a model call")
    for name, seen in (("first", first), ("second", second)):
        print(
            f"{name:8}{seen.calls:5} model calls {seen.seconds:8.1f} s  solved {seen.solved},"
            f" reused {seen.reused}, wrong {seen.wrong}"
        )
    calls, seconds = second.calls / first.calls, second.seconds / first.seconds
    print(f"the second round needed {calls:.0%} of the model calls and {seconds:.0%} of the time")
    return calls > MOST_CALLS or seconds > MOST_TIME or bool(first.wrong or second.wrong)


def run(tasks: int, latency: float = LATENCY_SECONDS) -> tuple[Round, Round]:
    """Both rounds, on a data folder of their own."""
    model = WeakModel(faulty=0.0)
    profile = ServerProfile(models=MODELS, latency=latency)
    with tempfile.TemporaryDirectory() as home, OllamaServer(_answer(model), profile) as server:
        config = ConfigManager(
            flags={"ollama.base_url": server.url, "optimizer.rounds": "0"},
            environment={"CODE_EVOLVER_HOME": home},
        )
        app = build_app(config)
        try:
            families = [list(FAMILIES.values())[n % len(FAMILIES)] for n in range(tasks)]
            rounds = [_round(app, families, server, seed) for seed in (1, 2)]
        finally:
            app.close()
    return rounds[0], rounds[1]


def _round(app: App, families: list[Family], server: OllamaServer, seed: int) -> Round:
    rng = random.Random(seed)
    before, start = len(server.asked()), time.perf_counter()
    seen: Counter[str] = Counter()
    for family in families:
        text = family.make(rng)
        outcome = app.solve(text, lambda event: None)
        seen["solved"] += outcome.solved
        seen["reused"] += outcome.reused
        if outcome.solved and not family.creative:
            seen["wrong"] += outcome.result != family.answer(text)
    taken = time.perf_counter() - start
    calls = len(server.asked()) - before
    return Round(calls, taken, seen["solved"], seen["reused"], seen["wrong"])


def _answer(model: WeakModel):  # type: ignore[no-untyped-def]
    def answer(body: dict[str, object]) -> str:
        messages = body.get("messages")
        said = messages if isinstance(messages, list) else []
        system = "\n".join(m["content"] for m in said if m["role"] == "system")
        prompt = "\n".join(m["content"] for m in said if m["role"] == "user")
        return model.say(system, prompt)

    return answer


if __name__ == "__main__":
    main()
