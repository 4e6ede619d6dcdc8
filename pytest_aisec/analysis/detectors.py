"""detect-secrets, with the detectors of our own, and without what it would ask services with whether keys work."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

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
"""The detectors of forms and of telling names that detect-secrets brings."""

_MORE = Path(__file__).with_name("key_forms.py")
_FILTER = "pytest_aisec.analysis.key_forms.is_to_be_filled_in"


def kinds_in(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """The kinds of the secrets in each line."""
    names = _names()
    from detect_secrets.core.scan import scan_line  # noqa: PLC0415 -- only where there are texts to look at
    from detect_secrets.settings import transient_settings  # noqa: PLC0415

    with transient_settings({"plugins_used": [{"name": name} for name in names]}) as settings:
        settings.filters[_FILTER] = {}
        return {line: frozenset(each.type for each in scan_line(line)) for line in lines}


def random_in(line: str) -> set[str]:
    """What looks random in a line. By itself that takes ids of models, digests and ARNs for secrets."""
    _names()
    from detect_secrets.plugins.high_entropy_strings import (  # noqa: PLC0415
        Base64HighEntropyString,
        HexHighEntropyString,
    )

    both = (Base64HighEntropyString(), HexHighEntropyString())
    return {each.type for detector in both for each in detector.analyze_line("", f'"{line}"')}


def is_allowed(lines: Sequence[str], number: int) -> bool:
    """A comment says that there is no secret in the line of that number, or in the next one."""
    _names()
    from detect_secrets.filters.allowlist import is_line_allowlisted  # noqa: PLC0415
    from detect_secrets.util.code_snippet import get_code_snippet  # noqa: PLC0415

    return is_line_allowlisted("", lines[number - 1], get_code_snippet(list(lines), number))


@cache
def _names() -> tuple[str, ...]:
    """The names of all detectors, which are loaded then."""
    with _without_requests():
        from detect_secrets.core.plugins.initialize import from_file  # noqa: PLC0415

        more: Iterable[type] = from_file(str(_MORE))
        import_module("detect_secrets.filters.common")
    return (*_DETECTORS, *(each.__name__ for each in more))


class _Requests(ModuleType):
    """`requests`, which is loaded when somebody uses it."""

    class Response:
        """What annotations name while detect-secrets is loaded."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or sys.modules.get(self.__name__) is self:
            raise AttributeError(name)
        return getattr(import_module(self.__name__), name)


@contextmanager
def _without_requests() -> Iterator[None]:
    """What is imported here loads `requests` when it uses it, if ever: that takes longer than all of detect-secrets."""
    if "requests" in sys.modules:
        yield
        return
    sys.modules["requests"] = _Requests("requests")
    try:
        yield
    finally:
        sys.modules.pop("requests", None)
