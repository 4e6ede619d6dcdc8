"""AWS Agent Registry."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource

_SERVICE = "agent-registry-control"


class Registry(
    Resource,
    cloudformation="AWS::AgentRegistry::Registry",
    live=Listing(
        _SERVICE,
        "ListRegistries",
        "registries",
        id="registryArn",
        describe=Call(_SERVICE, "GetRegistry", {"registryId": "registryId"}),
    ),
    names=Names(cloudformation=("RegistryId", "RegistryArn"), live=("registryId", "registryArn")),
):
    """Where a company keeps which agents, tools and skills may be used.

    https://docs.aws.amazon.com/agent-registry-control/latest/APIReference/API_GetRegistry.html
    """

    approved_by_itself = texts(cloudformation="ApprovalConfiguration.AutoApprovalRules")
    """The rules by which records are approved without anybody who looks at them: `APPROVE_ALL`."""
    authorizer_type = text(
        among=("CUSTOM_JWT", "AWS_IAM"),
        cloudformation="AuthorizerType",
        live="discoveryConfiguration.authorizerType",
    )
    kms_key = link(lambda: kms.Key, cloudformation="EncryptionConfiguration.KmsKeyArn")
