"""Which tasks and jobs run models: by the devices they ask for, the software they run, its ports and settings."""

from __future__ import annotations

from collections.abc import Iterator

from pytest_aisec.aws import batch, ecr, ecs
from pytest_aisec.model.attribute import Setting
from pytest_aisec.model.derived import known_parts
from pytest_aisec.model.matching import Regex
from pytest_aisec.model.partly import certain_items
from pytest_aisec.model.resource import View
from pytest_aisec.values import Located, Unknown

SERVING = Regex(
    r"(?:^|/)(?:"
    r"vllm/vllm-[a-z0-9-]+|ollama/ollama|lmsysorg/sglang|sglang/sglang|"
    r"(?:huggingface/)?text-(?:generation|embeddings)-inference|ggml-org/llama\.cpp|ggerganov/llama\.cpp|"
    r"localai/localai|go-skynet/local-ai|openmmlab/lmdeploy|internlm/lmdeploy|nvidia/tritonserver|nim/[^:@]+|tensorflow/serving|"
    r"nvidia/tensorrt-llm(?:/[a-z]+)?|pytorch/torchserve|(?:rayproject|anyscale)/ray-llm|[a-z0-9-]+/comfyui|mlc-ai/mlc-llm|predibase/lorax|"
    r"michaelf34/infinity|xprobe/xinference|kserve/huggingfaceserver|tabbyml/tabby|bentoml/openllm|"
    r"djl-inference|djl-serving|deepjavalibrary/djl-serving|huggingface-(?:pytorch|tensorflow)-(?:tgi-)?inference[a-z0-9-]*|"
    r"(?:pytorch|tensorflow|mxnet)-inference[a-z0-9-]*|sagemaker-tritonserver|"
    r"(?:berriai/|litellm/)?litellm(?:-database|-non_root)?|(?:open-?webui/)?open-?webui|"
    r"langgenius/dify-api|flowiseai/flowise|langflowai/langflow|mintplexlabs/anythingllm|"
    r"vllm(?:-openai)?|sglang|tritonserver|torchserve|ollama|text-generation-webui|llama\.cpp|tensorrt-llm"
    r")(?:[:@]|$)"
)
"""Images of software that serves models, or stands before them, in whatever registry or mirror they lie.

https://github.com/aws/deep-learning-containers/blob/master/available_images.md,
https://docs.litellm.ai/docs/proxy/deploy, https://docs.dify.ai/en/getting-started/install-self-hosted/docker-compose,
https://docs.openwebui.com/getting-started/quick-start/
"""

SERVER_SETTINGS = Regex(
    r"OLLAMA_(?:MODELS|NUM_PARALLEL|KEEP_ALIVE|MAX_LOADED_MODELS|MAX_QUEUE|FLASH_ATTENTION|CONTEXT_LENGTH|ORIGINS)|"
    r"VLLM_(?:ATTENTION_BACKEND|CACHE_ROOT|LOGGING_LEVEL|USE_V1|WORKER_MULTIPROC_METHOD|GPU_MEMORY_UTILIZATION|"
    r"TENSOR_PARALLEL_SIZE|ALLOW_LONG_MAX_MODEL_LEN|ALLOW_RUNTIME_LORA_UPDATING)|SM_VLLM_[A-Z_]+|"
    r"HF_MODEL_ID|HF_MODEL_QUANTIZE|OPTION_MODEL_ID|SERVING_LOAD_MODELS|LLAMA_ARG_[A-Z_]+|NIM_[A-Z_]+|LITELLM_MASTER_KEY"
)
"""Variables that only the software reads which serves models, not who calls it.

https://docs.ollama.com/faq, https://docs.vllm.ai/en/latest/configuration/env_vars.html,
https://docs.djl.ai/master/docs/serving/serving/docs/lmi/index.html,
https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md
"""

EVERY_ADDRESS = Regex(r"(?:https?://)?(?:0\.0\.0\.0|\[::\]|:)")
"""Where a server is told to answer; its callers are told the address of one. https://docs.ollama.com/faq"""

