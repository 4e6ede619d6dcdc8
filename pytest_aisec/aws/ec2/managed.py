"""What AWS services run in an account: listings leave it out where the account hides it."""

from __future__ import annotations

MANAGED_TOO = {"IncludeManagedResources": True}
"""Nodes of EKS Auto Mode and instances that ECS manages, among others; they run models as others do.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
"""
