"""Hosts that Terraform takes out of addresses of resources: `replace(aws_lambda_function_url.f.function_url, ...)`."""

from __future__ import annotations

import re

from pytest_aisec.values import Reference, Unknown

_TAKEN_OUT = re.compile(
    r"(?:(?:replace|trim|trimprefix|trimsuffix)\()+(?P<target>[^(),]+)\.(?P<attribute>\w+)"
    r'(?:, "[htps:/\\|()?^$]*"|\))+'
)
"""Functions that take nothing but the scheme and slashes out of an attribute, by the identity of their result."""


def host_in(unknown: Unknown) -> Reference | None:
    """The attribute of which a text is the host, so that what names the host names the resource."""
    found = _TAKEN_OUT.fullmatch(unknown.identity or "")
    if found is None:
        return None
    return Reference(
        reason=unknown.reason,
        location=unknown.location,
        is_set=True,
        target=found["target"],
        attribute=found["attribute"],
    )
