"""Listings of services that the platform does not use and moto does not know: an account answers that there is none."""

from __future__ import annotations

import re

_VPC_ORIGINS = (
    '<?xml version="1.0"?><VpcOriginList xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">'
    "<Marker></Marker><MaxItems>100</MaxItems><IsTruncated>false</IsTruncated><Quantity>0</Quantity></VpcOriginList>"
)

_VAULT = (
    '{"tokenVaultId": "default", "kmsConfiguration": {"keyType": "ServiceManagedKey"}, "lastModifiedDate": 1750000000}'
)

_EMPTY: tuple[tuple[str, str, str, str], ...] = (
    ("access-analyzer", "GET", r"/analyzer/?", '{"analyzers": []}'),
    ("agent-registry", "POST", r"/registries-list/?", '{"registries": []}'),
    ("backup", "GET", r"/resources/?", '{"Results": []}'),
    ("bedrock", "POST", r"/agents/[^/]+/agentaliases/?", '{"agentAliasSummaries": []}'),
    ("bedrock", "POST", r"/agents/[^/]+/agentversions/?", '{"agentVersionSummaries": []}'),
    ("bedrock", "GET", r"/automated-reasoning-policies/?", '{"automatedReasoningPolicySummaries": []}'),
    ("bedrock", "POST", r"/data-automation-projects/?", '{"projects": []}'),
    ("bedrock", "GET", r"/data-retention/?", '{"mode": "inherit"}'),
    ("bedrock", "GET", r"/enforcedGuardrailsConfiguration/?", '{"guardrailsConfig": []}'),
    ("bedrock", "GET", r"/evaluation-jobs/?", '{"jobSummaries": []}'),
    ("bedrock", "GET", r"/flows/?", '{"flowSummaries": []}'),
    ("bedrock", "GET", r"/foundation-models/?", '{"modelSummaries": []}'),
    ("bedrock", "GET", r"/imported-models/?", '{"modelSummaries": []}'),
    ("bedrock", "GET", r"/inference-profiles/?", '{"inferenceProfileSummaries": []}'),
    ("bedrock", "GET", r"/marketplace-model/endpoints/?", '{"marketplaceModelEndpoints": []}'),
    ("bedrock", "GET", r"/model-invocation-jobs/?", '{"invocationJobSummaries": []}'),
    ("bedrock", "GET", r"/prompts/?", '{"promptSummaries": []}'),
    ("bedrock", "GET", r"/provisioned-model-throughputs/?", '{"provisionedModelSummaries": []}'),
    ("bedrock", "GET", r"/resource-policy/.+", "{}"),
    ("bedrock-agentcore", "POST", r"/browsers/?", '{"browserSummaries": []}'),
    ("bedrock-agentcore", "POST", r"/code-interpreters/?", '{"codeInterpreterSummaries": []}'),
    ("bedrock-agentcore", "GET", r"/gateways/[^/]+/rate-limits/?", '{"rateLimits": []}'),
    ("bedrock-agentcore", "GET", r"/harnesses/?", '{"harnesses": []}'),
    ("bedrock-agentcore", "POST", r"/identities/get-token-vault/?", _VAULT),
    ("bedrock-agentcore", "POST", r"/online-evaluation-configs/?", '{"onlineEvaluationConfigs": []}'),
    ("bedrock-agentcore", "GET", r"/policy-engines/?", '{"policyEngines": []}'),
    ("cloudfront", "GET", r"/2020-05-31/vpc-origin", _VPC_ORIGINS),
    ("datazone", "GET", r"/v2/domains/?", '{"items": []}'),
    ("guardduty", "GET", r"/detector/[^/]+/admin", "{}"),
    ("guardduty", "POST", r"/detector/[^/]+/coverage", '{"resources": []}'),
    ("guardduty", "GET", r"/detector/[^/]+/filter", '{"filterNames": []}'),
    ("guardduty", "POST", r"/detector/[^/]+/findings", '{"findingIds": []}'),
    ("guardduty", "GET", r"/malware-protection-plan", '{"malwareProtectionPlans": []}'),
    ("guardduty", "GET", r"/detector/[^/]+/publishingDestination/?", '{"destinations": []}'),
    ("inspector2", "POST", r"/coverage/list", '{"coveredResources": []}'),
    ("inspector2", "POST", r"/filters/list", '{"filters": []}'),
    ("macie2", "GET", r"/allow-lists/?", '{"allowLists": []}'),
    ("macie2", "GET", r"/classification-export-configuration", "{}"),
    ("macie2", "GET", r"/classification-scopes/?", '{"classificationScopes": []}'),
    ("macie2", "POST", r"/custom-data-identifiers/list", '{"items": []}'),
    ("macie2", "POST", r"/findings/?", '{"findingIds": []}'),
    ("macie2", "GET", r"/findingsfilters/?", '{"findingsFilterListItems": []}'),
    ("macie2", "POST", r"/jobs/list", '{"items": []}'),
    ("neptune-graph", "GET", r"/graphs/?", '{"graphs": []}'),
    ("qbusiness", "GET", r"/applications/?", '{"applications": []}'),
    ("securityhub", "GET", r"/aggregatorv2/list/?", '{"AggregatorsV2": []}'),
    ("securityhub", "GET", r"/automationrules/list/?", '{"AutomationRulesMetadata": []}'),
    ("securityhub", "GET", r"/automationrulesv2/list/?", '{"Rules": []}'),
    ("securityhub", "GET", r"/connectorsv2/?", '{"Connectors": []}'),
    ("securityhub", "GET", r"/findingAggregator/list/?", '{"FindingAggregators": []}'),
    ("securityhub", "GET", r"/hubv2", "{}"),
    ("securityhub", "POST", r"/standards/get", '{"StandardsSubscriptions": []}'),
    ("securitylake", "GET", r"/v1/datalakes", '{"dataLakes": []}'),
    ("securitylake", "POST", r"/v1/datalake/logsources/list", '{"sources": []}'),
    ("securitylake", "GET", r"/v1/subscribers", '{"subscribers": []}'),
    ("xray", "POST", r"/GetTraceSegmentDestination", '{"Destination": "XRay", "Status": "ACTIVE"}'),
)
"""Service, method and path of a request, and the body of the answer."""


