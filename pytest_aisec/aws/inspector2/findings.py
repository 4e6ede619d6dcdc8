"""What Inspector found, what it looks at, and what is kept from those who read."""

from __future__ import annotations

from pytest_aisec.aws import ecr
from pytest_aisec.model.attribute import boolean, text, texts, unstated
from pytest_aisec.model.calls import Batch, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import blocks, link
from pytest_aisec.model.paths import Every, call, every
from pytest_aisec.model.quantities import moment, number
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.model.spelling import camel

_ACTIVE = {"findingStatus": [{"comparison": "EQUALS", "value": "ACTIVE"}]}


class Finding(
    Resource,
    live=Listing(
        "inspector2",
        "ListFindings",
        "findings",
        id="findingArn",
        parameters={"filterCriteria": _ACTIVE},
    ),
    names=Names(live=("findingArn",)),
):
    """An active finding about a machine, an image or a function.

    https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html
    """

    title = text(default="", live="title")
    account = text(default="", live="awsAccountId")
    """Whose it is: who administers Inspector is told of those of all members."""
    score = number(default=0.0, live="inspectorScore")
    """Inspector's risk score, from 0 to 10; network findings have none."""
    exploit_prediction = number(default=0.0, live="epss.score")
    """The probability that it is exploited in the next 30 days (EPSS), from 0 to 1."""
    severity = text(default="UNTRIAGED", live="severity")
    first_observed = moment(live="firstObservedAt")
    repository = link(lambda: ecr.Repository, live="resources.0.details.awsEcrContainerImage.repositoryName")
    """The repository of the image that it is about, if it is about one."""

    @property
    def days_open(self) -> int | None:
        """How many days it has been known, when it was read."""
        return self.days_since(self.first_observed)


_DETAILS = call(
    "inspector2",
    "BatchGetFindingDetails",
    {"findingArns": "[findingArn]"},
    batch=Batch(
        "findingArns",
        10,
        "findingDetails",
        "findingArn",
        refused="errors",
        refused_key="findingArn",
        code="errorCode",
        words="errorMessage",
    ),
)


class ExploitableFinding(
    Resource,
    live=Listing(
        "inspector2",
        "ListFindings",
        "findings",
        id="join(' ', ['exploitable', findingArn])",
        parameters={"filterCriteria": {**_ACTIVE, "exploitAvailable": [{"comparison": "EQUALS", "value": "YES"}]}},
    ),
    names=Names(live=("findingArn",)),
):
    """An active finding for which attacks are known, with what the list of flaws that are being exploited says of it.

    Costs a call for ten of them, so that it is a type of its own: nothing is asked unless a policy is about it.
    https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetFindingDetails.html
    """

    first_observed = moment(live="firstObservedAt")
    listed_since = moment(live=_DETAILS / "findingDetails.0.cisaData.dateAdded")
    """Since when it is among the known exploited vulnerabilities of the CISA; None where it is not."""
    due = moment(live=_DETAILS / "findingDetails.0.cisaData.dateDue")
    """By when it is to be mended, by the same list."""

    @property
    def days_overdue(self) -> int:
        """Whole days since it was to be mended, when it was read; 0 for what is not on the list or still has time.

        What is on the list without a day is counted from when it was put there.
        """
        return max(0, self.days_since(self.due or self.listed_since) or 0)


class Coverage(
    Resource,
    live=Listing("inspector2", "ListCoverage", "coveredResources", id="join(' ', [scanType, resourceId])"),
):
    """An instance, image or function, by whether Inspector looks at it.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_ScanStatus.html
    """

    status = text(
        default=unstated("Inspector does not tell whether it is looked at"),
        among=("ACTIVE", "INACTIVE"),
        live="scanStatus.statusCode",
    )
    reason = text(default="", live="scanStatus.reason")

    @statement
    def is_looked_at(self) -> bool:
        """It is scanned, or it does not run."""
        return self.status == "ACTIVE" or self.reason in _AT_REST


class CoveredImage(
    Resource,
    live=Listing(
        "inspector2",
        "ListCoverage",
        "coveredResources",
        id="resourceId",
        parameters={"filterCriteria": {"resourceType": [{"comparison": "EQUALS", "value": "AWS_ECR_CONTAINER_IMAGE"}]}},
    ),
    names=Names(live=("resourceId",)),
):
    """An image that Inspector looks at, with where it runs.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_GetClustersForImage.html
    """

    arn = text(live="resourceId")
    """It ends in the repository and the digest of the image."""
    clusters = texts(
        live=call("inspector2", "GetClustersForImage", {"filter": "{resourceId: resourceId}"}) / "cluster.*.clusterArn"
    )
    """The clusters that run it, or have lately."""


_AT_REST = frozenset({"EC2_INSTANCE_STOPPED", "RESOURCE_TERMINATED", "PENDING_INITIAL_SCAN"})

_NARROW = ("vulnerability_id", "finding_arn", "resource_id", "title", "ecr_image_hash", "component_id")


def _narrow(way: str) -> Every:
    names = _NARROW if way == "filter_criteria" else [camel(name) for name in _NARROW]
    return every(*(f"{way}.{name}" for name in names))


class Criterion(Block):
    """What a field of a finding must, or must not, be for a filter to be about it."""

    comparison = text()
    value = text()

    @property
    def excludes(self) -> bool:
        """It says what the field must not be."""
        return self.comparison == "NOT_EQUALS"


class Filter(
    Resource,
    terraform="aws_inspector2_filter",
    cloudformation="AWS::InspectorV2::Filter",
    live=Listing("inspector2", "ListFilters", "filters", id="arn"),
    names=Names(live=("arn",)),
):
    """A filter of findings; one that suppresses them hides them.

    https://docs.aws.amazon.com/inspector/latest/user/findings-managing-supression-rules.html
    """

    suppresses = boolean(
        switch=switch(SUPPRESS=True, NONE=False),
        terraform="action",
        cloudformation="FilterAction",
        live="action",
    )
    narrow = blocks(
        Criterion,
        terraform=_narrow("filter_criteria"),
        cloudformation=_narrow("FilterCriteria"),
        live=_narrow("criteria"),
    )
    severities = blocks(
        Criterion,
        terraform="filter_criteria.severity",
        cloudformation="FilterCriteria.Severity",
        live="criteria.severity",
    )

    @statement
    def hides_what_matters(self) -> bool:
        """It suppresses findings that are high or critical, and not of one flaw, package or resource only."""
        if not self.suppresses or any(not each.excludes for each in self.narrow):
            return False
        return any(self.is_about(severity) for severity in ("HIGH", "CRITICAL"))

    @answer
    def is_about(self, severity: str) -> bool:
        """A severity is one of those that it names, if it names any, and none of those that it excludes."""
        wanted = [each.value for each in self.severities if not each.excludes]
        if wanted and severity not in wanted:
            return False
        return severity not in [each.value for each in self.severities if each.excludes]
