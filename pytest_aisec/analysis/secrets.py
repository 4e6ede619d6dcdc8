"""Secrets in plain sight: what detect-secrets takes for one, without the values."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DETECTORS = (
    "AWSKeyDetector",
    "ArtifactoryDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
"""The detectors of forms and of telling names. Those of entropy take ids of models, digests and ARNs for secrets."""

_BY_NAME = "Secret Keyword"
_REFERENCE = re.compile(r"arn:|\{\{|\$\{|/|s3://|https?://[^:@/]+(/|$)", re.IGNORECASE)
_REFERRING = re.compile(r".*_(ARN|NAME|ID|PARAMETER|PARAM|PATH|PREFIX|REF|FILE|REGION|LENGTH|LIMIT|TTL)", re.IGNORECASE)
"""Values and names that say where a secret is kept, which is how it should be: found only by the word in the name."""


def secrets_in(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where secrets stand among named texts: `name: kind`, each once, without any part of the secret."""
    from detect_secrets.core.scan import scan_line  # noqa: PLC0415 -- only where a definition has texts to look at
    from detect_secrets.settings import transient_settings  # noqa: PLC0415

    found: list[str] = []
    with transient_settings({"plugins_used": [{"name": name} for name in _DETECTORS]}):
        for name, text in texts:
            for line in text.splitlines() or [""]:
                written = f'{name} = "{line}"' if "\n" not in text else line
                kinds = {each.type for each in scan_line(written)}
                if kinds == {_BY_NAME} and _only_refers(name, line):
                    continue
                found += [f"{name}: {kind}" for kind in sorted(kinds)]
    return list(dict.fromkeys(found))


def _only_refers(name: str, text: str) -> bool:
    return bool(_REFERRING.fullmatch(name) or _REFERENCE.match(text))
