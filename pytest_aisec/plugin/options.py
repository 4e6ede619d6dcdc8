"""The options of the plugin, on the command line and in the ini file."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ALLOWANCES = ("unread", "empty", "waivers")
"""What fails a run by default although no policy is violated."""

ENGINES = ("cfn-lint",)
"""The names in `pytest_aisec.engines`, which the idle plugin does not import."""

TERMINAL = "-"
"""Stands for the terminal where a file could be named."""


class Option(NamedTuple):
    """An option with its ini twin (`--aisec-source` and `aisec_source`). `many`: may be repeated."""

    flag: str
    help: str
    metavar: str | None = None
    many: bool = False
    choices: tuple[str, ...] | None = None
    default: str | None = None
    switch: bool = False
    optional: str | None = None
    """What it means without a value; None: it has to have one."""

    @property
    def name(self) -> str:
        """The ini name, and the option's destination."""
        return self.flag.removeprefix("--").replace("-", "_")


OPTIONS = (
    Option("--aisec", "judge infrastructure against security policies", switch=True),
    Option(
        "--aisec-source",
        "what to judge: terraform:DIR, cloudformation:GLOB, aws:[PROFILE][@REGION,...][#ROLE_ARN],"
        " aws:org:ROLE[:PROFILE][@REGION,...], plan:FILE[@DIR], state:FILE[@DIR], snapshot:FILE"
        " (default: everything found below the root directory)",
        "KIND:LOCATION",
        many=True,
    ),
    Option(
        "--aisec-exclude",
        "folders and files that are not looked for when no source is named, e.g. examples or 'modules/*/tests'",
        "PATTERN",
        many=True,
    ),
    Option("--aisec-cache-dir", "where to keep parsed Terraform files (default: in pytest's cache)", "DIR"),
    Option("--aisec-pack", "policies to judge by: bundled, none, a folder, or an installed package", "NAME", many=True),
    Option(
        "--aisec-items",
        "one test item per policy (default), or one per policy and resource",
        choices=("policy", "resource"),
        default="policy",
    ),
    Option(
        "--aisec-report",
        "write a report: json=FILE, markdown=FILE, sarif=FILE; or github, annotations on the terminal",
        "FORMAT=FILE",
        many=True,
    ),
    Option("--aisec-snapshot", "write the inventory to a file (compressed if it ends in .gz)", "FILE"),
    Option(
        "--aisec-snapshot-only",
        "write the snapshot as sources are read, holding only those under way in memory, and judge nothing",
        switch=True,
    ),
    Option("--aisec-resume", "keep finished parts of accounts in SNAPSHOT.part, and go on from there", switch=True),
    Option(
        "--aisec-evidence",
        "which findings a report lists beside violated ones: attention (default), or all, passed ones included",
        choices=("attention", "all"),
        default="attention",
    ),
    Option("--aisec-explain", "show the roles, reasons and attributes of a resource instead of judging", "ADDRESS"),
    Option(
        "--aisec-list",
        "list the selected policies, the controls or frameworks that they are about, or the settings,"
        " instead of judging",
        choices=("policies", "controls", "frameworks", "settings"),
    ),
    Option("--aisec-settings", "show the settings of the policies, the same as --aisec-list=settings", switch=True),
    Option("--aisec-setting", "the value of a setting, e.g. access_key_days=60", "NAME=VALUE", many=True),
    Option(
        "--aisec-scope",
        "what counts as part of the AI estate: what is found to belong to it (default), or everything of a fit type",
        choices=("ai", "all"),
        default="ai",
    ),
    Option(
        "--aisec-no-foreign-waivers",
        "do not accept violations because of comments for checkov, trivy, tfsec or KICS",
        switch=True,
    ),
    Option("--aisec-strict", "fail when a policy cannot be decided; for CI", switch=True),
    Option("--aisec-control", "only policies for these controls, e.g. 'soc2:CC6*'", "FRAMEWORK:GLOB", many=True),
    Option(
        "--aisec-frameworks",
        "a framework of your own, with its controls: ID.toml or ID.json, where ID is also the mark",
        "FILE",
        many=True,
    ),
    Option("--aisec-policy", "only these policies: own ids or other tools' ids, e.g. CKV_AWS_98", "GLOB", many=True),
    Option(
        "--aisec-severity",
        "only policies of this severity or a higher one",
        choices=("critical", "high", "medium", "low"),
    ),
    Option(
        "--aisec-fail-on",
        "violations of policies below this severity are shown, and do not fail the run",
        choices=("critical", "high", "medium", "low"),
        default="low",
    ),
    Option(
        "--aisec-changed-since",
        "show and fail on only what the change since a commit of git brings, e.g. origin/main",
        "REF",
    ),
    Option(
        "--aisec-role",
        "what belongs to the AI estate besides what is found, and what does not:"
        " ai-bucket=aws_s3_bucket.shared*, model-host!=aws_instance.render",
        "ROLE[!]=ADDRESS",
        many=True,
    ),
    Option(
        "--aisec-allow",
        "do not fail on what was not read, on an empty inventory, or on waivers that accept nothing",
        many=True,
        choices=ALLOWANCES,
    ),
    Option("--aisec-var", "the value of a Terraform variable", "NAME=VALUE", many=True),
    Option("--aisec-var-file", "a Terraform variable file, or one for a single root module", "[ROOT=]FILE", many=True),
    Option("--aisec-param", "the value of a CloudFormation parameter", "NAME=VALUE", many=True),
    Option("--aisec-param-file", "a CloudFormation parameter file", "FILE", many=True),
    Option(
        "--aisec-engine",
        "another tool whose errors count as violations: cfn-lint for templates",
        many=True,
        choices=ENGINES,
    ),
    Option(
        "--aisec-iam-policy",
        "print the least-privilege IAM policy for the selected policies and aws sources, or write it to FILE.json;"
        " nothing is read or judged",
        "FILE.json",
        optional=TERMINAL,
    ),
    Option("--aisec-max-age", "refuse snapshots that are older, e.g. 12h or 7d", "AGE"),
    Option("--aisec-external-id", "the external id that roles ask for which aws sources assume", "ID"),
    Option(
        "--aisec-executor", "who collects the parts of accounts: dask://HOST:PORT (default: this process)", "ADDRESS"
    ),
    Option("--aisec-threads", "how many API calls are under way at a time (default: 16)", "N", default="16"),
)

