"""Agents for Amazon Bedrock, while they run."""

from __future__ import annotations

from pytest_aisec.aws import kms
from pytest_aisec.model.links import link
from pytest_aisec.model.resource import Names, Resource


class Session(
    Resource, cloudformation="AWS::Bedrock::Session", names=Names(cloudformation=("SessionId", "SessionArn"))
):
    """What an application keeps of a conversation. Terraform declares none.

    Of an account they are not read: there are as many as conversations, each with a call of its own.
    https://docs.aws.amazon.com/bedrock/latest/userguide/sessions.html
    """

    kms_key = link(lambda: kms.Key, cloudformation="EncryptionKeyArn")
