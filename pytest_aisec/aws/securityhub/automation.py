"""What Security Hub does with findings by itself, and where it opens tickets."""

from __future__ import annotations

from pytest_aisec.aws.securityhub.switched_off import NOT_SUBSCRIBED
from pytest_aisec.model.attribute import boolean, text, texts, unstated
from pytest_aisec.model.calls import Batch, Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import never
from pytest_aisec.model.links import blocks, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Block, Names, Resource, answer, statement
from pytest_aisec.model.spelling import camel
from pytest_aisec.model.structure import structure
from pytest_aisec.verdicts import Undetermined


class ConnectorV2(
    Resource,
    terraform="aws_securityhub_connector_v2",
    cloudformation="AWS::SecurityHub::ConnectorV2",
    live=Listing("securityhub", "ListConnectorsV2", "Connectors", id="ConnectorArn", per="AWS::SecurityHub::HubV2"),
    names=Names(cloudformation=("ConnectorArn",), live=("ConnectorArn",)),
):
    """A way from the newer Security Hub to tickets of Jira or ServiceNow, or to what is found in another cloud.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetConnectorV2.html
    """

    status = text(
        among=(
            "CONNECTED",
            "DEGRADED",
            "FAILED_TO_CONNECT",
            "PENDING_AUTHORIZATION",
            "PENDING_CONFIGURATION",
            "UNKNOWN",
        ),
        default=None,
        terraform=never("whether it is connected is seen once it is there"),
        cloudformation=never("whether it is connected is seen once it is there"),
        live="ProviderSummary.ConnectorStatus",
    )

    @statement
    def is_connected(self) -> bool:
        """It is known to pass things on; of what a file declares that is taken to come."""
        if self.status == "UNKNOWN":
            raise Undetermined(f"Security Hub does not know whether {self.address} is connected")
        return self.status in {None, "CONNECTED", "DEGRADED"}


class AutomationRuleV2(
    Resource,
    cloudformation="AWS::SecurityHub::AutomationRuleV2",
    live=Listing(
        "securityhub",
        "ListAutomationRulesV2",
        "Rules",
        id="RuleArn",
        describe=Call("securityhub", "GetAutomationRuleV2", {"Identifier": "RuleArn"}),
        per="AWS::SecurityHub::HubV2",
    ),
    names=Names(cloudformation=("RuleArn",), live=("RuleArn",)),
):
    """What the newer Security Hub does with findings by itself.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetAutomationRuleV2.html
    """

    enabled = boolean(
        default=unstated("the template does not say"),
        switch=switch(ENABLED=True, DISABLED=False),
        cloudformation="RuleStatus",
    )
    criteria = structure(cloudformation="Criteria.OcsfFindingCriteria", live="Criteria.OcsfFindingCriteria")
    """Which findings it is about; None for all, and for a rule about resources."""
    action_kinds = texts(cloudformation="Actions.*.Type")
    """`EXTERNAL_INTEGRATION` opens a ticket elsewhere; the others change the finding or the resource."""
    statuses = texts(cloudformation="Actions.*.FindingFieldsUpdate.StatusId")
    """What it says findings are, by their numbers in OCSF."""
    connectors = links(lambda: ConnectorV2, cloudformation="Actions.*.ExternalIntegrationConfiguration.ConnectorArn")
    """Where tickets are opened."""

    @statement
    def closes(self) -> bool:
        """It takes findings off the list: suppressed, resolved, archived or deleted, without anybody looking at them.

        https://schema.ocsf.io/classes/detection_finding
        """
        return any(status in {"3", "4", "5", "6"} for status in self.statuses)

    @statement
    def opens_tickets(self) -> bool:
        """It opens a ticket for each finding, elsewhere."""
        return "EXTERNAL_INTEGRATION" in self.action_kinds

    @statement
    def reaches_its_connector(self) -> bool:
        """It is on, and somewhere tickets of it are taken."""
        return self.enabled and any(each.is_connected for each in self.connectors)