INI_NAMES = frozenset(option.name for option in OPTIONS)


def add(parser: pytest.Parser) -> None:
    """Declare every option and its ini twin."""
    group = parser.getgroup("aisec", "security of AI on AWS (pytest-aisec)")
    for option in OPTIONS:
        keywords: dict[str, Any] = {"dest": option.name, "help": option.help}
        if option.switch:
            keywords |= {"action": "store_true", "default": None}
        else:
            keywords |= {"metavar": option.metavar, "default": None}
            keywords |= {"choices": option.choices, "metavar": None} if option.choices else {}
            keywords |= {"action": "append"} if option.many else {}
            keywords |= {"nargs": "?", "const": option.optional} if option.optional is not None else {}
        group.addoption(option.flag, **keywords)
        parser.addini(option.name, option.help, _ini_type(option), default=None)


def _ini_type(option: Option) -> Any:
    if option.switch:
        return "bool"
    return "linelist" if option.many else "string"


VALUES = pytest.StashKey[dict[str, tuple[Any, Any]]]()
"""By flag, what the command line says and what comes of it: policies and their reports ask for hundreds of times."""

_BY_FLAG = {option.flag: option for option in OPTIONS}


def value(config: pytest.Config, flag: str) -> Any:
    """An option: the command line wins over the ini file, that over the default; many give a list.

    Raises UsageError for a value in the ini file that is not of the option's type.
    """
    known = config.stash.setdefault(VALUES, {})
    given = config.getoption(_BY_FLAG[flag].name)
    if flag not in known or known[flag][0] is not given:
        known[flag] = given, _value(config, _BY_FLAG[flag], given)
    found = known[flag][1]
    return [*found] if isinstance(found, list) else found


def _value(config: pytest.Config, option: Option, given: Any) -> Any:
    if given is None:
        try:
            given = config.getini(option.name)
        except (ValueError, TypeError, pytest.UsageError) as error:
            raise pytest.UsageError(f"aisec: {_in_ini(config, option.name)}: {error}") from None
    if option.many:
        return list(given or [])
    if option.switch:
        return bool(given)
    return given or option.default


def folder_of(config: pytest.Config, flag: str) -> Path:
    """What the paths of an option are relative to: where the command was typed; the root for the ini file's."""
    name = next(option.name for option in OPTIONS if option.flag == flag)
    return config.rootpath if config.getoption(name) is None else config.invocation_params.dir


def check(config: pytest.Config) -> None:
    """Raise UsageError for a value in the ini file that an option does not take, and for an option that is none.

    argparse checks the command line, but takes an empty value, as a variable of a shell leaves it, for one.
    """
    for option in OPTIONS:
        typed = config.getoption(option.name)
        if "" in (typed if isinstance(typed, list) else [typed]):
            raise pytest.UsageError(f"aisec: {option.flag} is given without a value")
        given = value(config, option.flag)
        for word in given if option.many else [given]:
            if option.choices is not None and word is not None and word not in option.choices:
                raise pytest.UsageError(
                    f"aisec: {named(config, option.flag)}: {word!r} is none of {', '.join(option.choices)}"
                )
    for number, text in enumerate(_ini_lines(config), 1):
        stated = re.match(r"[\"']?(aisec_\w+)[\"']?\s*=", text)
        if stated is not None and stated[1] not in INI_NAMES and not _is_of_others(config, stated[1]):
            near = get_close_matches(stated[1], INI_NAMES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            place = f"{config.inipath.name if config.inipath else ''}:{number}"
            raise pytest.UsageError(f"aisec: {place}: {stated[1]}: there is no such option{hint}")


def _is_of_others(config: pytest.Config, name: str) -> bool:
    """Whether another plugin has declared a name in the ini file; pytest only warns of one that nobody has."""
    try:
        config.getini(name)
    except ValueError:
        return False
    return True


def named(config: pytest.Config, flag: str) -> str:
    """An option as a message names it: the flag, or the line of the ini file that gives it."""
    name = next(option.name for option in OPTIONS if option.flag == flag)
    return flag if config.getoption(name) is not None else _in_ini(config, name)


def _in_ini(config: pytest.Config, name: str) -> str:
    stated = re.compile(rf"[\s\"']*{re.escape(name)}[\s\"']*[=:]")
    line = next((number for number, text in enumerate(_ini_lines(config), 1) if stated.match(text)), None)
    return f"{config.inipath.name}:{line}: {name}" if line and config.inipath else name


def _ini_lines(config: pytest.Config) -> list[str]:
    return config.inipath.read_text(encoding="utf-8", errors="replace").splitlines() if config.inipath else []


def is_active(config: pytest.Config) -> bool:
    """Whether infrastructure is to be judged at all."""
    return bool(value(config, "--aisec")) or bool(value(config, "--aisec-explain"))
