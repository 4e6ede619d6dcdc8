"""The parts of an AI estate that policies are about: annotate a parameter with one of these."""

from __future__ import annotations

from pytest_aisec.ai.firewalls import Firewall
from pytest_aisec.ai.frontdoors import LoadBalancer
from pytest_aisec.ai.hosts import ModelHost
from pytest_aisec.ai.networks import NetworkAcl, Vpc
from pytest_aisec.ai.population import Population, Subject
from pytest_aisec.ai.storage import Bucket

__all__ = ["Bucket", "Firewall", "LoadBalancer", "ModelHost", "NetworkAcl", "Population", "Subject", "Vpc"]
