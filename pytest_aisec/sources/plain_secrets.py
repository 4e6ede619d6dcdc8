"""Secrets that stand in plain text where nothing says that they are sensitive: marked, to be masked as others are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from pytest_aisec.model.matching import Regex
from pytest_aisec.sources.header_values import keys_of_header_values
from pytest_aisec.values import JsonText, Located, Masked, PartlyKnown, Unknown, located, with_stand_ins

Find = Callable[[str, str], Sequence[str]]
"""Names the kinds of secrets in a named text."""

_FOR_SECRETS = Regex(
    r"(?i)(?:\w*_)?(?:\w*password|passphrase|auth_?token|secret_?(?:string|binary)|private_?key|client_?secret"
    r"|secret_?access_?key|access_?token|oauth_?token)"
)
"""Attributes for secrets alone, which may be short: `password` of a database, `AuthToken` of a cache."""

_ELSEWHERE = Regex(r"(?i)arn:.*|\{\{resolve:.*|true|false|")
"""What stands in such a place and tells where the secret is, or whether there is one."""

_COMMANDS = Regex(r"(?i)command|entry_?point|args|container_?(?:entrypoint|arguments)")
"""Lists of words, in which one says what the next one is."""

_TELLS_OF_SECRETS = Regex(r"(?i).*(?:key|token|secret|pass|pwd|credential|auth).*")
_PLAIN = Regex(
    r"(?!.*(?:[A-Z]{16}|AKC|AP[A-F]|PRIVATE))(?:arn:aws[\w:/.*@+=,-]*"
    r"|[a-z]{1,12}(?:-[a-z]{1,8}){0,3}-[0-9a-f]{8,17}|\d{4}-\d\d-\d\d(?:T[\d:.+Z-]+)?"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\d./:]+|[a-z]{2}(?:-[a-z]+)+-\d[a-z]?"
    r"|(?:https://)?[\w.-]+\.(?:amazonaws\.com|aws)(?:/[\w./-]*)?|[A-Za-z]{1,20}(?:[ _.-][A-Za-z]{1,20})*)"
)
"""What nearly all of an account is made of: names of resources, times, addresses, words. By its form none is a secret,
and looking at each for one takes long. Identifiers of access keys may be letters
alone (`AKIA` and 16 more), as those of Artifactory may."""

_REASON = "sensitive value"


class PlainSecrets(NamedTuple):
    """Finds secrets in values, by `find` and by the names of attributes that are for nothing else.

    `look` names all that is to be told of a text that is left out.
    """

    find: Find
    look: Find

    def marked(self, value: Located, name: str = "") -> Located:
        """A value in which what is secret is sensitive, with its place; the same object if nothing is.

        A text of which parts are not known keeps these alone, beside what was in it; a command is one text, and JSON
        that holds a secret its structure.
        """
        if value.sensitive:
            return value
        match value.value:
            case dict() as entries:
                changed = self._entries(entries, name)
                return value if _same(entries.values(), changed.values()) else replace(value, value=changed)
            case list() as items:
                return self._list(value, items, name)
            case str() as text:
                return self._text(value, text, name)
            case PartlyKnown() as partly:
                return self._partly(value, partly, name)
            case Unknown(possible=tuple() as options) as unknown:
                chosen = tuple(self.marked(each, name) for each in options)
                return value if _same(options, chosen) else replace(value, value=replace(unknown, possible=chosen))
        return value

    def _entries(self, entries: dict[str, Located], name: str) -> dict[str, Located]:
        changed = {key: self.marked(item, variable_name(entries, key) or key) for key, item in entries.items()}
        for key in keys_of_header_values(name, entries):
            changed[key] = self._hidden(entries[key], variable_name(entries, key) or key)
        return changed

    def _hidden(self, value: Located, name: str) -> Located:
        """A value of which every text is a secret, whatever it looks like; what is not known of it stays."""
        match value.value:
            case list() as items:
                return replace(value, value=[self._hidden(item, name) for item in items])
            case dict() as entries:
                return replace(value, value={key: self._hidden(item, key) for key, item in entries.items()})
            case PartlyKnown(parts=parts) if any(isinstance(part, str) for part in parts):
                return self._left_out(value, parts, name)
            case None | Unknown(possible=None):
                return value
        return replace(value, sensitive=True)

    def _list(self, value: Located, items: list[Located], name: str) -> Located:
        if _COMMANDS.fullmatch(name):
            words = [part for item in items for part in (*_parts(item), " ")]
            if self._is_secret(name, with_stand_ins(words)):
                return self._left_out(value, words, name)
        changed = [self.marked(item, name) for item in items]
        return value if _same(items, changed) else replace(value, value=changed)

    def _text(self, value: Located, text: str, name: str) -> Located:
        structure = _structure(value)
        if structure is None:
            return replace(value, sensitive=True) if self._is_secret(name, text) else value
        marked = self.marked(structure, name)
        if marked is structure:
            return value
        return replace(value, value=PartlyKnown(reason=_REASON, parts=(), structure=marked, is_set=True))

    def _partly(self, value: Located, partly: PartlyKnown, name: str) -> Located:
        structure = partly.structure
        if structure is not None and isinstance(structure.value, dict | list):
            marked = self.marked(structure, name)
            return value if marked is structure else replace(value, value=replace(partly, parts=(), structure=marked))
        inner = structure if structure is not None and isinstance(structure.value, PartlyKnown) else value
        parts = _parts(inner)
        return self._left_out(value, parts, name) if self._is_secret(name, with_stand_ins(parts)) else value

    def _left_out(self, value: Located, parts: Sequence[str | Unknown], name: str) -> Located:
        """What is given instead of a text: what is not known of it stays, because of that nothing was told."""
        text = with_stand_ins(parts)
        unknown = [part for part in parts if isinstance(part, Unknown)]
        if not unknown:
            return Located(text, value.location, sensitive=True)
        masked = Masked(reason=_REASON, is_set=True, holds=tuple(self.look(name, text)))
        reason = value.value.reason if isinstance(value.value, Unknown) else _REASON
        return Located(PartlyKnown(reason=reason, parts=(masked, *unknown), is_set=True), value.location)

    def _is_secret(self, name: str, text: str) -> bool:
        if _FOR_SECRETS.fullmatch(name) and _ELSEWHERE.fullmatch(text) is None:
            return True
        if _PLAIN.fullmatch(text) is not None and _TELLS_OF_SECRETS.fullmatch(name) is None:
            return False
        return bool(self.find(name, text))


def variable_name(entries: dict[str, Located], key: str) -> str:
    """The name of a variable that stands in a list, for its value: `{"name": "API_KEY", "value": ...}`."""
    named = entries.get({"value": "name", "Value": "Name"}.get(key, ""))
    return named.value if named is not None and isinstance(named.value, str) else ""


def _same(old: Iterable[Located], new: Iterable[Located]) -> bool:
    return all(before is after for before, after in zip(old, new, strict=True))


def _parts(item: Located) -> tuple[str | Unknown, ...]:
    match item.value:
        case PartlyKnown(parts=parts):
            return parts
        case Unknown() as unknown:
            return (unknown,)
        case list() | dict():
            return ()
    return (str(item.value),)


def _structure(value: Located) -> Located | None:
    """What a text of JSON says, if it is a mapping or a list."""
    text = value.value
    if isinstance(text, JsonText):
        return text.structure if isinstance(text.structure.value, dict | list) else None
    if not isinstance(text, str) or not text.lstrip().startswith(("{", "[")):
        return None
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return located(found, value.location) if isinstance(found, dict | list) else None
