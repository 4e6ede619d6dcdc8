"""cfn-lint as an engine: its errors are violations of the policy `template-is-valid`."""

from __future__ import annotations

import glob
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from pytest_aisec.declarations import Declaration, Dialect, SourceRecord, Unread
from pytest_aisec.findings import Finding, Policy, PolicyReport, count_verdicts
from pytest_aisec.gathering import Inputs
from pytest_aisec.verdicts import Verdict

POLICY = Policy(
    id="template-is-valid",
    nodeid="aisec::cfn-lint::template-is-valid",
    docstring="""CloudFormation accepts the template.

    Why: What a template misspells it does not configure: a setting that CloudFormation refuses protects nothing.

    Fix: Change the template so that cfn-lint finds no error in it.
    """,
    severity="high",
    controls={},
)
TEMPLATE = "AWS::CloudFormation::Stack"
"""The type of what a finding is about when it is about no resource: the whole template, one of its outputs."""

_MANIFEST = "manifest.json"
_SHOWN = 300
"""How much of a message is kept: some list every value there is."""


class Match(NamedTuple):
    """One thing that cfn-lint says. `path` leads to it from the root of the template, as far as cfn-lint tells."""

    file: str
    line: int
    rule: str
    message: str
    path: tuple[str, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class Template:
    """A template file of the run, named as locations name it, with what was read from it."""

    source: str
    declarations: list[Declaration] = field(default_factory=list)


class CfnLint:
    """Judges every CloudFormation template of a run, those of nested stacks and of CDK output among them.

    Its configuration file (`.cfnlintrc`) and the directives in templates hold as on its command line.
    """

    def judge(self, sources: Sequence[SourceRecord], inputs: Inputs) -> list[PolicyReport]:
        """The errors as violations; a template without one has passed."""
        templates = templates_of(sources)
        there = {name: template for name, template in templates.items() if (inputs.root / name).is_file()}
        gone = sorted(name for name in templates.keys() - there.keys() if templates[name].declarations)
        trouble = f"not there to be looked at: {', '.join(gone)}" if gone else ""
        if not there:
            return [PolicyReport(POLICY, (), count_verdicts([]), trouble)] if gone else []
        try:
            matches, left_out = lint(list(there), inputs)
        except (Exception, SystemExit) as error:  # noqa: BLE001 -- whatever it ends with, the run goes on and fails
            trouble = f"cfn-lint did not end well: {type(error).__name__}: {error}"
            return [PolicyReport(POLICY, (), count_verdicts([]), trouble)]
        findings = list(_findings(there, matches, left_out, inputs.root))
        return [PolicyReport(POLICY, tuple(findings), count_verdicts(findings), trouble)]


def templates_of(sources: Sequence[SourceRecord]) -> dict[str, Template]:
    """The template files of a run by name, each once, whatever sources and stacks are made of it."""
    found: dict[str, Template] = {}
    for source in sources:
        if source.kind != "cloudformation":
            continue
        if Path(source.location).name != _MANIFEST:
            found.setdefault(source.location, Template(source.id))
        for declaration in source.contents.declarations:
            if declaration.dialect is Dialect.CLOUDFORMATION and declaration.location.file is not None:
                template = found.setdefault(declaration.location.file, Template(source.id))
                template.declarations.append(declaration)
    return found


def lint(names: Sequence[str], inputs: Inputs) -> tuple[list[Match], list[str]]:
    """The errors in templates, in the order of their places, and the templates that its configuration leaves out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of its own dependencies is nobody's concern here
        from cfnlint.config import ConfigMixIn, ManualArgs  # noqa: PLC0415 -- takes half a second
        from cfnlint.runner import Runner  # noqa: PLC0415

        by_path = {str(inputs.root / name): name for name in names}
        arguments = ManualArgs(templates=[glob.escape(path) for path in by_path])
        if "AWS::Region" in inputs.parameters:
            arguments["regions"] = [inputs.parameters["AWS::Region"]]
        runner = Runner(ConfigMixIn(**arguments))
        looked_at = {by_path[path] for path in runner.config.templates or ()}
        matches = {
            Match(
                by_path.get(match.filename, match.filename),
                match.linenumber,
                match.rule.id,
                textwrap.shorten(match.message.removeprefix("None "), _SHOWN, placeholder=" ..."),
                tuple(str(step) for step in getattr(match, "path", None) or ()),
            )
            for match in runner.run()
            if match.rule.severity == "error"
        }
    ordered = sorted(matches, key=lambda match: (match.file, match.line, match.rule, match.message, match.path))
    return ordered, [name for name in names if name not in looked_at]


def _findings(
    templates: dict[str, Template], matches: list[Match], left_out: list[str], root: Path
) -> Iterator[Finding]:
    for name, template in templates.items():
        own = [match for match in matches if match.file == name]
        if name in left_out:
            yield _finding(template, name, Verdict.NOT_APPLICABLE, "left out by the configuration of cfn-lint")
        elif not own:
            yield _finding(template, name, Verdict.PASSED, "")
        lines = _lines_of_resources(root / name, root) if own else {}
        for match in own:
            yield _violation(template, match, lines)


def _finding(template: Template, name: str, verdict: Verdict, message: str) -> Finding:
    return Finding(POLICY.id, verdict, POLICY.severity, template.source, name, TEMPLATE, name, 1, message, POLICY.fix)


def _violation(template: Template, match: Match, lines: dict[str, int]) -> Finding:
    address, kind = "/".join(match.path[:2]) or match.file, TEMPLATE
    if match.path[:1] == ("Resources",) and len(match.path) > 1:
        here = [item for item in template.declarations if item.location.line == lines.get(match.path[1])]
        # several resources of a SAM application stand where the one stands that they were made from
        named = [item for item in here if item.address.rpartition("/")[2] == match.path[1]]
        for item in [*named, *here][:1]:
            address, kind = item.address, item.type
    return Finding(
        policy=POLICY.id,
        verdict=Verdict.VIOLATED,
        severity=POLICY.severity,
        source=template.source,
        address=address,
        type=kind,
        file=match.file,
        line=match.line,
        message=f"{match.rule}: {match.message}",
        fix=POLICY.fix,
        rule=match.rule,
    )


def _lines_of_resources(path: Path, root: Path) -> dict[str, int]:
    """Where each resource of a template begins, by its logical id."""
    from pytest_aisec.sources.cloudformation.files import decoded  # noqa: PLC0415 -- only when asked for

    read = decoded(path, root)
    if isinstance(read, Unread) or "Resources" not in read[0].entries:
        return {}
    return {name: node.key.line for name, node in read[0].entries["Resources"].entries.items() if node.key.line}
