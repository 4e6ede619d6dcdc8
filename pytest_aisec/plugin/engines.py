"""`--aisec-engine`: other tools judge too, each as an item of its own whose findings stand beside the policies'."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pytest_aisec.engines import ENGINES
from pytest_aisec.findings import severity_rank
from pytest_aisec.plugin import options
from pytest_aisec.plugin.judging import line_of
from pytest_aisec.plugin.outcomes import OUTCOME, Outcome
from pytest_aisec.plugin.run import RUN
from pytest_aisec.verdicts import Verdict


class EngineItem(pytest.Item):
    """Fails when the tool finds an error that counts (`--aisec-fail-on`), or could not look at everything."""

    @property
    def title(self) -> str:
        """What pytest shows: `aisec::cfn-lint`."""
        return f"aisec::{self.name}"

    def runtest(self) -> None:
        """Have the tool judge what was read."""
        run = self.config.stash[RUN]
        reports = ENGINES[self.name]().judge(run.inventory().sources, run.inputs)
        troubles = [report.trouble for report in reports if report.trouble]
        violated = [finding for report in reports for finding in report.findings if finding.verdict is Verdict.VIOLATED]
        category = "error" if troubles else "violated" if violated else "passed" if reports else "no resources"
        self.stash[OUTCOME] = Outcome(category, tuple(reports))
        least = severity_rank(options.value(self.config, "--aisec-fail-on"))
        said = "\n".join([*troubles, *map(line_of, violated)])
        if troubles or any(severity_rank(finding.severity) <= least for finding in violated):
            pytest.fail(said, pytrace=False)
        if violated:
            pytest.skip(said)
        if not reports:
            pytest.skip("no resources")

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """What pytest shows for the item."""
        return self.config.rootpath, None, self.title


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    session: pytest.Session, config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Add the items after every selection: none may hide that a tool that was asked for says something."""
    yield
    names = dict.fromkeys(options.value(config, "--aisec-engine"))
    items.extend(EngineItem.from_parent(session, name=name, nodeid=f"aisec::{name}") for name in names)
