"""What Inspector scans, and for whom."""

from __future__ import annotations

from typing import ClassVar

from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, items_of, text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.links import fellows
from pytest_aisec.model.paths import call, unmapped
from pytest_aisec.model.resource import Resource, answer
from pytest_aisec.verdicts import Undetermined

_ONLY_LIVE = unmapped("a file says only what it switches on")
_ONLY_NEW = unmapped("it is for accounts that join the organization")


class Enabler(
    Resource,
    terraform="aws_inspector2_enabler",
    live=Listing("inspector2", "BatchGetAccountStatus", "accounts", id="join(' ', ['Inspector in', $source.Region])"),
):
    """What Inspector scans in one region of the account. CloudFormation cannot switch it on.

    https://docs.aws.amazon.com/inspector/v2/APIReference/API_BatchGetAccountStatus.html
    """

    is_for_new_accounts: ClassVar[bool] = False
    """Whether it says what is switched on in the accounts that join the organization, and in no other."""

    accounts = texts(terraform="account_ids", live=unmapped("an account tells of itself"))
    resource_types = texts(terraform="resource_types", live=unmapped("an account tells the state of each"))
    ec2 = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.ec2.status")
    ecr = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.ecr.status")
    functions = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.lambda.status")
    function_code = text(default="DISABLED", terraform=_ONLY_LIVE, live="resourceState.lambdaCode.status")

    looks_without_agents = boolean(
        default=False,
        switch=switch(EC2_HYBRID=True, EC2_SSM_AGENT_BASED=False),
        terraform=_ONLY_LIVE,
        live=call("inspector2", "GetConfiguration") / "ec2Configuration.scanModeState.scanMode",
    )
    """Whether it looks at the disks of instances that no agent reports from.

    https://docs.aws.amazon.com/inspector/latest/user/scanning-ec2.html
    """
    beside = fellows(lambda: Enabler)
    """All of them in the same place: what one does not switch on, another may."""
    for_those_that_join = fellows(lambda: OrganizationConfiguration)

    @answer
    def scans(self, kind: str) -> bool:
        """It scans one kind: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE`."""
        if self.dialect is not Dialect.LIVE:
            return kind in self.resource_types
        states = {"EC2": self.ec2, "ECR": self.ecr, "LAMBDA": self.functions, "LAMBDA_CODE": self.function_code}
        return states[kind] == "ENABLED"

    @answer
    def is_scanned(self, kind: str) -> bool:
        """It, or those beside it, scan one kind in every account that it is for.

        Whether an account that is named joins the organization, or one that joins is named, files do not tell.
        """
        scanning = [each for each in (*self.beside, *self.for_those_that_join) if each.scans(kind)]
        if self.dialect is Dialect.LIVE or not scanning:
            return bool(scanning)
        alike = [each for each in scanning if each.is_for_new_accounts == self.is_for_new_accounts]
        if self._is_among(alike):
            return True
        if len(alike) < len(scanning):
            raise Undetermined(
                f"{kind} is scanned in accounts that join the organization, or that are named: not in both"
            )
        return False

    def _is_among(self, scanning: list[Enabler]) -> bool:
        """Whether some of its sort are for every account that it is for."""
        if self.is_for_new_accounts or not scanning:
            return bool(scanning)
        stated = [_known_accounts(each) for each in (self, *scanning)]
        if None in stated:  # of accounts that are not known, it is not said that they are others
            return True
        own, *others = stated
        return set(own or ()) <= {number for numbers in others for number in numbers or ()}


class OrganizationConfiguration(Enabler, terraform="aws_inspector2_organization_configuration"):
    """What Inspector scans in the accounts that join the organization.

    Accounts tell what came of it as what is scanned in each of them.
    https://docs.aws.amazon.com/inspector/v2/APIReference/API_UpdateOrganizationConfiguration.html
    """

    is_for_new_accounts: ClassVar[bool] = True
    accounts = texts(terraform=_ONLY_NEW, live=_ONLY_NEW)
    resource_types = texts(terraform=_ONLY_NEW, live=_ONLY_NEW)
    auto_ec2 = boolean(default=False, terraform="auto_enable.ec2", live=_ONLY_NEW)
    auto_ecr = boolean(default=False, terraform="auto_enable.ecr", live=_ONLY_NEW)
    auto_lambda = boolean(default=False, terraform="auto_enable.lambda", live=_ONLY_NEW)
    auto_lambda_code = boolean(default=False, terraform="auto_enable.lambda_code", live=_ONLY_NEW)

    @answer
    def scans(self, kind: str) -> bool:
        """It switches one kind on: `EC2`, `ECR`, `LAMBDA`, `LAMBDA_CODE`."""
        return bool(getattr(self, f"auto_{kind.lower()}"))


def _known_accounts(enabler: Enabler) -> list[str] | None:
    """The numbers of the accounts that it is for; None where one of them is not known."""
    found = [each.value for each in items_of(Enabler.accounts.locate(enabler))]
    numbers = [value for value in found if isinstance(value, str)]
    return numbers if len(numbers) == len(found) else None
