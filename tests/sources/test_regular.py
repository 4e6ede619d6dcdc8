"""Files that somebody else wrote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pytest_aisec.sources.cloudformation import CloudFormationSource, find_templates
from pytest_aisec.sources.cloudformation.find import MOST_BYTES
from pytest_aisec.sources.regular import read_regular
from pytest_aisec.sources.terraform import PlanFile, TerraformSource, find_roots

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Nobody writes to it: who opens it waits for ever."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


def linked(name: Path, target: Path) -> Path:
    name.parent.mkdir(exist_ok=True)
    name.symlink_to(target)
    return name


def test_what_a_link_leads_to_is_read(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"text")
    assert read_regular(linked(tmp_path / "here", tmp_path / "there"), 4) == b"text"


def test_a_pipe_is_not_waited_for(pipe: Path) -> None:
    with pytest.raises(OSError, match="it is no regular file"):
        read_regular(pipe, 100)


def test_a_file_larger_than_asked_for_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"12345")
    with pytest.raises(OSError, match="larger than 4 bytes"):
        read_regular(tmp_path / "file", 4)


def test_configuration_that_is_a_pipe_is_unread(tmp_path: Path, pipe: Path) -> None:
    linked(tmp_path / "root/main.tf", pipe)
    linked(tmp_path / "root/terraform.tfvars", pipe)
    linked(tmp_path / "root/.terraform", tmp_path / "none")
    assert find_roots(tmp_path) == [tmp_path / "root"]
    (unread,) = TerraformSource(tmp_path / "root", tmp_path).read().unread
    assert str(unread.location) == "root/main.tf"
    assert unread.reason == "file not read: it is no regular file"


def test_a_variables_file_that_is_a_pipe_is_unread(tmp_path: Path, pipe: Path) -> None:
    (unread,) = (
        TerraformSource(tmp_path, tmp_path, variable_files=[linked(tmp_path / "a/v.tfvars", pipe)]).read().unread
    )
    assert unread.reason == "variables file not found"


def test_a_plan_that_is_a_pipe_is_unread(tmp_path: Path, pipe: Path) -> None:
    (unread,) = PlanFile(pipe, tmp_path).read().unread
    assert unread.reason == "not read: it is no regular file"


def test_a_template_that_is_a_pipe_is_unread_and_not_found_by_itself(tmp_path: Path, pipe: Path) -> None:
    template = linked(tmp_path / "templates/t.yaml", pipe)
    assert find_templates(tmp_path) == []
    (unread,) = CloudFormationSource(template, tmp_path).read().unread
    assert "it is no regular file" in unread.reason


def test_a_data_set_beside_templates_is_not_loaded(tmp_path: Path) -> None:
    large = tmp_path / "train.json"
    with large.open("wb") as file:
        file.write(b'{"AWSTemplateFormatVersion": "2010-09-09"}')
        file.truncate(MOST_BYTES + 1)
    assert find_templates(tmp_path) == []
    (unread,) = CloudFormationSource(large, tmp_path).read().unread
    assert f"larger than {MOST_BYTES} bytes" in unread.reason
