"""Where the comments of Terraform files and templates are: what stands in texts and heredocs is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pytest_aisec.model.matching import Regex

_HEREDOC = Regex(r"<<-?\s*(\w+)\s*$")
_BLOCK_SCALAR = Regex(r"(?:^|[\s:-])[|>][+-]?\d?[+-]?\s*(?:#.*)?$")
"""How a text of several lines begins in YAML, after its key, tag or dash."""


def comments(name: str, lines: Sequence[str]) -> dict[int, str]:
    """The comment of each line that has one, with its sign, by the line's number from 1; `name` is the file's.

    JSON has no comments; in a file of another kind than Terraform's what begins with `#` is one, as in YAML.
    """
    if name.endswith(".json"):
        return {}
    found = _of_terraform(lines) if name.endswith((".tf", ".tofu", ".hcl", ".tfvars")) else _of_yaml(lines)
    return dict(found)


def _of_terraform(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    ends_at = ""
    inside_block = False
    for number, line in enumerate(lines, 1):
        if ends_at:
            ends_at = "" if line.strip() == ends_at else ends_at
            continue
        if inside_block:
            yield number, line
            inside_block = "*/" not in line
            continue
        start = _start_of_comment(line)
        if start is not None:
            yield number, line[start:]
            inside_block = line.startswith("/*", start) and "*/" not in line[start:]
        heredoc = _HEREDOC.search(line if start is None else line[:start])
        if heredoc:
            ends_at = heredoc[1]


def _start_of_comment(line: str) -> int | None:
    """Where a comment begins in a line of HCL, outside its texts; an interpolation may hold texts of its own."""
    if "#" not in line and "//" not in line and "/*" not in line:
        return None
    within: list[str] = []
    place = 0
    while place < len(line):
        two, one = line[place : place + 2], line[place]
        quoted = bool(within) and within[-1] == '"'
        if quoted and one == "\\":
            place += 1
        elif quoted and two in {"${", "%{"}:
            within.append("{")
            place += 1
        elif within and one == ('"' if quoted else "}"):
            within.pop()
        elif one == '"' or (one == "{" and within and not quoted):
            within.append(one)
        elif not within and (one == "#" or two in {"//", "/*"}):
            return place
        place += 1
    return None


def _of_yaml(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    text_of: int | None = None
    for number, line in enumerate(lines, 1):
        bare = line.lstrip()
        indented = len(line) - len(bare)
        if text_of is not None and (not bare or indented > text_of):
            continue
        text_of = None
        start = _start_in_yaml(line)
        if start is not None:
            yield number, line[start:]
        if _BLOCK_SCALAR.search(line if start is None else line[:start].rstrip()):
            text_of = indented


def _start_in_yaml(line: str) -> int | None:
    """Where a comment begins in a line of YAML: at a `#` after a blank, outside of quotes."""
    quote = ""
    for place, sign in enumerate(line):
        before = line[place - 1] if place else " "
        if quote:
            quote = "" if sign == quote and not (quote == '"' and before == "\\") else quote
        elif sign in "'\"" and before in " \t[{,:(":
            quote = sign
        elif sign == "#" and before in " \t":
            return place
    return None
