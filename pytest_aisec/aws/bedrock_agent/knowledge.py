"""Knowledge bases, and where their documents come from."""

from __future__ import annotations

from pytest_aisec.aws import (
    iam,
    kms,
    neptune_graph,
    opensearch,
    opensearchserverless,
    rds,
    s3,
    s3vectors,
    secretsmanager,
)
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import present
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import every
from pytest_aisec.model.resource import Names, Resource
from pytest_aisec.model.spelling import camel

_OUTSIDE = (
    "redis_enterprise_cloud_configuration",
    "pinecone_configuration",
    "mongo_db_atlas_configuration",
    "rds_configuration",
)
"""Stores at which a knowledge base signs in; CloudFormation does not have the first."""


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
    secrets = links(
        lambda: secretsmanager.Secret,
        terraform=every(*(f"storage_configuration.{store}.credentials_secret_arn" for store in _OUTSIDE)),
        cloudformation=every(*(f"StorageConfiguration.{camel(store)}.CredentialsSecretArn" for store in _OUTSIDE[1:])),
        live=every(*(f"StorageConfiguration.{camel(store)}.CredentialsSecretArn" for store in _OUTSIDE)),
    )
    """What it signs in with at a database, of the account or of another company."""

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
    bucket_owner = text(
        default=None,
        terraform="data_source_configuration.s3_configuration.bucket_owner_account_id",
        cloudformation="DataSourceConfiguration.S3Configuration.BucketOwnerAccountId",
    )
    """The account that owns the bucket, where it is another one."""

    is_a_crawler = boolean(
        terraform=present("data_source_configuration.web_configuration"),
        cloudformation=present("DataSourceConfiguration.WebConfiguration"),
        live=present("DataSourceConfiguration.WebConfiguration"),
    )
    """Whether it reads pages of the web."""

    crawls = text(
        among=("HOST_ONLY", "SUBDOMAINS"),
        default=None,
        terraform="data_source_configuration.web_configuration.crawler_configuration.scope",
        cloudformation="DataSourceConfiguration.WebConfiguration.CrawlerConfiguration.Scope",
    )
    """How far a crawler goes beyond the pages below where it begins, which is all without a word.

    https://docs.aws.amazon.com/bedrock/latest/userguide/webcrawl-data-source-connector.html
    """

    kms_key = link(
        lambda: kms.Key,
        terraform="server_side_encryption_configuration.kms_key_arn",
        cloudformation="ServerSideEncryptionConfiguration.KmsKeyArn",
    )
    """Encrypts what lies between while documents are taken in."""
