"""States as a source: as printed, as stored, joined with a folder; and files that are no state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.aws import ec2
from pytest_aisec.declarations import Contents
from pytest_aisec.gathering import Inputs, gather
from pytest_aisec.requests import Request
from pytest_aisec.sources.terraform import Origin, StateFile
from pytest_aisec.values import Location

from .conftest import at
from .oracle import needs_terraform, run


def read(folder: Path, content: object, origin: Path | None = None) -> Contents:
    file = folder / "state.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return StateFile(file, folder, Origin(origin) if origin else None).read()


def printed(*resources: object, **more: object) -> dict[str, Any]:
    return {
        "format_version": "1.0",
        "terraform_version": "1.11.4",
        "values": {"root_module": {"resources": list(resources), **more}},
    }


def resource(address: str, values: object, sensitive: object = None, mode: str = "managed") -> dict[str, Any]:
    type_, name = address.split("[", maxsplit=1)[0].split(".")[-2:]
    parts = {"address": address, "mode": mode, "type": type_, "name": name}
    return {**parts, "values": values, "sensitive_values": sensitive or {}}


def stored(*resources: object) -> dict[str, Any]:
    return {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "l", "resources": list(resources)}


def kept(type_: str, name: str, *instances: object, **more: object) -> dict[str, Any]:
    return {"mode": "managed", "type": type_, "name": name, "instances": list(instances), **more}


VPC = {
    "id": "vpc-1",
    "arn": "arn:aws:ec2:us-east-1:1:vpc/vpc-1",
    "cidr_block": "10.0.0.0/16",
    "ipv4_ipam_pool_id": None,
}
SUBNET = {"id": "subnet-1", "vpc_id": "vpc-1"}


def test_printed_state(tmp_path: Path) -> None:
    child = {"address": "module.m", "resources": [resource("module.m.aws_subnet.s[0]", SUBNET)]}
    old = {**resource("aws_vpc.v", VPC), "deposed_key": "ab12"}
    data = resource("data.aws_vpc.d", VPC, mode="data")
    contents = read(tmp_path, printed(resource("aws_vpc.v", VPC), old, data, child_modules=[child]))
    assert not contents.unread
    assert [d.address for d in contents.declarations] == ["aws_vpc.v", "module.m.aws_subnet.s[0]"]
    assert contents.declarations[1].body.plain == SUBNET
    assert "ipv4_ipam_pool_id" not in at(contents.declarations[0].body).plain  # type: ignore[operator]
    assert contents.declarations[0].location == Location("state.json")
    assert contents.declarations[0].source == "state:state.json"


def test_stored_state_is_as_the_printed_one(tmp_path: Path) -> None:
    each = [
        kept("aws_vpc", "v", {"attributes": VPC}, {"attributes": VPC, "deposed": "ab12"}),
        kept("aws_subnet", "s", {"attributes": SUBNET, "index_key": 0}, module='module.m["${a}"]'),
        kept("aws_subnet", "t", {"attributes": SUBNET, "index_key": 'a"b${c}'}),
        {**kept("aws_ami", "d", {"attributes": {}}), "mode": "data"},
    ]
    contents = read(tmp_path, stored(*each))
    assert not contents.unread
    assert [d.address for d in contents.declarations] == [
        "aws_vpc.v",
        'module.m["${a}"].aws_subnet.s[0]',
        'aws_subnet.t["a\\"b$${c}"]',
    ]
    assert contents.declarations[1].body.plain == SUBNET


def test_sensitive_values(tmp_path: Path) -> None:
    values = {"password": "p", "name": "n", "nested": {"token": "t", "other": "o"}, "list": [{"a": "x"}]}
    marks = {"password": True, "nested": {"token": True}, "list": [{"a": True}]}
    paths = [
        [{"type": "get_attr", "value": "password"}],
        [{"type": "get_attr", "value": "nested"}, {"type": "get_attr", "value": "token"}],
        [{"type": "get_attr", "value": "list"}, {"type": "index", "value": {"value": 0, "type": "number"}}],
    ]
    for content in (
        printed(resource("aws_x.y", values, marks)),
        stored(kept("aws_x", "y", {"attributes": values, "sensitive_attributes": paths})),
    ):
        (found,) = read(tmp_path, content).declarations
        assert at(found.body, "password").sensitive
        assert at(found.body, "nested", "token").sensitive
        assert not at(found.body, "nested", "other").sensitive
        assert at(found.body, "list").sensitive or at(found.body, "list", 0, "a").sensitive
        assert not at(found.body, "name").sensitive


def test_resources_are_linked_by_the_ids_they_have(tmp_path: Path) -> None:
    content = printed(resource("aws_vpc.v", VPC), resource("aws_subnet.s", SUBNET))
    (tmp_path / "state.json").write_text(json.dumps(content))
    inventory = gather([Request.parse("state:state.json")], Inputs(tmp_path))
    (subnet,) = inventory.of(ec2.Subnet)
    assert subnet.vpc is not None
    assert subnet.vpc.address == "aws_vpc.v"


def test_state_joined_with_its_configuration(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/8"\n}\n\n'
        'resource "aws_subnet" "s" {\n  vpc_id = aws_vpc.v.id\n}\n'
    )
    contents = read(tmp_path, printed(resource("aws_vpc.v", VPC), resource("aws_subnet.s", SUBNET)), tmp_path)
    vpc, subnet = contents.declarations
    assert vpc.location == Location("main.tf", 1, 1)
    assert at(vpc.body, "cidr_block").value == "10.0.0.0/16"
    assert at(vpc.body, "cidr_block").location.line == 2
    assert (at(subnet.body, "vpc_id").value, at(subnet.body, "vpc_id").location.line) == ("vpc-1", 6)
    assert contents.facts["configuration"] == "."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty"),
        ("PK\x03\x04", "ask for plan:plan.json"),
        ("{", "not JSON"),
        ("{}", "expected what `terraform show -json > state.json` writes, or a terraform.tfstate"),
        ('{"format_version": "1.2", "planned_values": {}}', "a plan, not a state: ask for plan:state.json"),
        ('{"format_version": "0.1", "values": {}}', "format_version is '0.1', expected 1.x"),
        ('{"version": 3, "serial": 1, "modules": []}', "version is 3, expected 4"),
        ('{"serial": 1, "lineage": "x", "encrypted_data": "..."}', "an encrypted state"),
        ('{"format_version": "1.0"}', "there are no resources in it"),
        ('{"version": 4, "serial": 1, "lineage": "x", "resources": []}', "there are no resources in it"),
        ('{"version": 4, "resources": 7}', "not the shape of a state"),
        (
            '{"version": 4, "resources": [{"mode": "managed", "type": "a", "name": "b", "instances": [{}]}]}',
            "a.b has no",
        ),
        ('{"format_version": "1.0", "values": 7}', "not the shape of a state"),
    ],
)
def test_what_is_no_state_says_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    contents = read(tmp_path, text)
    (unread,) = contents.unread
    assert said in unread.reason
    assert unread.location.file == "state.json"
    assert not contents.declarations


@needs_terraform
def test_state_of_terraform_itself(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "terraform_data" "a" {\n  for_each = toset(["x", "$${y}"])\n'
        '  input    = { name = each.key, secret = sensitive("s") }\n}\n\n'
        'resource "terraform_data" "b" {\n  count = 1\n  input = terraform_data.a["x"].id\n}\n'
    )
    run(tmp_path, "init", "-input=false")
    run(tmp_path, "apply", "-auto-approve", "-input=false")
    shown = read(tmp_path, run(tmp_path, "show", "-json"), tmp_path)
    raw = StateFile(tmp_path / "terraform.tfstate", tmp_path, Origin(tmp_path)).read()
    for contents in (shown, raw):
        assert not contents.unread
        assert "configuration_differs" not in contents.facts
        found = {declaration.address: declaration for declaration in contents.declarations}
        assert sorted(found) == ['terraform_data.a["$${y}"]', 'terraform_data.a["x"]', "terraform_data.b[0]"]
        assert at(found['terraform_data.a["x"]'].body, "input", "secret").sensitive
        assert at(found["terraform_data.b[0]"].body, "input").location.line == 8
        identity = at(found['terraform_data.a["x"]'].body, "id").value
        assert at(found["terraform_data.b[0]"].body, "input").value == identity
    assert [d.body.plain for d in shown.declarations] == [d.body.plain for d in raw.declarations]
