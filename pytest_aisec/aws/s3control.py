"""Amazon S3: what an account decides for all of its buckets, and the access points to them."""

from __future__ import annotations

from pytest_aisec.aws import account, s3
from pytest_aisec.aws.policy_documents import HasPolicy, PolicyStatement
from pytest_aisec.model.attribute import boolean
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.derived import document, present
from pytest_aisec.model.links import blocks, owner
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.resource import Names, Resource

assert account.Account.canonical_type == "sts:Account"  # per which it is asked

_POLICY = call(
    "s3control",
    "GetAccessPointPolicy",
    {"AccountId": "$source.Account", "Name": "Name"},
    absent=("NoSuchAccessPointPolicy",),
)


class AccountPublicAccessBlock(
    Resource,
    terraform="aws_s3_account_public_access_block",
    live=Listing(
        "s3control",
        "GetPublicAccessBlock",
        "[PublicAccessBlockConfiguration]",
        id="join(' ', ['public access block of', AccountId])",
        per="sts:Account",
        per_parameters={"AccountId": "Account"},
        scope="account",
        absent=("NoSuchPublicAccessBlockConfiguration",),
    ),
    names=Names(live=("AccountId",)),
):
    """What no bucket of the account may do, whatever it says itself. CloudFormation has none.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
    """

    public_acls_blocked = boolean(default=False, terraform="block_public_acls", live="BlockPublicAcls")
    public_acls_ignored = boolean(default=False, terraform="ignore_public_acls", live="IgnorePublicAcls")
    public_policy_blocked = boolean(default=False, terraform="block_public_policy", live="BlockPublicPolicy")
    public_buckets_restricted = boolean(
        default=False, terraform="restrict_public_buckets", live="RestrictPublicBuckets"
    )


class AccessPoint(
    HasPolicy,
    Resource,
    terraform="aws_s3_access_point",
    cloudformation="AWS::S3::AccessPoint",
    live=Listing(
        "s3control",
        "ListAccessPoints",
        "AccessPointList",
        id="AccessPointArn",
        per="sts:Account",
        per_parameters={"AccountId": "Account"},
        describe=Call("s3control", "GetAccessPoint", {"AccountId": "$source.Account", "Name": "Name"}),
    ),
    names=Names(terraform=("name",), cloudformation=("Name",), live=("AccessPointArn", "Name")),
):
    """Another way into a bucket, with a policy of its own.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points.html
    """

    bucket = owner(lambda: s3.Bucket, missing="it names no bucket", terraform="bucket", cloudformation="Bucket")
    in_a_vpc = boolean(
        terraform=present("vpc_configuration.vpc_id"),
        cloudformation=present("VpcConfiguration.VpcId"),
        live=present("VpcConfiguration.VpcId"),
    )
    """Only requests from inside a VPC are answered."""

    statements = blocks(
        PolicyStatement,
        terraform=document("policy", companion("aws_s3control_access_point_policy", by="access_point_arn") / "policy"),
        cloudformation=document("Policy"),
        live=document(_POLICY / "Policy"),
    )
