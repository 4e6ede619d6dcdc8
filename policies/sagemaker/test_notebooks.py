"""SageMaker notebook instances."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import sagemaker


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
def test_notebook_has_no_direct_internet_access(notebook: sagemaker.NotebookInstance) -> None:
    """Notebook instances reach the internet through your VPC only.

    Why: with direct access a notebook's traffic bypasses the VPC, its firewalls and its flow logs. That is a way
    out for training data that nobody sees.

    Fix: set `direct_internet_access = "Disabled"` with a `subnet_id` in Terraform, `DirectInternetAccess: Disabled` in
    CloudFormation.
    """
    assert not notebook.direct_internet_access
