"""Security Hub, old and new, and the standards that it judges by."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_aisec.aws.securityhub.switched_off import NOT_SUBSCRIBED
from pytest_aisec.model.attribute import boolean, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import known_parts, never
from pytest_aisec.model.paths import unmapped
from pytest_aisec.model.resource import Names, Resource, answer, statement
from pytest_aisec.values import PartlyKnown


class Hub(
    Resource,
    terraform="aws_securityhub_account",
    cloudformation="AWS::SecurityHub::Hub",
    live=Listing(
        "securityhub",
        "DescribeHub",
        "[@]",
        id="HubArn",
        absent=(*NOT_SUBSCRIBED, "ResourceNotFoundException"),
    ),
    names=Names(cloudformation=("ARN",), live=("HubArn",)),
):
    """Security Hub in one region of the account.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
    """

    enables_new_controls = boolean(
        default=True, terraform="auto_enable_controls", cloudformation="AutoEnableControls", live="AutoEnableControls"
    )
    enables_default_standards = boolean(
        default=True,
        terraform="enable_default_standards",
        cloudformation="EnableDefaultStandards",
        live=unmapped("an account tells by which standards it judges"),
    )
    """Whether it judges by the standards that AWS has chosen from the start; the foundational one is among them.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_EnableSecurityHub.html
    """


class Standard(
    Resource,
    terraform="aws_securityhub_standards_subscription",
    cloudformation="AWS::SecurityHub::Standard",
    live=Listing(
        "securityhub",
        "GetEnabledStandards",
        "StandardsSubscriptions",
        id="StandardsSubscriptionArn",
        absent=NOT_SUBSCRIBED,
    ),
    names=Names(cloudformation=("StandardsSubscriptionArn",), live=("StandardsSubscriptionArn",)),
):
    """A standard by which Security Hub judges."""

    standard = text(terraform="standards_arn", cloudformation="StandardsArn", live="StandardsArn")
    judges = boolean(
        default=True,
        switch=switch(READY=True, INCOMPLETE=True, PENDING=False, FAILED=False, DELETING=False),
        terraform=never("whether it judges is seen once it is on"),
        cloudformation=never("whether it judges is seen once it is on"),
        live="StandardsStatus",
    )
    """Whether it gives verdicts; `INCOMPLETE` for all but some controls."""

    @answer
    def is_called(self, name: str) -> bool:
        """It is the standard of a name (`ai-security-best-practices`), in whatever region.

        https://docs.aws.amazon.com/securityhub/latest/userguide/standards-view-manage.html
        """
        found = type(self).standard.locate(self)
        if isinstance(found.value, PartlyKnown):
            end = found.value.parts[-1]
            if isinstance(end, str) and "::standards/" in end:
                type(self).standard.note(self, found, known_parts(found))
                return f"/{name}/" in end
        return f"/{name}/" in self.standard


class ConfigurationPolicy(
    Resource,
    terraform="aws_securityhub_configuration_policy",
    cloudformation="AWS::SecurityHub::ConfigurationPolicy",
):
    """What an organization switches on in its accounts. Accounts tell what came of it as their own standards.

    https://docs.aws.amazon.com/securityhub/latest/userguide/configuration-policies-overview.html
    """

    enables = boolean(
        default=False,
        terraform="configuration_policy.service_enabled",
        cloudformation="ConfigurationPolicy.SecurityHub.ServiceEnabled",
    )
    """Whether it switches Security Hub on at all."""
    standards = texts(
        terraform="configuration_policy.enabled_standard_arns",
        cloudformation="ConfigurationPolicy.SecurityHub.EnabledStandardIdentifiers",
    )


class HubV2(
    Resource,
    terraform="aws_securityhub_account_v2",
    cloudformation="AWS::SecurityHub::HubV2",
    live=Listing(
        "securityhub",
        "DescribeSecurityHubV2",
        "[@][?HubV2Arn]",
        id="HubV2Arn",
        absent=("ResourceNotFoundException",),
    ),
    names=Names(cloudformation=("HubV2Arn",), live=("HubV2Arn",)),
):
    """The newer Security Hub, which puts findings together, in one region of the account.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeSecurityHubV2.html
    """


class FindingAggregator(
    Resource,
    terraform="aws_securityhub_finding_aggregator",
    cloudformation="AWS::SecurityHub::FindingAggregator",
    live=Listing(
        "securityhub",
        "ListFindingAggregators",
        "FindingAggregators",
        id="join(' ', ['where findings come together from', $source.Region])",
        describe=Call("securityhub", "GetFindingAggregator", {"FindingAggregatorArn": "FindingAggregatorArn"}),
        absent=NOT_SUBSCRIBED,
    ),
):
    """Where the findings of several regions come together. An account has one, of which each of its regions tells.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingAggregator.html
    """

    home = text(
        terraform=unmapped("it is the region in which it is declared"),
        cloudformation=unmapped("it is the region in which it is declared"),
        live="FindingAggregationRegion",
    )
    mode = text(terraform="linking_mode", cloudformation="RegionLinkingMode")
    regions = texts(terraform="specified_regions", cloudformation="Regions")

    @answer
    def takes_in(self, region: str) -> bool:
        """The findings of a region come to the home region."""
        return _is_linked(self.mode, region, self.regions)


def _is_linked(mode: str, region: str, named: Sequence[str]) -> bool:
    match mode:
        case "ALL_REGIONS":
            return True
        case "ALL_REGIONS_EXCEPT_SPECIFIED":
            return region not in named
        case "SPECIFIED_REGIONS":
            return region in named
    return False


class AggregatorV2(
    Resource,
    terraform="aws_securityhub_aggregator_v2",
    cloudformation="AWS::SecurityHub::AggregatorV2",
    live=Listing(
        "securityhub",
        "ListAggregatorsV2",
        "AggregatorsV2",
        id="join(' ', ['where findings of the newer hub come together from', $source.Region])",
        describe=Call("securityhub", "GetAggregatorV2", {"AggregatorV2Arn": "AggregatorV2Arn"}),
        absent=("ResourceNotFoundException",),
    ),
):
    """The same for the newer Security Hub, where rules that open tickets stand in the home region only.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetAggregatorV2.html
    """

    home = text(
        terraform=unmapped("it is the region in which it is declared"),
        cloudformation=unmapped("it is the region in which it is declared"),
        live="AggregationRegion",
    )
    mode = text(terraform="region_linking_mode", cloudformation="RegionLinkingMode")
    regions = texts(terraform="linked_regions", cloudformation="LinkedRegions")

    @answer
    def takes_in(self, region: str) -> bool:
        """The findings of a region come to the home region."""
        return _is_linked(self.mode, region, self.regions)


class Administrator(
    Resource,
    live=Listing(
        "securityhub",
        "GetAdministratorAccount",
        "[Administrator][?AccountId]",
        id="join(' ', ['administrator of Security Hub in', $source.Region])",
        absent=(*NOT_SUBSCRIBED, "ResourceNotFoundException"),
    ),
):
    """The account that administers Security Hub in another one, and gets its findings.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetAdministratorAccount.html
    """

    account = text(live="AccountId")
    member_status = text(default="", live="MemberStatus")

    @statement
    def gets_findings(self) -> bool:
        """The accounts belong together now."""
        return self.member_status.upper() == "ENABLED"
