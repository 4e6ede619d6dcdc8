"""Secrets in plain sight: what detect-secrets takes for one, without the values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from threading import Lock

from pytest_aisec.analysis import detectors
from pytest_aisec.analysis.assignments import assignments
from pytest_aisec.model.matching import Regex

_BY_NAME = "Secret Keyword"
_TELLING = Regex(r".*(KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PWD|PASS|CREDENTIALS?|AUTHORIZATION)", re.IGNORECASE)
"""A name whose last word is a secret: `OPENAI_API_KEY`, and not `API_KEY_HEADER` or `SECRET_ROTATION_DAYS`."""

_SCHEME = Regex(r"(?:Bearer|Basic|Token|ApiKey) +", re.IGNORECASE)
"""What stands before the secret in a header.

https://www.iana.org/assignments/http-authschemes/http-authschemes.xhtml
"""

_REFERENCE = Regex(
    r"(?i:(?:arn:|\{\{|\$\{|~?/|\./|s3://|file://|https?://[^:@/]+(?:/|$)).*|true|false)"
    r"|[a-z0-9._-]+(?:/[a-z0-9._-]+)+|[\w.-]+\.(?:pem|key|crt|cer|p12|json|ya?ml|txt|env|conf)"
)
"""Values that say where a secret is kept, which is how it should be, or whether there is one."""

_ELSEWHERE = Regex(r"(?i:.*(?:public|recv|partition|sort|cache|kms|primary|foreign|host|by)_?key|(?:old)?pwd)")
"""Names in scripts that end like those of secrets, and are none."""

_TO_BE_FILLED_IN = Regex(
    r"<.*>|\*+|x{3,}|(?:sk-)?(?:your|replace|insert|enter|put|todo|tbd|dummy|placeholder|redacted|not)(?:[ _-].*)?"
    r"|(?:change|fill)[ _-]?(?:me|in)",
    re.IGNORECASE,
)
"""Values that stand for one which is to be written there, and open nothing."""

_PASSWORD = Regex(r".*(?:PASS\w*|PWD)", re.IGNORECASE)
_BY_ITS_NAME = Regex(r".*(?:TOKEN|KEY|PASSWORD|CREDENTIALS?|DB|DATABASE|RDS|AURORA)_SECRET", re.IGNORECASE)
_WORDS = Regex(r"[a-z]+(?:[-_][a-z]+)+")
"""`DB_SECRET=rag-aurora-credentials`: which secret of Secrets Manager it is, in words."""

_SHORTEST = 11
"""Nothing shorter has the form of a secret: only a name tells that a short text is one."""


def secrets_in(texts: Iterable[tuple[str, str]]) -> list[str]:
    """Where secrets stand among named texts: `name: kind`, each once, without any part of the secret."""
    lines = [(name, *told) for name, text in texts for told in _lines(name, text)]
    with _ONE_AT_A_TIME:
        return _found_in(lines)


def _found_in(lines: Sequence[tuple[str, str, str, str]]) -> list[str]:
    seen = _scanned(written for *_, written in lines)
    found: list[str] = []
    for name, inner, line, written in lines:
        kinds = set(seen[written])
        if _TELLING.fullmatch(inner) is None:
            kinds.discard(_BY_NAME)
        elif not kinds:
            kinds = detectors.random_in(_SCHEME.sub("", line, count=1))
        found += [f"{name}: {kind}" for kind in sorted(kinds)]
    return list(dict.fromkeys(found))


_SCANNED: dict[str, frozenset[str]] = {}
_MOST_SCANNED = 10_000
"""Lines whose kinds are kept: definitions repeat each other, and setting the detectors up costs more than they do."""

_ONE_AT_A_TIME = Lock()
"""detect-secrets has its settings in one place for all threads; several accounts are read at a time."""


def look_with(files: Sequence[Path]) -> bool:
    """Look with the detectors in these files, too; whether that is a change. Raises DetectorError."""
    with _ONE_AT_A_TIME:
        changed = detectors.use(files)
        if changed:
            _SCANNED.clear()
        return changed


def _scanned(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    """What the detectors take each line for."""
    wanted = dict.fromkeys(lines)
    new = [line for line in wanted if line not in _SCANNED]
    if len(_SCANNED) + len(new) > _MOST_SCANNED:
        _SCANNED.clear()
        new = list(wanted)
    if new:
        _SCANNED.update(detectors.kinds_in(new))
    return {line: _SCANNED[line] for line in wanted}


def _lines(name: str, text: str) -> Iterator[tuple[str, str, str]]:
    """What is to be looked at in a text: under which name, what, and how it would be written in a program."""
    telling = _TELLING.fullmatch(name) is not None
    for line in text.splitlines():
        if _may_be_one(name, line) if telling else len(line) >= _SHORTEST:
            yield name, line, f'{name} = "{line}"' if "\n" not in text else line
        for inner, value in () if telling else assignments(line):
            if _TELLING.fullmatch(inner) and not _ELSEWHERE.fullmatch(inner) and _may_be_one(inner, value):
                yield inner, value, f'{inner} = "{value}"'


def _may_be_one(name: str, value: str) -> bool:
    """It is not where a secret is kept, nor by which name, nor to be filled in; a password of that kind is one."""
    if _REFERENCE.fullmatch(value) or (_BY_ITS_NAME.fullmatch(name) and _WORDS.fullmatch(value)):
        return False
    return _TO_BE_FILLED_IN.fullmatch(value) is None or _PASSWORD.fullmatch(name) is not None
