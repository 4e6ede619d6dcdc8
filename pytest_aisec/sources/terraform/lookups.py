"""By which texts data sources look up what is only known when Terraform runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pytest_aisec.values import Located, PartlyKnown, Unknown


def sought(kind: str, configured: Callable[[str], Located | None]) -> tuple[str, ...]:
    """The names of the image that a data source asks for, or of the parameter; nothing for other kinds.

    Patterns are given as they stand, and of text with unknown parts what is known.
    https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/ami
    """
    match kind:
        case "data.aws_ami":
            return (*_texts(configured("name_regex")), *_filtered(configured("filter")))
        case "data.aws_ssm_parameter":
            return tuple(_texts(configured("name")))
    return ()


def _filtered(filters: Located | None) -> Iterator[str]:
    for each in filters.value if filters is not None and isinstance(filters.value, list) else ():
        entries = each.value if isinstance(each.value, dict) else {}
        name = entries.get("name")
        if name is not None and name.value == "name":
            yield from _texts(entries.get("values"))


def _texts(found: Located | None) -> Iterator[str]:
    match found.value if found is not None else None:
        case list() as items:
            for item in items:
                yield from _texts(item)
        case PartlyKnown(parts=parts):
            yield "".join("?" if isinstance(part, Unknown) else part for part in parts)
        case str() as text:
            yield text
