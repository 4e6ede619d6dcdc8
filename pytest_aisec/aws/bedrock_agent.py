"""Agents for Amazon Bedrock, and what they retrieve from."""

from __future__ import annotations

from collections.abc import Hashable

from pytest_aisec.aws import bedrock, iam, kms, neptune_graph, opensearch, opensearchserverless, rds, s3, s3vectors
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import boolean, items_of, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import link, referrers
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.values import Located, Reference, Unknown
from pytest_aisec.verdicts import choose


class Agent(
    Resource,
    terraform="aws_bedrockagent_agent",
    cloudformation="AWS::Bedrock::Agent",
    live=Listing(
        "bedrock-agent",
        "ListAgents",
        "agentSummaries",
        id="agentArn",
        describe=Call("bedrock-agent", "GetAgent", {"agentId": "agentId"}),
        described="agent",
    ),
    names=Names(
        terraform=("agent_id", "agent_arn"), cloudformation=("AgentId", "AgentArn"), live=("agentId", "agentArn")
    ),
):
    """An agent: a model that may call tools."""

    agent_name = text()
    guardrail = link(
        lambda: bedrock.Guardrail,
        terraform="guardrail_configuration.guardrail_identifier",
        cloudformation="GuardrailConfiguration.GuardrailIdentifier",
    )
    guardrail_version = text(
        default=None,
        terraform="guardrail_configuration.guardrail_version",
        cloudformation="GuardrailConfiguration.GuardrailVersion",
    )
    declared_version = link(
        lambda: bedrock.GuardrailVersion,
        terraform="guardrail_configuration.guardrail_version",
        cloudformation="GuardrailConfiguration.GuardrailVersion",
        live=never("an account tells the number"),
    )

    @statement
    def uses_a_published_version(self) -> bool:
        """The version of its guardrail is one that is declared beside it, or is not the draft."""
        declared = self.declared_version
        if declared is not None and declared.unseen is None:
            return True
        return self.guardrail_version not in {None, "DRAFT"}

    role = link(lambda: iam.Role, terraform="agent_resource_role_arn", cloudformation="AgentResourceRoleArn")
    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")
    versions = referrers(lambda: AgentVersion, by="agent")
    aliases = referrers(lambda: AgentAlias, by="agent")

    @property
    def unguarded_versions(self) -> list[str]:
        """The versions without a guardrail that its aliases serve in an account; `DRAFT` for what is being worked on.

        Files tell only of the draft, from which the versions are made.
        """
        found = [] if self.guardrail is not None else ["DRAFT"]
        if self.dialect is not Dialect.LIVE:
            return found
        served = {version for alias in self.aliases for version in alias.versions}
        return found + [each.version for each in self.versions if each.version in served and not each.guarded]


class AgentVersion(
    Resource,
    live=Listing(
        "bedrock-agent",
        "ListAgentVersions",
        "agentVersionSummaries",
        id="join('/', [agentId, agentVersion])",
        per="AWS::Bedrock::Agent",
        per_parameters={"agentId": "agentId"},
    ),
):
    """A version of an agent, as an account tells of it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-agent.html
    """

    agent = link(lambda: Agent, live="agentId")
    version = text(live="agentVersion")
    guarded = boolean(live=present("guardrailConfiguration.guardrailIdentifier"))


class AgentAlias(
    Resource,
    terraform="aws_bedrockagent_agent_alias",
    cloudformation="AWS::Bedrock::AgentAlias",
    live=Listing(
        "bedrock-agent",
        "ListAgentAliases",
        "agentAliasSummaries",
        id="join('/', [agentId, agentAliasId])",
        per="AWS::Bedrock::Agent",
        per_parameters={"agentId": "agentId"},
    ),
):
    """A name under which versions of an agent are called."""

    agent = link(lambda: Agent, terraform="agent_id", cloudformation="AgentId", live="agentId")
    versions = texts(
        terraform="routing_configuration.*.agent_version",
        cloudformation="RoutingConfiguration.*.AgentVersion",
        live="routingConfiguration.*.agentVersion",
    )


