"""What agents remember, and where the tokens are kept that they sign in with."""

from __future__ import annotations

from pytest_aisec.aws import iam, kms
from pytest_aisec.model.attribute import integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.paths import companion, every
from pytest_aisec.model.resource import Names, Resource

_CONTROL = "bedrock-agentcore-control"
_STRATEGIES = ("Custom", "Episodic", "Semantic", "Summary", "UserPreference")


class Memory(
    Resource,
    terraform="aws_bedrockagentcore_memory",
    cloudformation="AWS::BedrockAgentCore::Memory",
    live=Listing(
        _CONTROL,
        "ListMemories",
        "memories",
        id="arn",
        describe=Call(_CONTROL, "GetMemory", {"memoryId": "id"}),
        described="memory",
    ),
    names=Names(cloudformation=("MemoryId", "MemoryArn"), live=("id", "arn")),
):
    """What agents keep of their conversations.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory.html
    """

    kms_key = link(lambda: kms.Key, terraform="encryption_key_arn", cloudformation="EncryptionKeyArn")
    role = link(lambda: iam.Role, terraform="memory_execution_role_arn", cloudformation="MemoryExecutionRoleArn")
    event_days = integer(terraform="event_expiry_duration", cloudformation="EventExpiryDuration")
    """After how many days what was said is forgotten."""
    namespaces = texts(
        terraform=every(companion("aws_bedrockagentcore_memory_strategy", by="memory_id") / "namespaces"),
        cloudformation=every(
            *(
                f"MemoryStrategies.*.{strategy}MemoryStrategy.{named}.*"
                for strategy in _STRATEGIES
                for named in ("Namespaces", "NamespaceTemplates")
            )
        ),
        live=every("strategies.*.namespaces.*", "strategies.*.namespaceTemplates.*"),
    )
    """Under which its strategies keep what they draw from conversations: `/facts/{actorId}`; some may stand twice.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory-organization.html
    """


class TokenVault(
    Resource,
    terraform="aws_bedrockagentcore_token_vault_cmk",
    live=Listing(
        _CONTROL,
        "GetTokenVault",
        "[@]",
        id="join(' ', ['token vault in', $source.Region])",
        absent=("ResourceNotFoundException",),
    ),
):
    """Where one region keeps the tokens and keys with which agents sign in elsewhere. CloudFormation declares none.

    https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/identity-data-protection.html
    """

    key_type = text(
        among=("CustomerManagedKey", "ServiceManagedKey"),
        terraform="kms_configuration.key_type",
        live="kmsConfiguration.keyType",
    )
    kms_key = link(lambda: kms.Key, terraform="kms_configuration.kms_key_arn", live="kmsConfiguration.kmsKeyArn")
