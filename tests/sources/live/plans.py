"""Small plans that the tests of the live source share."""

from __future__ import annotations

from pytest_aisec.model.calls import Call, Collected, Listing

VPC = Collected("AWS::EC2::VPC", Listing("ec2", "DescribeVpcs", "Vpcs", "VpcId"))
FLOW_LOG = Collected("AWS::EC2::FlowLog", Listing("ec2", "DescribeFlowLogs", "FlowLogs", "FlowLogId"))
BUCKET = Collected(
    "AWS::S3::Bucket",
    Listing("s3", "ListBuckets", "Buckets", "Name", scope="account"),
    (
        Call("s3", "GetBucketVersioning", {"Bucket": "Name"}),
        Call("s3", "GetBucketPolicy", {"Bucket": "Name"}, absent=("NoSuchBucketPolicy",)),
    ),
)
KEY = Collected(
    "AWS::KMS::Key",
    Listing(
        "kms",
        "ListKeys",
        "Keys",
        "KeyArn",
        describe=Call("kms", "DescribeKey", {"KeyId": "KeyId"}),
        described="KeyMetadata",
    ),
    (Call("kms", "GetKeyRotationStatus", {"KeyId": "KeyId"}),),
)
GUARDRAIL = Collected("AWS::Bedrock::Guardrail", Listing("bedrock", "ListGuardrails", "guardrails", "arn"))
KNOWLEDGE_BASE = Collected(
    "AWS::Bedrock::KnowledgeBase",
    Listing("bedrock-agent", "ListKnowledgeBases", "knowledgeBaseSummaries", "knowledgeBaseId"),
)
DATA_SOURCE = Collected(
    "AWS::Bedrock::DataSource",
    Listing(
        "bedrock-agent",
        "ListDataSources",
        "dataSourceSummaries",
        "dataSourceId",
        per="AWS::Bedrock::KnowledgeBase",
        per_parameters={"knowledgeBaseId": "knowledgeBaseId"},
        describe=Call(
            "bedrock-agent", "GetDataSource", {"knowledgeBaseId": "knowledgeBaseId", "dataSourceId": "dataSourceId"}
        ),
        described="dataSource",
    ),
)
