"""A flawed and a secure estate for each theme of policies, in Terraform, CloudFormation and as an account."""

from __future__ import annotations

import inspect
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.docstrings import SNIPPET
from pytest_aisec.settings import Settings
from tests.estates.accounts import Account
from tests.estates.names import ROOT, Variant, marks
from tests.estates.sources import VARIANTS, run_plugin
from tests.policies.judged import policies, policy, verdicts

THEMES = ROOT / "tests" / "estates" / "themes"
LANGUAGES = {"hcl": "main.tf", "yaml": "template.yaml"}
"""The language of a policy's snippet, and the file of a theme in that language: what a policy shows its fix in, it is
tried in. A theme that no policy shows in YAML has no template."""

SETTINGS = Settings(
    trusted_accounts=("111122223333",),
    unapproved_services=("qbusiness",),
    approved_models=("amazon.*",),
    approved_regions=("us-*",),
)
"""The account that the files are for, which files do not tell; and what the organisation has, and has not, approved."""

ONLY_IN_FILES = {
    "bedrock-session-is-encrypted-with-a-customer-managed-key": None,
    "declared-console-user-is-asked-for-a-second-factor": "console-user-has-mfa",
    "declared-user-has-one-active-key": "user-has-one-active-key",
    "pipeline-definition-in-s3-is-pinned-to-a-version": None,
    "user-key-does-not-reach-models": "active-key-does-not-reach-models",
    "workflow-definition-in-s3-is-pinned-to-a-version": None,
}
"""The policies that no account has anything for, and those that judge accounts instead, if any do."""

BY_THEME: dict[str, list[str]] = {}
for _name, _function in policies():
    BY_THEME.setdefault(_function.__module__.split(".")[1], []).append(_name)

WITH_ESTATES = sorted(theme for theme in BY_THEME if (THEMES / theme).is_dir())

Findings = dict[str, list[dict[str, Any]]]


def folder(theme: str, variant: Variant) -> Path:
    return THEMES / theme / variant


def options() -> list[str]:
    """The settings that are not the default ones, as options."""
    defaults = Settings()
    return [
        f"--aisec-setting={name}={','.join(getattr(SETTINGS, name))}"
        for name in Settings.names()
        if getattr(SETTINGS, name) != getattr(defaults, name)
    ]


def expressible(name: str, language: str) -> bool:
    """Whether a policy is about something that a language of files can say."""
    return any(found["language"] == language for found in SNIPPET.finditer(inspect.getdoc(policy(name)[0]) or ""))


def beyond(each: dict[str, Any], language: str) -> bool:
    """Whether a finding only says that the language cannot tell what the policy asks."""
    return each["verdict"] == "undetermined" and not expressible(each["policy"].replace("-", "_"), language)


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[Variant, Findings]:
    """What the plugin finds in the files of all themes, by variant and theme: one run for each variant."""
    found: dict[Variant, Findings] = {}
    for variant in VARIANTS:
        sources = [
            f"--aisec-source={kind}:{path}"
            for theme in WITH_ESTATES
            for kind, path in (
                ("terraform", folder(theme, variant)),
                ("cloudformation", folder(theme, variant) / "template.yaml"),
            )
            if kind == "terraform" or path.exists()
        ]
        outcome = run_plugin([*sources, *options()], tmp_path_factory.mktemp(variant), ROOT)
        assert [source["unread"] for source in outcome.report["sources"] if source["unread"]] == []
        found[variant] = {theme: [] for theme in WITH_ESTATES}
        for each in outcome.findings:
            theme = Path(each["file"]).relative_to(THEMES.relative_to(ROOT)).parts[0]
            if each["policy"].replace("-", "_") in BY_THEME[theme]:
                found[variant][theme].append(each)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_flawed_files_are_violated_at_exactly_the_marked_lines(
    found: dict[Variant, Findings], theme: str, language: str
) -> None:
    name = LANGUAGES[language]
    marked = Counter((id_, line) for file, line, id_ in marks(folder(theme, "flawed")) if file.name == name)
    violated = Counter(
        (each["policy"], each["line"])
        for each in found["flawed"][theme]
        if each["verdict"] == "violated" and each["file"].endswith(f"/{name}")
    )
    assert violated == marked
    wanted = {each.replace("_", "-") for each in BY_THEME[theme] if expressible(each, language)}
    assert {id_ for id_, _ in marked} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_secure_files_pass(found: dict[Variant, Findings], theme: str, language: str) -> None:
    judged = [each for each in found["secure"][theme] if each["file"].endswith(f"/{LANGUAGES[language]}")]
    wrong = [
        each for each in judged if each["verdict"] not in {"passed", "not_applicable"} and not beyond(each, language)
    ]
    assert [(each["policy"], each["address"], each["message"]) for each in wrong] == []
    wanted = {each.replace("_", "-") for each in BY_THEME[theme] if expressible(each, language)}
    assert {each["policy"] for each in judged if each["verdict"] == "passed"} >= wanted


@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_flawed_account_is_violated_where_it_says(theme: str) -> None:
    account = Account.read(folder(theme, "flawed") / "account.yaml")
    found = judged(account, theme)
    violated = {id_: sorted(a for a, verdict in by.items() if verdict == "violated") for id_, by in found.items()}
    assert violated == {id_: sorted(account.findings.get(id_, [])) for id_ in found}
    assert set(account.findings) == set(found)


@pytest.mark.parametrize("theme", WITH_ESTATES)
def test_secure_account_passes(theme: str) -> None:
    account = Account.read(folder(theme, "secure") / "account.yaml")
    assert not account.findings
    found = judged(account, theme)
    assert {
        id_: set(by.values()) for id_, by in found.items() if not set(by.values()) <= {"passed", "not_applicable"}
    } == {}
    assert {id_ for id_, by in found.items() if "passed" not in by.values()} == ONLY_IN_FILES.keys() & found.keys()


def judged(account: Account, theme: str) -> dict[str, dict[str, str]]:
    """The verdicts of a theme's policies by id and address."""
    names = BY_THEME[theme]
    estate = account.inventory({policy(name)[2] for name in names})
    assert [str(unread) for source in estate.sources for unread in source.contents.unread] == []
    return {name.replace("_", "-"): verdicts(name, estate, SETTINGS) for name in names}


def test_every_theme_has_its_estates() -> None:
    assert {path.name for path in THEMES.iterdir()} == set(BY_THEME)
