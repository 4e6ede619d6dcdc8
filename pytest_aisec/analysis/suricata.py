"""Rules in the language of Suricata: to which hosts they let traffic pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from pytest_aisec.model.matching import Regex
from pytest_aisec.model.regexes import takes_long

HOSTS = frozenset({"tls.sni", "tls_sni", "http.host", "http.host.raw", "quic.sni"})
"""The keywords after which contents are about the name of the host.

https://docs.suricata.io/en/latest/rules/tls-keywords.html
"""

_HEAD = Regex(r"\s*(\w+)\s[^(]*\((.*)\)\s*")
_OPTION = Regex(r'\s*([\w.]+)\s*(?::((?:"(?:\\.|[^"\\])*"|\\.|[^;"\\])*))?;')
_REGEX = Regex(r'(!?)\s*"/(.*)/(\w*)"', re.DOTALL)
_BYTES = Regex(r"\|([0-9A-Fa-f ]*)\|")
_BUFFER = Regex(r"[a-z0-9]+\.[a-z0-9._]+|(?:dns|file|http|ssh|tls)_\w+")
_LONGEST_HOST = 60
"""Letters of the hosts that rules are asked about."""

_ANYTHING = "aisec"
"""What stands for the first word of any host below a domain."""


class NotRead(ValueError):
    """A rule that this reading does not understand."""


@dataclass(slots=True, eq=False, repr=False)
class _Text:
    """A text that has to be, or must not be, in the name of the host, and where in it."""

    text: str
    wanted: bool
    starts: bool = False
    ends: bool = False

    def holds(self, host: str) -> bool:
        found = self.text in host
        if self.starts or self.ends:
            found = (not self.starts or host.startswith(self.text)) and (not self.ends or host.endswith(self.text))
            found = found and (not (self.starts and self.ends) or host == self.text)
        return found == self.wanted


@dataclass(slots=True, eq=False, repr=False)
class Passing:
    """A rule that lets traffic pass to hosts whose names fit what it says. `words`: the texts that it looks for."""

    conditions: list[Callable[[str], bool]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def reaches(self, domain: str) -> bool:
        """Whether it lets traffic pass to a domain, or to a host below it."""
        below = [word for word in self.words if word.endswith(f".{domain}")]
        hosts = [domain, f"{_ANYTHING}.{domain}", *below]
        return any(all(holds(host) for holds in self.conditions) for host in hosts)


def passing(rules: str) -> list[Passing]:
    """The rules of a text that let traffic pass by the name of the host. Raises NotRead for what it cannot read.

    Rules that block or only log let nothing pass that others do not, and rules without a host name none.
    """
    found: list[Passing] = []
    for line in re.sub(r"\\\n", " ", rules).splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        head = _HEAD.fullmatch(line)
        if head is None:
            raise NotRead(f"not a rule of Suricata: {line.strip()[:60]}")
        if head[1].lower() == "pass":
            found.append(of_options((each[1], each[2] or "") for each in _OPTION.finditer(head[2])))
    return [each for each in found if each.words]


def of_options(options: Iterable[tuple[str, str]]) -> Passing:
    """A rule by its options, keyword and value, in their order. Raises NotRead."""
    rule, host, dotted = Passing(), False, False
    last: _Text | None = None
    for keyword, value in options:
        name = keyword.lower()
        if _BUFFER.fullmatch(name):
            host, dotted = name in HOSTS, False
        elif name == "dotprefix":
            dotted = True
        elif name == "content" and host:
            last = _content(value)
            rule.conditions.append(_before(last.holds, dotted))
            rule.words += [last.text.strip(".")] * last.wanted
        elif name == "pcre" and host:
            last = None
            for holds, words in _pattern(value):
                rule.conditions.append(_before(holds, dotted))
                rule.words += words
        elif last is not None and name == "startswith":
            last.starts = True
        elif last is not None and name == "endswith":
            last.ends = True
    return rule


def _before(holds: Callable[[str], bool], dotted: bool) -> Callable[[str], bool]:
    """https://docs.suricata.io/en/latest/rules/transforms.html: `dotprefix` puts a dot before the name."""
    return (lambda host: holds(f".{host}")) if dotted else holds


def _content(value: str) -> _Text:
    value = value.strip()
    wanted = not value.startswith("!")
    text = _BYTES.sub(lambda found: bytes.fromhex(found[1]).decode("latin-1"), value.lstrip("! ").strip('"'))
    return _Text(re.sub(r"\\(.)", r"\1", text).lower(), wanted)


def _pattern(value: str) -> Iterator[tuple[Callable[[str], bool], list[str]]]:
    found = _REGEX.fullmatch(value.strip())
    if found is None:
        raise NotRead(f"not a pattern: {value.strip()[:60]}")
    if takes_long(found[2], _LONGEST_HOST):
        raise NotRead(f"the pattern {found[2][:60]} could be matched in very many ways")
    try:
        pattern = re.compile(found[2].replace(r"\/", "/"), re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise NotRead(f"the pattern {found[2][:60]} is not understood: {error}") from None
    wanted = not found[1]
    yield (lambda host: (pattern.search(host) is not None) == wanted), [found[2]] * wanted
