"""Texts that are passed over for their form: no secret may have one of these forms."""

from __future__ import annotations

import pytest

from pytest_aisec.analysis.masked import kinds_of_secrets, what_it_holds
from pytest_aisec.sources.plain_secrets import PlainSecrets
from pytest_aisec.values import located

IDENTIFIER = "KIAESZYCIDPYOPUMZGD"  # without its first letter, so that nobody takes it for one that leaked


@pytest.mark.parametrize(
    "text",
    [
        "A" + IDENTIFIER,
        "the user is A" + IDENTIFIER,
        "arn:aws:A" + IDENTIFIER,
        "https://x.amazonaws.com/A" + IDENTIFIER,
        "AKCpqXeRCZBJqICIDazv",
        "BEGIN RSA PRIVATE KEY",
    ],
)
def test_letters_alone_may_be_a_secret(text: str) -> None:
    assert what_it_holds("note", text)
    marked = PlainSecrets(what_it_holds, kinds_of_secrets).marked(located({"note": text}))
    assert isinstance(marked.value, dict)
    assert marked.value["note"].sensitive


@pytest.mark.parametrize(
    "text", ["arn:aws:s3:::weights", "2026-11-21", "subnet-0123456789abcdef0", "ENABLED", "the data"]
)
def test_what_an_account_is_made_of_is_not_looked_into(text: str) -> None:
    def find(name: str, text: str) -> list[str]:
        raise AssertionError(f"{name} {text}")

    value = located({"note": text})
    assert PlainSecrets(find, find).marked(value) is value
