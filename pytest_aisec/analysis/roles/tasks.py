"""Which tasks run models: by the devices they ask for, the software they run, the ports it answers at."""

from __future__ import annotations

import re

from pytest_aisec.aws import ecr, ecs
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import View
from pytest_aisec.values import Located, Unknown

SERVING = re.compile(
    r"(?:^|/)(?:"
    r"vllm/vllm-[a-z0-9-]+|ollama/ollama|lmsysorg/sglang|sglang/sglang|"
    r"(?:huggingface/)?text-(?:generation|embeddings)-inference|ggml-org/llama\.cpp|ggerganov/llama\.cpp|"
    r"localai/localai|openmmlab/lmdeploy|internlm/lmdeploy|nvidia/tritonserver|nim/[^:@]+|tensorflow/serving|"
    r"pytorch/torchserve|rayproject/ray-llm|mlc-ai/mlc-llm|"
    r"djl-inference|djl-serving|deepjavalibrary/djl-serving|huggingface-(?:pytorch|tensorflow)-(?:tgi-)?inference[a-z0-9-]*|"
    r"(?:pytorch|tensorflow|mxnet)-inference[a-z0-9-]*|sagemaker-tritonserver|vllm|tritonserver|torchserve|ollama"
    r")(?:[:@]|$)"
)
"""Images of software that serves models, in whatever registry or mirror they lie.

https://github.com/aws/deep-learning-containers/blob/master/available_images.md
"""

OLLAMA = 11434
TRITON: frozenset[object] = frozenset({8000, 8001, 8002})
"""Ports that are told apart from those of other software: Ollama's own, and the three of Triton together.

https://docs.ollama.com/faq, https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/index.html
"""

_NEURON = "/dev/neuron"


def runs_a_model(definition: ecs.TaskDefinition) -> str | None:
    """Why tasks of a definition are taken to run a model; None if nothing says so."""
    for kind in definition.accelerators:
        return f"its tasks use the accelerator {kind}"
    for container in definition.containers:
        reason = _asked_for(container) or _served(container)
        if reason is not None:
            return reason
    return None


def _asked_for(container: ecs.Container) -> str | None:
    for requirement in container.requirements:
        return f"a container asks for a {requirement.kind}"
    for device in container.devices:
        if device.startswith(_NEURON):
            return f"a container gets {device}"
    return None


def _served(container: ecs.Container) -> str | None:
    """What its image and ports tell. One that is not known does not count: most images serve no model."""
    image = _image(container)
    if SERVING.search(image):
        return f"image {image}"
    ports = {_stated(ecs.PortMapping.container_port, mapping).value for mapping in certain_items(container.ports)}
    if OLLAMA in ports:
        return f"port {OLLAMA}, at which Ollama answers"
    return "the ports of Triton" if ports >= TRITON else None


def _image(container: ecs.Container) -> str:
    """The image as far as it is known; that of a declared repository by the repository's name."""
    found = _stated(ecs.Container.image, container)
    if isinstance(found.value, Unknown):
        repository = container.repository
        if repository is not None and repository.unseen is None:
            return known_parts(_stated(ecr.Repository.name, repository))
    return known_parts(found)


def _stated(setting: Setting, view: View) -> Located:
    """What the source states; where that is one of several values, each is tried."""
    return setting.settled(view, setting.locate(view))
