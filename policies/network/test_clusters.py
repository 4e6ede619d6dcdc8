"""How clusters can be reached."""

from __future__ import annotations

import pytest

from pytest_aisec.aws import eks


@pytest.mark.severity("high")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
def test_cluster_api_is_not_open_to_the_internet(cluster: eks.Cluster) -> None:
    """The Kubernetes API of a cluster does not answer the whole internet.

    Why: one leaked token, or one flaw in the API server, is then enough to run anything beside the models, from
    anywhere.

    Fix: set `endpoint_public_access = false` in `vpc_config` in Terraform, `EndpointPublicAccess: false` in
    CloudFormation, or name the ranges that may ask in `public_access_cidrs`, `PublicAccessCidrs`.
    """
    assert not cluster.api_is_open_to_the_internet
