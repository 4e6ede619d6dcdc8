"""What security groups let in."""

from __future__ import annotations

import pytest

from pytest_aisec import ai

MODEL_SERVING_PORTS = (
    5000,  # MLflow
    6006,  # TensorBoard
    6333,  # Qdrant
    7860,  # Gradio
    8000,  # vLLM, Triton
    8001,  # Triton gRPC
    8002,  # Triton metrics
    8080,  # Text Generation Inference, TorchServe
    8265,  # Ray
    8501,  # TensorFlow Serving, Streamlit
    8888,  # Jupyter
    9200,  # OpenSearch
    11434,  # Ollama
    19530,  # Milvus
)


@pytest.mark.severity("critical")
@pytest.mark.soc2("CC6.1", "CC6.6")
@pytest.mark.hipaa("164.312(a)(1)", "164.312(e)(1)")
@pytest.mark.nist_800_53("AC-4", "SC-7", "SC-7(5)")
def test_security_group_does_not_open_model_serving_ports_to_the_internet(firewall: ai.Firewall) -> None:
    """No security group opens the ports of model servers and AI tools to the internet.

    Why: Ollama, vLLM, Jupyter, Ray, MLflow and vector stores listen without a login unless they are told otherwise.
    Whoever reaches the port uses the model, reads its data, or runs code on the host.

    Fix: replace `0.0.0.0/0` and `::/0` in the rule by the security group of the load balancer in front.
    """
    for rule in firewall.ingress:
        assert not (rule.admits_any_of(MODEL_SERVING_PORTS) and rule.open_to_the_internet)
