"""Where a setting is, as a path finds it."""

from __future__ import annotations

from pytest_aisec.aws import s3, sagemaker
from pytest_aisec.model.paths import every
from pytest_aisec.values import Located, Location
from tests.model.declared import declared, inventory

NOTED = Location("main.tf", 9, 3)


def bucket(**body: Located) -> s3.Bucket:
    written = declared("aws_s3_bucket", "b", 7)
    (found,) = inventory(written._replace(body=Located(body, written.location))).of(s3.Bucket)
    return found


def test_the_items_of_several_places_come_together_at_the_first() -> None:
    within = Located({"c": Located("z", NOTED)})
    found = every("a", "b.c", "d").locate(bucket(a=Located(None), b=within, d=Located([Located("x"), Located("y")])))
    assert found.plain == ["z", "x", "y"]
    assert found.location == NOTED


def test_what_none_of_several_places_has_lies_where_the_first_would_be() -> None:
    found = every("b.c", "d").locate(bucket(b=Located({"e": Located(1)}, NOTED)))
    assert (found.value, found.location) == (None, NOTED)


def test_notebooks_answer_with_tokens_only_where_the_second_version_is_the_least() -> None:
    for version, required in (("1", False), ("2", True)):
        least = {"minimum_instance_metadata_service_version": version}
        declaration = declared("aws_sagemaker_notebook_instance", "n", instance_metadata_service_configuration=least)
        (notebook,) = inventory(declaration).of(sagemaker.NotebookInstance)
        assert notebook.imdsv2_required is required
