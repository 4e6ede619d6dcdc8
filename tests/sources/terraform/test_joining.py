"""Computed values joined with the configuration they come from."""

from __future__ import annotations

from pytest_aisec.sources.terraform.joining import Computed, joined
from pytest_aisec.values import Located, Location, Unknown, located

from .conftest import at

WRITTEN = Location("main.tf", 5, 3)
DECLARED = Location("main.tf", 1, 1)


def test_what_the_configuration_leaves_to_the_provider_is_absent() -> None:
    unknown = {"metadata_options": True, "id": True, "kms_key_id": True}
    key = Located(Unknown(reason="aws_kms_key.k.arn is known after apply"), WRITTEN)
    written = Located({"ami": located("ami-1", WRITTEN), "kms_key_id": key}, DECLARED)
    body = joined(Computed({"ami": "ami-1"}, unknown, configured=True), written, DECLARED, "aws_instance.i")
    assert isinstance(body.value, dict)
    assert list(body.value) == ["ami", "id", "kms_key_id"]
    assert body.value["kms_key_id"] == key


def test_without_a_configuration_it_is_unknown() -> None:
    body = joined(Computed({"ami": "ami-1"}, {"metadata_options": True}), None, DECLARED, "aws_instance.i")
    assert isinstance(at(body, "metadata_options").value, Unknown)


def test_equal_blocks_have_their_own_lines() -> None:
    def block(line: int) -> Located:
        return Located({"port": located(1, Location("main.tf", line, 5))}, Location("main.tf", line - 1, 3))

    written = Located({"rule": Located([block(3), block(6)], DECLARED)}, DECLARED)
    body = joined(Computed({"rule": [{"port": 1}, {"port": 1}]}), written, DECLARED, "a.b")
    assert [at(body, "rule", index, "port").location.line for index in (0, 1)] == [3, 6]


def test_blocks_in_another_order_find_their_lines() -> None:
    def block(line: int, port: int) -> Located:
        return Located({"port": located(port, Location("main.tf", line, 5))}, DECLARED)

    written = Located({"rule": Located([block(3, 443), block(6, 80)], DECLARED)}, DECLARED)
    body = joined(Computed({"rule": [{"port": 80}, {"port": 443}]}), written, DECLARED, "a.b")
    assert [at(body, "rule", index, "port").location.line for index in (0, 1)] == [6, 3]
