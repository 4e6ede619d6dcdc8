"""Measures runs on templates of several sizes, with cfn-lint and checkov beside them; prints two tables."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
if __package__ in {None, ""}:
    sys.path.insert(0, str(HERE.parent))

from benchmarks.measuring import PYTEST, Usage  # noqa: E402 -- run as a script, the root is not on the path
from benchmarks.run import Bench, installed_checkov  # noqa: E402

SIZES = (500, 1000, 2500, 5000)
COMPARED = (500, 5000)
PER_TEAM = 10
PER_TEMPLATE = 500
"""As many as CloudFormation takes in one template."""
OPEN_EACH = 10
"""How often a team opens a port to everybody."""


def templates(resources: int, per_template: int = PER_TEMPLATE) -> dict[str, str]:
    """Templates by their names, which together declare so many resources (a multiple of 10)."""
    head, team = ((HERE / "templates" / name).read_text(encoding="utf-8") for name in ("head.yaml", "team.yaml"))
    texts: dict[str, list[str]] = {}
    for number in range(resources // PER_TEAM):
        parts = texts.setdefault(f"stack-{number * PER_TEAM // per_template:03}.yaml", [head])
        cidr = "0.0.0.0/0" if number % OPEN_EACH == 0 else "10.0.0.0/8"
        parts.append(team.replace("TEAM", f"{number:04}").replace("OPEN", cidr))
    return {name: "".join(parts) for name, parts in texts.items()}


def written(bench: Bench, resources: int, per_template: int = PER_TEMPLATE) -> Path:
    """A folder with generated templates."""
    folder = bench.folder / f"templates-{resources}-{per_template}"
    if not folder.exists():
        folder.mkdir()
        for name, text in templates(resources, per_template).items():
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def judged(bench: Bench, resources: int, per_template: int = PER_TEMPLATE) -> Usage:
    """What judging templates by all bundled policies takes."""
    source = f"cloudformation:{written(bench, resources, per_template)}/*.yaml"
    command = [bench.python, *PYTEST, "--aisec", "--aisec-source", source]
    usage = bench.used(command, bench.project("judged", {}))
    if f"\n{resources:,} resources in " not in bench.said or "NOT READ" in bench.said:
        raise SystemExit(f"{resources} resources were not judged:\n{bench.said[-2000:]}")
    return usage


def sizes(bench: Bench, runs: int) -> dict[int, Usage]:
    """Print what judging templates of several sizes takes, and how that grows."""
    print(f"pytest --aisec with all bundled policies on templates of {PER_TEMPLATE} resources, best of {runs}")
    print(f"{'resources':>10}{'wall s':>10}{'CPU s':>10}{'peak MiB':>10}{'each more, CPU ms':>20}")
    found: dict[int, Usage] = {}
    for size in SIZES:
        usage = bench.best(lambda size=size: judged(bench, size), runs)  # type: ignore[misc]
        line = f"{size:10}{usage.wall:10.2f}{usage.processor:10.2f}{usage.memory:10.0f}"
        if found:
            before = max(found)
            line += f"{(usage.processor - found[before].processor) / (size - before) * 1000:20.2f}"
        print(line, flush=True)
        found[size] = usage
    usage = judged(bench, SIZES[-1], SIZES[-1])
    print(f"{SIZES[-1]:10}{usage.wall:10.2f}{usage.processor:10.2f}{usage.memory:10.0f}  in one template\n", flush=True)
    return found


def beside(bench: Bench, name: str, command: Sequence[str], resources: int, ours: Usage) -> None:
    """Print what another tool takes for the same templates, and how many times ours that is."""
    theirs = bench.used(command, bench.folder)
    line = f"{name:12}{resources:>10}{theirs.wall:10.2f}{theirs.processor:10.2f}{theirs.memory:10.0f}"
    print(f"{line}{theirs.wall / ours.wall:9.1f}x{theirs.processor / ours.processor:9.1f}x", flush=True)


def compared(bench: Bench, checkov: str | None, ours: dict[int, Usage]) -> None:
    """Print cfn-lint and checkov beside ours."""
    print(f"{'':12}{'resources':>10}{'wall s':>10}{'CPU s':>10}{'peak MiB':>10}{'wall':>10}{'CPU':>10}")
    for size in COMPARED:
        folder = written(bench, size)
        lint = [bench.python, "-m", "cfnlint.runner.cli", "--non-zero-exit-code", "none"]
        beside(bench, "cfn-lint", [*lint, *map(str, sorted(folder.iterdir()))], size, ours[size])
        if checkov is not None:
            command = [checkov, "--directory", str(folder), "--framework", "cloudformation", "--compact", "--quiet"]
            beside(bench, "checkov", [*command, "--skip-download", "--output", "json"], size, ours[size])
    if checkov is None:
        print("no checkov on the path: name one with --checkov, or --install-checkov DIR")


def main() -> None:
    """Measure everything, or write templates as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="a Python in which the project is installed")
    parser.add_argument("--runs", type=int, default=3, help="how often each size is measured (%(default)s)")
    parser.add_argument("--checkov", help="the checkov program to measure beside (default: the one on the path)")
    parser.add_argument("--install-checkov", type=Path, metavar="DIR", help="install checkov there and use that")
    asked = parser.parse_args()
    checkov = asked.checkov or shutil.which("checkov")
    if asked.install_checkov is not None:
        checkov = installed_checkov(asked.install_checkov.resolve())
    with tempfile.TemporaryDirectory(prefix="aisec-bench-") as folder:
        bench = Bench(Path(folder), asked.python, asked.runs)
        compared(bench, checkov, sizes(bench, asked.runs))


if __name__ == "__main__":
    main()
