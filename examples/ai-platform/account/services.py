"""The AI services: a notebook, a model and its endpoint, a guardrail and an agent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from account.clients import PREFIX, Clients, name_tags
from account.identity import MODEL

IMAGE = "huggingface-pytorch-inference:2.6.0-transformers4.49.0-gpu-py312"


def notebook(clients: Clients, subnet: str, group: str, role_arn: str, key: Mapping[str, Any], *, secure: bool) -> None:
    """The notebook beside the training data. Flawed: with internet access of its own, and IMDSv1."""
    required = {"InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "2"}}
    clients("sagemaker").create_notebook_instance(
        NotebookInstanceName=clients.named("research"),
        InstanceType="ml.t3.xlarge",
        RoleArn=role_arn,
        SubnetId=subnet,
        SecurityGroupIds=[group],
        DirectInternetAccess="Disabled" if secure else "Enabled",
        RootAccess="Disabled",
        KmsKeyId=key["KeyId"],
        Tags=name_tags("research"),
        **(required if secure else {}),
    )


def endpoint(clients: Clients, subnets: Mapping[str, str], group: str, role_arn: str, key: Mapping[str, Any]) -> None:
    """The embedding model, its endpoint configuration and endpoint."""
    sagemaker = clients("sagemaker")
    name = clients.named("embedder")
    sagemaker.create_model(
        ModelName=name,
        ExecutionRoleArn=role_arn,
        EnableNetworkIsolation=True,
        PrimaryContainer={
            "Image": f"763104351884.dkr.ecr.{clients.region}.amazonaws.com/{IMAGE}",
            "ModelDataUrl": f"s3://{PREFIX}-artefacts/embedder/model.tar.gz",
        },
        VpcConfig={
            "Subnets": [subnets["private_a"], subnets["private_b"]],
            "SecurityGroupIds": [group],
        },
        Tags=name_tags("embedder"),
    )
    variant = {
        "VariantName": "main",
        "ModelName": name,
        "InstanceType": "ml.g4dn.xlarge",
        "InitialInstanceCount": 1,
        "InitialVariantWeight": 1.0,
    }
    sagemaker.create_endpoint_config(
        EndpointConfigName=name,
        KmsKeyId=key["Arn"],
        ProductionVariants=[variant],
        Tags=name_tags("embedder"),
    )
    sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name, Tags=name_tags("embedder"))


def guardrail(clients: Clients, key_arn: str, secure: bool) -> dict[str, Any]:
    """The guardrail and its first version: `guardrailId`, `guardrailArn`. Flawed: prompt attacks at medium strength."""
    bedrock = clients("bedrock")
    attack = {
        "type": "PROMPT_ATTACK",
        "inputStrength": "HIGH" if secure else "MEDIUM",
        "outputStrength": "NONE",
    }
    made: dict[str, Any] = bedrock.create_guardrail(
        name=clients.named("support"),
        description="What the support agent must not say or be told",
        blockedInputMessaging="I cannot help with that.",
        blockedOutputsMessaging="I cannot answer that.",
        kmsKeyId=key_arn,
        contentPolicyConfig={
            "filtersConfig": [attack, {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "HIGH"}]
        },
        sensitiveInformationPolicyConfig={"piiEntitiesConfig": [{"type": "EMAIL", "action": "ANONYMIZE"}]},
        tags=[{"key": "Name", "value": "support"}],
    )
    bedrock.create_guardrail_version(guardrailIdentifier=made["guardrailId"], description="The first version")
    return made


def agent(clients: Clients, guardrail_id: str, role_arn: str, key_arn: str, *, secure: bool) -> None:
    """The agent that answers customers. Flawed: without the guardrail."""
    chosen = {"guardrailIdentifier": guardrail_id, "guardrailVersion": "1"}
    clients("bedrock-agent").create_agent(
        agentName=clients.named("support"),
        agentResourceRoleArn=role_arn,
        foundationModel=MODEL,
        instruction="You answer questions of customers about their orders, politely and briefly.",
        idleSessionTTLInSeconds=600,
        customerEncryptionKeyArn=key_arn,
        tags={"Name": "support"},
        **({"guardrailConfiguration": chosen} if secure else {}),
    )
