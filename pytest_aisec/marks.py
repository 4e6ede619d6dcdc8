"""The marks of policies as decorators that editors complete and type checkers know."""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Any, Literal, TypedDict, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

Marked = TypeVar("Marked", bound=Any)


class Equivalents(TypedDict, total=False):
    """Ids by the tools that have them."""

    checkov: str | Sequence[str]
    prowler: str | Sequence[str]
    trivy: str | Sequence[str]
    kics: str | Sequence[str]
    security_hub: str | Sequence[str]
    cfn_guard: str | Sequence[str]
    config: str | Sequence[str]


class PolicyMark:
    """A mark to put on a policy, the same as `pytest.mark` makes: `@marks.soc2("CC6.1")`, also for `pytestmark`.

    `mark` is pytest's own record, which pytest looks for. Decorating a function takes a tenth of the time that pytest
    takes, which goes through the earlier marks each time, and every run imports hundreds of policies with nine each.
    """

    __slots__ = ("decorator", "mark")

    def __init__(self, decorator: pytest.MarkDecorator) -> None:
        self.decorator = decorator
        self.mark = decorator.mark

    def __call__(self, marked: Marked) -> Marked:
        """The function or class itself, marked. Raises what pytest raises where nothing can be marked."""
        if type(marked) is not FunctionType:
            decorated: Marked = self.decorator(marked)
            return decorated
        marked.pytestmark = [*getattr(marked, "pytestmark", ()), self.mark]
        return marked


class FrameworkMark:
    """The mark of one framework: takes ids of its controls, which are checked when tests are collected."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *controls: str) -> PolicyMark:
        """The mark that says: the policy gives evidence for these controls."""
        return made(self.name, *controls)


def severity(level: Literal["critical", "high", "medium", "low"]) -> PolicyMark:
    """How bad a violation is. Without this mark it is medium."""
    return made("severity", level)


def equivalent(**ids: Unpack[Equivalents]) -> PolicyMark:
    """What other tools call the policy: `equivalent(checkov="CKV_AWS_1", trivy=("AWS-0001", "AWS-0002"))`."""
    return PolicyMark(pytest.mark.equivalent(**ids))


@cache
def made(name: str, *arguments: str) -> PolicyMark:
    """A mark, made once: dozens of policies have the same, and pytest looks its name up among all that there are."""
    return PolicyMark(getattr(pytest.mark, name).with_args(*arguments))


aws_agentic_lens = FrameworkMark("aws_agentic_lens")
aws_genai_lens = FrameworkMark("aws_genai_lens")
aws_security_hub = FrameworkMark("aws_security_hub")
cis_aws = FrameworkMark("cis_aws")
eu_ai_act = FrameworkMark("eu_ai_act")
fedramp_20x = FrameworkMark("fedramp_20x")
gdpr = FrameworkMark("gdpr")
hipaa = FrameworkMark("hipaa")
iso_27001 = FrameworkMark("iso_27001")
iso_42001 = FrameworkMark("iso_42001")
mitre_atlas = FrameworkMark("mitre_atlas")
nist_800_53 = FrameworkMark("nist_800_53")
nist_ai_rmf = FrameworkMark("nist_ai_rmf")
owasp_agentic = FrameworkMark("owasp_agentic")
owasp_llm = FrameworkMark("owasp_llm")
pci_dss = FrameworkMark("pci_dss")
soc2 = FrameworkMark("soc2")
