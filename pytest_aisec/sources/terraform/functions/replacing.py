"""`replace`, also in strings of which some parts are unknown."""

from __future__ import annotations

import re

from pytest_aisec.sources.terraform.functions.encodings import json_encode
from pytest_aisec.sources.terraform.functions.patterns import compiled, matches
from pytest_aisec.sources.terraform.functions.registry import function, string
from pytest_aisec.sources.terraform.parts import joined
from pytest_aisec.sources.terraform.types import STRING
from pytest_aisec.sources.terraform.unknowns import NotKnown, derived
from pytest_aisec.values import JsonText, Located, PartlyKnown, Reference, Unknown, Value

_PLACEHOLDER = re.compile(r"_*[A-Z][A-Z0-9_]{2,}|_+[A-Z0-9_]+_", re.ASCII)
_SAME_IN_JSON = re.compile(r"[\w.:/ -]+", re.ASCII)
_WORDS_OF_JSON = ("true", "false", "null")


@function("replace", STRING, STRING, STRING, partial=True)
def _replace(value: Located, part: Located, new: Located) -> Value:
    """A part between slashes is a regular expression, and then `$1` and `${name}` are groups."""
    wanted = string(part)
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        return _by_pattern(string(value), wanted[1:-1], string(new))
    return _replaced(value, wanted, new)


def _by_pattern(value: str, pattern: str, new: str) -> str:
    result, end = [], 0
    for match in matches(compiled(pattern, value), value):
        result += [value[end : match.start()], _filled(new, match)]
        end = match.end()
    return "".join([*result, value[end:]])


def _replaced(value: Located, wanted: str, new: Located) -> Value:
    """Unknown parts may contain what is replaced, so that they become other unknowns; known ones stay known."""
    inner, replacement = value.value, new.value
    structure = getattr(inner, "structure", None)
    is_same = isinstance(replacement, Unknown) or _SAME_IN_JSON.fullmatch(str(replacement))
    if isinstance(structure, Located) and is_same and _is_only_in_strings(wanted):
        changed = _in_leaves(structure, wanted, new)
        if isinstance(inner, str) and isinstance(replacement, str):
            return JsonText(inner.replace(wanted, replacement), changed)
        return json_encode(changed)
    if not isinstance(replacement, str | Unknown):
        string(new)
    if isinstance(inner, str):
        return _in_text(inner, wanted, replacement)
    if isinstance(inner, PartlyKnown) and wanted and not _may_straddle(inner, wanted):
        return joined([_in_part(piece, wanted, replacement) for piece in inner.parts])
    if isinstance(inner, Unknown):
        raise NotKnown(inner)
    return _in_text(string(value), wanted, replacement)


def _is_only_in_strings(wanted: str) -> bool:
    """Whether a text cannot stand in JSON but in its strings and keys, where it looks the same."""
    if not _SAME_IN_JSON.fullmatch(wanted) or not re.search(r"[A-Za-z_]", wanted):
        return False
    return not any(wanted in word for word in _WORDS_OF_JSON)


def _in_text(text: str, wanted: str, replacement: Value) -> str | PartlyKnown:
    if isinstance(replacement, Unknown):
        parts: list[str | Unknown] = []
        for piece in text.split(wanted) if wanted else ["", *text, ""]:
            parts += [replacement, piece] if parts else [piece]
        return joined(parts)
    return text.replace(wanted, str(replacement))


def _in_part(part: str | Unknown, wanted: str, replacement: Value) -> str | Unknown:
    """What becomes of one part. Attributes of resources do not contain placeholders, so their references stay."""
    if isinstance(part, str):
        return _in_text(part, wanted, replacement)
    if isinstance(part, Reference) and _PLACEHOLDER.fullmatch(wanted):
        return part
    return derived(part, is_set=True)


def _may_straddle(value: PartlyKnown, wanted: str) -> bool:
    """Whether known text next to an unknown part could be the start or end of what is replaced."""
    sizes = range(1, len(wanted))
    for place, text in enumerate(value.parts):
        if isinstance(text, Unknown):
            continue
        rest = text.split(wanted)[-1]
        if place and any(text.startswith(wanted[size:]) for size in sizes):
            return True
        if place + 1 < len(value.parts) and any(rest.endswith(wanted[:size]) for size in sizes):
            return True
        if text != wanted and text in wanted:
            return True
    return False


def _in_leaves(value: Located, wanted: str, new: Located) -> Located:
    inner = value.value
    changed: Value = inner
    if isinstance(inner, list):
        changed = [_in_leaves(item, wanted, new) for item in inner]
    elif isinstance(inner, dict):
        changed = {_key(key, wanted, new): _in_leaves(item, wanted, new) for key, item in inner.items()}
    elif isinstance(inner, str):
        changed = _in_text(str(inner), wanted, new.value)
    elif isinstance(inner, PartlyKnown):
        straddling = _may_straddle(inner, wanted)
        changed = derived(inner, is_set=True) if straddling else _replaced(value, wanted, new)
    elif isinstance(inner, Unknown):
        changed = derived(inner, is_set=inner.is_set)
    return Located(changed, value.location, value.sensitive)


def _key(key: str, wanted: str, new: Located) -> str:
    changed = _in_text(key, wanted, new.value)
    if isinstance(changed, PartlyKnown):
        raise NotKnown(changed)
    return changed


def _filled(template: str, match: re.Match[str]) -> str:
    def group(reference: re.Match[str]) -> str:
        if reference.group() == "$$":
            return "$"
        name = reference.group(1) or reference.group(2)
        try:
            return match.group(int(name) if name.isdigit() else name) or ""
        except (IndexError, KeyError):
            return ""

    return re.sub(r"\$\$|\$\{(\w+)\}|\$(\w+)", group, template)
