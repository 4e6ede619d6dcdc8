"""Options for Terraform: the cache, what is left out, values for one root module."""

from __future__ import annotations

from tests.plugin.conftest import Project, errors

LINE = "aisec: read 1 of 1 Terraform files from the cache"


def test_warm_run_says_what_it_took_from_the_cache(judged: Project) -> None:
    cold, warm = (judged.run(cache=True) for _ in range(2))
    assert LINE not in cold.outlines
    assert LINE in warm.outlines
    assert len(list((judged.path / ".pytest_cache/d/aisec").iterdir())) == 1
    assert cold.parseoutcomes() == warm.parseoutcomes()
    assert LINE not in judged.run("-q", cache=True).outlines


def test_without_the_cache_of_pytest_there_is_none(judged: Project) -> None:
    judged.run()
    assert LINE not in judged.run().outlines
    assert not (judged.path / ".pytest_cache").exists()


def test_cache_directory_that_is_asked_for(judged: Project) -> None:
    judged.run("--aisec-cache-dir=kept")
    assert LINE in judged.run("--aisec-cache-dir=kept").outlines
    assert len(list((judged.path / "kept").iterdir())) == 1


def test_excluded_folders_are_not_looked_for(judged: Project) -> None:
    judged.write("net/main.tf", 'resource "aws_vpc" "main" {}\n')
    judged.write("net/examples/main.tf", 'module "net" {\n  source = "../"\n}\n')
    judged.write("old/main.tf", 'resource "aws_vpc" "old" {}\n')
    asked = judged.report()["run"]["sources_asked"]
    assert asked == ["terraform:.", "terraform:net/examples", "terraform:old"]
    judged.write("pytest.ini", "[pytest]\naisec_exclude =\n  examples\n  old\n")
    assert judged.report()["run"]["sources_asked"] == ["terraform:.", "terraform:net"]
    assert judged.report("--aisec-exclude=net")["run"]["sources_asked"] == ["terraform:.", "terraform:old"]


def test_variable_file_of_one_root_module(judged: Project) -> None:
    judged.write("other/main.tf", (judged.path / "main.tf").read_text())
    judged.write("open.tfvars", "public = false\n")
    judged.write("shut.tfvars", "public = true\n")

    def verdicts(*files: str) -> dict[str, str]:
        found = judged.report("--aisec-evidence=all", *(f"--aisec-var-file={file}" for file in files))["findings"]
        name = "policies-are-blocked"
        return {
            f["source"]: f["verdict"] for f in found if f["policy"] == name and f["address"] == "aws_s3_bucket.open"
        }

    assert verdicts("shut.tfvars") == {"terraform:.": "passed", "terraform:other": "passed"}
    assert verdicts("other=open.tfvars", "shut.tfvars") == {"terraform:.": "passed", "terraform:other": "violated"}
    assert verdicts("./other=open.tfvars") == {"terraform:.": "undetermined", "terraform:other": "violated"}


def test_variable_file_of_a_root_module_that_is_not_there(judged: Project) -> None:
    judged.write("a.tfvars", "public = false\n")
    assert "there is no folder none" in errors(judged.run("--aisec-var-file=none=a.tfvars"))[0]
    assert "there is no such file" in errors(judged.run("--aisec-var-file=.=b.tfvars"))[0]
