"""detect-secrets, with the detectors of our own and those of users."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

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
_OWN: list[Path] = []
_FILTER = "pytest_aisec.analysis.key_forms.is_to_be_filled_in"
_ALLOWING = "detect_secrets.filters.allowlist.is_line_allowlisted"
"""Not used: what is judged does not say of itself that there is no secret in it. Waivers do, and are counted."""


class DetectorError(Exception):
    """Why a file of detectors cannot be used."""


def use(files: Sequence[Path]) -> bool:
    """Look with the detectors in these files, too, and no longer with those of others; whether that is a change.

    Each is written as detect-secrets has it. Raises DetectorError for one that cannot be loaded, or has none.
    https://github.com/Yelp/detect-secrets/blob/master/docs/plugins.md
    """
    if [*files] == _OWN:
        return False
    _forget()
    _OWN.extend(files)
    try:
        _names()
    except DetectorError:
        _forget()
        raise
    return True


def _forget() -> None:
    """Nothing but what detect-secrets brings is known, until somebody asks for the names."""
    loaded = sys.modules.get("detect_secrets.core.plugins.util")
    if loaded is not None:
        loaded.get_mapping_from_secret_type_to_class.cache_clear()
    _names.cache_clear()
    _OWN.clear()


def kinds_in(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """The kinds of the secrets in each line."""
    names = _names()
    from detect_secrets.core.scan import scan_line  # noqa: PLC0415 -- only where there are texts to look at
    from detect_secrets.settings import transient_settings  # noqa: PLC0415

    with transient_settings({"plugins_used": [{"name": name} for name in names]}) as settings:
        settings.filters[_FILTER] = {}
        settings.disable_filters(_ALLOWING)
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


@cache
def _names() -> tuple[str, ...]:
    """The names of all detectors, which are loaded then."""
    names = [*_DETECTORS, *_named_in(_MORE)]
    for file in _OWN:
        given = _named_in(file)
        found = [name for name, kind in given.items() if name not in names or not _is_bundled(kind)]
        if taken := {*names} & {*found} or {*names} - _known():
            raise DetectorError(f"{file}: its name or kind is that of {', '.join(sorted(taken))}")
        names += found
    return tuple(names)


def _known() -> set[str]:
    """The names of what detect-secrets knows: of one kind it keeps the last detector."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class  # noqa: PLC0415

    known: Mapping[str, type] = get_mapping_from_secret_type_to_class()
    return {each.__name__ for each in known.values()}


def _is_bundled(kind: type) -> bool:
    """Whether detect-secrets brings a detector, which a file may import to make another of it."""
    return kind.__module__.startswith("detect_secrets.plugins.")


def _named_in(file: Path) -> dict[str, type]:
    """The detectors in a file by their names, which detect-secrets knows then."""
    from detect_secrets.core.plugins.initialize import from_file  # noqa: PLC0415

    try:
        found: list[type] = list(from_file(str(file)))
        named = {type(each()).__name__: each for each in found}
    except Exception as error:
        raise DetectorError(f"{file}: {type(error).__name__}: {error}") from error
    if not named:
        raise DetectorError(f"{file}: there is no detector in it")
    return named
