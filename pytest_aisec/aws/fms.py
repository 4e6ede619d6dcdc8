"""AWS Firewall Manager: what an organization puts in front of the resources of its accounts."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws import wafv2
from pytest_aisec.model.attribute import PerDialect, boolean, items_of, text, texts, unstated
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Resource, statement
from pytest_aisec.model.steps import step_into
from pytest_aisec.model.structure import decoded, structure
from pytest_aisec.values import Unknown
from pytest_aisec.verdicts import Undetermined

_TF = decoded("security_service_policy_data.managed_service_data")
_CFN = decoded("SecurityServicePolicyData.ManagedServiceData")
_LOG = "loggingConfiguration.logDestinationConfigs"
_FILTER = "loggingConfiguration.loggingFilterConfigs"
_REDACTED = "loggingConfiguration.redactedFields.*.redactedFieldValue"


class Policy(
    Resource,
    terraform="aws_fms_policy",
    cloudformation="AWS::FMS::Policy",
    live=Listing(
        "fms",
        "ListPolicies",
        "PolicyList",
        id="PolicyArn",
        describe=Call("fms", "GetPolicy", {"PolicyId": "PolicyId"}),
        described="Policy",
        absent=(
            "AccessDeniedException: is not currently delegated",
            "AccessDeniedException: No default admin",
            "AccessDeniedException: is only available to",
            "ResourceNotFoundException",
        ),
    ),
):
    """A policy of Firewall Manager. Only the account that administers it can tell which there are.

    https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_SecurityServicePolicyData.html
    """

    kind = text(
        terraform="security_service_policy_data.type",
        cloudformation="SecurityServicePolicyData.Type",
        live="SecurityServicePolicyData.Type",
    )
    remediates = boolean(
        default=PerDialect(False, unstated("it has to be stated"), unstated("it is always told")),
        terraform="remediation_enabled",
        cloudformation="RemediationEnabled",
    )
    """It changes what does not comply; otherwise it only tells."""
    types = texts(
        terraform=every("resource_type", "resource_type_list"),
        cloudformation=every("ResourceType", "ResourceTypeList"),
        live=every("ResourceType", "ResourceTypeList"),
    )
    """The types of resources that it is about; `ResourceTypeListPlaceholder` stands where there is a list."""
    is_for_some = boolean(
        terraform=present(every("resource_tags", "include_map", "exclude_map", "resource_set_ids")),
        cloudformation=present(every("ResourceTags", "IncludeMap", "ExcludeMap", "ResourceSetIds")),
        live=present(every("ResourceTags", "IncludeMap", "ExcludeMap", "ResourceSetIds")),
    )
    """It is about resources with some tags, or in some accounts."""
    document = structure(terraform=_TF, cloudformation=_CFN, live=_CFN)
    """What it puts into web ACLs, in its own JSON."""

    @property
    def groups_before(self) -> list[wafv2.PlannedGroup]:
        """The groups of rules that are asked before those of each account."""
        return list(self._groups("preProcessRuleGroups"))

    @property
    def groups_behind(self) -> list[wafv2.PlannedGroup]:
        """The groups of rules that are asked after those of each account."""
        return list(self._groups("postProcessRuleGroups"))

    def _groups(self, name: str) -> Iterator[wafv2.PlannedGroup]:
        for each in items_of(step_into(Policy.document.locate(self), [name])):
            if isinstance(each.value, Unknown):
                raise Undetermined(str(each.value))
            yield wafv2.PlannedGroup(self, each)

    log_destinations = texts(terraform=_TF / _LOG, cloudformation=_CFN / _LOG, live=_CFN / _LOG)
    log_default = text(
        among=wafv2.BEHAVIORS,
        default="KEEP",
        terraform=_TF / f"{_FILTER}.defaultBehavior",
        cloudformation=_CFN / f"{_FILTER}.defaultBehavior",
        live=_CFN / f"{_FILTER}.defaultBehavior",
    )
    log_filters = texts(
        terraform=_TF / f"{_FILTER}.filters.*.behavior",
        cloudformation=_CFN / f"{_FILTER}.filters.*.behavior",
        live=_CFN / f"{_FILTER}.filters.*.behavior",
    )
    redacted_headers = texts(terraform=_TF / _REDACTED, cloudformation=_CFN / _REDACTED, live=_CFN / _REDACTED)

    @statement
    def logs_requests(self) -> bool:
        """Its web ACLs keep a log of requests, at least of some of them."""
        return bool(self.log_destinations) and (self.log_default == "KEEP" or "KEEP" in self.log_filters)

    @statement
    def is_about_web_acls(self) -> bool:
        """It is about WAF, in the form that there is now."""
        return self.kind == "WAFV2"

    def gives_web_acls_to(self, type_: str) -> bool:
        """Whether every resource of a type gets a web ACL by it: `AWS::ApiGateway::Stage`.

        Raises Undetermined for one that is for some of them: which ones is not followed.
        """
        if not (self.is_about_web_acls and self.remediates and type_ in self.types):
            return False
        if self.is_for_some:
            raise Undetermined(f"{self.address} is for some resources: whether this is one of them is not followed")
        return True
