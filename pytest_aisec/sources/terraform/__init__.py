"""Terraform: root modules written in HCL."""

from pytest_aisec.sources.terraform.root import TerraformSource
from pytest_aisec.sources.terraform.roots import find_roots

__all__ = ["TerraformSource", "find_roots"]
