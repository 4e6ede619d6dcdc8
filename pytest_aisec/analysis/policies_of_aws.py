"""What policies that AWS manages amount to: they are known by name, and their statements are not read.

As AWS documented them in November 2026, each on a page of its own under
https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
"""

from __future__ import annotations

from pytest_aisec.model.matching import Regex

ADMINISTRATORS = frozenset({"AdministratorAccess", "AdministratorAccess-Amplify", "IAMFullAccess"})
"""Those that allow everything, or to give everything to oneself by writing the policies of a role.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess-Amplify.html
"""

_EVERYTHING = frozenset({"AIDevOpsAgentActionsPolicy", "AdministratorAccess", "PowerUserAccess"})
_OF_STUDIO = frozenset(
    {
        "SageMakerStudioAdminIAMDefaultExecutionPolicy",
        "SageMakerStudioAdminIAMPermissiveExecutionPolicy",
        "SageMakerStudioUserIAMDefaultExecutionPolicy",
        "SageMakerStudioUserIAMPermissiveExecutionPolicy",
    }
)

WHOLE_SERVICE = (
    _EVERYTHING
    | _OF_STUDIO
    | {
        "AWSDeepRacerServiceRolePolicy",
        "AmazonBedrockFullAccess",
        "AmazonBedrockMantleFullAccess",
        "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
        "AmazonSageMakerFullAccess",
        "BedrockAgentCoreFullAccess",
        "DataScientist",
    }
)
"""Those that allow every action of an AI service on every resource."""

CONTROLLING = _EVERYTHING | {
    "AWSCloudTrail_FullAccess",
    "AWSSecurityHubFullAccess",
    "AWSWAFFullAccess",
    "AmazonBedrockFullAccess",
    "AmazonEC2FullAccess",
    "AmazonGuardDutyFullAccess",
    "AmazonGuardDutyFullAccess_v2",
    "AmazonVPCFullAccess",
    "CloudWatchFullAccess",
    "CloudWatchFullAccessV2",
    "CloudWatchLogsFullAccess",
    "NetworkAdministrator",
    "SecretsManagerReadWrite",
}
"""Those that allow to change logs, networks, guardrails or what watches over them, or to read every secret."""

CALLING_BEDROCK = (
    _EVERYTHING
    | _OF_STUDIO
    | {
        "AWSElasticBeanstalkMulticontainerDocker",
        "AWSElasticBeanstalkWebTier",
        "AWSElasticBeanstalkWorkerTier",
        "AWSMcpServiceActionsFullAccess",
        "AmazonBedrockAgentCoreMemoryBedrockModelInferenceExecutionRolePolicy",
        "AmazonBedrockFullAccess",
        "AmazonBedrockLimitedAccess",
        "AmazonBedrockMantleFullAccess",
        "AmazonBedrockMantleInferenceAccess",
        "AmazonBedrockStudioPermissionsBoundary",
        "AmazonDataZoneBedrockModelConsumptionPolicy",
        "AmazonSageMakerCanvasAIServicesAccess",
        "AmazonSageMakerModelCustomizationCoreAccess",
        "BedrockAgentCoreFullAccess",
        "CloudWatchOmniModelInferencePolicy",
        "SageMakerStudioBedrockAgentServiceRolePolicy",
        "SageMakerStudioBedrockEvaluationJobServiceRolePolicy",
        "SageMakerStudioBedrockFlowServiceRolePolicy",
        "SageMakerStudioBedrockKnowledgeBaseServiceRolePolicy",
        "SageMakerStudioProjectUserRolePermissionsBoundary",
        "SageMakerStudioProjectUserRolePolicy",
    }
)
"""Those that allow to call a model of Bedrock, some or any."""

CALLING_SAGEMAKER = (
    _EVERYTHING
    | _OF_STUDIO
    | {
        "AWSDeepRacerServiceRolePolicy",
        "AWSMcpServiceActionsFullAccess",
        "AmazonBedrockFullAccess",
        "AmazonBedrockMarketplaceAccess",
        "AmazonCognitoUnAuthedIdentitiesSessionPolicy",
        "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
        "AmazonRedshiftAllCommandsFullAccess",
        "AmazonSageMakerCanvasDirectDeployAccess",
        "AmazonSageMakerCanvasFullAccess",
        "AmazonSageMakerFullAccess",
        "AmazonSageMakerModelCustomizationCoreAccess",
        "AmazonSageMakerPartnerServiceCatalogProductsApiGatewayServiceRolePolicy",
        "AmazonSageMakerServiceCatalogProductsCloudformationServiceRolePolicy",
        "AmazonSageMakerServiceCatalogProductsCodeBuildServiceRolePolicy",
        "AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy",
        "DataScientist",
        "SageMakerStudioProjectRoleMachineLearningPolicy",
        "SageMakerStudioProjectUserRolePermissionsBoundary",
    }
)
"""Those that allow to call an endpoint of SageMaker AI, some or any."""

