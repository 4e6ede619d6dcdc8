"""AWS Identity and Access Management."""

from __future__ import annotations

from pytest_aisec.aws import s3
from pytest_aisec.model.attribute import text, texts
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.derived import document
from pytest_aisec.model.links import blocks, link, links
from pytest_aisec.model.paths import companion, every, naming
from pytest_aisec.model.resource import Block, Names, Resource

_DETAILS = {"Filter": ["Role", "LocalManagedPolicy"]}


class Statement(Block):
    """One statement of a policy document. Its words are the same in every source: they are JSON."""

    effect = text(among=("Allow", "Deny"), terraform="Effect", cloudformation="Effect", live="Effect")
    actions = texts(terraform="Action", cloudformation="Action", live="Action")
    other_actions = texts(terraform="NotAction", cloudformation="NotAction", live="NotAction")
    resources = texts(terraform="Resource", cloudformation="Resource", live="Resource")
    buckets = links(
        lambda: s3.Bucket,
        terraform="Resource",
        cloudformation="Resource",
        live="Resource",
        reads=lambda text: s3.bucket_name(text) if text.startswith("arn:") else None,
    )
    """The buckets that the statement names, itself or through their objects."""


class ManagedPolicy(
    Resource,
    terraform="aws_iam_policy",
    cloudformation="AWS::IAM::ManagedPolicy",
    live=Listing("iam", "GetAccountAuthorizationDetails", "Policies", id="Arn", parameters=_DETAILS, scope="account"),
    names=Names(terraform=("name",), cloudformation=("ManagedPolicyName",), live=("Arn", "PolicyName")),
):
    """A policy that can be attached to several principals."""

    statements = blocks(
        Statement,
        terraform=document("policy"),
        cloudformation=document("PolicyDocument"),
        live=document("PolicyVersionList.0.Document"),
    )


class Role(
    Resource,
    terraform="aws_iam_role",
    cloudformation="AWS::IAM::Role",
    live=Listing(
        "iam", "GetAccountAuthorizationDetails", "RoleDetailList", id="Arn", parameters=_DETAILS, scope="account"
    ),
    names=Names(terraform=("name",), cloudformation=("RoleName",), live=("Arn", "RoleName")),
):
    """A role, with the policies it holds."""

    trust = blocks(
        Statement,
        terraform=document("assume_role_policy"),
        cloudformation=document("AssumeRolePolicyDocument"),
        live=document("AssumeRolePolicyDocument"),
    )
    inline_statements = blocks(
        Statement,
        terraform=document("inline_policy.*.policy", companion("aws_iam_role_policy", by="role") / "policy"),
        cloudformation=document(
            "Policies.*.PolicyDocument",
            companion("AWS::IAM::Policy", by="Roles") / "PolicyDocument",
            companion("AWS::IAM::RolePolicy", by="RoleName") / "PolicyDocument",
        ),
        live=document("RolePolicyList.*.PolicyDocument"),
    )
    managed_policies = links(
        lambda: ManagedPolicy,
        terraform=every(
            "managed_policy_arns",
            companion("aws_iam_role_policy_attachment", by="role") / "policy_arn",
            companion("aws_iam_policy_attachment", by="roles") / "policy_arn",
        ),
        cloudformation=every("ManagedPolicyArns", naming("AWS::IAM::ManagedPolicy", by="Roles")),
        live="AttachedManagedPolicies.*.PolicyArn",
    )


class InstanceProfile(
    Resource,
    terraform="aws_iam_instance_profile",
    cloudformation="AWS::IAM::InstanceProfile",
    live=Listing("iam", "ListInstanceProfiles", "InstanceProfiles", id="Arn", scope="account"),
    names=Names(
        terraform=("name",),
        cloudformation=("InstanceProfileName",),
        live=("Arn", "InstanceProfileName"),
    ),
):
    """What gives an instance its role."""

    role = link(lambda: Role, cloudformation="Roles.0", live="Roles.0.Arn")
