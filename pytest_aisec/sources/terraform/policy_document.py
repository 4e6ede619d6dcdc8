"""`data.aws_iam_policy_document`, rendered from the configuration as the AWS provider does.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TypeAlias

from pytest_aisec.sources.terraform.errors import Refused
from pytest_aisec.sources.terraform.functions.encodings import json_decode, json_encode
from pytest_aisec.sources.terraform.types import ListValue
from pytest_aisec.sources.terraform.unknowns import derived, first_unknown, released, taken
from pytest_aisec.values import JsonText, Located, Location, PartlyKnown, Unknown, Value

Configured: TypeAlias = Callable[[str], Located | None]

_LISTS = {"actions": "Action", "not_actions": "NotAction", "resources": "Resource", "not_resources": "NotResource"}
_ORDER = ("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "NotPrincipal", "Condition")
_DEFAULT_VERSION = "2012-10-17"


def rendered(configured: Configured, name: str, at: Location) -> Located | None:
    """The attribute `json` or `minified_json`, located at the data source; None for others."""
    if name not in ("json", "minified_json"):
        return None
    structure = released(_document(configured, at))
    encoded = json_encode(structure)
    if name == "json" and isinstance(encoded, JsonText):
        text = json.dumps(json.loads(encoded), indent=2, ensure_ascii=False)
        encoded = JsonText(text, structure)
    return Located(encoded, at)


def _document(configured: Configured, at: Location) -> Located:
    """The whole policy: source documents, then the own statements, then overriding documents."""
    own = _own(configured, at)
    before = [*_documents(configured, "source_json"), *_documents(configured, "source_policy_documents")]
    after = [*_documents(configured, "override_json"), *_documents(configured, "override_policy_documents")]
    if not before and not after:
        return own
    merged: dict[str, Located] = {}
    for document in (*before, own, *after):
        if isinstance(document.value, Unknown):
            return Located(derived(document.value, is_set=True), document.location)
        if isinstance(document.value, dict):
            _merge(merged, document.value)
    return Located(merged, at)


def _own(configured: Configured, at: Location) -> Located:
    version, id_, statements = configured("version"), configured("policy_id"), configured("statement")
    document = {"Version": version if version is not None else Located(_DEFAULT_VERSION, at)}
    if id_ is not None and id_.value is not None:
        document["Id"] = id_
    if statements is not None and isinstance(statements.value, list):
        items = [_statement(taken(item, statements)) for item in statements.value]
        document["Statement"] = Located(items, statements.location)
    elif statements is not None:
        document["Statement"] = statements
    return Located(document, at)


def _documents(configured: Configured, name: str) -> list[Located]:
    """The policies that an argument gives as JSON."""
    given = configured(name)
    if given is None or given.value is None:
        return []
    items = given.value if isinstance(given.value, list) else [given]
    return [_decoded(item) for item in items if item.value not in (None, "")]


def _decoded(text: Located) -> Located:
    try:
        decoded = json_decode(text)
    except Refused as refusal:
        return Located(Unknown(reason=f"a policy document is {refusal.reason}", location=text.location), text.location)
    value = decoded if isinstance(decoded, Located) else Located(decoded, text.location)
    if isinstance(value.value, dict) and isinstance(statement := value.value.get("Statement"), Located):
        statements = (
            statement if isinstance(statement.value, list | Unknown) else Located([statement], statement.location)
        )
        return Located({**value.value, "Statement": statements}, value.location)
    return value


def _merge(merged: dict[str, Located], new: dict[str, Located]) -> None:
    """Statements with a `Sid` replace those that have the same one; others are added."""
    for name in ("Version", "Id"):
        if name in new:
            merged[name] = new[name]
    added = new.get("Statement")
    if added is None:
        return
    known = merged.get("Statement", Located([], added.location))
    if not isinstance(known.value, list) or not isinstance(added.value, list):
        merged["Statement"] = added if isinstance(added.value, Unknown) else known
        return
    statements = list(known.value)
    for statement in added.value:
        place = _place(statements, _sid(statement))
        if place is None:
            statements.append(statement)
        else:
            statements[place] = statement
    merged["Statement"] = Located(statements, known.location)


def _sid(statement: Located) -> str:
    sid = statement.value.get("Sid") if isinstance(statement.value, dict) else None
    return str(sid.value) if sid is not None and isinstance(sid.value, str) else ""


def _place(statements: list[Located], sid: str) -> int | None:
    return next((place for place, other in enumerate(statements) if sid and _sid(other) == sid), None)


def _statement(block: Located) -> Located:
    """One statement block as a statement of the policy language."""
    given = block.value
    if not isinstance(given, dict):
        return block
    found: dict[str, Located] = {}
    if (sid := given.get("sid")) is not None and sid.value not in (None, ""):
        found["Sid"] = sid
    effect = given.get("effect")
    found["Effect"] = effect if effect is not None and effect.value is not None else Located("Allow", block.location)
    for name, key in _LISTS.items():
        if (value := given.get(name)) is not None and value.value not in (None, []):
            found[key] = _strings(value)
    for name, key in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        if (value := given.get(name)) is not None:
            found[key] = _principals(value)
    if (conditions := given.get("condition")) is not None:
        found["Condition"] = _conditions(conditions)
    return Located({key: found[key] for key in _ORDER if key in found}, block.location)


def _with_variables(value: Located) -> Located:
    """`&{aws:username}` stands for a variable of the policy language, which HCL would take for its own."""
    inner = value.value
    if isinstance(inner, str) and "&{" in inner:
        return Located(inner.replace("&{", "${"), value.location, value.sensitive)
    if isinstance(inner, PartlyKnown) and inner.structure is None:
        parts = tuple(part.replace("&{", "${") if isinstance(part, str) else part for part in inner.parts)
        changed = PartlyKnown(reason=inner.reason, location=inner.location, is_set=True, parts=parts)
        return Located(changed, value.location, value.sensitive)
    return value


def _strings(value: Located) -> Located:
    """One string as itself, several in the reverse order that the provider writes."""
    if not isinstance(value.value, list):
        return value
    items = [_with_variables(taken(item, value)) for item in value.value]
    if len(items) == 1:
        return items[0]
    known = [item for item in items if isinstance(item.value, str)]
    others = [item for item in items if not isinstance(item.value, str)]
    unique = {str(item.value): item for item in known}
    ordered = [unique[text] for text in sorted(unique, reverse=True)]
    return Located([*ordered, *others], value.location, value.sensitive)


def _blocks(value: Located) -> Iterable[dict[str, Located] | Unknown]:
    items = value.value if isinstance(value.value, list) else [value]
    for item in items:
        if isinstance(item.value, dict | Unknown):
            yield item.value


def _principals(value: Located) -> Located:
    by_type: dict[str, list[Located]] = {}
    for block in _blocks(value):
        if isinstance(block, Unknown):
            return Located(derived(block, is_set=True), value.location)
        kind, identifiers = block.get("type"), block.get("identifiers")
        if kind is None or not isinstance(kind.value, str) or identifiers is None:
            unknown = first_unknown(kind) if kind is not None else None
            reason = Unknown(reason="the type of a principal is not known", location=value.location)
            return Located(derived(unknown or reason, is_set=True), value.location)
        by_type.setdefault(str(kind.value), []).append(identifiers)
    if list(by_type) == ["*"]:
        return _together(by_type["*"])
    return Located({kind: _together(lists) for kind, lists in by_type.items()}, value.location)


def _together(lists: list[Located]) -> Located:
    if len(lists) == 1:
        return _strings(lists[0])
    items: list[Located] = []
    for list_ in lists:
        if not isinstance(list_.value, list):
            return list_
        items += list_.value
    return _strings(Located(ListValue(items), lists[0].location))


def _conditions(value: Located) -> Located:
    tests: dict[str, dict[str, Located]] = {}
    for block in _blocks(value):
        if isinstance(block, Unknown):
            return Located(derived(block, is_set=True), value.location)
        test, variable, values = (block.get(name) for name in ("test", "variable", "values"))
        if test is None or variable is None or values is None:
            continue
        names: list[Value] = [test.value, variable.value]
        unknown = next((name for name in names if isinstance(name, Unknown)), None)
        if unknown is not None:
            return Located(derived(unknown, is_set=True), value.location)
        tests.setdefault(str(test.value), {})[str(variable.value)] = _strings(values)
    return Located({test: Located(found, value.location) for test, found in tests.items()}, value.location)
