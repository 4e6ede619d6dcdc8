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
from pytest_aisec.model.derived import never, present
from pytest_aisec.model.links import link, links
from pytest_aisec.model.paths import either, every
from pytest_aisec.model.resource import Names, Resource, statement
from pytest_aisec.model.spelling import camel
from pytest_aisec.model.structure import decoded

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


_CONNECTOR = decoded("DataSourceConfiguration.ManagedKnowledgeBaseConnectorConfiguration.ConnectorParameters")
"""What a source of a knowledge base is told that AWS manages, in JSON.

https://docs.aws.amazon.com/bedrock/latest/userguide/kb-managed-connect-ds.html
"""
_NO_CONNECTORS = never("the provider that is known here has no argument for connectors of managed knowledge bases")
_S3 = "DataSourceConfiguration.S3Configuration"
_BUCKET = (f"{_S3}.BucketArn", _CONNECTOR / "connectionConfiguration.bucketName")
_BUCKET_OWNER = (f"{_S3}.BucketOwnerAccountId", _CONNECTOR / "connectionConfiguration.bucketOwnerAccountId")


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
        cloudformation=either(*_BUCKET),
        live=either(*_BUCKET),
        reads=s3.bucket_name,
    )
    bucket_owner = text(
        default=None,
        terraform="data_source_configuration.s3_configuration.bucket_owner_account_id",
        cloudformation=either(*_BUCKET_OWNER),
        live=either(*_BUCKET_OWNER),
    )
    """The account that owns the bucket, where it is another one."""

    has_web_configuration = boolean(
        terraform=present("data_source_configuration.web_configuration"),
        cloudformation=present("DataSourceConfiguration.WebConfiguration"),
        live=present("DataSourceConfiguration.WebConfiguration"),
    )
    connector = text(
        default=None, terraform=_NO_CONNECTORS, cloudformation=_CONNECTOR / "type", live=_CONNECTOR / "type"
    )
    """What feeds a knowledge base that AWS manages: `S3`, `WEB`, `SHAREPOINT`."""

    @statement
    def is_a_crawler(self) -> bool:
        """It reads pages of the web. Both spellings of the connector are in AWS's documentation."""
        return self.has_web_configuration or self.connector in {"WEB", "WEB_CRAWLER"}

    crawls = text(
        among=("HOST_ONLY", "SUBDOMAINS"),
        default=None,
        terraform="data_source_configuration.web_configuration.crawler_configuration.scope",
        cloudformation="DataSourceConfiguration.WebConfiguration.CrawlerConfiguration.Scope",
    )
    """How far a crawler goes beyond the pages below where it begins, which is all without a word.

    https://docs.aws.amazon.com/bedrock/latest/userguide/webcrawl-data-source-connector.html
    """
    follows = text(
        default=None,
        terraform=_NO_CONNECTORS,
        cloudformation=_CONNECTOR / "crawlConfiguration.syncScope",
        live=_CONNECTOR / "crawlConfiguration.syncScope",
    )
    """The same of a connector: `PATH_SPECIFIC`, which it is without a word, `DOMAINS_ONLY` or `SUB_DOMAINS`.

    https://docs.aws.amazon.com/bedrock/latest/userguide/kb-managed-ds-webcrawler.html
    """

    @statement
    def leaves_its_hosts(self) -> bool:
        """A crawler that goes to other hosts of the domains that it is given."""
        return self.crawls == "SUBDOMAINS" or self.follows not in {None, "PATH_SPECIFIC", "DOMAINS_ONLY"}

    kms_key = link(
        lambda: kms.Key,
        terraform="server_side_encryption_configuration.kms_key_arn",
        cloudformation="ServerSideEncryptionConfiguration.KmsKeyArn",
    )
    """Encrypts what lies between while documents are taken in."""
