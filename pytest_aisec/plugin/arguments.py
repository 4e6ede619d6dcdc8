"""What is named on the command line as if it were a test."""

from __future__ import annotations

import pytest

TERRAFORM = (".tf", ".tofu", ".tf.json", ".tofu.json")
TEMPLATES = (".yaml", ".yml", ".json", ".template")


def check(config: pytest.Config) -> None:
    """Raise UsageError for a file of Terraform or a template among the tests: it is `--aisec-source` that names them.

    pytest says of it that it was not found. Files of these kinds that hold tests for other plugins are none of ours.
    """
    for arg in config.args:
        path = config.invocation_params.dir / arg
        if not arg.endswith((*TERRAFORM, *TEMPLATES)) or not path.is_file():
            continue
        source = ""
        if arg.endswith(TERRAFORM):
            source = f"terraform:{arg.rpartition('/')[0] or '.'}"
        else:
            from pytest_aisec.sources.cloudformation import find_templates  # noqa: PLC0415 -- only where one is named

            source = f"cloudformation:{arg}" if path in find_templates(path.parent) else ""
        if source:
            raise pytest.UsageError(f"aisec: {arg} is no test; to judge it, type --aisec-source {source}")