VLLM = Regex("VLLM_[A-Z0-9_]+")
VLLM_PORT = 8000
"""Variables that its callers may read, too, so that they count only where a container answers at its port.

https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
"""

OLLAMA = 11434
TRITON: frozenset[object] = frozenset({8000, 8001, 8002})
"""Ports that are told apart from those of other software: Ollama's own, and the three of Triton together.

https://docs.ollama.com/faq, https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/index.html
"""

_NEURON = "/dev/neuron"
_DEVICES = frozenset({"nvidia.com/gpu", "aws.amazon.com/neuron", "aws.amazon.com/neuroncore", "amd.com/gpu"})
"""What Kubernetes calls accelerators.

https://docs.aws.amazon.com/eks/latest/userguide/device-management.html
"""


Container = ecs.Container | batch.JobContainer | batch.PodContainer


def runs_a_model(definition: ecs.TaskDefinition | batch.JobDefinition) -> str | None:
    """Why tasks or jobs of a definition are taken to run a model; None if nothing says so."""
    if isinstance(definition, ecs.TaskDefinition):
        for kind in definition.accelerators:
            return f"its tasks use the accelerator {kind}"
    for container in _containers(definition):
        reason = _asked_for(container) or _served(container)
        if reason is not None:
            return reason
    return None


def _containers(definition: ecs.TaskDefinition | batch.JobDefinition) -> Iterator[Container]:
    yield from definition.containers
    if isinstance(definition, batch.JobDefinition):
        yield from definition.pod_containers


def _asked_for(container: Container) -> str | None:
    if isinstance(container, batch.PodContainer):
        limits = container.limits
        asked = [name for name in limits if name in _DEVICES] if isinstance(limits, dict) else []
        return f"a container asks for {asked[0]}" if asked else None
    for requirement in container.requirements:
        if requirement.kind not in ("MEMORY", "VCPU"):
            return f"a container asks for a {requirement.kind}"
    for device in container.devices:
        if device.startswith(_NEURON):
            return f"a container gets {device}"
    return None


def _served(container: Container) -> str | None:
    """What its image, ports and variables tell. What is not known does not count: most images serve no model."""
    image = _image(container)
    if SERVING.search(image):
        return f"image {image}"
    ports = _ports(container)
    if OLLAMA in ports:
        return f"port {OLLAMA}, at which Ollama answers"
    if ports >= TRITON:
        return "the ports of Triton"
    return _configured(dict(_variables(container)), ports)


def _variables(container: Container) -> Iterator[tuple[str, object]]:
    """Name and value of each variable of which the name is known."""
    for each in certain_items(container.variables):
        name = _stated(ecs.Variable.name, each).value
        if isinstance(name, str):
            yield name, _stated(ecs.Variable.value, each).value


def _ports(container: Container) -> set[object]:
    """The ports at which it answers; Batch has none."""
    if not isinstance(container, ecs.Container):
        return set()
    return {_stated(ecs.PortMapping.container_port, mapping).value for mapping in certain_items(container.ports)}


def _configured(variables: dict[str, object], ports: set[object]) -> str | None:
    for name, value in variables.items():
        if SERVER_SETTINGS.fullmatch(name):
            return f"variable {name}, which is for software that serves models"
        if name == "OLLAMA_HOST" and isinstance(value, str) and EVERY_ADDRESS.match(value):
            return f"variable {name}, by which Ollama answers at every address"
        if VLLM.fullmatch(name) and VLLM_PORT in ports:
            return f"variable {name} and port {VLLM_PORT}, at which vLLM answers"
    return None


def _image(container: Container) -> str:
    """The image as far as it is known; that of a declared repository by the repository's name."""
    found = _stated(type(container).image, container)
    if isinstance(found.value, Unknown):
        repository = container.repository
        if repository is not None and repository.unseen is None:
            return known_parts(_stated(ecr.Repository.name, repository))
    return known_parts(found)


def _stated(setting: Setting, view: View) -> Located:
    """What the source states; where that is one of several values, each is tried."""
    return setting.settled(view, setting.locate(view))
