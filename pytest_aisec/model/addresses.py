"""Hosts that Terraform takes out of addresses of resources: `replace(aws_lambda_function_url.f.function_url, ...)`."""

from __future__ import annotations

from pytest_aisec.model.matching import Regex
from pytest_aisec.values import Reference, Unknown

_ATTRIBUTE = r"(?P<target>[^(),]+)\.(?P<attribute>\w+)"
_HOST = r"\^?https\??://\(\[\^/:?\][*+]\)"
_TAKEN_OUT = (
    Regex(rf'(?:(?:replace|trim|trimprefix|trimsuffix)\()+{_ATTRIBUTE}(?:, "[htps:/\\|()?^$]*"|\))+'),
    Regex(rf'replace\({_ATTRIBUTE}, "/{_HOST}\.\*\$?/", "\$1"\)'),
    Regex(rf'regex\("{_HOST}[^"()]*", {_ATTRIBUTE}\)\[0\]'),
    Regex(rf'split\("/", {_ATTRIBUTE}\)\[2\]'),
)
"""Functions that leave of an attribute its host, by the identity of their result: they take scheme, slashes and path.

https://developer.hashicorp.com/terraform/language/functions/replace
"""


def host_in(unknown: Unknown) -> Reference | None:
    """The attribute of which a text is the host, so that what names the host names the resource."""
    tried = (each.fullmatch(unknown.identity or "") for each in _TAKEN_OUT)
    found = next((each for each in tried if each is not None), None)
    if found is None:
        return None
    return Reference(
        reason=unknown.reason,
        location=unknown.location,
        is_set=True,
        target=found["target"],
        attribute=found["attribute"],
    )
