"""Reports: one module per format, each with `render(report) -> str`."""

from __future__ import annotations

from collections.abc import Callable

from pytest_aisec.findings import RunReport
from pytest_aisec.reports import findings_json, markdown, sarif

FORMATS: dict[str, Callable[[RunReport], str]] = {
    "json": findings_json.render,
    "markdown": markdown.render,
    "sarif": sarif.render,
}
"""What `--aisec-report FORMAT=FILE` can write."""
