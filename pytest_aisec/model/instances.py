"""Instances in the addresses of Terraform: `module.a["x"].aws_s3_bucket.b[0]`."""

from __future__ import annotations

import re

KEY = r"""\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\]"""
"""The key of an instance, as a pattern; one in quotes may hold brackets."""

_KEY = re.compile(KEY)


def without_keys(address: str) -> str:
    """The address of the block that has an instance, whichever of its instances it is."""
    return _KEY.sub("", address)
