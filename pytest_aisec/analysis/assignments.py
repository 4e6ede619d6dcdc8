"""Names and the values that scripts, commands and configuration files give them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pytest_aisec.model.matching import Regex

_NAME = r"[A-Za-z][\w.-]*"
_QUOTED = r"\"(?P<{0}d>(?:\\.|[^\"\\])*)\"|'(?P<{0}s>[^']*)'"
_BARE = r"(?P<{0}b>[^\s\"'`,;|&<>(){{}}\[\]=][^\s\"'`;|&<>(){{}}\[\]]{{0,4095}}+(?![(\[{{]))"
"""Of a longer word, its beginning: a line such as `a=a=a=…` has a value that reaches to its end behind every sign."""


def _value(group: str) -> str:
    return f"(?:{_QUOTED}|{_BARE})".format(group)


_SHELL = Regex(rf"(?:^|[\s\"';&|(=?@,])(?=-{{0,2}}(?P<name>{_NAME})={_value('v')})")
"""`NAME=value`, wherever a word can begin: exported, before a command, after `-e`, in a list or a query."""
_OPTION = Regex(rf"(?:^|[\s\"'])(?=--?(?P<name>{_NAME}) +{_value('v')})")
"""`--name value`."""
_SET = Regex(rf"\bconfigure +set +(?:\S+\.)?(?P<name>{_NAME}) +{_value('v')}")
"""https://docs.aws.amazon.com/cli/latest/reference/configure/set.html"""
_WORD = Regex(rf"(?:ENV|setx) +(?P<name>{_NAME}) +{_value('v')}")
"""https://docs.docker.com/reference/dockerfile/#env"""
_HEADER = Regex(
    rf"(?:-H|--header)[ =]*[\"'](?P<name>{_NAME}): *(?:(?:Bearer|Basic|Token|ApiKey) +)?(?P<vb>[^\s\"']+)[\"']",
    re.IGNORECASE,
)
_MAPPED = Regex(rf"[\"'](?P<name>{_NAME})[\"'] *(?:\] *)?(?::|=>?) *(?:{_QUOTED})".format("v"))
"""`"name": "value"` of JSON, and `["name"] = "value"` of languages."""
_LINE = Regex(
    rf"\s*(?:-\s+)?(?:(?:export|set|setx|ENV|ARG|var|let|const)\s+|\$env:|\$)?(?P<name>{_NAME})"
    rf"(?:\s*(?P<sign>:=|:|=)\s+|\s+(?P<late>=)\s*){_value('v')}\s*[,;]?\s*(?:\#.*)?"
)
"""A whole line `name: value` or `name = value`, of YAML, of an ini file or of a program."""
_CHPASSWD = Regex(r"echo +(?:-\w+ +)?[\"']?(?P<name>[\w.-]+):(?P<vb>[^\s\"']+)[\"']? *\| *(?:sudo +)?chpasswd")
_LOGIN = Regex(r"\bcurl\b.{0,2000} (?:-u|--user)[ =]*[\"']?(?P<name>[\w.@-]+):(?P<vb>[^\s\"'$:]+)")
_CLIENT = Regex(r"\b(?P<name>(?:mysql|mariadb)\w*\b.{0,2000}? -p(?=\S)|sshpass +-p *)[\"']?(?P<vb>[^\s\"'$-][^\s\"']*)")

_COMPUTED = Regex(r"[$`]|\{\{|<<|^[*!%<>]|^[x.*_-]+$", re.IGNORECASE)
"""What a shell puts together, where something is to be filled in, and masks."""
_CODE = Regex(r"[A-Za-z_]+|[A-Za-z_]\w*(?:\.[\w-]+)+")
"""A name of a program, where nothing but quotes tells a text from one."""
_PROSE = frozenset(("and", "argument", "flag", "for", "is", "option", "or", "parameter", "to", "value"))
"""What follows an option where a text is about the option."""
_KINDS = frozenset(
    (
        "str",
        "string",
        "int",
        "integer",
        "bool",
        "boolean",
        "bytes",
        "none",
        "null",
        "nil",
        "object",
        "number",
        "unknown",
    )
)
"""What schemas and annotations say in the place of a value, and what stands for one that a source cannot tell."""


def assignments(line: str) -> Iterator[tuple[str, str]]:
    """Every name and its value in one line, where the value is written out: computed ones are left out.

    Passwords that have no name of their own (`curl -u`, `chpasswd`, `mysql -p`) are told as `password`.
    """
    for pattern in (_SHELL, _OPTION, _SET, _WORD, _HEADER, _MAPPED):
        for found in pattern.finditer(line):
            if not (pattern is _SHELL and _is_an_argument(found)) and found.groupdict().get("vb") not in _PROSE:
                yield from _written_out(found["name"], found)
    whole = _LINE.fullmatch(line)
    if whole and not ((whole["late"] or whole["sign"] == "=") and _CODE.fullmatch(whole["vb"] or "")):
        yield from _written_out(whole["name"], whole)
    for pattern in (_CHPASSWD, _LOGIN, _CLIENT):
        for found in pattern.finditer(line):
            yield from _written_out("password", found)


def _is_an_argument(found: re.Match[str]) -> bool:
    """`connect(user=user, password=password)` of a program: it names what it gives."""
    value = found["vb"]
    if value is None or not _CODE.fullmatch(value.rstrip(",")):
        return False
    before, after = found.string[: found.start("name")].rstrip(), found.string[found.end("vb") :].lstrip()
    return value == found["name"] or before.endswith((",", "(")) or value.endswith(",") or after.startswith((",", ")"))


def _written_out(name: str, found: re.Match[str]) -> Iterator[tuple[str, str]]:
    groups = found.groupdict()
    value = groups.get("vd") or groups.get("vs") or groups.get("vb") or ""
    if value and _COMPUTED.search(value) is None and value.lower() not in _KINDS:
        yield name.rpartition(".")[2].replace("-", "_"), value