class FieldFilter(Block):
    """What a field of a finding must, or must not, say for a rule to be about it."""

    comparison = text()
    value = text()

    @property
    def excludes(self) -> bool:
        """It says what the field must not be."""
        return "NOT_" in self.comparison


_NARROW = (
    "id",
    "resource_id",
    "title",
    "description",
    "generator_id",
    "compliance_security_control_id",
    "related_findings_id",
    "source_url",
    "note_text",
    "resource_tags",
    "user_defined_fields",
)
"""The fields of which one says that the rule is for one check, resource or team only."""


class AutomationRule(
    Resource,
    terraform="aws_securityhub_automation_rule",
    cloudformation="AWS::SecurityHub::AutomationRule",
    live=Listing(
        "securityhub",
        "ListAutomationRules",
        "AutomationRulesMetadata",
        id="RuleArn",
        describe=Call(
            "securityhub",
            "BatchGetAutomationRules",
            {"AutomationRulesArns": "[RuleArn]"},
            batch=Batch(
                "AutomationRulesArns",
                100,
                "Rules",
                "RuleArn",
                refused="UnprocessedAutomationRules",
                refused_key="RuleArn",
                code="to_string(ErrorCode)",
                words="ErrorMessage",
            ),
        ),
        described="Rules[0]",
        absent=NOT_SUBSCRIBED,
    ),
    names=Names(cloudformation=("RuleArn",), live=("RuleArn",)),
):
    """What Security Hub does with findings by itself.

    https://docs.aws.amazon.com/securityhub/latest/userguide/automation-rules.html
    """

    enabled = boolean(
        default=unstated("it does not say whether it is on from the start, nor does AWS"),
        switch=switch(ENABLED=True, DISABLED=False),
        terraform="rule_status",
        cloudformation="RuleStatus",
    )
    status = text(
        default=None,
        terraform="actions.finding_fields_update.workflow.status",
        cloudformation="Actions.0.FindingFieldsUpdate.Workflow.Status",
    )
    """What it says has been done about findings; None where it says nothing of that."""
    narrow = blocks(
        FieldFilter,
        terraform=every(*(f"criteria.{name}" for name in _NARROW)),
        cloudformation=every(*(f"Criteria.{camel(name)}" for name in _NARROW)),
        live=every(*(f"Criteria.{camel(name)}" for name in _NARROW)),
    )
    severities = blocks(FieldFilter, terraform="criteria.severity_label", cloudformation="Criteria.SeverityLabel")
    compliance = blocks(FieldFilter, terraform="criteria.compliance_status", cloudformation="Criteria.ComplianceStatus")
    record_states = blocks(FieldFilter, terraform="criteria.record_state", cloudformation="Criteria.RecordState")

    @statement
    def closes(self) -> bool:
        """It takes findings off the list without anybody looking at them.

        https://docs.aws.amazon.com/securityhub/latest/userguide/finding-workflow-status.html
        """
        return self.status in {"SUPPRESSED", "RESOLVED"}

    @answer
    def is_about(self, severity: str) -> bool:
        """It is about findings of a severity (`HIGH`), and not of one check, resource or team only.

        Of one field it must be one of what it is compared with, and none of what it must not be.
        """
        if any(not each.excludes for each in self.narrow) or self._is_about_what_is_settled:
            return False
        wanted = [each.value for each in self.severities if not each.excludes]
        if wanted and severity not in wanted:
            return False
        return severity not in [each.value for each in self.severities if each.excludes]

    @property
    def _is_about_what_is_settled(self) -> bool:
        """It is about checks that passed, or findings that were archived, only."""
        settled = [(self.compliance, {"PASSED", "NOT_AVAILABLE"}), (self.record_states, {"ARCHIVED"})]
        return any(
            bool(wanted) and wanted <= closed
            for filters, closed in settled
            if (wanted := {each.value for each in filters if not each.excludes}) is not None
        )
