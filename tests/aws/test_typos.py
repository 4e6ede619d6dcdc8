"""The conformance test finds planted mistakes, in every dialect and kind of path, and says what was meant."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Dialect
from pytest_aisec.model.attribute import Setting, boolean, integer, text, texts
from pytest_aisec.model.calls import Call, Listing
from pytest_aisec.model.convert import switch
from pytest_aisec.model.derived import document, negated, never, present, when
from pytest_aisec.model.links import blocks, link, links, referrers
from pytest_aisec.model.paths import Place, call, companion, either, every, unmapped
from pytest_aisec.model.resource import Block, Names, Resource, View
from pytest_aisec.values import Located
from tests.aws.conformance import (
    listing_problems,
    name_problems,
    referrer_problems,
    setting_problems,
    word_problems,
)
from tests.aws.containers import containers

TERRAFORM, CLOUDFORMATION, LIVE = Dialect
VOLUMES = Listing("ec2", "DescribeVolumes", "Volumes", id="VolumeId")

pytestmark = pytest.mark.usefixtures("unregistered")


def volume(setting: Setting, name: str = "encrypted") -> type[Resource]:
    """A class of volumes with one setting."""

    class Volume(Resource, terraform="aws_ebs_volume", cloudformation="AWS::EC2::Volume", live=VOLUMES):
        pass

    setattr(Volume, name, setting)
    setting.__set_name__(Volume, name)
    return Volume


def problems(kind: type[Resource], dialect: Dialect, name: str = "encrypted", view: type[View] | None = None) -> str:
    """What is said of a setting."""
    return "\n".join(setting_problems(view or kind, name, dialect, containers([kind], dialect)[view or kind]))


@pytest.mark.parametrize("dialect", list(Dialect))
def test_what_is_right_is_accepted(dialect: Dialect) -> None:
    assert not problems(volume(boolean()), dialect)


@pytest.mark.parametrize(
    ("dialect", "setting", "said"),
    [
        (TERRAFORM, boolean(terraform="encrpyted"), "did you mean `encrypted`?"),
        (TERRAFORM, boolean(terraform="Encrypted"), "`Encrypted` does not exist in aws_ebs_volume; did you mean"),
        (TERRAFORM, boolean(terraform="encrypted.0"), "has nothing inside"),
        (TERRAFORM, text(terraform="create_time"), "aws_ebs_volume.create_time can only be read"),
        (TERRAFORM, boolean(terraform=either("encrypted", "encryptd")), "`encryptd` does not exist"),
        (TERRAFORM, boolean(terraform=negated("encryptd")), "`encryptd` does not exist"),
        (TERRAFORM, boolean(terraform=present("kms_key")), "did you mean `kms_key_id`?"),
        (TERRAFORM, texts(terraform=document("polcy")), "`polcy` does not exist"),
        (
            TERRAFORM,
            boolean(terraform=companion("aws_volume_attachmnt", by="volume_id") / "force_detach"),
            "did you mean `aws_volume_attachment`?",
        ),
        (
            TERRAFORM,
            boolean(terraform=companion("aws_volume_attachment", by="volume") / "force_detach"),
            "did you mean `volume_id`?",
        ),
        (
            TERRAFORM,
            boolean(terraform=companion("aws_volume_attachment", by="volume_id") / "force_detatch"),
            "did you mean `force_detach`?",
        ),
        (
            TERRAFORM,
            boolean(terraform=companion("aws_volume_attachment", by="volume_id", where={"devicename": "x"}) / "id"),
            "did you mean `device_name`?",
        ),
        (CLOUDFORMATION, boolean(cloudformation="Encrpyted"), "did you mean `Encrypted`?"),
        (CLOUDFORMATION, text(cloudformation="VolumeId"), "AWS::EC2::Volume.VolumeId can only be read"),
        (CLOUDFORMATION, text(cloudformation="Tags.Key"), "`*` or an index must stand before `Key`"),
        (CLOUDFORMATION, texts(cloudformation="Tags.*.Kye"), "did you mean `Key`?"),
        (
            CLOUDFORMATION,
            boolean(cloudformation=companion("AWS::EC2::VolumeAttachment", by="VolumeID") / "Device"),
            "did you mean `VolumeId`?",
        ),
        (LIVE, boolean(live="Encrpyted"), "did you mean `Encrypted`?"),
        (LIVE, text(live="Attachments.InstanceId"), "`*` or an index must stand before `InstanceId`"),
        (LIVE, texts(live="Attachments.*.InstanceID"), "did you mean `InstanceId`?"),
        (LIVE, text(live=when("Stat", value="in-use", then="KmsKeyId")), "did you mean `State`?"),
        (LIVE, text(live=when("State", value="used", then="KmsKeyId")), "is never 'used'"),
        (LIVE, text(live=when("State", value=True, then="KmsKeyId")), "is never True"),
        (
            LIVE,
            boolean(live=call("ec2", "DescribeVolumeAttribute", {"VolumeId": "VolumeId"}) / "AutoEnableIO.Vale"),
            "did you mean `Value`?",
        ),
        (LIVE, boolean(live=call("ec2", "DescribeVolumeAttributes") / "AutoEnableIO"), "did you mean"),
        (LIVE, boolean(live=call("ecc2", "DescribeVolumes") / "Volumes"), "boto3 has no service `ecc2`"),
        (LIVE, boolean(live=companion("AWS::EC2::Instanc", by="VolumeId") / "State"), "no class describes"),
    ],
)
def test_path_that_does_not_exist(dialect: Dialect, setting: Setting, said: str) -> None:
    assert said in problems(volume(setting), dialect)


def test_name_by_convention_that_does_not_exist() -> None:
    kind = volume(boolean(), "encryption")
    for dialect in Dialect:
        assert "ncrypt" in problems(kind, dialect, "encryption")


@pytest.mark.parametrize(
    ("dialect", "setting"),
    [
        (TERRAFORM, boolean(terraform="kms_key_id")),
        (TERRAFORM, boolean(terraform=negated("kms_key_id"))),
        (TERRAFORM, text(terraform="timeouts")),
        (TERRAFORM, integer(terraform="encrypted")),
        (TERRAFORM, link(lambda: ec2.Instance, terraform="tags")),
        (TERRAFORM, blocks(Block, terraform="kms_key_id")),
        (CLOUDFORMATION, boolean(cloudformation="KmsKeyId")),
        (CLOUDFORMATION, text(cloudformation="Tags")),
        (CLOUDFORMATION, texts(cloudformation="Tags")),
        (CLOUDFORMATION, links(lambda: ec2.Instance, cloudformation="Tags")),
        (CLOUDFORMATION, blocks(Block, cloudformation="Size")),
        (LIVE, boolean(live="VolumeType")),
        (LIVE, integer(live="Encrypted")),
        (LIVE, link(lambda: ec2.Instance, live="Attachments")),
        (LIVE, blocks(Block, live="KmsKeyId")),
    ],
)
def test_value_of_another_kind(dialect: Dialect, setting: Setting) -> None:
    assert "cannot be read as" in problems(volume(setting), dialect)


def test_what_a_dialect_cannot_say_needs_no_schema() -> None:
    kind = volume(boolean(terraform=unmapped("no"), cloudformation=never("no"), live=unmapped("no")))
    assert not any(problems(kind, dialect) for dialect in Dialect)


class Elsewhere:
    """A kind of path that somebody added."""

    def locate(self, view: View) -> Located:  # noqa: ARG002 -- as every path has it
        return Located(None)

    def places(self) -> Iterator[Place]:
        yield Place("encrypted")


def test_kind_of_path_that_nobody_taught_the_test() -> None:
    assert "Elsewhere is a kind of path" in problems(volume(boolean(terraform=Elsewhere())), TERRAFORM)


def test_words_of_the_vendor_that_the_class_does_not_know() -> None:
    kind = volume(text(among=("available", "in-use"), live="State"))
    assert "can be `deleting`, which the class does not know" in problems(kind, LIVE)
    kind = volume(boolean(switch=switch(available=True), live="State"))
    assert "can be `in-use`, which the class does not know" in problems(kind, LIVE)


def test_words_of_the_class_that_no_vendor_knows() -> None:
    states = ("creating", "available", "in-use", "deleting", "deleted", "error", "availible")
    kind = volume(text(among=states, default="gone", live="State", terraform=unmapped(""), cloudformation=unmapped("")))
    own = {dialect: containers([kind], dialect)[kind] for dialect in Dialect}
    assert word_problems(kind, "encrypted", own) == [
        "no schema knows the word `availible`; did you mean `available`?",
        "its default: 'gone' is none of creating, available, in-use, deleting, deleted, error, availible",
    ]


class Attachment(Block):
    """A block in two places."""

    device = text(terraform="device_name")
    detached = boolean(terraform=either("force_detach", "force_detatch"), cloudformation="Forced")
    instance = text(terraform="instance_id")


class Nested(Block):
    """A block in a block."""

    name = text(live="Nam")


class Outer(Block):
    """The block around it."""

    nested = blocks(Nested, live="Tags")


def test_block_is_looked_for_in_all_its_places() -> None:
    attached = every(companion("aws_volume_attachment", by="volume_id"), companion("aws_instance", by="id"))
    kind = volume(blocks(Attachment, terraform=attached), "attachments")
    assert "aws_instance has none of `device_name`" in problems(kind, TERRAFORM, "device", Attachment)
    assert "`force_detatch` does not exist" in problems(kind, TERRAFORM, "detached", Attachment)
    assert "there is no cloudformation schema" in problems(kind, CLOUDFORMATION, "detached", Attachment)


def test_block_in_a_block() -> None:
    def listing(result: str) -> Listing:
        return Listing("ec2", "DescribeVpcEndpoints", result, id="VpcEndpointId")

    class Endpoints(Resource, live=listing("{VpcEndpointId: VpcEndpoints[0].VpcEndpointId, Outer: VpcEndpoints}")):
        outer = blocks(Outer, live="Outer")

    assert "`Nam` does not exist" in problems(Endpoints, LIVE, "name", Nested)


def test_types_and_names_that_do_not_exist() -> None:
    class Disk(
        Resource,
        terraform="aws_ebs_volume",
        cloudformation="AWS::EC2::Volume",
        live=VOLUMES,
        names=Names(terraform=("nam", "{size}"), cloudformation=("VolumeID", "x/{Sizes}"), live=("VolumId", "Tags")),
    ):
        pass

    said = {dialect: name_problems(Disk, dialect, containers([Disk], dialect)[Disk]) for dialect in Dialect}
    assert [len(each) for each in said.values()] == [1, 2, 2]
    assert "did you mean `VolumeId`?" in said[LIVE][0]
    assert "is no text" in said[LIVE][1]


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (Listing("ec2", "DescribeVolume", "Volumes", id="VolumeId"), "did you mean `DescribeVolumes`?"),
        (Listing("ec2", "DescribeVolumes", "Volume", id="VolumeId"), "did you mean `Volumes`?"),
        (Listing("ec2", "DescribeVolumes", "Volumes", id="VolumeID"), "did you mean `VolumeId`?"),
        (Listing("ec2", "DescribeVolumes", "Volumes", id="Tags"), "is no text"),
        (Listing("ec2", "DescribeVolumes", "Volumes[?Stat=='x']", id="VolumeId"), "did you mean `State`?"),
        (Listing("ec2", "DescribeInstances", "Reservations.Instances[]", id="InstanceId"), "stands on a list"),
        (Listing("ec2", "DescribeVolumes", "Volumes", "VolumeId", {"Filter": []}), "did you mean `Filters`?"),
        (Listing("ec2", "DescribeVolumes", "Volumes", "VolumeId", {"Filters": [{"Nme": "x"}]}), "has no `Nme`"),
        (Listing("ec2", "DescribeVolumes", "Volumes", "VolumeId", {"VolumeIds": "vol-1"}), "is a list"),
        (Listing("wafv2", "ListWebACLs", "WebACLs", "ARN", {"Scope": "REGION"}), "did you mean `REGIONAL`?"),
        (Listing("wafv2", "ListWebACLs", "WebACLs", "ARN"), "needs `Scope`"),
        (Listing("ec2", "DescribeVolumes", "Volumes", "VolumeId", region="Regio"), "`Regio`"),
        (Listing("ec2", "DescribeVolumes", "Volumes", "VolumeId", per="AWS::EC2::Vpcs"), "did you mean"),
        (
            Listing("ec2", "DescribeVolumes", "Volumes", "VolumeId", per="AWS::EC2::VPC", per_parameters={"A": "Vpc"}),
            "takes no `A`",
        ),
        (
            Listing(
                "ec2",
                "DescribeVolumes",
                "Volumes",
                "VolumeId",
                per="AWS::EC2::Instance",
                per_parameters={"VolumeIds": "InstanceId"},
            ),
            "but it takes list",
        ),
        (
            Listing("s3", "ListBuckets", "Buckets", "Name", describe=Call("s3", "GetBucketVersioning", {"Bucket": "N"})),
            "from `N`",
        ),
        (
            Listing("kms", "ListKeys", "Keys", "KeyArn", describe=Call("kms", "DescribeKey", {"KeyId": "KeyId"}), described="Key"),
            "did you mean `KeyMetadata`?",
        ),
    ],
)  # fmt: skip
def test_listing_that_the_api_does_not_have(listing: Listing, said: str) -> None:
    class Listed(Resource, live=listing):
        pass

    assert said in "\n".join(listing_problems(Listed))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (call("kms", "GetKeyRotationStatus", {"Key": "KeyId"}), "takes no `Key`; did you mean `KeyId`?"),
        (call("kms", "GetKeyRotationStatus"), "needs `KeyId`"),
        (call("kms", "GetKeyRotationStatus", {"KeyId": "Id"}), "from `Id`"),
        (call("kms", "GetKeyRotationStatus", {"KeyId": "KeyId"}, ("NotFound",)), "does not declare the error"),
        (call("s3", "GetBucketPolicy", {"Bucket": "KeyId"}, ("NoSuch Policy",)), "is no error code"),
        (call("wafv2", "GetWebACL", {"Name": "KeyId", "Scope": "=REGION"}), "cannot be `REGION`"),
    ],
)
def test_call_that_the_api_does_not_have(asked: object, said: str) -> None:
    class Key(Resource, live=Listing("kms", "ListKeys", "Keys", "KeyArn")):
        rotated = text(live=asked)  # type: ignore[call-overload]

    assert said in "\n".join(listing_problems(Key))


def test_reverse_link_that_follows_nothing() -> None:
    class Network(Resource, terraform="aws_vpc"):
        subnets = referrers(lambda: ec2.Subnet, by="vpcs")

    assert referrer_problems(Network, "subnets") == ["ec2.Subnet has no link `vpcs`; did you mean `vpc`?"]