class KnowledgeBase(
    Resource,
    terraform="aws_bedrockagent_knowledge_base",
    cloudformation="AWS::Bedrock::KnowledgeBase",
    live=Listing(
        "bedrock-agent",
        "ListKnowledgeBases",
        "knowledgeBaseSummaries",
        id="knowledgeBaseArn",
        describe=Call("bedrock-agent", "GetKnowledgeBase", {"knowledgeBaseId": "knowledgeBaseId"}),
        described="knowledgeBase",
    ),
    names=Names(cloudformation=("KnowledgeBaseId", "KnowledgeBaseArn"), live=("knowledgeBaseId", "knowledgeBaseArn")),
):
    """A knowledge base: documents, cut and turned into vectors in a store.

    https://docs.aws.amazon.com/bedrock/latest/userguide/knowledge-base-setup.html
    """

    collection = link(
        lambda: opensearchserverless.Collection,
        terraform="storage_configuration.opensearch_serverless_configuration.collection_arn",
        cloudformation="StorageConfiguration.OpensearchServerlessConfiguration.CollectionArn",
    )
    domain = link(
        lambda: opensearch.Domain,
        terraform="storage_configuration.opensearch_managed_cluster_configuration.domain_arn",
        cloudformation="StorageConfiguration.OpensearchManagedClusterConfiguration.DomainArn",
    )
    vector_bucket = link(
        lambda: s3vectors.VectorBucket,
        terraform="storage_configuration.s3_vectors_configuration.vector_bucket_arn",
        cloudformation="StorageConfiguration.S3VectorsConfiguration.VectorBucketArn",
    )
    vector_index = link(
        lambda: s3vectors.Index,
        terraform="storage_configuration.s3_vectors_configuration.index_arn",
        cloudformation="StorageConfiguration.S3VectorsConfiguration.IndexArn",
    )
    cluster = link(
        lambda: rds.Cluster,
        terraform="storage_configuration.rds_configuration.resource_arn",
        cloudformation="StorageConfiguration.RdsConfiguration.ResourceArn",
    )
    graph = link(
        lambda: neptune_graph.Graph,
        terraform="storage_configuration.neptune_analytics_configuration.graph_arn",
        cloudformation="StorageConfiguration.NeptuneAnalyticsConfiguration.GraphArn",
    )
    role = link(lambda: iam.Role, terraform="role_arn", cloudformation="RoleArn")


class DataSource(
    Resource,
    terraform="aws_bedrockagent_data_source",
    cloudformation="AWS::Bedrock::DataSource",
    live=Listing(
        "bedrock-agent",
        "ListDataSources",
        "dataSourceSummaries",
        id="dataSourceId",
        per="AWS::Bedrock::KnowledgeBase",
        per_parameters={"knowledgeBaseId": "knowledgeBaseId"},
        describe=Call(
            "bedrock-agent", "GetDataSource", {"knowledgeBaseId": "knowledgeBaseId", "dataSourceId": "dataSourceId"}
        ),
        described="dataSource",
    ),
    names=Names(terraform=("data_source_id",), cloudformation=("DataSourceId",), live=("dataSourceId",)),
):
    """Where the documents of a knowledge base come from."""

    bucket = link(
        lambda: s3.Bucket,
        terraform="data_source_configuration.s3_configuration.bucket_arn",
        cloudformation="DataSourceConfiguration.S3Configuration.BucketArn",
        reads=s3.bucket_name,
    )
    kms_key = link(
        lambda: kms.Key,
        terraform="server_side_encryption_configuration.kms_key_arn",
        cloudformation="ServerSideEncryptionConfiguration.KmsKeyArn",
    )
    """Encrypts what lies between while documents are taken in."""


class Prompt(
    Resource,
    terraform="aws_bedrockagent_prompt",
    cloudformation="AWS::Bedrock::Prompt",
    live=Listing(
        "bedrock-agent",
        "ListPrompts",
        "promptSummaries",
        id="arn",
        describe=Call("bedrock-agent", "GetPrompt", {"promptIdentifier": "id"}),
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """A prompt that is kept for reuse; its versions have its key.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-prompts.html
    """

    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")


def _versions(node: str) -> tuple[str, str]:
    """Where the configuration of a node names the version of its guardrail."""
    tail = "GuardrailConfiguration.GuardrailVersion"
    return f"{node}.Prompt.{tail}", f"{node}.KnowledgeBase.{tail}"


class Flow(
    Resource,
    terraform="aws_bedrockagent_flow",
    cloudformation="AWS::Bedrock::Flow",
    live=Listing(
        "bedrock-agent",
        "ListFlows",
        "flowSummaries",
        id="arn",
        describe=Call("bedrock-agent", "GetFlow", {"flowIdentifier": "id"}),
    ),
    names=Names(cloudformation=("Id",), live=("id", "arn")),
):
    """A chain of prompts, models and tools.

    https://docs.aws.amazon.com/bedrock/latest/userguide/flows-guardrails.html
    """

    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")
    guardrail_versions = texts(
        terraform=every(
            "definition.node.*.configuration.prompt.guardrail_configuration.guardrail_version",
            "definition.node.*.configuration.knowledge_base.guardrail_configuration.guardrail_version",
        ),
        cloudformation=every(*_versions("Definition.Nodes.*.Configuration")),
        live=every(*_versions("Definition.Nodes.*.Configuration")),
    )
    """The versions of the guardrails of its nodes."""

    @statement
    def uses_a_draft(self) -> bool:
        """One of its nodes uses the working draft of a guardrail; a version that is a resource of its own is none."""
        return any(
            _is_draft(found, (self.key, place))
            for place, found in enumerate(items_of(Flow.guardrail_versions.locate(self)))
        )


def _is_draft(found: Located, key: Hashable) -> bool:
    value = found.value
    if isinstance(value, Reference):
        return False
    if isinstance(value, Unknown):
        return choose((value.identity or key, "is the draft"), (False, True), str(value))
    return value == "DRAFT"
