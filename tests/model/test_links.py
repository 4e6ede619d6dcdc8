"""Links, links back, blocks and companions, certain and in doubt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pytest_aisec.aws import ec2, iam, kms, s3
from pytest_aisec.declarations import Contents, Declaration, Unread
from pytest_aisec.inventory import Inventory
from pytest_aisec.model.evidence import recording
from pytest_aisec.values import JsonText, Located, Location, PartlyKnown, Unknown, located
from pytest_aisec.verdicts import Undetermined, Verdict, decide
from tests.model.declared import declared, inventory, live, ref, var

VPC = declared("aws_vpc", "main", cidr_block="10.0.0.0/16")


def verdict(truth: Callable[[], object]) -> Verdict:
    def judge() -> None:
        assert truth()

    return decide(judge).verdict


def encryption(key: object, bucket: object = None) -> Declaration:
    return declared(
        "aws_s3_bucket_server_side_encryption_configuration",
        "b",
        bucket=ref("aws_s3_bucket.b") if bucket is None else bucket,
        rule=[{"apply_server_side_encryption_by_default": [{"sse_algorithm": "aws:kms", "kms_master_key_id": key}]}],
    )


BUCKET = declared("aws_s3_bucket", "b", bucket="models")
KEY = declared("aws_kms_key", "k", enable_key_rotation=True)


class TestLink:
    def bucket(self, key: object, *more: Declaration) -> s3.Bucket:
        return inventory(BUCKET, encryption(key), *more).of(s3.Bucket)[0]

    def test_follows_a_reference_through_the_companion(self) -> None:
        bucket = self.bucket(ref("aws_kms_key.k", "arn"), KEY)
        assert isinstance(bucket.kms_key, kms.Key)
        assert bucket.kms_key.rotation_enabled

    def test_not_set_is_none(self) -> None:
        assert self.bucket(None).kms_key is None
        assert inventory(BUCKET).of(s3.Bucket)[0].kms_key is None

    def test_a_key_elsewhere_is_set_and_otherwise_unknown(self) -> None:
        bucket = self.bucket("arn:aws:kms:eu-west-1:1:key/abc")
        assert bucket.kms_key is not None
        with pytest.raises(Undetermined, match=r"is not part of terraform:."):
            _ = bucket.kms_key.rotation_enabled

    def test_a_variable_may_be_null(self) -> None:
        bucket = self.bucket(var("key"))
        assert verdict(lambda: bucket.kms_key is not None) is Verdict.UNDETERMINED

    def test_a_reference_to_a_resource_of_another_kind_is_none(self) -> None:
        assert self.bucket(ref("aws_s3_bucket.b", "arn")).kms_key is None

    def test_one_of_two(self) -> None:
        other = declared("aws_kms_key", "other", enable_key_rotation=True)
        options = (located(ref("aws_kms_key.k", "arn")), located(ref("aws_kms_key.other", "arn")))
        bucket = self.bucket(Unknown(reason="var.which has no value", possible=options), KEY, other)
        assert verdict(lambda: bucket.kms_key and bucket.kms_key.rotation_enabled) is Verdict.PASSED

    def test_a_name_links_too(self) -> None:
        found = inventory(BUCKET, encryption(None, bucket="models")).of(s3.Bucket)[0]
        assert found.encryption_algorithm == "aws:kms"


def test_ids_of_another_kind_are_recognised_by_their_prefix() -> None:
    table = live("AWS::EC2::RouteTable", "rtb-1", Routes=[{"GatewayId": "vgw-1", "DestinationCidrBlock": "0.0.0.0/0"}])
    assert inventory(table).of(ec2.RouteTable)[0].routes[0].internet_gateway is None
    table = live("AWS::EC2::RouteTable", "rtb-1", Routes=[{"GatewayId": "igw-1", "DestinationCidrBlock": "0.0.0.0/0"}])
    assert inventory(table).of(ec2.RouteTable)[0].routes[0].internet_gateway is not None


class TestReferrers:
    def vpc(self, *more: Declaration, unread: tuple[Unread, ...] = ()) -> ec2.Vpc:
        return inventory(VPC, *more, unread=unread).of(ec2.Vpc)[0]

    def test_found(self) -> None:
        log = declared("aws_flow_log", "f", vpc_id=ref("aws_vpc.main"))
        other = declared("aws_flow_log", "o", vpc_id=ref("aws_vpc.other"))
        assert [found.address for found in self.vpc(log, other).flow_logs] == ["aws_flow_log.f"]

    def test_one_that_may_point_here_is_tried_both_ways(self) -> None:
        vpc = self.vpc(declared("aws_flow_log", "f", vpc_id=var("vpc")))
        assert verdict(lambda: vpc.flow_logs) is Verdict.UNDETERMINED

    def test_a_conditional_one_is_tried_both_ways(self) -> None:
        log = declared("aws_flow_log", "f", vpc_id=ref("aws_vpc.main"), conditional=var("enabled"))
        vpc = self.vpc(log)
        assert verdict(lambda: vpc.flow_logs) is Verdict.UNDETERMINED

    def test_conditional_like_its_target_is_certain(self) -> None:
        vpc = declared("aws_vpc", "main", conditional=var("enabled"))
        log = declared("aws_flow_log", "f", vpc_id=ref("aws_vpc.main"), conditional=var("enabled"))
        assert len(inventory(vpc, log).of(ec2.Vpc)[0].flow_logs) == 1

    @pytest.mark.parametrize(
        ("unread", "expected"),
        [
            (Unread("broken.tf does not parse"), Verdict.UNDETERMINED),
            (Unread("denied", types=frozenset({"AWS::EC2::FlowLog"})), Verdict.UNDETERMINED),
            (Unread("denied", types=frozenset({"AWS::EC2::Subnet"})), Verdict.VIOLATED),
            (Unread("module.logs is not read", mentions=frozenset({"aws_vpc.main"})), Verdict.UNDETERMINED),
            (Unread("module.logs is not read", mentions=frozenset({"aws_vpc.other"})), Verdict.VIOLATED),
            (Unread("module.logs is not read", mentions=frozenset()), Verdict.VIOLATED),
        ],
    )
    def test_what_was_not_read_may_hide_one(self, unread: Unread, expected: Verdict) -> None:
        vpc = self.vpc(unread=(unread,))
        assert verdict(lambda: vpc.flow_logs) is expected

    def test_what_one_source_did_not_read_hides_nothing_in_another(self) -> None:
        torn, whole = inventory(VPC, unread=(Unread("broken.tf does not parse"),)).sources[0], inventory(VPC).sources[0]
        elsewhere = tuple(each._replace(source="other") for each in whole.contents.declarations)
        vpcs = Inventory([torn, whole._replace(id="other", contents=Contents(elsewhere))]).of(ec2.Vpc)
        assert [verdict(lambda vpc=vpc: vpc.flow_logs) for vpc in vpcs] == [Verdict.UNDETERMINED, Verdict.VIOLATED]  # type: ignore[misc]

    @pytest.mark.parametrize(("given", "expected"), [("models", Verdict.UNDETERMINED), ("logs", Verdict.VIOLATED)])
    def test_a_module_that_is_not_read_may_configure_what_it_is_given_by_name(
        self, given: str, expected: Verdict
    ) -> None:
        bucket = declared("aws_s3_bucket", "b", bucket="models")
        unread = Unread("module.versions is not read", mentions=frozenset({given}))
        (found,) = inventory(bucket, unread=(unread,)).of(s3.Bucket)
        assert verdict(lambda: found.versioned) is expected

    def test_what_was_read_still_counts(self) -> None:
        log = declared("aws_flow_log", "f", vpc_id=ref("aws_vpc.main"))
        vpc = self.vpc(log, unread=(Unread("broken.tf does not parse"),))
        assert verdict(lambda: vpc.flow_logs) is Verdict.PASSED

    def test_everything_about_an_unread_resource_is_unknown(self) -> None:
        subnet = inventory(declared("aws_subnet", "s", vpc_id="vpc-elsewhere")).of(ec2.Subnet)[0]
        assert verdict(lambda: subnet.vpc.flow_logs) is Verdict.UNDETERMINED


class TestCompanions:
    def test_one_whose_pointer_is_unknown_makes_the_setting_unknown(self) -> None:
        versioning = declared(
            "aws_s3_bucket_versioning",
            "v",
            bucket=var("bucket"),
            versioning_configuration=[{"status": "Enabled"}],
        )
        bucket = inventory(BUCKET, versioning).of(s3.Bucket)[0]
        assert verdict(lambda: bucket.versioned) is Verdict.UNDETERMINED
        assert verdict(lambda: not bucket.versioned) is Verdict.UNDETERMINED

    def test_one_for_a_name_with_another_beginning_is_none(self) -> None:
        partly = PartlyKnown(reason="var.x has no value", parts=("logs-", var("x")), is_set=True)
        versioning = declared(
            "aws_s3_bucket_versioning", "v", bucket=partly, versioning_configuration=[{"status": "Enabled"}]
        )
        assert inventory(BUCKET, versioning).of(s3.Bucket)[0].versioned is False

    def test_where(self) -> None:
        def rule(kind: object) -> Declaration:
            return declared(
                "aws_security_group_rule",
                "r",
                security_group_id=ref("aws_security_group.g"),
                type=kind,
                protocol="tcp",
                from_port=1,
                to_port=2,
                cidr_blocks=["0.0.0.0/0"],
            )

        def group(kind: object) -> ec2.SecurityGroup:
            return inventory(declared("aws_security_group", "g"), rule(kind)).of(ec2.SecurityGroup)[0]

        assert len(group("ingress").ingress) == 1
        assert not group("egress").ingress
        maybe = group(var("kind"))
        assert verdict(lambda: maybe.ingress) is Verdict.UNDETERMINED


def test_three_ways_of_writing_rules_give_the_same() -> None:
    port: dict[str, Any] = {"from_port": 8000, "to_port": 8000}
    inline: dict[str, Any] = {"protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], **port}
    to_group: dict[str, Any] = {"security_group_id": ref("aws_security_group.g")}
    ways = (
        inventory(declared("aws_security_group", "g", ingress=[inline])),
        inventory(
            declared("aws_security_group", "g"),
            declared("aws_security_group_rule", "r", type="ingress", **to_group, **inline),
        ),
        inventory(
            declared("aws_security_group", "g"),
            declared(
                "aws_vpc_security_group_ingress_rule", "r", ip_protocol="tcp", cidr_ipv4="0.0.0.0/0", **to_group, **port
            ),
        ),
        inventory(
            declared("AWS::EC2::SecurityGroup", "G"),
            declared(
                "AWS::EC2::SecurityGroupIngress",
                "R",
                GroupId=ref("G", "GroupId"),
                IpProtocol="tcp",
                FromPort=8000,
                ToPort="8000",
                CidrIp="0.0.0.0/0",
            ),
        ),
    )
    for way in ways:
        (rule,) = way.of(ec2.SecurityGroup)[0].ingress
        assert (rule.protocol, rule.from_port, rule.to_port, list(rule.cidrs)) == ("tcp", 8000, 8000, ["0.0.0.0/0"])


class TestDocuments:
    def statements(self, policy: object) -> list[iam.Statement]:
        return list(inventory(declared("aws_iam_policy", "p", policy=policy)).of(iam.ManagedPolicy)[0].statements)

    def test_text(self) -> None:
        (statement,) = self.statements('{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": ["*"]}}')
        assert (statement.effect, list(statement.actions), list(statement.resources)) == ("Allow", ["s3:*"], ["*"])

    def test_encoded_structure_keeps_its_places(self) -> None:
        place = Location("policy.tf", 7, 3)
        text = JsonText("...", located({"Statement": [{"Effect": "Deny", "Action": ["a:b"]}]}, place))
        (statement,) = self.statements(text)
        assert statement.effect == "Deny"
        assert statement.location == place

    def test_unknown_parts_stay_where_they_are(self) -> None:
        parts = (
            '{"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "',
            ref("aws_s3_bucket.b", "arn"),
            '/*"}]}',
        )
        (statement,) = self.statements(PartlyKnown(reason="known after apply", parts=parts))
        assert list(statement.actions) == ["s3:GetObject"]
        assert verdict(lambda: list(statement.resources)) is Verdict.UNDETERMINED

    def test_no_json_is_unknown(self) -> None:
        policy = inventory(declared("aws_iam_policy", "p", policy="{nonsense")).of(iam.ManagedPolicy)[0]
        assert verdict(lambda: policy.statements) is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("models", "models"),
        ("arn:aws:s3:::models", "models"),
        ("arn:aws-cn:s3:::models/weights/*", "models"),
        ("s3://models/a/b.tar.gz", "models"),
        ("*", None),
        ("arn:aws:s3:::*", None),
        ("arn:aws:s3:::models-*", None),
        ("arn:aws:sqs:eu-west-1:1:queue", None),
    ],
)
def test_bucket_names_in_texts(text: str, name: str | None) -> None:
    assert s3.bucket_name(text) == name


def test_an_owner_is_always_there() -> None:
    subnet = inventory(declared("aws_subnet", "s", vpc_id=var("vpc"))).of(ec2.Subnet)[0]
    with pytest.raises(Undetermined, match=r"^var\.vpc has no value"):
        _ = subnet.vpc["cidr_block"]


def test_what_was_not_read_is_not_taken_for_something_else_that_was_not_read() -> None:
    table = declared("aws_route_table", "t", route=[{"gateway_id": var("one")}, {"gateway_id": var("other")}])
    routes = inventory(table).of(ec2.RouteTable)[0].routes

    def judge() -> None:
        first, second = (route.internet_gateway for route in routes)
        assert first is None or second is None or first != second

    assert decide(judge).verdict is Verdict.PASSED


@pytest.mark.parametrize("negated", [False, True])
def test_a_list_of_which_a_part_is_unknown_equals_nothing_for_certain(negated: bool) -> None:
    group = declared("aws_security_group", "g", ingress=[{"cidr_blocks": ["10.0.0.0/8", var("cidr")]}])
    (rule,) = inventory(group).of(ec2.SecurityGroup)[0].ingress
    assert verdict(lambda: (rule.cidrs == []) is not negated) is Verdict.UNDETERMINED


@pytest.mark.parametrize(
    ("named", "expected"),
    [("models", Verdict.UNDETERMINED), ("other", Verdict.VIOLATED), ("data", Verdict.VIOLATED)],
)
def test_text_may_name_what_has_an_unknown_name(named: str, expected: Verdict) -> None:
    """A companion that names nothing that was read may belong to a bucket of unknown name, but to no other's."""
    name = PartlyKnown(reason="var.env has no value", parts=("mod", var("env")))
    estate = inventory(
        declared("aws_s3_bucket", "b", bucket=name),
        declared("aws_s3_bucket", "c", bucket="data"),
        encryption("k", named),
    )
    bucket = estate.at("aws_s3_bucket.b")[0]
    assert isinstance(bucket, s3.Bucket)
    assert verdict(lambda: bucket.encryption_algorithm == "aws:kms") is expected


