"""Roles in the AI estate: who is in one, why, and with which doubt."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pytest_aisec import ai
from pytest_aisec.analysis.membership import Member
from pytest_aisec.analysis.roles import Role, members, roles_of
from pytest_aisec.declarations import Declaration
from pytest_aisec.inventory import Inventory
from pytest_aisec.values import PartlyKnown, Unknown, located
from tests.model.declared import declared, inventory, live, ref, var


def found(estate: Inventory, role: Role) -> dict[str, Member]:
    return {member.resource.address: member for member in members(estate, role)}


def instance(kind: object, **more: Any) -> Declaration:
    return declared("aws_instance", "i", instance_type=kind, **more)


@pytest.mark.parametrize(
    ("kind", "is_host"),
    [
        ("g5.xlarge", True),
        ("g4dn.2xlarge", True),
        ("p5en.48xlarge", True),
        ("p6-b200.48xlarge", True),
        ("inf2.8xlarge", True),
        ("trn1n.32xlarge", True),
        ("gr6.4xlarge", True),
        ("m6g.large", False),
        ("t3.micro", False),
        ("is4gen.large", False),
        ("c7gn.large", False),
    ],
)
def test_instances_with_an_accelerator_are_model_hosts(kind: str, is_host: bool) -> None:
    assert ("aws_instance.i" in found(inventory(instance(kind)), Role.MODEL_HOST)) is is_host


def test_reason() -> None:
    assert (
        found(inventory(instance("g5.xlarge")), Role.MODEL_HOST)["aws_instance.i"].reason == "instance type g5.xlarge"
    )


def test_a_type_that_is_not_known_leaves_a_doubt() -> None:
    member = found(inventory(instance(var("type"))), Role.MODEL_HOST)["aws_instance.i"]
    assert member.doubt == ("var.type has no value (variables.tf:1)",)


def test_a_type_with_only_accelerated_values_is_certain() -> None:
    options = tuple(located(text) for text in ("g5.xlarge", "p4d.24xlarge"))
    unknown = Unknown(reason="var.type has no value", possible=options)
    assert found(inventory(instance(unknown)), Role.MODEL_HOST)["aws_instance.i"].doubt == ()


def test_the_launch_template_decides_where_the_instance_says_nothing() -> None:
    template = declared("aws_launch_template", "t", instance_type="p4d.24xlarge")
    host = declared("aws_instance", "i", launch_template=[{"id": ref("aws_launch_template.t")}])
    assert set(found(inventory(template, host), Role.MODEL_HOST)) == {"aws_instance.i", "aws_launch_template.t"}


BUCKETS = (
    declared("aws_s3_bucket", "training", bucket="acme-training"),
    declared("aws_s3_bucket", "logs", bucket="acme-logs"),
)
NOTEBOOK = declared("aws_sagemaker_notebook_instance", "n", role_arn=ref("aws_iam_role.r", "arn"))
ROLE = declared("aws_iam_role", "r", name="notebook")


def policy(**statement: object) -> Declaration:
    text = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", **statement}]})
    return declared("aws_iam_role_policy", "p", role=ref("aws_iam_role.r", "name"), policy=text)


class TestBuckets:
    def test_named_by_the_role_of_a_model_host(self) -> None:
        estate = inventory(*BUCKETS, NOTEBOOK, ROLE, policy(Resource="arn:aws:s3:::acme-training/*"))
        assert {name: member.doubt for name, member in found(estate, Role.AI_BUCKET).items()} == {
            "aws_s3_bucket.training": ()
        }

    def test_named_by_an_attached_policy(self) -> None:
        managed = declared(
            "aws_iam_policy",
            "m",
            policy=json.dumps(
                {"Statement": {"Effect": "Allow", "Action": ["s3:*"], "Resource": ["arn:aws:s3:::acme-logs"]}}
            ),
        )
        attachment = declared(
            "aws_iam_role_policy_attachment",
            "a",
            role=ref("aws_iam_role.r", "name"),
            policy_arn=ref("aws_iam_policy.m", "arn"),
        )
        estate = inventory(*BUCKETS, NOTEBOOK, ROLE, managed, attachment)
        assert list(found(estate, Role.AI_BUCKET)) == ["aws_s3_bucket.logs"]

    def test_everything_names_nothing_in_particular(self) -> None:
        estate = inventory(*BUCKETS, NOTEBOOK, ROLE, policy(Resource="*"))
        assert not found(estate, Role.AI_BUCKET)

    def test_statements_about_other_services_name_no_bucket(self) -> None:
        other = policy(Action="sqs:SendMessage", Resource="arn:aws:s3:::acme-logs")
        assert not found(inventory(*BUCKETS, NOTEBOOK, ROLE, other), Role.AI_BUCKET)

    def test_a_role_elsewhere_names_none(self) -> None:
        notebook = declared("aws_sagemaker_notebook_instance", "n", role_arn="arn:aws:iam::123456789012:role/ml")
        assert not found(inventory(*BUCKETS, notebook), Role.AI_BUCKET)

    @pytest.mark.parametrize("blank", ["role", "document", "attachment"])
    def test_what_is_not_known_leaves_a_doubt_on_all(self, blank: str) -> None:
        notebook, pointer, text = NOTEBOOK, ref("aws_iam_role.r", "name"), '{"Statement": []}'
        if blank == "role":
            notebook = declared("aws_sagemaker_notebook_instance", "n", role_arn=var("role"))
        given: dict[str, Any] = {
            "role": var("who") if blank == "attachment" else pointer,
            "policy": var("document") if blank == "document" else text,
        }
        if blank == "attachment":
            given["policy"] = json.dumps(
                {"Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::acme-logs"}]}
            )
        inline = declared("aws_iam_role_policy", "p", **given)
        doubts = {
            name: member.doubt
            for name, member in found(inventory(*BUCKETS, notebook, ROLE, inline), Role.AI_BUCKET).items()
        }
        assert all(doubts.values())
        assert set(doubts) == (
            {"aws_s3_bucket.logs"} if blank == "attachment" else {"aws_s3_bucket.logs", "aws_s3_bucket.training"}
        )

    @pytest.mark.parametrize(
        ("service", "reasons"),
        [
            ("sagemaker.amazonaws.com", {"aws_s3_bucket.training"}),
            ("bedrock-agentcore.amazonaws.com", {"aws_s3_bucket.training"}),
            ("lambda.amazonaws.com", set()),
        ],
    )
    def test_named_by_a_role_that_waits_for_jobs(self, service: str, reasons: set[str]) -> None:
        trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
        role = declared("aws_iam_role", "r", name="jobs", assume_role_policy=json.dumps({"Statement": [trust]}))
        members_ = found(inventory(*BUCKETS, role, policy(Resource="arn:aws:s3:::acme-training/*")), Role.AI_BUCKET)
        assert set(members_) == reasons
        assert all(each.reason == f"aws_iam_role.r, which {service} may assume, names it" for each in members_.values())

    @pytest.mark.parametrize("trust", [None, var("trust")])
    def test_a_role_that_may_wait_for_jobs_names_none(self, trust: object) -> None:
        role = declared("aws_iam_role", "r", name="jobs", assume_role_policy=trust)
        estate = inventory(*BUCKETS, role, policy(Resource="arn:aws:s3:::acme-training/*"))
        assert not found(estate, Role.AI_BUCKET)

    def test_weights_of_a_model(self) -> None:
        model = declared(
            "AWS::SageMaker::Model", "M", PrimaryContainer={"ModelDataUrl": "s3://acme-training/model.tar.gz"}
        )
        bucket = declared("AWS::S3::Bucket", "B", BucketName="acme-training")
        assert found(inventory(model, bucket), Role.AI_BUCKET)["B"].reason == "M loads its weights from it"


def test_vpcs_of_hosts() -> None:
    estate = inventory(
        declared("aws_vpc", "ai"),
        declared("aws_vpc", "other"),
        declared("aws_subnet", "s", vpc_id=ref("aws_vpc.ai")),
        instance("g5.xlarge", subnet_id=ref("aws_subnet.s")),
    )
    assert list(found(estate, Role.AI_VPC)) == ["aws_vpc.ai"]
    assert [role for role, _ in roles_of(estate.at("aws_vpc.ai")[0], estate)] == [Role.AI_VPC]


def test_a_host_in_an_unknown_subnet_may_be_in_any_vpc() -> None:
    estate = inventory(declared("aws_vpc", "main"), instance("g5.xlarge", subnet_id=var("subnet")))
    assert found(estate, Role.AI_VPC)["aws_vpc.main"].doubt == ("var.subnet has no value (variables.tf:1)",)


def test_a_host_in_a_subnet_elsewhere_is_in_no_vpc_of_ours() -> None:
    estate = inventory(declared("aws_vpc", "main"), instance("g5.xlarge", subnet_id="subnet-0abc"))
    assert not found(estate, Role.AI_VPC)


def test_load_balancers_in_front_of_hosts() -> None:
    def estate(target: object) -> Inventory:
        return inventory(
            declared("aws_lb", "front"),
            declared(
                "aws_lb_listener",
                "https",
                load_balancer_arn=ref("aws_lb.front", "arn"),
                default_action=[{"type": "forward", "target_group_arn": ref("aws_lb_target_group.g", "arn")}],
            ),
            declared("aws_lb_target_group", "g"),
            declared(
                "aws_lb_target_group_attachment",
                "a",
                target_group_arn=ref("aws_lb_target_group.g", "arn"),
                target_id=target,
            ),
            instance("g5.xlarge"),
            declared("aws_instance", "web", instance_type="t3.micro"),
        )

    hosts = found(estate(ref("aws_instance.i")), Role.MODEL_LOAD_BALANCER)
    assert hosts["aws_lb.front"].reason == "it forwards to aws_instance.i"
    assert not found(estate(ref("aws_instance.web")), Role.MODEL_LOAD_BALANCER)


def test_live_resources_have_roles_too() -> None:
    estate = inventory(live("AWS::EC2::Instance", "i-1", InstanceId="i-1", InstanceType="g5.xlarge"))
    (subject,) = ai.ModelHost.subjects(estate)
    assert isinstance(subject.view, ai.ModelHost)
    assert subject.view.has_public_ip is False


def test_a_model_that_was_trained_in_an_account_makes_buckets_of_its_data_only() -> None:
    estate = inventory(
        live("AWS::S3::Bucket", "tickets", Name="tickets"),
        live("AWS::S3::Bucket", "website", Name="website"),
        live("bedrock:CustomModel", "m", trainingDataConfig={"s3Uri": "s3://tickets/a.jsonl"}),
    )
    assert {address: member.doubt for address, member in found(estate, Role.AI_BUCKET).items()} == {"tickets": ()}


@pytest.mark.parametrize(
    ("name", "arn", "doubtful"),
    [
        (var("var.name"), "arn:aws:iam::123456789012:role/research", True),
        (PartlyKnown(reason="var.env has no value", parts=("re", var("var.env"))), "research", True),
        (PartlyKnown(reason="var.env has no value", parts=("other-", var("var.env"))), "research", False),
        ("other", "research", False),
        (ref("random_pet.name", "id"), "research", False),
    ],
)
def test_role_of_unknown_name_may_be_the_one_that_is_named(name: object, arn: str, doubtful: bool) -> None:
    estate = inventory(
        declared("aws_iam_role", "r", name=name), declared("aws_sagemaker_notebook_instance", "n", role_arn=arn)
    )
    member = found(estate, Role.AI_PRINCIPAL).get("aws_iam_role.r")
    assert [bool(each.doubt) for each in (member,) if each] == [True] * doubtful


FORWARD = {"type": "forward", "target_group_arn": ref("aws_lb_target_group.g")}


@pytest.mark.parametrize(
    ("balancer", "doubts"), [(var("lb"), [True]), ("arn:of-another", []), (ref("aws_lb.l"), [False])]
)
def test_listener_of_an_unknown_balancer_may_be_in_front_of_models(balancer: object, doubts: list[bool]) -> None:
    estate = inventory(
        declared("aws_lb", "l"),
        declared("aws_lb_target_group", "g"),
        declared("aws_lb_listener", "main", load_balancer_arn=ref("aws_lb.l"), default_action=[FORWARD]),
        declared(
            "aws_lb_target_group_attachment",
            "a",
            target_group_arn=ref("aws_lb_target_group.g"),
            target_id=ref("aws_instance.i"),
        ),
        instance("g5.xlarge"),
        declared("aws_lb_listener", "other", load_balancer_arn=balancer),
    )
    subjects = ai.Listener.subjects(estate)
    found = [each.member for each in subjects if each.resource.address == "aws_lb_listener.other" and each.member]
    assert [bool(member.doubt) for member in found] == doubts
