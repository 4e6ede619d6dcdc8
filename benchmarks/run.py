"""Measures the idle plugin, runs on estates of several sizes, and checkov beside them; prints three tables."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
if __package__ in {None, ""}:
    sys.path.insert(0, str(HERE.parent))

from benchmarks.measuring import COMPILED, PYTEST, Usage, environment, run  # noqa: E402 -- run as a script, the root is not on the path

SIZES = (500, 2000, 8000, 32000)
COMPARED = 2000
LEAST_RATIO = 20
MOST_MEMORY = 160
"""What is wanted beside checkov: how many times as fast, and how many MiB at most."""
TRIVIAL = "def test_nothing():\n    pass\n"
VIOLATED = 1
"""Exit code of pytest, and of checkov, that means: it worked, and something was found."""


@dataclass(frozen=True)
class Bench:
    """Where the measurements take place, and with which Python."""

    folder: Path
    python: str
    runs: int

    def used(self, command: Sequence[str], folder: Path) -> Usage:
        """What a command took. Raises SystemExit with its output if it did not work."""
        usage = run(command, folder, environment(self.folder / COMPILED), self.folder / "output.txt")
        if usage.status not in {0, VIOLATED}:
            raise SystemExit(f"{' '.join(command)} ended with {usage.status}:\n{self.said[-2000:]}")
        return usage

    @property
    def said(self) -> str:
        """What the last command printed."""
        return (self.folder / "output.txt").read_text(encoding="utf-8", errors="replace")

    def best(self, measure: Callable[[], Usage], runs: int) -> Usage:
        """The quickest of several runs, after one that does not count."""
        measure()
        return min((measure() for _ in range(runs)), key=lambda usage: usage.wall)

    def estate(self, resources: int) -> Path:
        """A folder with a generated estate."""
        folder = self.folder / f"estate-{resources}"
        if not folder.exists():
            command = [sys.executable, str(HERE / "estate.py"), "--resources", str(resources), str(folder)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return folder

    def project(self, name: str, files: dict[str, str]) -> Path:
        """A folder in which pytest runs, with its own (empty) configuration."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        for file, text in {"pytest.ini": "[pytest]\n", **files}.items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder


def start_up(bench: Bench) -> None:
    """Print how long pytest takes for one test that does nothing, without the plugin and with it idle."""
    folder = bench.project("trivial", {"test_trivial.py": TRIVIAL})
    with_plugin = [bench.python, *PYTEST]
    without = [*with_plugin, "-p", "no:aisec"]
    for command in (without, with_plugin):
        bench.used(command, folder)
    pairs = [(bench.used(without, folder), bench.used(with_plugin, folder)) for _ in range(bench.runs)]
    print(f"pytest with one test that does nothing, {bench.runs} runs each, alternating (ms)")
    print(f"{'':24}{'wall min':>10}{'median':>10}{'CPU min':>10}{'median':>10}")
    rows = []
    for index, name in enumerate(("without the plugin", "with the idle plugin")):
        walls = [pair[index].wall * 1000 for pair in pairs]
        processor = [pair[index].processor * 1000 for pair in pairs]
        rows.append([min(walls), statistics.median(walls), min(processor), statistics.median(processor)])
        print(f"{name:24}" + "".join(f"{figure:10.1f}" for figure in rows[-1]))
    difference = (later - earlier for earlier, later in zip(*rows, strict=True))
    print(f"{'difference':24}" + "".join(f"{figure:10.1f}" for figure in difference) + "\n")


