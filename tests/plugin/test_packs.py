"""Policy packs: which are judged by, and what a user's project does not do to them."""

from __future__ import annotations

import shutil
from pathlib import Path
from textwrap import dedent

import pytest

import pytest_aisec
from tests.plugin.conftest import Project, category

BUCKETS = "pytest_aisec_policies/encryption/test_buckets.py"
OWN = "def test_named(bucket: s3.Bucket): assert bucket['bucket']"


def policies(result: pytest.RunResult) -> set[str]:
    return {line.split("::")[0] for line in result.outlines if "::" in line} - {"aisec"}


@pytest.fixture
def ai_bucket(project: Project) -> Project:
    """A bucket that a model is loaded from, its public access not blocked (main.tf:1)."""
    project.write(
        "main.tf",
        """\
        resource "aws_s3_bucket" "models" {
          bucket = "models"
        }

        resource "aws_sagemaker_model" "m" {
          name               = "m"
          execution_role_arn = "arn:aws:iam::111122223333:role/m"

          primary_container {
            image          = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/m:1"
            model_data_url = "s3://models/m.tar.gz"
          }
        }
        """,
    )
    return project


def test_the_bundled_pack_is_judged_by_unless_told_otherwise(project: Project) -> None:
    project.policies(OWN)
    project.policies(OWN, "extra/test_extra.py")
    bundled = policies(project.run("--co", "-q", pack="bundled")) - {"test_own.py", "extra/test_extra.py"}
    assert BUCKETS in bundled
    assert policies(project.run("--co", "-q", pack=None)) >= bundled
    assert policies(project.run("--co", "-q", "extra", pack=None)) == bundled | {"extra/test_extra.py"}
    assert policies(project.run("--co", "-q", "extra", pack="none")) == {"extra/test_extra.py"}


def test_only_what_is_named_is_judged_by(project: Project) -> None:
    project.policies(OWN)
    assert policies(project.run("--co", "-q", "test_own.py", pack=None)) == {"test_own.py"}
    assert policies(project.run("--co", "-q", "test_own.py::test_named", pack=None)) == {"test_own.py"}
    assert BUCKETS in policies(project.run("--co", "-q", "test_own.py", pack="bundled"))


