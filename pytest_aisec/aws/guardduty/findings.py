"""What GuardDuty found, and what is hidden of it."""

from __future__ import annotations

from fnmatch import fnmatchcase

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import REQUIRED, PerDialect, boolean, text, texts
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks
from pytest_aisec.model.paths import every
from pytest_aisec.model.quantities import moment, number
from pytest_aisec.model.resource import Block, Names, Resource, statement
from pytest_aisec.verdicts import NotApplicable

AI_FINDINGS = (
    "Impact:IAMUser/AnomalousModelInvocation",
    "Impact:IAMUser/CostHarvesting",
    "Impact:IAMUser/PromptInjection.Direct",
)
"""What AI Protection finds: https://docs.aws.amazon.com/guardduty/latest/ug/findings-ai-protection.html"""


def _open_ones(criterion: dict[str, object]) -> Listing:
    """How those that nobody has archived, and that meet a criterion, are listed."""
    return Listing(
        "guardduty",
        "ListFindings",
        "FindingIds[].{Id: @, FindingIds: [@]}",
        id="Id",
        parameters={"FindingCriteria": {"Criterion": {"service.archived": {"Eq": ["false"]}, **criterion}}},
        per="AWS::GuardDuty::Detector",
        per_parameters={"DetectorId": "DetectorId"},
        describe=Call(
            "guardduty",
            "GetFindings",
            {"DetectorId": "DetectorId", "FindingIds": "FindingIds"},
            batch=Batch("FindingIds", 50, "Findings", "Id"),
        ),
        described="Findings[0]",
    )


class _Found(Resource):
    """What GuardDuty found."""

    title = text(default="", live="Title")
    created_at = moment(live="CreatedAt")

    @property
    def days_open(self) -> int | None:
        """How many days it has been open, when it was read.

        NotApplicable to samples: they are made by people who try things, and are about nothing.
        https://docs.aws.amazon.com/guardduty/latest/ug/sample_findings.html
        """
        title, created_at = self.title, self.created_at
        if title.startswith("[SAMPLE]"):
            raise NotApplicable("it is a sample")
        return self.days_since(created_at)


class Finding(_Found, live=_open_ones({"severity": {"GreaterThanOrEqual": 7}}), names=Names(live=("Id", "Arn"))):
    """A finding that is high or critical, and that nobody has archived.

    https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
    """

    kind = text(live="Type")
    severity = number(live="Severity")


class AiFinding(
    _Found,
    live=_open_ones({"type": {"Eq": list(AI_FINDINGS)}, "severity": {"LessThan": 7}}),
    names=Names(live=("Id", "Arn")),
):
    """A finding of AI Protection that is less than high, and that nobody has archived; a high one is a `Finding`."""


class Criterion(Block):
    """A condition of a filter, as Terraform has it."""

    field = text()
    values = texts(terraform=every("equals", "matches"))


_TYPE = "FindingCriteria.Criterion.type"


class Filter(
    Resource,
    terraform="aws_guardduty_filter",
    cloudformation="AWS::GuardDuty::Filter",
    live=Listing(
        "guardduty",
        "ListFilters",
        "FilterNames[].{Name: @}",
        id="Name",
        per="AWS::GuardDuty::Detector",
        per_parameters={"DetectorId": "DetectorId"},
        describe=Call("guardduty", "GetFilter", {"DetectorId": "DetectorId", "FilterName": "Name"}),
    ),
):
    """A filter of findings; one that archives them hides them from everybody.

    https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
    """

    archives = boolean(
        default=PerDialect(terraform=REQUIRED, cloudformation=False, live=REQUIRED),
        switch=switch(ARCHIVE=True, NOOP=False),
        terraform="action",
        cloudformation="Action",
    )
    criteria = blocks(
        Criterion,
        terraform="finding_criteria.criterion",
        cloudformation=never("its criteria have names"),
        live=never("its criteria have names"),
    )
    told_types = texts(
        terraform=never("its criteria are a list"),
        cloudformation=every(f"{_TYPE}.Equals", f"{_TYPE}.Eq"),
        live=every(f"{_TYPE}.Equals", f"{_TYPE}.Eq", f"{_TYPE}.Matches"),
    )

    @statement
    def hides_what_matters(self) -> bool:
        """It archives findings of AI Protection, stolen credentials or covered tracks, or of every type."""
        if not self.archives:
            return False
        types = list(self.told_types) if self.dialect is not Dialect.TERRAFORM else self._types_of_criteria()
        return not types or any(_matters(pattern) for pattern in types)

    def _types_of_criteria(self) -> list[str]:
        return [value for each in self.criteria if each.field == "type" for value in each.values]


_HIDDEN_BY_INTRUDERS = ("CredentialAccess:", "DefenseEvasion:", "DefenseImpairment:", "Stealth:", "AttackSequence:")


_SAMPLES = (
    *AI_FINDINGS,
    "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS",
    "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS",
    "CredentialAccess:IAMUser/AnomalousBehavior",
    "DefenseEvasion:IAMUser/AnomalousBehavior",
    "Stealth:IAMUser/CloudTrailLoggingDisabled",
    "Stealth:S3/ServerAccessLoggingDisabled",
    "AttackSequence:IAM/CompromisedCredentials",
    "AttackSequence:S3/CompromisedData",
)
"""What patterns with wildcards are tried on.

https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html
"""


def _matters(pattern: str) -> bool:
    """Whether findings of a type, or of a pattern of types, must not be hidden."""
    return (
        pattern.startswith(_HIDDEN_BY_INTRUDERS)
        or "CredentialExfiltration" in pattern
        or any(fnmatchcase(kind, pattern) for kind in _SAMPLES)
    )
