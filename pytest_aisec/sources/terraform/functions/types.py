"""Functions that convert values to types."""

from __future__ import annotations

from pytest_aisec.sources.terraform.convert import converted
from pytest_aisec.sources.terraform.functions.registry import function
from pytest_aisec.sources.terraform.types import ANY, BOOL, NUMBER, STRING, Collection, Type
from pytest_aisec.values import Located

_CONVERSIONS: dict[str, Type] = {
    "tostring": STRING,
    "tonumber": NUMBER,
    "tobool": BOOL,
    "tolist": Collection("list", ANY),
    "toset": Collection("set", ANY),
    "tomap": Collection("map", ANY),
}


def _declare(name: str, wanted: Type) -> None:
    def convert(value: Located) -> Located:
        return converted(value, wanted)

    function(name, ANY, nullable=True, partial=True)(convert)


for _name, _wanted in _CONVERSIONS.items():
    _declare(_name, _wanted)
