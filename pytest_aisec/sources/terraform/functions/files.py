"""Functions that read files and take paths apart. Only files below the root or the module's folder are read."""

from __future__ import annotations

import base64
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from pytest_aisec.sources.regular import read_regular
from pytest_aisec.sources.terraform import syntax
from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.hashes import DIGESTS
from pytest_aisec.sources.terraform.functions.registry import Evaluate, entries, scalar, special
from pytest_aisec.sources.terraform.templates import normal
from pytest_aisec.sources.terraform.types import STRING, SetValue
from pytest_aisec.sources.terraform.unknowns import Whole, derived
from pytest_aisec.values import Located, Location, Unknown, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_aisec.sources.terraform.scope import Scope

_MOST_BYTES = 10_000_000
_MOST_FILES = 20_000


@scalar("basename", STRING)
def _basename(path: str) -> Value:
    return path.rstrip("/").rpartition("/")[2] or ("/" if path else ".")


@scalar("dirname", STRING)
def _dirname(path: str) -> Value:
    folder = path.rpartition("/")
    return os.path.normpath(folder[0] or ("/" if folder[1] else "."))


@scalar("pathexpand", STRING)
def _pathexpand(path: str) -> Value:
    if path.startswith("~"):
        return Unknown(reason=f"{path} depends on who runs Terraform", is_set=True)
    return path


def _resolved(scope: Scope, name: str, at: Location) -> Path:
    """The file that a path means: relative to the root module. Raises Refused for files elsewhere."""
    reading = scope.module.reading
    path = (reading.directory / name).resolve()
    allowed = (reading.directory, reading.relative_to, scope.module.folder.path)
    if not any(path.is_relative_to(folder) for folder in allowed):
        raise Refused(f"{name} lies outside of what is read", at)
    return path


def _content(scope: Scope, name: str, at: Location) -> bytes:
    path = _resolved(scope, name, at)
    try:
        return read_regular(path, _MOST_BYTES)
    except OSError as error:
        raise Refused(f"{name} cannot be read: {error.strerror}", at) from None


def _text(content: bytes, name: str, at: Location) -> str:
    try:
        return normal(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise Refused(f"{name} is not UTF-8", at) from None


def _declare(name: str, read: Callable[[Scope, str, Location], Value]) -> None:
    def called(call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
        if len(call.arguments) != 1:
            raise Refused(f"{name} takes 1 argument", call.at)
        path = converted(evaluate(call.arguments[0], scope), STRING)
        if isinstance(path.value, Unknown):
            return Located(derived(path.value, is_set=True), call.at)
        if not isinstance(path.value, str):
            raise Refused(f"{name}: the path is null", call.at)
        return Located(read(scope, path.value, call.at), call.at, path.sensitive)

    special(name)(called)


_declare("file", lambda scope, name, at: _text(_content(scope, name, at), name, at))
_declare("filebase64", lambda scope, name, at: base64.b64encode(_content(scope, name, at)).decode())
_declare("fileexists", lambda scope, name, at: _resolved(scope, name, at).is_file())
_declare("abspath", lambda scope, name, _: os.path.normpath(scope.module.reading.directory / name))


def _declare_digest(name: str, digest: Callable[[bytes], str]) -> None:
    _declare(name, lambda scope, path, at: digest(_content(scope, path, at)))


for _name, _digest in DIGESTS.items():
    _declare_digest(f"filebase64{_name[6:]}" if _name.startswith("base64") else f"file{_name}", _digest)


@special("fileset")
def _fileset(call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    """The files below a folder whose paths match a pattern."""
    if len(call.arguments) != 2:  # noqa: PLR2004 - a folder and a pattern
        raise Refused("fileset takes 2 arguments", call.at)
    values = [converted(evaluate(argument, scope), STRING).value for argument in call.arguments]
    for value in values:
        if isinstance(value, Unknown):
            return Located(derived(value, is_set=True), call.at)
    folder = _resolved(scope, str(values[0]), call.at)
    try:
        pattern = re.compile(_glob(os.path.normpath(str(values[1]))))
    except re.error:
        raise Refused(f"fileset: {values[1]} is no pattern", call.at) from None
    found = sorted(name for name in _files_below(folder) if pattern.fullmatch(name))
    return Located(SetValue([Located(name, call.at) for name in found], STRING), call.at)


def _files_below(folder: Path) -> list[str]:
    found: list[str] = []
    for path, names, files in os.walk(folder):
        names.sort()
        found += [Path(path, name).relative_to(folder).as_posix() for name in files]
        if len(found) > _MOST_FILES:
            raise Refused(f"{folder.name} has more than {_MOST_FILES} files")
    return found


def _glob(pattern: str) -> str:
    """The pattern as a regular expression: `**` for any folders, `*`, `?`, `[...]`, `{a,b}`."""
    result, place, depth = "", 0, 0
    while place < len(pattern):
        rest = pattern[place:]
        folders = re.match(r"(?:\*\*/)+", rest)
        if folders:  # however many: trying them one by one would take for ever
            result, place = result + "(?:.*/)?", place + folders.end()
            continue
        letter = pattern[place]
        bracket = re.match(r"\[[^\]]+\]", rest)
        if rest.startswith("**"):
            result, place = result + ".*", place + 1
        elif letter == "*":
            result += "[^/]*"
        elif letter == "?":
            result += "[^/]"
        elif bracket:
            result, place = result + bracket.group(), place + bracket.end() - 1
        elif letter in "{}":
            depth += 1 if letter == "{" else -1
            result += "(?:" if letter == "{" else ")"
        else:
            result += "|" if letter == "," and depth else re.escape(letter)
        place += 1
    return result


@special("templatefile")
def _templatefile(call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a path and the variables
        raise Refused("templatefile takes 2 arguments", call.at)
    path = converted(evaluate(call.arguments[0], scope), STRING)
    if isinstance(path.value, Unknown):
        return Located(derived(path.value, is_set=True), call.at)
    name = str(path.value)
    text = _text(_content(scope, name, call.at), name, call.at)
    return _rendered(text, name, call, scope, evaluate)


@special("templatestring")
def _templatestring(call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    if len(call.arguments) != 2:  # noqa: PLR2004 - a template and the variables
        raise Refused("templatestring takes 2 arguments", call.at)
    if not isinstance(call.arguments[0], syntax.Traversal):
        raise Refused("templatestring: the template must be a reference", call.at)
    template = converted(evaluate(call.arguments[0], scope), STRING)
    if not isinstance(template.value, str):
        if isinstance(template.value, Unknown):
            return Located(derived(template.value, is_set=True), call.at)
        raise Refused("templatestring: the template is null", call.at)
    return _rendered(template.value, "the template", call, scope, evaluate)


def _rendered(text: str, name: str, call: syntax.Call, scope: Scope, evaluate: Evaluate) -> Located:
    """The template with only its own variables in scope; its result is located at the call."""
    from pytest_aisec.sources.terraform.parse import parse_template  # noqa: PLC0415 - the parser needs numbers first

    template = parse_template(text, name)
    if template is None:
        raise Refused(f"{name} is not a template", call.at)
    variables = evaluate(call.arguments[1], scope)
    if isinstance(variables.value, Unknown) and not isinstance(variables.value, Whole):
        return Located(derived(variables.value, is_set=True), call.at)
    value = evaluate(template, scope.only(entries(variables)))
    return Located(value.value, call.at, value.sensitive)