def test_link_by_text_may_lead_to_what_has_an_unknown_name() -> None:
    estate = inventory(
        declared("aws_iam_role", "r", name=var("name")),
        declared("aws_iam_instance_profile", "p", role="research"),
    )
    profile = estate.at("aws_iam_instance_profile.p")[0]
    assert isinstance(profile, iam.InstanceProfile)
    addresses: set[str | None] = set()

    def read() -> None:
        addresses.add(None if profile.role is None else profile.role.address)

    decide(read)
    assert addresses == {"aws_iam_role.r", "research"}


def test_names_that_were_followed_lie_where_they_are_used() -> None:
    use, output = Location("main.tf", 37), Location("modules/vpc/outputs.tf", 15)
    named = Located(ref("aws_subnet.a"), output.used_at(use))
    groups = Located([Located("sg-1", output.used_at(use))], output.used_at(use))
    estate = inventory(
        declared("aws_subnet", "a"),
        declared("aws_security_group", "g", id="sg-1"),
        declared("aws_instance", "i", subnet_id=named, vpc_security_group_ids=groups),
    )
    (host,) = estate.of(ec2.Instance)
    with recording() as readings:
        assert host.specified_subnets
        assert host.security_groups
    assert {reading.location.file for reading in readings if reading.owner == host.address} == {"main.tf"}