_EC2 = '<?xml version="1.0"?><{0}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">{1}</{0}Response>'
_IAM = '<?xml version="1.0"?><{0}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{0}Result/></{0}Response>'
_IAM_JOB = (
    '<?xml version="1.0"?><{0}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><{0}Result>{1}</{0}Result>'
    "</{0}Response>"
)
_NOT_USED = (
    "<JobStatus>COMPLETED</JobStatus><JobCreationDate>2026-01-01T00:00:00Z</JobCreationDate><ServicesLastAccessed/>"
    "<JobCompletionDate>2026-01-01T00:00:00Z</JobCompletionDate>"
)
_OPERATIONS = {
    ("iam", "GenerateServiceLastAccessedDetails"): _IAM_JOB.format(
        "GenerateServiceLastAccessedDetails", f"<JobId>{'0' * 36}</JobId>"
    ),
    ("iam", "GetServiceLastAccessedDetails"): _IAM_JOB.format("GetServiceLastAccessedDetails", _NOT_USED),
    ("iam", "ListOrganizationsFeatures"): _IAM.format("ListOrganizationsFeatures"),
    ("iam", "ListServiceSpecificCredentials"): _IAM.format("ListServiceSpecificCredentials"),
    ("network-firewall", "ListFirewallPolicies"): '{"FirewallPolicies": []}',
    ("network-firewall", "ListRuleGroups"): '{"RuleGroups": []}',
    ("organizations", "DescribeEffectivePolicy"): "{}",
    ("organizations", "ListParents"): '{"Parents": []}',
    ("route53resolver", "ListFirewallConfigs"): '{"FirewallConfigs": []}',
    ("route53resolver", "ListFirewallDomainLists"): '{"FirewallDomainLists": []}',
    ("route53resolver", "ListFirewallRuleGroupAssociations"): '{"FirewallRuleGroupAssociations": []}',
    ("route53resolver", "ListFirewallRuleGroups"): '{"FirewallRuleGroups": []}',
    ("fms", "ListPolicies"): '{"PolicyList": []}',
    ("healthlake", "ListFHIRDatastores"): '{"DatastorePropertiesList": []}',
    ("kendra", "ListIndices"): '{"IndexConfigurationSummaryItems": []}',
    ("ec2", "GetInstanceMetadataDefaults"): _EC2.format("GetInstanceMetadataDefaults", "<accountLevel/>"),
    ("ec2", "GetEbsDefaultKmsKeyId"): _EC2.format("GetEbsDefaultKmsKeyId", "<kmsKeyId>alias/aws/ebs</kmsKeyId>"),
    ("ec2", "DescribeVpcBlockPublicAccessOptions"): _EC2.format(
        "DescribeVpcBlockPublicAccessOptions",
        "<vpcBlockPublicAccessOptions><internetGatewayBlockMode>off</internetGatewayBlockMode>"
        "<state>default-state</state></vpcBlockPublicAccessOptions>",
    ),
    ("ec2", "DescribeVpcBlockPublicAccessExclusions"): _EC2.format(
        "DescribeVpcBlockPublicAccessExclusions", "<vpcBlockPublicAccessExclusionSet/>"
    ),
    ("ce", "GetAnomalyMonitors"): '{"AnomalyMonitors": []}',
    ("ce", "GetAnomalySubscriptions"): '{"AnomalySubscriptions": []}',
    ("cloudtrail", "ListEventDataStores"): '{"EventDataStores": []}',
    ("logs", "DescribeDeliveries"): '{"deliveries": []}',
    ("logs", "DescribeDeliverySources"): '{"deliverySources": []}',
    ("logs", "DescribeAccountPolicies"): '{"accountPolicies": []}',
    ("aoss", "ListAccessPolicies"): '{"accessPolicySummaries": []}',
    ("aoss", "ListVpcEndpoints"): '{"vpcEndpointSummaries": []}',
    ("codecommit", "ListApprovalRuleTemplates"): '{"approvalRuleTemplateNames": []}',
    ("codecommit", "ListRepositories"): '{"repositories": []}',
    ("sagemaker", "ListAssociations"): '{"AssociationSummaries": []}',
    ("sagemaker", "ListCodeRepositories"): '{"CodeRepositorySummaryList": []}',
    ("sagemaker", "ListFeatureGroups"): '{"FeatureGroupSummaries": []}',
    ("sagemaker", "ListFlowDefinitions"): '{"FlowDefinitionSummaries": []}',
    ("sagemaker", "ListInferenceComponents"): '{"InferenceComponents": []}',
    ("sagemaker", "ListLabelingJobs"): '{"LabelingJobSummaryList": []}',
    ("sagemaker", "ListMonitoringSchedules"): '{"MonitoringScheduleSummaries": []}',
    ("sagemaker", "ListMlflowTrackingServers"): '{"TrackingServerSummaries": []}',
    ("sagemaker", "ListPartnerApps"): '{"Summaries": []}',
    ("sagemaker", "ListStudioLifecycleConfigs"): '{"StudioLifecycleConfigs": []}',
    ("sagemaker", "ListUserProfiles"): '{"UserProfiles": []}',
    ("sagemaker", "ListNotebookInstanceLifecycleConfigs"): '{"NotebookInstanceLifecycleConfigs": []}',
}
"""Service and operation of a request that names it, and the body of the answer."""


def empty_answer(service: str, method: str, path: str, operation: str = "") -> tuple[str, bytes] | None:
    """The type and the body of an answer that has nothing in it; None for what moto answers itself."""
    named = _OPERATIONS.get((service, operation))
    if named is not None:
        return ("application/x-amz-json-1.1" if named.startswith("{") else "text/xml"), named.encode()
    for name, verb, pattern, body in _EMPTY:
        if (service, method) == (name, verb) and re.fullmatch(pattern, path):
            if body.startswith("{"):
                return "application/json", body.encode()
            return "text/xml", body.encode()
    return None
