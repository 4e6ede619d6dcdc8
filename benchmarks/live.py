"""Measures reading an account of some size at a fixed latency, and Prowler beside it; prints a table."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

HERE = Path(__file__).parent
if __package__ in {None, ""}:
    sys.path.insert(0, str(HERE.parent))

from benchmarks.account import COUNTS, REGION  # noqa: E402 -- run as a script, the root is not on the path
from benchmarks.measuring import COMPILED, PYTEST, Usage, environment, run  # noqa: E402

SEEDED = ("ec2", "vpc", "s3", "iam", "awslambda", "sagemaker", "kms", "elbv2", "bedrock", "guardduty", "cloudtrail")
"""Prowler's names of the services in which the account has anything, and those that matter most."""
SHARED = (
    *SEEDED,
    *("accessanalyzer", "apigateway", "apigatewayv2", "appsync", "backup", "cloudformation", "cloudfront"),
    *("cloudwatch", "codebuild", "codepipeline", "cognito", "config", "ecr", "ecs", "efs", "eks", "eventbridge"),
    *("fsx", "inspector2", "macie", "neptune", "networkfirewall", "opensearch", "organizations", "rds"),
    *("secretsmanager", "securityhub", "sns", "ssm", "stepfunctions", "waf", "wafv2"),
)
"""Prowler's names of all services that it reads and that our policies read too: some 20 of ours it does not know."""
POLICIES = HERE.parent / "policies"
EMPTY = ".empty/test_empty.py"
"""As many tests as there are policies, which do nothing: hidden, for pytest looks for tests in every other folder."""
RUNS = 5

FOUND_SOMETHING = {0, 1, 3}
"""Exit codes of pytest and Prowler that mean: it worked."""


@dataclass(frozen=True)
class Measured:
    """What one run took, and how many requests it made."""

    name: str
    usage: Usage
    requests: int

    @property
    def row(self) -> str:
        """As a line of the table."""
        usage = self.usage
        return (
            f"{self.name:34}{usage.wall:9.2f}{usage.processor:9.2f}{usage.memory:10.0f}{self.requests:10}"
            f"{usage.status:6}"
        )


@contextmanager
def served(python: str, latency: float) -> Iterator[str]:
    """The URL of the account, in a process that ends with the block."""
    command = [python, str(HERE / "account.py"), str(latency)]
    variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, env=variables
        ) as process,
    ):
        try:
            url = process.stdout.readline().strip() if process.stdout else ""
            if not url:
                said.seek(0)
                raise SystemExit(f"the account could not be made:\n{said.read()[-2000:]}")
            yield url
        finally:
            process.terminate()


@dataclass(frozen=True)
class Bench:
    """Where the measurements take place."""

    folder: Path
    url: str

    def measured(self, name: str, command: Sequence[str]) -> Measured:
        """Run a command against the account. Raises SystemExit with its output if it did not work."""
        self._requests()
        used = environment(self.folder / COMPILED) | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        output = self.folder / "output.txt"
        usage = run(command, self.folder, used, output)
        if usage.status not in FOUND_SOMETHING:
            text = output.read_text(encoding="utf-8", errors="replace")
            raise SystemExit(f"{' '.join(command)} ended with {usage.status}:\n{text[-2000:]}")
        return Measured(name, usage, self._requests())

    def repeat(self, command: Sequence[str], python: str) -> None:
        """Print what a run takes that asks nobody, and in turn with it what pytest takes for as many empty tests."""
        tests = sum(file.read_text(encoding="utf-8").count("\ndef test_") for file in POLICIES.rglob("test_*.py"))
        empty = self.folder / EMPTY
        empty.parent.mkdir()
        empty.write_text("".join(f"def test_{number}(): pass\n" for number in range(tests)), encoding="utf-8")
        alone = [python, *PYTEST, "-p", "no:aisec", EMPTY]
        several = [
            (
                self.measured(f"its snapshot again, median of {RUNS}", command),
                self.measured(f"{tests} empty tests", alone),
            )
            for _ in range(RUNS)
        ]
        again, floor = (sorted(each, key=lambda one: one.usage.wall)[RUNS // 2] for each in zip(*several, strict=True))
        print(again.row, floor.row, sep="\n")
        print(f"{'ratio':34}{again.usage.wall / floor.usage.wall:8.1f}x", flush=True)

    def _requests(self) -> int:
        with urlopen(self.url + COUNTS) as answer:
            return int(json.load(answer))


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="a Python in which the project and moto are installed")
    parser.add_argument("--latency", type=float, default=50, help="milliseconds per request (%(default)s)")
    parser.add_argument("--threads", type=int, default=16, help="requests under way at a time (%(default)s)")
    parser.add_argument("--prowler", help="the prowler program of an environment of its own, to measure beside")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="aisec-bench-") as folder, served(asked.python, asked.latency) as url:
        bench = Bench(Path(folder), url)
        (bench.folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        pytest = [asked.python, *PYTEST, "--aisec", "--aisec-pack=bundled"]
        live = ["--aisec-source=aws:", f"--aisec-threads={asked.threads}", "--aisec-snapshot=account.json.gz"]
        print(f"{'at ' + str(asked.latency) + ' ms per request':34}{'wall s':>9}{'CPU s':>9}{'peak MiB':>10}", end="")
        print(f"{'requests':>10}{'exit':>6}")
        bench.measured("warming up", [*pytest, *live])
        ours = bench.measured("pytest --aisec, all policies", [*pytest, *live])
        print(ours.row)
        bench.repeat([*pytest, "--aisec-source=snapshot:account.json.gz"], asked.python)
        if asked.prowler is None:
            print("no prowler: name the program of its own environment with --prowler")
            return
        for name, services in {"the same services": SHARED, f"{len(SEEDED)} services": SEEDED}.items():
            command = [asked.prowler, "aws", "--services", *services, "-f", REGION, "-M", "csv", "-o", folder]
            compare(ours, bench.measured(f"prowler, {name}", [*command, "-b", "-z"]))


def compare(ours: Measured, theirs: Measured) -> None:
    """Print what another program took, and its ratio to what we took."""
    print(theirs.row)
    wall, requests = theirs.usage.wall / ours.usage.wall, theirs.requests / ours.requests
    memory = theirs.usage.memory / ours.usage.memory
    print(f"{'ratio':34}{wall:8.1f}x{'':9}{memory:9.1f}x{requests:9.1f}x", flush=True)


if __name__ == "__main__":
    main()
