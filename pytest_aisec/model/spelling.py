"""How the names of settings are spelt in the dialects."""

from __future__ import annotations


def camel(name: str) -> str:
    """The CloudFormation and API spelling of an attribute: `kms_key_id` is `KmsKeyId`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))