def sizes(bench: Bench) -> dict[int, Usage]:
    """Print what judging estates of several sizes takes, and how that grows."""
    print("pytest --aisec with all bundled policies on a Terraform estate, best of 3 (of 1 from 8,000 on)")
    print(f"{'':50}{'each more resource':>28}")
    print(f"{'resources':>10}{'wall s':>10}{'CPU s':>10}{'peak MiB':>10}{'CPU ms each':>14}{'CPU ms':>12}{'KiB':>12}")
    found: dict[int, Usage] = {}
    before: tuple[int, Usage] | None = None
    for size in SIZES:
        usage = bench.best(lambda size=size: judged(bench, size), 3 if size < SIZES[2] else 1)  # type: ignore[misc]
        each = usage.processor / size * 1000
        line = f"{size:10}{usage.wall:10.2f}{usage.processor:10.2f}{usage.memory:10.0f}{each:14.2f}"
        if before is not None:
            more = (usage.processor - before[1].processor) / (size - before[0]) * 1000
            memory = (usage.memory - before[1].memory) * 1024 / (size - before[0])
            line += f"{more:12.2f}{memory:12.1f}"
        print(line, flush=True)
        found[size], before = usage, (size, usage)
    print()
    return found


def judged(bench: Bench, resources: int) -> Usage:
    """What judging an estate takes."""
    project = bench.project("judged", {})
    report = project / "findings.json"
    report.unlink(missing_ok=True)
    source = f"terraform:{bench.estate(resources)}"
    command = [bench.python, *PYTEST, "--aisec", "--aisec-source", source, "--aisec-report", f"json={report.name}"]
    usage = bench.used(command, project)
    found = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {"sources": [], "policies": []}
    read = sum(item["resources"] for item in found["sources"])
    if read != resources or not any(policy["passed"] for policy in found["policies"]):
        raise SystemExit(f"the estate of {resources} resources was not judged:\n{bench.said[-2000:]}")
    return usage


def beside_checkov(bench: Bench, checkov: str, ours: Usage) -> None:
    """Print what checkov takes for the same estate, and the ratios."""

    def checked(resources: int) -> Usage:
        command = [checkov, "--directory", str(bench.estate(resources)), "--framework", "terraform", "--compact"]
        return bench.used([*command, "--quiet", "--skip-download", "--output", "json"], bench.folder)

    checked(SIZES[0])
    theirs = checked(COMPARED)
    print(f"{COMPARED} resources, beside checkov (its largest process counts)")
    print(f"{'':24}{'wall s':>10}{'CPU s':>10}{'peak MiB':>10}")
    for name, usage in (("checkov", theirs), ("pytest --aisec", ours)):
        print(f"{name:24}{usage.wall:10.2f}{usage.processor:10.2f}{usage.memory:10.0f}")
    ratios = (theirs.wall / ours.wall, theirs.processor / ours.processor, theirs.memory / ours.memory)
    print(f"{'ratio':24}" + "".join(f"{ratio:9.1f}x" for ratio in ratios))
    met = theirs.wall / ours.wall >= LEAST_RATIO and ours.memory <= MOST_MEMORY
    print(f"wanted: {LEAST_RATIO}x of the wall time, at most {MOST_MEMORY} MiB: {'met' if met else 'NOT met'}")


def installed_checkov(folder: Path) -> str:
    """The checkov in an environment of its own, which is made if it is not there."""
    program = folder / "bin" / "checkov"
    if not program.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "checkov"], check=True)
    return str(program)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="a Python in which the project is installed")
    parser.add_argument("--runs", type=int, default=20, help="how often pytest is started (%(default)s)")
    parser.add_argument("--checkov", help="the checkov program to measure beside (default: the one on the path)")
    parser.add_argument("--install-checkov", type=Path, metavar="DIR", help="install checkov there and use that")
    return parser.parse_args()


def main() -> None:
    """Measure everything."""
    asked = arguments()
    checkov = asked.checkov or shutil.which("checkov")
    if asked.install_checkov is not None:
        checkov = installed_checkov(asked.install_checkov.resolve())
    with tempfile.TemporaryDirectory(prefix="aisec-bench-") as folder:
        bench = Bench(Path(folder), asked.python, asked.runs)
        start_up(bench)
        measured = sizes(bench)
        if checkov is None:
            print("no checkov on the path: name one with --checkov, or --install-checkov DIR")
        else:
            beside_checkov(bench, checkov, measured[COMPARED])


if __name__ == "__main__":
    main()
