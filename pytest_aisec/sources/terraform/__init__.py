"""Terraform: root modules written in HCL or JSON, plans and states."""

from pytest_aisec.sources.terraform.plan import PlanSource, StateSource
from pytest_aisec.sources.terraform.root import TerraformSource
from pytest_aisec.sources.terraform.roots import find_roots

__all__ = ["PlanSource", "StateSource", "TerraformSource", "find_roots"]