CHANGING = (
    _EVERYTHING
    | _OF_STUDIO
    | {
        "AWSBatchServiceRolePolicyForSageMaker",
        "AWSDeepLensServiceRolePolicy",
        "AWSDeepRacerServiceRolePolicy",
        "AWSMcpServiceActionsFullAccess",
        "AWSPanoramaServiceRolePolicy",
        "AmazonBedrockFullAccess",
        "AmazonBedrockLimitedAccess",
        "AmazonBedrockMarketplaceAccess",
        "AmazonBedrockStudioPermissionsBoundary",
        "AmazonDataZoneSageMakerEnvironmentRolePermissionsBoundary",
        "AmazonRedshiftAllCommandsFullAccess",
        "AmazonSageMakerAdmin-ServiceCatalogProductsServiceRolePolicy",
        "AmazonSageMakerCanvasAIServicesAccess",
        "AmazonSageMakerCanvasDataPrepFullAccess",
        "AmazonSageMakerCanvasDirectDeployAccess",
        "AmazonSageMakerCanvasFullAccess",
        "AmazonSageMakerFullAccess",
        "AmazonSageMakerHyperPodInferenceAccess",
        "AmazonSageMakerModelCustomizationCoreAccess",
        "AmazonSageMakerModelRegistryFullAccess",
        "AmazonSageMakerServiceCatalogProductsCloudformationServiceRolePolicy",
        "AmazonSageMakerServiceCatalogProductsCodeBuildServiceRolePolicy",
        "AmazonSageMakerServiceCatalogProductsLambdaServiceRolePolicy",
        "BedrockAgentCoreFullAccess",
        "DataScientist",
        "SageMakerStudioBedrockKnowledgeBaseCustomResourcePolicy",
        "SageMakerStudioProjectProvisioningRolePolicy",
        "SageMakerStudioProjectRoleMachineLearningPolicy",
        "SageMakerStudioProjectUserRolePermissionsBoundary",
        "SageMakerStudioProjectUserRolePolicy",
    }
)
"""Those that allow to train models, to put them to use, or to change agents."""

NOT_CALLING = frozenset(
    {
        "AWSGlueConsoleSageMakerNotebookFullAccess",
        "AmazonBedrockExternalWebSearchFullAccess",
        "AmazonBedrockWebSearchFullAccess",
        "AmazonSageMakerCanvasDataPrepFullAccess",
        "AmazonSageMakerCanvasEMRServerlessExecutionRolePolicy",
        "AmazonSageMakerGeospatialExecutionRole",
        "AmazonSageMakerGeospatialFullAccess",
        "AmazonSageMakerGroundTruthExecution",
        "AmazonSageMakerJobFullAccess",
        "AmazonSageMakerModelRegistryFullAccess",
        "AmazonSageMakerPartnerAppsFullAccess",
        "SageMakerStudioBedrockFunctionExecutionRolePolicy",
        "SageMakerStudioDomainExecutionRolePolicy",
        "SageMakerStudioFullAccess",
        "SageMakerStudioQueryExecutionRolePolicy",
    }
)
"""Those that allow no call of a model, whatever they are called."""

_LIKE_CALLING = Regex(r".*(Bedrock|SageMaker).*(Full|Limited|Execution|Invoke).*|.*FullAccess-Bedrock.*")


def is_known(name: str) -> bool:
    """A policy of AWS has this name, as far as this list goes."""
    listed = (ADMINISTRATORS, WHOLE_SERVICE, CONTROLLING, CALLING_BEDROCK, CALLING_SAGEMAKER, CHANGING, NOT_CALLING)
    return any(name in names for names in listed)


def calls_models(name: str) -> bool:
    """It allows to call models; one that came later counts by its name."""
    known = name in CALLING_BEDROCK or name in CALLING_SAGEMAKER
    return known or (name not in NOT_CALLING and _LIKE_CALLING.fullmatch(name) is not None)


def calls_bedrock(name: str) -> bool:
    """It allows to call models of Bedrock; one that came later counts by its name."""
    if name in CALLING_BEDROCK:
        return True
    return name not in CALLING_SAGEMAKER and calls_models(name) and "SageMaker" not in name
