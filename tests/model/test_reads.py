"""What a policy may read is found from what it judges, and never too little."""

from __future__ import annotations

from typing import ClassVar

import pytest

from pytest_aisec import ai
from pytest_aisec.aws import bedrock, ec2, ecr, ecs, elbv2, iam, kms, s3, s3control, sagemaker
from pytest_aisec.model.attribute import boolean, text
from pytest_aisec.model.calls import Listing
from pytest_aisec.model.kinds import described_as
from pytest_aisec.model.paths import call, companion
from pytest_aisec.model.reads import collection_plan, described_types, left_out, reads
from pytest_aisec.model.resource import Resource

KEYS = described_as(kms.Key)
"""Keys, and those that are made in other ways: whatever names a key may name one of these."""


def plan_types(*kinds: type) -> set[str]:
    return {collected.type for collected in collection_plan(kinds)}


def test_links_are_followed_however_far() -> None:
    assert reads([s3.Bucket]) == {s3.Bucket, s3control.AccountPublicAccessBlock, *KEYS}
    assert reads([bedrock.Guardrail]) == {bedrock.Guardrail, *KEYS}
    assert {ec2.Subnet, ec2.Vpc, iam.Role, s3.Bucket, kms.Key} <= reads([sagemaker.NotebookInstance])


def test_only_links_that_are_mentioned_are_followed() -> None:
    assert reads([s3.Bucket], frozenset()) == {s3.Bucket}
    assert reads([s3.Bucket], frozenset({"kms_key"})) == {s3.Bucket, *KEYS}
    assert kms.Key in reads([sagemaker.NotebookInstance], frozenset({"kms_key"}))
    assert iam.Role not in reads([sagemaker.NotebookInstance], frozenset({"kms_key"}))


def test_a_class_that_is_mentioned_is_read_wherever_a_link_leads_to_it() -> None:
    assert reads([s3.Bucket], frozenset({"Key"})) == {s3.Bucket, *KEYS}
    assert ec2.Vpc not in reads([s3.Bucket], frozenset({"Vpc"}))


def test_links_in_blocks_are_followed_by_their_own_names() -> None:
    named = reads([ecs.TaskDefinition], frozenset({"repository"}))
    assert ecr.Repository in named
    assert iam.Role not in named


def test_an_alias_is_followed_to_what_it_stands_for() -> None:
    assert kms.Key in reads([kms.Alias], frozenset())


def test_a_type_that_nothing_mentioned_leads_to_is_left_out_of_the_plan() -> None:
    plan = collection_plan([s3.Bucket], frozenset({"versioned"}))
    assert [each.type for each in plan] == ["AWS::S3::Bucket"]
    assert "AWS::KMS::Key" in left_out(plan)


def test_links_back_companions_and_blocks_are_followed() -> None:
    assert {ec2.FlowLog, ec2.RouteTable, ec2.NetworkAcl, ec2.InternetGateway} <= reads([ec2.Subnet])


def test_a_population_reads_what_fills_it() -> None:
    assert set(ai.LoadBalancer.filled_by) <= reads([ai.LoadBalancer])
    assert {ec2.Instance, iam.InstanceProfile, ai.Bucket, s3.Bucket} <= reads([ai.Bucket])


def test_any_resource_is_all_of_them() -> None:
    assert described_types() <= reads([Resource])
    assert plan_types(Resource) == {collected.type for collected in collection_plan(None)}
    assert left_out(collection_plan([Resource])) == frozenset()


def test_a_parent_is_listed_too() -> None:
    assert elbv2.LoadBalancer.cloudformation_type in plan_types(elbv2.Listener)


def test_what_only_a_narrower_class_reads_is_asked_for() -> None:
    class Watched(s3.Bucket):
        logged = boolean(default=False, live=call("s3", "GetBucketWebsite", {"Bucket": "Name"}) / "IndexDocument")

    def calls(kind: type) -> set[str]:
        (bucket,) = (each for each in collection_plan([kind]) if each.type == "AWS::S3::Bucket")
        return {each.operation for each in bucket.calls}

    assert calls(Watched) == {*calls(s3.Bucket), "GetBucketWebsite"}
    assert "GetBucketWebsite" not in calls(s3.Bucket)


def test_nothing_judged_is_nothing_asked() -> None:
    assert collection_plan([]) == []


@pytest.mark.parametrize("kind", sorted(described_types(), key=str))
def test_every_plan_is_closed(kind: type[Resource]) -> None:
    """Whatever a type of the plan leads to is part of the plan, if it can be collected."""
    found = reads([kind])
    assert reads(found) == found
    wanted = {each.canonical_type for each in found if each.listing is not None}
    assert wanted <= plan_types(kind)


def test_populations_that_are_no_resource_have_something_to_fill_them() -> None:
    class Anything:
        filled_by: ClassVar[tuple[type[Resource], ...]] = (s3.Bucket,)

    assert reads([Anything]) == {s3.Bucket, s3control.AccountPublicAccessBlock, *KEYS}


def listing(per: str | None = None) -> Listing:
    return Listing("ec2", "DescribeVpcs", "Vpcs", "VpcId", per=per)


def test_types_that_nothing_but_a_companion_or_a_listing_names_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Resource, "by_type", {})

    class Parent(Resource, cloudformation="AWS::X::Parent", live=listing()):
        pass

    class Companion(Resource, cloudformation="AWS::X::Companion", live=listing()):
        pass

    class Other(Resource, cloudformation="AWS::X::Other", live=listing()):
        pass

    class Child(Resource, cloudformation="AWS::X::Child", live=listing(per="AWS::X::Parent")):
        mode = text(default=None, live=companion("AWS::X::Companion", by="ChildId") / "Mode")

    assert reads([Child]) == {Child, Companion}
    assert plan_types(Child) == {"AWS::X::Child", "AWS::X::Companion", "AWS::X::Parent"}
    assert left_out(collection_plan([Child])) == {"AWS::X::Other"}
    assert reads([Parent]) == {Parent}
    assert reads([Other]) == {Other}
