"""The demo: the flawed AI platform, judged as Terraform, as CloudFormation and as a running account."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PLATFORM = Path(__file__).parent / "ai-platform"
VIOLATED = 1
NEXT = """
These are the mistakes that were put into examples/ai-platform, found in its Terraform, in its CloudFormation template
and in the account that the demo started on this machine. Next: go to a repository of yours, `pip install` this
package, and type `pytest --aisec`; README.md says how to judge an account and how to write a policy of your own."""


def main() -> int:
    """Run `pytest --aisec` on all three; violations are expected, anything else is this program's failure."""
    command = [sys.executable, "-m", "pytest", "--aisec", "-p", "no:cacheprovider"]
    for source in ("terraform:terraform", "cloudformation:cloudformation/*.yaml", "aws:@us-east-1"):
        command += ["--aisec-source", source]
    ended = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-m", "account", "--", *command], cwd=PLATFORM, check=False
    )
    if ended.returncode != VIOLATED:
        print(f"The demo ended with {ended.returncode}; violations ({VIOLATED}) were expected.", file=sys.stderr)  # noqa: T201
        return ended.returncode or 1
    print(NEXT)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
