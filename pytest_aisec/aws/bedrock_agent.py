"""Agents for Amazon Bedrock, and what they retrieve from."""

from __future__ import annotations

from pytest_aisec.aws import bedrock, iam, kms, opensearch, opensearchserverless, s3, s3vectors
from pytest_aisec.model.attribute import text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


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
    role = link(lambda: iam.Role, terraform="agent_resource_role_arn", cloudformation="AgentResourceRoleArn")
    kms_key = link(lambda: kms.Key, terraform="customer_encryption_key_arn", cloudformation="CustomerEncryptionKeyArn")


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
