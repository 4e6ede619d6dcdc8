"""Asking for sources: what is told of one that is not there, or not named in the right words."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord
from pytest_aisec.gathering import Inputs, discover, gather
from pytest_aisec.requests import BadRequest, Request
from pytest_aisec.sources import snapshot
from pytest_aisec.values import Located, Location, Reference


def unread(root: Path, asked: str) -> list[str]:
    """What was not read, and why."""
    inventory = gather([Request.parse(asked)], Inputs(root))
    return [item.reason for source in inventory.sources for item in source.contents.unread]


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ("terraform:nope", "there is no folder nope"),
        ("terraform:infra/main.tf", "infra/main.tf is a file; name the folder it is in: terraform:infra"),
        ("terraform:main.tf", "main.tf is a file; name the folder it is in: terraform:."),
        ("terraform:docs", "there is no Terraform file in docs"),
        ("cloudformation:stacks/*.yaml", "no file matches stacks/*.yaml"),
        ("cloudformation:docs", "docs is a folder; name what is in it: cloudformation:docs/*.yaml"),
        ("snapshot:estate.json.gz", "there is no file estate.json.gz"),
        ("plan:plan.json@infra", "there is no file plan.json"),
        ("state:terraform.tfstate", "there is no file terraform.tfstate"),
    ],
)
def test_a_source_that_is_not_there_is_told_in_words(tmp_path: Path, asked: str, reason: str) -> None:
    for folder in ("infra", "docs"):
        (tmp_path / folder).mkdir()
    (tmp_path / "infra" / "main.tf").write_text("")
    (tmp_path / "main.tf").write_text("")
    assert unread(tmp_path, asked) == [reason]


def test_only_the_location_is_a_pattern(tmp_path: Path) -> None:
    root = tmp_path / "platform[1]"
    (root / "stacks").mkdir(parents=True)
    template = root / "stacks" / "a.yaml"
    template.write_text("Resources:\n  A:\n    Type: AWS::S3::Bucket\n")
    for asked in ("stacks/*.yaml", "**/*.yaml", str(template)):
        (found,) = gather([Request.parse(f"cloudformation:{asked}")], Inputs(root)).sources
        assert [each.address for each in found.contents.declarations] == ["A"]


def test_a_folder_that_cannot_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "infra").mkdir()

    def refuses(path: object) -> list[str]:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "listdir", refuses)
    assert unread(tmp_path, "terraform:infra") == ["folder infra not read: Permission denied"]


@pytest.mark.parametrize(
    ("asked", "perhaps"),
    [
        ("infra", "terraform:infra"),
        ("stacks/api.yaml", "cloudformation:stacks/api.yaml"),
        ("estate.json.gz", "snapshot:estate.json.gz"),
    ],
)
def test_a_location_without_a_kind_gets_a_suggestion(asked: str, perhaps: str) -> None:
    with pytest.raises(BadRequest, match=rf"{asked}.*perhaps {perhaps}\?"):
        Request.parse(asked)


@pytest.mark.parametrize("asked", ["tarraform:infra", "terraform:", "snapshot:", "plan:@infra"])
def test_other_mistakes_are_refused(asked: str) -> None:
    with pytest.raises(BadRequest, match=r"is not KIND:LOCATION with KIND|names no") as caught:
        Request.parse(asked)
    assert "perhaps" not in str(caught.value)


def test_discovery_names_what_is_there_and_leaves_out_modules_that_are_called(tmp_path: Path) -> None:
    for folder in ("live", "modules/network", "stacks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "live" / "main.tf").write_text('module "network" {\n  source = "../modules/network"\n}\n')
    (tmp_path / "modules" / "network" / "main.tf").write_text('resource "aws_vpc" "main" {}\n')
    (tmp_path / "stacks" / "a.yaml").write_text("Resources:\n  Key:\n    Type: AWS::KMS::Key\n")
    assert [str(request) for request in discover(tmp_path)] == ["terraform:live", "cloudformation:stacks/a.yaml"]


def test_snapshots_whose_sources_have_one_name_are_all_read(tmp_path: Path) -> None:
    def account(file: str, bucket: str) -> None:
        body = Located({"Name": Located(bucket)})
        place = Location(api="s3:ListBuckets", resource=bucket)
        found = Declaration("aws:", Dialect.LIVE, "AWS::S3::Bucket", bucket, body, place)
        snapshot.write(tmp_path / file, [SourceRecord("aws:", "aws", "", Contents((found,)))], str)

    account("prod.json", "weights")
    account("dev.json", "drafts")
    asked = ["snapshot:prod.json", "snapshot:dev.json", "snapshot:prod.json", "snapshot:./prod.json#aws*"]
    inventory = gather([Request.parse(each) for each in asked], Inputs(tmp_path))
    assert [each.id for each in inventory.sources] == ["aws:", "aws: of dev.json"]
    found = [each for source in inventory.sources for each in source.contents.declarations]
    assert [(each.source, each.address) for each in found] == [("aws:", "weights"), ("aws: of dev.json", "drafts")]


def test_a_source_is_read_beside_an_older_snapshot_of_it(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "main.tf").write_text('resource "aws_s3_bucket" "now" {}\n')
    before = SourceRecord("terraform:infra", "terraform", "infra", Contents())
    snapshot.write(tmp_path / "old.json", [before], str)
    asked = [Request.parse("snapshot:old.json"), Request.parse("terraform:infra")]
    sources = gather(asked, Inputs(tmp_path)).sources
    assert [(each.id, len(each.contents.declarations)) for each in sources] == [
        ("terraform:infra", 0),
        ("terraform:infra of this run", 1),
    ]
    assert [each.snapshot for each in sources] == ["old.json", ""]


@pytest.mark.parametrize("order", [("prod", "dev"), ("dev", "prod")])
def test_what_a_stack_imports_is_that_of_its_own_snapshot(tmp_path: Path, order: tuple[str, str]) -> None:
    exporting = "Resources:\n  Key:\n    Type: AWS::KMS::Key\nOutputs:\n  Arn:\n    Value: !Ref Key\n"
    exporting += "    Export: {Name: shared}\n"
    importing = "Resources:\n  Alias:\n    Type: AWS::KMS::Alias\n    Properties:\n"
    importing += "      AliasName: alias/own\n      TargetKeyId: !ImportValue shared\n"
    for account in order:
        root = tmp_path / account
        root.mkdir()
        (root / "a.yaml").write_text(importing if account == "prod" else exporting)
        (root / "b.yaml").write_text(exporting if account == "prod" else importing)
        (root / "c.yaml").write_text(importing.replace("own", "other"))
        found = gather([Request.parse("cloudformation:*.yaml")], Inputs(root))
        snapshot.write(tmp_path / f"{account}.json", found.sources, str)
    asked = [Request.parse(f"snapshot:{account}.json") for account in order]
    sources = gather(asked, Inputs(tmp_path)).sources
    by_id = {each.id: [one.type for one in each.contents.declarations] for each in sources}
    assert len(by_id) == 6
    for source in sources:
        for each in source.contents.declarations:
            if each.type == "AWS::KMS::Alias":
                assert isinstance(each.body.value, dict)
                pointed = each.body.value["TargetKeyId"].value
                assert isinstance(pointed, Reference)
                where, _, address = pointed.target.rpartition("#")
                assert (by_id[where], address) == (["AWS::KMS::Key"], "Key")
                assert where.partition(" of ")[2] == source.id.partition(" of ")[2]
