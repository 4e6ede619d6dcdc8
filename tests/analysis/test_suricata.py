"""What rules in the language of Suricata let pass."""

from __future__ import annotations

import pytest

from pytest_aisec.analysis.suricata import NotRead, passing

TLS = 'pass tls $HOME_NET any -> $EXTERNAL_NET 443 ({options} msg:"packages; and (more)"; sid:1; rev:1;)'


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ('tls.sni; content:"api.openai.com"; startswith; endswith; nocase;', True),
        ('tls.sni; content:"API.OpenAI.com"; nocase;', True),
        ('tls.sni; content:"openai.com"; endswith;', True),
        ('tls.sni; content:".openai.com"; endswith;', True),
        ('tls.sni; dotprefix; content:".openai.com"; endswith;', True),
        ('tls.sni; dotprefix; content:".api.openai.com"; endswith;', True),
        ('tls.sni; content:"eu.api.openai.com"; startswith; endswith;', True),
        ('tls.sni; content:"api.openai.com|2e|"; endswith;', False),
        ('tls.sni; content:"api|2E|openai|2e|com";', True),
        ('http.host; content:"api.openai.com";', True),
        ('tls.sni; content:"openai"; fast_pattern; content:"api."; startswith;', True),
        ('tls.sni; content:"openai"; fast_pattern; content:"www."; startswith;', False),
        ('quic.sni; content:"api.openai.com";', True),
        (r'tls.sni; pcre:"/(^|\.)openai\.com$/i";', True),
        (r'tls.sni; pcre:"/^api\.(example|internal)\.com$/";', False),
        ('tls.sni; content:"openai.com"; content:!"api."; startswith;', True),
        ('tls.sni; content:"openai.com"; content:!"api.";', False),
        ('tls.sni; content:"packages.example.com"; startswith; endswith;', False),
        ('tls.sni; content:"com"; startswith; endswith;', False),
        ('http.uri; content:"api.openai.com";', False),
        ('tls.sni; content:"example.com"; http.uri; content:"api.openai.com";', False),
        ('dns.query; content:"api.openai.com";', False),
        ("", False),
    ],
)
def test_hosts(options: str, expected: bool) -> None:
    found = passing(TLS.replace("{options}", options))
    assert any(each.reaches("api.openai.com") for each in found) is expected


@pytest.mark.parametrize("action", ["drop", "reject", "alert", "# pass"])
def test_only_rules_that_pass_let_through(action: str) -> None:
    text = TLS.replace("{options}", 'tls.sni; content:"api.openai.com";').replace("pass", action, 1)
    assert passing(f"\n# packages\n{text}\n") == []


def test_rules_over_several_lines() -> None:
    text = TLS.replace("{options}", 'tls.sni; \\\n content:"api.openai.com";')
    assert [each.reaches("api.openai.com") for each in passing(text)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "let everything pass",
        "pass tls",
        TLS.replace("{options}", 'tls.sni; pcre:"/(?<name/";'),
        TLS.replace("{options}", 'tls.sni; pcre:"/([a-z.]+)+$/";'),
    ],
)
def test_what_is_not_understood(text: str) -> None:
    with pytest.raises(NotRead):
        passing(text)