def test_a_folder_is_a_pack(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    project.policies(OWN, "own/deep/test_own.py")
    project.write("tests/test_code.py", "def test_code(): pass\n")
    assert policies(project.run("--co", "-q", "tests", pack="own")) == {"own/deep/test_own.py", "tests/test_code.py"}
    company = tmp_path_factory.mktemp("elsewhere") / "company"
    (company / "deep").mkdir(parents=True)
    (company / "conftest.py").write_text("import pytest\n@pytest.fixture\ndef wanted(): return 'open'\n")
    (company / "deep" / "test_names.py").write_text(
        "from pytest_aisec.aws import s3\n"
        "def test_named(bucket: s3.Bucket, wanted):\n    assert bucket['bucket'] == wanted\n"
    )
    result = project.run("-v", "tests", pack=str(company))
    assert category(result, "company/deep/test_names.py::test_named") == "VIOLATED"
    assert "pytest_aisec_policies" not in result.stdout.str()
    both = project.run("--co", "-q", "tests", f"--aisec-pack={company}", pack="bundled")
    assert {BUCKETS, "company/deep/test_names.py"} < policies(both)


@pytest.mark.parametrize(
    ("folder", "options"),
    [
        (".house/rules", ()),
        ("build/rules", ()),
        ("rules", ("--ignore=rules",)),
        ("deep/rules", ("--ignore-glob=*",)),
        ("rules", ("-o", "python_files=check_*.py")),
        ("rules", ()),
    ],
)
def test_a_pack_is_judged_by_where_pytest_does_not_look_for_tests(
    project: Project, folder: str, options: tuple[str, ...]
) -> None:
    project.policies(OWN, f"{folder}/test_house.py")
    result = project.run("--co", "-q", f"--aisec-pack={folder}", *options)
    assert policies(result) == {f"{folder}/test_house.py"}
    assert len([line for line in result.outlines if "::test_named" in line]) == 1
    assert "2 passed" in project.run(f"--aisec-pack={folder}", *options, "-k", "test_named").outlines[-1]


@pytest.mark.skipif(pytest.version_tuple < (9,), reason="what is named is collected there, whatever is left out")
def test_a_file_of_a_pack_may_be_left_out(project: Project) -> None:
    project.policies(OWN, "rules/test_one.py")
    project.policies(OWN, "rules/test_two.py")
    found = policies(project.run("--co", "-q", "--aisec-pack=rules", "--ignore=rules/test_two.py"))
    assert found == {"rules/test_one.py"}


def test_all_packs_are_judged_by_and_no_tests_of_the_project(project: Project) -> None:
    project.policies("import not_there", "test_app.py")
    project.policies(OWN, "rules/test_house.py")
    found = policies(project.run("--co", "-q", "--aisec-pack=bundled", "--aisec-pack=rules", "--ignore-glob=*"))
    assert BUCKETS in found
    assert "rules/test_house.py" in found
    assert "test_app.py" not in found


def test_an_installed_package_is_a_pack(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path_factory.mktemp("site")
    for name in ("acme/__init__.py", "acme/policies/__init__.py", "acme/policies/storage/test_names.py"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(
            "from pytest_aisec.aws import s3\n\n\ndef test_named(b: s3.Bucket): assert b['bucket'] == 'open'\n"
        )
    monkeypatch.syspath_prepend(str(place))
    result = project.run("-v", pack="acme.policies")
    assert category(result, "test_named") == "VIOLATED"
    assert policies(result) >= {"acme.policies/storage/test_names.py"}
    result.stdout.fnmatch_lines(['      has to be "open", is "shut"'])
    assert project.run(pack="acme.nothing").ret == pytest.ExitCode.USAGE_ERROR
    assert project.run(pack="nothing.acme").ret == pytest.ExitCode.USAGE_ERROR


@pytest.mark.parametrize("pack", ["rules", "acme"])
def test_files_of_packs_are_modules_as_pytest_has_them(
    project: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, pack: str
) -> None:
    site = tmp_path_factory.mktemp("site")
    project.write(
        f"{site if pack == 'acme' else project.path}/{pack}/test_rules.py",
        """
        import pytest
        from pytest_aisec.aws import s3

        class Proxy:
            def __getattr__(self, name): raise RuntimeError("there is no request now")

        proxy = Proxy()
        pytestmark = [pytest.mark.severity("low"), pytest.mark.soc2("CC6.1")]

        def pytest_generate_tests(metafunc):
            metafunc.parametrize("wanted", ["open", "shut"])

        def test_named(b: s3.Bucket, wanted): assert b["bucket"] == wanted
        """,
    )
    if pack == "acme":
        (site / "acme" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(site))
    report = project.report("-m", "soc2", "--ignore-glob=*", pack=pack)
    (found,) = report["policies"]
    assert (found["severity"], found["controls"], found["violated"]) == ("low", {"soc2": ["CC6.1"]}, 2)


def test_a_pack_outside_keeps_its_place_in_what_failed_last(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    company = tmp_path_factory.mktemp("company")
    text = "from pytest_aisec.aws import s3\ndef test_no(b: s3.Bucket): assert False\n"
    (company / "test_no.py").write_text(text)
    project.write("test_no_either.py", text)
    project.run(pack=str(company), cache=True)
    assert "2 violated" in project.run("--lf", pack=str(company), cache=True).outlines[-1]


@pytest.mark.parametrize(
    "options",
    [
        ["-o", "python_files=check_*.py"],
        ["-o", "python_functions=check_*"],
        ["--import-mode=importlib"],
        ["--import-mode=append"],
        ["-o", "norecursedirs=*"],
        ["--strict-markers", "--strict-config"],
    ],
    ids=" ".join,
)
def test_a_projects_ways_do_not_change_the_bundled_pack(ai_bucket: Project, options: list[str]) -> None:
    ai_bucket.write("pytest.ini", "[pytest]\n")
    result = ai_bucket.run("-v", *options, pack=None)
    assert category(result, f"{BUCKETS}::test_ai_bucket_blocks_public_access") == "VIOLATED"
    assert len(policies(result)) >= 7


def test_modules_and_packages_of_the_same_name_do_not_clash(ai_bucket: Project) -> None:
    ai_bucket.write("test_buckets.py", "def test_mine(): pass\n")
    ai_bucket.write("encryption/__init__.py", "")
    ai_bucket.write("encryption/test_buckets.py", "def test_mine(): pass\n")
    ai_bucket.write("policies/__init__.py", "")
    ai_bucket.write("policies/encryption/__init__.py", "")
    ai_bucket.write("policies/encryption/test_buckets.py", "def test_mine(): pass\n")
    result = ai_bucket.run("-v", pack=None)
    for path in ("", "encryption/", "policies/encryption/"):
        assert category(result, f"{path}test_buckets.py::test_mine") == "PASSED"
    assert category(result, f"{BUCKETS}::test_ai_bucket_blocks_public_access") == "VIOLATED"


def test_fixtures_of_the_users_do_not_feed_the_bundled_pack(ai_bucket: Project) -> None:
    names = ("bucket", "host", "group", "vpc", "guardrail", "agent", "notebook", "balancer")
    fixtures = "\n".join(f"@pytest.fixture\ndef {name}(): return 'mine'" for name in names)
    ai_bucket.write("conftest.py", f"import pytest\n{fixtures}\n")
    ai_bucket.write("own_plugin.py", f"import pytest\n{fixtures}\n")
    ai_bucket.write("test_own.py", "def test_mine(bucket): assert bucket == 'mine'\n")
    ai_bucket.pytester.syspathinsert()
    result = ai_bucket.run("-v", "-p", "own_plugin", pack=None)
    assert category(result, "test_own.py::test_mine") == "PASSED"
    assert category(result, f"{BUCKETS}::test_ai_bucket_blocks_public_access") == "VIOLATED"
    assert not {"error", "errors", "failed"} & set(result.outlines[-1].replace(",", "").split())


@pytest.mark.parametrize(
    "fixture",
    ["@pytest.fixture\ndef bucket(client): return 'mine'", "@pytest.fixture(params=[1, 2])\ndef bucket(): ..."],
)
def test_what_fixtures_of_the_users_need_or_go_through_is_nothing_to_the_bundled_pack(
    ai_bucket: Project, fixture: str
) -> None:
    ai_bucket.write(
        "conftest.py",
        f"import pytest\n{fixture}\n@pytest.fixture\ndef client(): pytest.skip('no client')\n",
    )
    for items in ("policy", "resource"):
        result = ai_bucket.run("-v", "-rs", "--aisec-items", items, BUCKETS, pack=None)
        result.stdout.no_fnmatch_line("*no client*")
        of_resource = "[[]aws_s3_bucket.models]" if items == "resource" else ""
        result.stdout.fnmatch_lines([f"{BUCKETS}::test_ai_bucket_blocks_public_access{of_resource} VIOLATED*"])


def test_packs_with_files_of_the_same_name_keep_their_policies_apart(
    project: Project, tmp_path_factory: pytest.TempPathFactory
) -> None:
    packs = []
    for name in ("bucket", "other"):
        pack = tmp_path_factory.mktemp("place") / "rules"
        pack.mkdir()
        (pack / "test_rules.py").write_text(
            f"from pytest_aisec.aws import s3\n\n\ndef test_ours({name}: s3.Bucket): assert {name}['bucket'] == 'open'\n"
        )
        packs.append(f"--aisec-pack={pack}")
    result = project.run("-v", "--import-mode=importlib", *packs, pack=None)
    assert [line.split()[1] for line in result.outlines if "::test_ours " in line] == ["VIOLATED", "VIOLATED"]


@pytest.mark.parametrize("name", [".venv", "env"])
def test_a_pack_that_is_installed_inside_the_project_is_judged_by_once(
    ai_bucket: Project, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    site = ai_bucket.path / name / "lib" / "site-packages"
    shutil.copytree(Path(pytest_aisec.__file__).parents[1] / "policies", site / "pytest_aisec_policies")
    if name == ".venv":
        (ai_bucket.path / name / "pyvenv.cfg").write_text("")
    ai_bucket.write("conftest.py", "import pytest\n@pytest.fixture\ndef bucket(): return 'mine'\n")
    monkeypatch.setenv("PYTHONPATH", str(site))
    result = ai_bucket.apart("-v", pack="bundled")
    test = f"{BUCKETS}::test_ai_bucket_blocks_public_access"
    assert len([line for line in result.outlines if "test_ai_bucket_blocks_public_access" in line]) == 1
    assert category(result, test) == "VIOLATED"


def test_a_conftest_above_the_installed_pack_is_not_loaded(
    ai_bucket: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path_factory.mktemp("site")
    shutil.copytree(Path(pytest_aisec.__file__).parents[1] / "policies", site / "pytest_aisec_policies")
    (site / "conftest.py").write_text("pytest_plugins = ['pytester']\nraise RuntimeError\n")
    monkeypatch.setenv("PYTHONPATH", str(site))
    result = ai_bucket.apart("-v", pack="bundled")
    assert category(result, f"{BUCKETS}::test_ai_bucket_blocks_public_access") == "VIOLATED"


def test_the_bundled_pack_has_pytests_messages(ai_bucket: Project) -> None:
    findings = ai_bucket.report(pack=None)["findings"]
    (found,) = [item for item in findings if item["policy"] == "ai-bucket-blocks-public-access"]
    assert found["message"].startswith("assert False\n")
    assert "False = aws_s3_bucket.models.blocks_public_access" in found["message"]


def test_a_fixture_beside_the_policies_of_a_pack_is_found(project: Project, tmp_path: Path) -> None:
    """Though pytest is not asked to look for fixtures where there can be none, and nothing else is asked for any."""
    file = tmp_path / "house" / "test_it.py"
    file.parent.mkdir()
    text = dedent(
        """\
        import pytest

        class Silent:
            @property
            def __dict__(self):
                raise RuntimeError("asked")

            def __getattr__(self, name):
                raise RuntimeError("asked")

        class Unhashable(type):
            def __eq__(self, other):
                return True

        class Kind(metaclass=Unhashable):
            pass

        silent, odd = Silent(), Kind()

        @pytest.fixture
        def allowed():
            return 1

        def test_it(allowed):
            assert allowed == 1
        """
    )
    file.write_text(text)
    pack = str(file.parent)
    project.run("--aisec-allow=empty", pack=pack).assert_outcomes(passed=1)
    file.write_text(text.replace("@pytest.fixture", ""))
    project.run("--aisec-allow=empty", pack=pack).assert_outcomes(errors=1)
