"""Writes a Terraform estate of any size, always the same one: what the benchmarks read."""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

STACKS = Path(__file__).with_name("stacks")
TEAMS_PER_NETWORK = 5


@dataclass(frozen=True)
class Stack:
    """A group of resources that a team has or has not: its file in `stacks/`, and how many resources that declares.

    Counted after `count`, `for_each` and modules are expanded. `likelihood`: of a team having it.
    """

    name: str
    resources: int
    likelihood: float = 1.0

    @property
    def text(self) -> str:
        """The Terraform, in which TEAM and NETWORK stand for the names of one team and its network."""
        return (STACKS / f"{self.name}.hcl").read_text(encoding="utf-8")


SHARED = Stack("shared", 2)
NETWORK = Stack("network", 20)
TEAM = Stack("team", 3)
STACKS_OF_TEAMS = (
    Stack("storage", 6, 0.9),
    Stack("buckets", 12, 0.5),
    Stack("server", 12, 0.6),
    Stack("edge", 10, 0.5),
    Stack("sagemaker", 10, 0.5),
    Stack("agent", 12, 0.4),
    Stack("messaging", 16, 0.7),
    Stack("pipelines", 17, 0.5),
)
MODULES = ("bucket", "pipeline")


@dataclass
class Estate:
    """The files of an estate by their names, and how many resources they declare."""

    files: dict[str, str] = field(default_factory=dict)
    resources: int = 0
    used: Counter[str] = field(default_factory=Counter)

    def add(self, file: str, stack: Stack, **names: str) -> None:
        """Append a stack to a file, with its names filled in."""
        text = stack.text
        for name, replacement in names.items():
            text = text.replace(name, replacement)
        self.files[file] = f"{self.files[file]}\n{text}" if file in self.files else text
        self.resources += stack.resources
        self.used[stack.name] += 1

    def write(self, folder: Path) -> None:
        """Write every file below a folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    @property
    def lines(self) -> int:
        """How many lines of Terraform it has."""
        return sum(text.count("\n") for text in self.files.values())


def estate(resources: int, *, with_values: bool = True, seed: int = 0) -> Estate:
    """An estate that declares exactly so many resources (at least 25).

    Teams differ in what they have. Without values, the settings of no team are known.
    """
    chance = random.Random(seed)
    made = Estate()
    made.add("main.tf", SHARED)
    for module in MODULES:
        made.files[f"modules/{module}/main.tf"] = (STACKS / "modules" / f"{module}.hcl").read_text(encoding="utf-8")
    settings = ['environment = "prod"']
    for number, (team, network) in enumerate(_teams()):
        if number % TEAMS_PER_NETWORK == 0:
            if made.resources + NETWORK.resources + TEAM.resources > resources:
                break
            ordinal = number // TEAMS_PER_NETWORK % 256
            made.add("networks.tf", NETWORK, NETWORK=network, ORDINAL=str(ordinal))
        if not _add_team(made, resources, chance, team, network):
            break
        settings.append(_settings(team, chance))
    rest = resources - made.resources
    if rest > 0:
        made.add("parameters.tf", Stack("parameter", rest), COUNT=str(rest))
    made.files["terraform.tfvars"] = "\n\n".join(settings if with_values else settings[:1]) + "\n"
    return made


def _teams() -> Iterator[tuple[str, str]]:
    number = 0
    while True:
        yield f"team_{number:04}", f"network_{number // TEAMS_PER_NETWORK:03}"
        number += 1


def _add_team(made: Estate, resources: int, chance: random.Random, team: str, network: str) -> bool:
    """Add a team with some of the stacks, as long as there is room; False when there was none."""
    if made.resources + TEAM.resources > resources:
        return False
    tier = "public" if chance.random() < 0.1 else "private"  # noqa: PLR2004 -- a share, said once
    chosen = [stack for stack in STACKS_OF_TEAMS if chance.random() < stack.likelihood]
    for stack in (TEAM, *chosen):
        if made.resources + stack.resources <= resources:
            made.add(f"{team}.tf", stack, TEAM=team, NETWORK=network, TIER=tier)
    return True


def _settings(team: str, chance: random.Random) -> str:
    """The values of a team's variable: mostly as they should be."""
    instance_type = chance.choice(["g5.xlarge", "g6.2xlarge", "p4d.24xlarge", "m7i.large", "c7i.xlarge"])
    port = chance.choice([8000, 8080, 8888, 11434, 443])
    anywhere = chance.random() < 0.1  # noqa: PLR2004 -- a share, said once
    lines = [
        f'owner = "{chance.choice(["search", "support", "vision", "forecast"])}-{team}"',
        f'instance_type = "{instance_type}"',
        f"serving_port = {port}",
        f'serving_cidrs = ["{"0.0.0.0/0" if anywhere else "10.0.0.0/8"}"]',
    ]
    if chance.random() < 0.15:  # noqa: PLR2004
        lines.append('tokens = "optional"')
    if chance.random() < 0.1:  # noqa: PLR2004
        lines.append("block_public = false")
    inner = "\n".join(f"  {line}" for line in lines)
    return f"{team} = {{\n{inner}\n}}"


def main() -> None:
    """Write an estate as the command line says, and print what is in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to write it; made if it is not there")
    parser.add_argument("--resources", type=int, default=2000, help="how many resources it declares (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="another number gives another estate (%(default)s)")
    parser.add_argument("--without-values", action="store_true", help="give the variables of the teams no values")
    asked = parser.parse_args()
    made = estate(asked.resources, with_values=not asked.without_values, seed=asked.seed)
    made.write(asked.folder)
    print(f"{made.resources} resources, {made.lines} lines in {len(made.files)} files")
    for name, count in sorted(made.used.items()):
        print(f"{count:6} x {name}")


if __name__ == "__main__":
    main()
