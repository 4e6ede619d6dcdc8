"""Instances in the addresses of Terraform: `module.a["x"].aws_s3_bucket.b[0]`."""

from __future__ import annotations

from pytest_aisec.model.matching import Regex

KEY = r"""\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]"""
"""The key of an instance, as a pattern; one in quotes may hold brackets."""

_KEY = Regex(KEY)


def without_keys(address: str) -> str:
    """The address of the block that has an instance, whichever of its instances it is."""
    return _KEY.sub("", address)
