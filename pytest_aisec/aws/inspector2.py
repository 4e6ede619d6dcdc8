"""Amazon Inspector."""

from __future__ import annotations

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.links import fellows
from pytest_aisec.model.paths import unmapped
from pytest_aisec.model.quantities import moment, number
from pytest_aisec.model.resource import Names, Resource, answer

_ONLY_LIVE = unmapped("a file says only what it switches on")


class Enabler(
    Resource,
    terraform="aws_inspector2_enabler",
    live=Listing("inspector2", "BatchGetAccountStatus", "accounts", id="join(' ', ['Inspector in', $source.Region])"),
):
    """What Inspector scans in one region of the account. CloudFormation cannot switch it on.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
    """

    resource_types = texts(terraform="resource_types", live=unmapped("an account tells the state of each"))
    ec2 = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.ec2.status")
    ecr = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.ecr.status")
    functions = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.lambda.status")
    function_code = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.lambdaCode.status")

    beside = fellows(lambda: Enabler)
    """All of them in the same place: what one does not switch on, another may."""

    @answer
    def scans(self, kind: str) -> bool:
        """It scans one kind: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE`."""
        if self.dialect is not Dialect.LIVE:
            return kind in self.resource_types
        states = {"EC2": self.ec2, "ECR": self.ecr, "LAMBDA": self.functions, "LAMBDA_CODE": self.function_code}
        return states[kind] == "ENABLED"


class Finding(
    Resource,
    live=Listing(
        "inspector2",
        "ListFindings",
        "findings",
        id="findingArn",
        parameters={"filterCriteria": {"findingStatus": [{"comparison": "EQUALS", "value": "ACTIVE"}]}},
    ),
    names=Names(live=("findingArn",)),
):
    """An active finding about a machine, an image or a function.

    https://docs.aws.amazon.com/inspector/latest/user/findings-understanding-severity.html
    """

    title = text(default="", live="title")
    score = number(default=0.0, live="inspectorScore")
    """Inspector's risk score, from 0 to 10; network findings have none."""
    exploit_prediction = number(default=0.0, live="epss.score")
    """The probability that it is exploited in the next 30 days (EPSS), from 0 to 1."""
    first_observed = moment(live="firstObservedAt")

    @property
    def days_open(self) -> int | None:
        """How many days it has been known, when it was read."""
        return self.days_since(self.first_observed)
