"""Evolves a program towards the score of an evaluator, and prints the best version found."""

from pathlib import Path

try:
    from code_evolver import ChatCLI, ConfigManager
except ImportError:  # A checkout that is not installed; run it from the checkout's folder.
    import sys

    sys.path.insert(0, ".")
    from src import ChatCLI, ConfigManager

HERE = Path(__file__).parent


def main() -> None:
    """Evolve program.py until its score is 0."""
    cli = ChatCLI(ConfigManager())
    try:
        report = cli.evolve(
            str(HERE / "program.py"), str(HERE / "evaluator.py"), iterations=40, target=0
        )
    finally:
        cli.close()
    print("score:", report.best.score)
    print(next(line for line in report.best.record.source.splitlines() if "GAIN =" in line))


if __name__ == "__main__":
    main()
