"""What is asked of instances where AWS chooses their type."""

from __future__ import annotations

from pytest_aisec.model.attribute import TextList, texts
from pytest_aisec.model.paths import Every, every

_WANTED = ("accelerator_types.*", "accelerator_names.*", "accelerator_manufacturers.*", "accelerator_count.min")
_SPELLED = ("AcceleratorTypes.*", "AcceleratorNames.*", "AcceleratorManufacturers.*", "AcceleratorCount.Min")


def required(terraform: str, cloudformation: str) -> TextList:
    """What is asked of accelerators: kinds, names, makers, and the least number; `0` asks for none.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirements.html
    """
    stated = _within(cloudformation, _SPELLED)
    return texts(terraform=_within(terraform, _WANTED), cloudformation=stated, live=stated)


def _within(place: str, names: tuple[str, ...]) -> Every:
    return every(*(f"{place}.{name}" for name in names))
