"""How Security Hub says that it is not switched on."""

from __future__ import annotations

NOT_SUBSCRIBED = ("InvalidAccessException: is not subscribed", "InvalidAccessException: is not enabled for securityhub")
"""The code says of accounts, too, that they may not do something, as only administrators may.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
"""
