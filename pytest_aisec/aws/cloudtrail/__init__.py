"""AWS CloudTrail."""

from pytest_aisec.aws.cloudtrail.selectors import (
    AdvancedEventSelector,
    DataResource,
    EventSelector,
    FieldSelector,
)
from pytest_aisec.aws.cloudtrail.trails import EventDataStore, Trail, is_elsewhere, record_every_call

__all__ = [
    "AdvancedEventSelector",
    "DataResource",
    "EventDataStore",
    "EventSelector",
    "FieldSelector",
    "Trail",
    "is_elsewhere",
    "record_every_call",
]
