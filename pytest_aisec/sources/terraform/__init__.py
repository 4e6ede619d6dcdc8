"""Terraform: root modules written in HCL or JSON, plans and states."""

from pytest_aisec.sources.terraform.plan import PlanSource, StateSource
from pytest_aisec.sources.terraform.plan_file import PlanFile
from pytest_aisec.sources.terraform.root import TerraformSource
from pytest_aisec.sources.terraform.roots import find_roots
from pytest_aisec.sources.terraform.state import StateFile
from pytest_aisec.sources.terraform.written import Origin

__all__ = ["Origin", "PlanFile", "PlanSource", "StateFile", "StateSource", "TerraformSource", "find_roots"]
