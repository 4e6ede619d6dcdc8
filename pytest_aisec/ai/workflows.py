"""Which workflows of GitHub a statement lets in: those of which repository, and of which branch of it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pytest_aisec.aws import iam
from pytest_aisec.aws.policy_conditions import Condition
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.values import PartlyKnown, located
from pytest_aisec.verdicts import Undetermined

_GITHUB = "token.actions.githubusercontent.com"
_OPEN = Regex(r"\*|(?:ref|environment):\*|ref:refs/(?:heads/|tags/)?\*|pull_request")
"""Ends of a subject that fit whatever is pushed to a repository, or proposed to it."""
_CLAIM = Regex(rf"{re.escape(_GITHUB)}(?:/[^:]+)?:(\w+)")
"""A claim of a token, of GitHub's own issuer or of that of an enterprise.

https://docs.github.com/en/actions/reference/security/oidc
"""
_OF_A_RUN = frozenset({"ref", "environment", "job_workflow_ref"})
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html"""


def of_github(each: iam.Statement) -> bool:
    """It is about workflows of GitHub: a condition says so, or the provider that it names is GitHub's."""
    return any(test.key.startswith(_GITHUB) for test in each.conditions) or any(map(_is_github, each.providers))


def _is_github(provider: iam.OpenIdProvider) -> bool:
    unseen = provider.unseen
    named = known_parts(located(unseen)) if isinstance(unseen, PartlyKnown) else provider.address
    if unseen is not None and "oidc-provider/" in named:
        return _GITHUB in named
    return _GITHUB in provider.url


def names_repository(tests: Iterable[Condition]) -> bool:
    """Only workflows of repositories whose owner and name are written out are let in.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    return any(
        (_claim(test) == "sub" and test.is_fixed and all(map(_has_repository, test.values)))
        or (_claim(test) == "repository" and test.is_fixed and not any("*" in _text(v) for v in test.values))
        for test in tests
    )


def names_branch(tests: Iterable[Condition]) -> bool:
    """Only workflows of a branch, a tag, an environment or a workflow that is written out are let in."""
    return any(
        (_claim(test) == "sub" and test.is_fixed and all(map(_has_branch, test.values)))
        or (_claim(test) in _OF_A_RUN and test.is_fixed and not any(_OPEN.fullmatch(_text(v)) for v in test.values))
        for test in tests
    )


def _claim(test: Condition) -> str | None:
    found = _CLAIM.fullmatch(test.key)
    return found[1] if found else None


def _has_repository(value: object) -> bool:
    """`repo:owner/name:...`. A reference is something that is written elsewhere."""
    kind, *rest = _text(value).split(":", 2)
    if not rest:
        return kind == ""
    return "*" not in rest[0] and ("/" in rest[0] or "?" in rest[0])


def _has_branch(value: object) -> bool:
    """`repo:owner/name:ref:refs/heads/main`. Raises Undetermined where the end is not known."""
    text = _text(value)
    parts = text.split(":", 2)
    if text.endswith("?") and (len(parts) < 3 or parts[2] == "?"):  # noqa: PLR2004 -- a kind, a name, an end
        raise Undetermined(str(value))
    return text == "" or (len(parts) > 2 and _OPEN.fullmatch(parts[2]) is None)  # noqa: PLR2004


def _text(value: object) -> str:
    return known_parts(located(value)) if isinstance(value, str | PartlyKnown) else ""
