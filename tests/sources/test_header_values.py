"""Values of headers that prove an origin are left out of snapshots, in the words of every source; others stay."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.declarations import Contents, Declaration, Dialect, SourceRecord
from pytest_aisec.sources import snapshot
from pytest_aisec.sources.encoding import Masking
from pytest_aisec.values import Location, PartlyKnown, Reference, Unknown, located

PROOF = "from-the-edge"
NAMED = {"Name": "X-Origin-Verify"}
MATCH = {"SearchString": PROOF, "PositionalConstraint": "EXACTLY"}
KEY = Reference(reason="known after apply", target="random_password.edge", attribute="result", is_set=True)


def written(folder: Path, body: dict[str, Any]) -> tuple[str, Declaration]:
    """What a snapshot says of a resource, and what is read from it."""
    at = Location("main.tf", 1, 1)
    given = Declaration("terraform:.", Dialect.TERRAFORM, "t", "a", located(body, at), at)
    path = folder / "s.json"
    record = SourceRecord("terraform:.", "terraform", ".", Contents((given,)))
    snapshot.write(path, [record], str, Masking(what_it_holds, kinds_of_secrets))
    (again,) = snapshot.read(path)
    return path.read_text(), again.contents.declarations[0]


@pytest.mark.parametrize(
    "body",
    [
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"SingleHeader": NAMED}}},
        {"ByteMatchStatement": {"SearchStringBase64": PROOF, "FieldToMatch": {"SingleHeader": NAMED}}},
        {"NotStatement": {"Statement": {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"SingleHeader": NAMED}}}}},
        {"RegexMatchStatement": {"RegexString": f"^{PROOF}$", "FieldToMatch": {"SingleHeader": NAMED}}},
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"Headers": {"MatchScope": "VALUE"}}}},
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"SingleQueryArgument": NAMED}}},
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"Cookies": {}}}},
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": Unknown(reason="var.field has no value")}},
        {
            "byte_match_statement": [
                {
                    "search_string": PROOF,
                    "field_to_match": [{"method": [], "single_header": [{"name": "x-edge"}], "uri_path": None}],
                }
            ]
        },
        {"regex_match_statement": {"regex_string": PROOF, "field_to_match": {"single_header": {"name": "x-edge"}}}},
        {"rules_json": json.dumps([{"Statement": {**MATCH, "FieldToMatch": {"SingleHeader": NAMED}}}])},
        {"regular_expression": [{"regex_string": PROOF}]},
        {"RegularExpressionList": [PROOF]},
        {"condition": [{"http_header": [{"http_header_name": "x-edge", "values": [PROOF]}]}]},
        {"HttpHeaderConfig": {"HttpHeaderName": "X-Edge", "Values": ["*" + PROOF], "RegexValues": [PROOF]}},
        {"HttpHeaderConfig": {"HttpHeaderName": Unknown(reason="no value"), "Values": [PROOF]}},
        {"origin": [{"custom_header": [{"name": "x-edge", "value": PROOF}]}]},
        {"OriginCustomHeaders": [{"HeaderName": "x-edge", "HeaderValue": PROOF}]},
        {"custom_header": [{"header_name": "x-edge", "header_value": PROOF}]},
        {"custom_request_handling": {"insert_header": [{"name": "edge", "value": PROOF}]}},
        {"CustomRequestHandling": {"InsertHeaders": [{"Name": "edge", "Value": PROOF}]}},
        {"header_matches": [{"name": "x-edge", "match": {"exact": PROOF}}]},
        {"request_parameters": {"integration.request.header.X-Edge": f"'{PROOF}'"}},
        {"RequestParameters": {"overwrite:header.x-edge": PROOF}},
    ],
)
def test_what_proves_an_origin_is_not_written(tmp_path: Path, body: dict[str, Any]) -> None:
    text, again = written(tmp_path, body)
    assert PROOF not in text
    assert again.body.plain != body


@pytest.mark.parametrize(
    "body",
    [
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"UriPath": {}}}},
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"SingleHeader": {"Name": "Host"}}}},
        {"byte_match_statement": {"search_string": PROOF, "field_to_match": [{"single_header": [{"name": "host"}]}]}},
        {"ByteMatchStatement": {**MATCH, "FieldToMatch": {"Body": {}}}},
        {"HostHeaderConfig": {"Values": ["chat.example.com"]}},
        {"HttpHeaderConfig": {"HttpHeaderName": "Accept", "Values": ["text/event-stream"]}},
        {"HttpHeaderConfig": {"HttpHeaderName": "X-Edge", "Values": [KEY]}},
        {"origin": [{"custom_header": [{"name": "x-forwarded-host", "value": "chat.example.com"}]}]},
        {"origin": [{"custom_header": [{"name": "x-edge", "value": KEY}]}]},
        {"origin": [{"custom_header": [{"name": "x-edge", "value": None}]}]},
        {"request_parameters": {"integration.request.header.X-User": "context.authorizer.principalId"}},
        {"request_parameters": {"integration.request.header.Content-Type": "'application/json'"}},
        {"RequestParameters": {"append:header.x-user": "$context.authorizer.claims.sub"}},
        {"tags": {"values": "a", "Values": "b", "search_string": "c", "regex_string": "d"}},
    ],
)
def test_what_proves_nothing_stays(tmp_path: Path, body: dict[str, Any]) -> None:
    assert written(tmp_path, body)[1].body.plain == body


def test_what_is_not_known_of_it_stays(tmp_path: Path) -> None:
    partly = PartlyKnown(reason="known after apply", parts=(f"{PROOF}-", KEY), is_set=True)
    text, again = written(tmp_path, {"custom_header": [{"name": "x-edge", "value": partly}]})
    value: Any = again.body.plain["custom_header"][0]["value"]  # type: ignore[index]
    assert PROOF not in text
    assert [each.target for each in value.references] == ["random_password.edge"]


@pytest.mark.parametrize("body", [{"insert_header": [{"name": "edge", "value": "sk-live-9f8a7c6b5d4e"}]}])
def test_the_kinds_of_secrets_in_it_are_told(tmp_path: Path, body: dict[str, Any]) -> None:
    assert '"holds": [' in written(tmp_path, body)[0]
