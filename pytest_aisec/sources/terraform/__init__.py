"""Terraform: root modules written in HCL or JSON, plans and states."""

from pytest_aisec.sources.terraform.plan import PlanFile
from pytest_aisec.sources.terraform.root import TerraformSource
from pytest_aisec.sources.terraform.roots import find_roots
from pytest_aisec.sources.terraform.state import StateFile
from pytest_aisec.sources.terraform.written import Origin

__all__ = ["Origin", "PlanFile", "StateFile", "TerraformSource", "find_roots"]
