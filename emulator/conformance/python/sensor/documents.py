"""Merge patches as IoT Hub uses them: objects merge, null removes, anything else replaces. Pure."""

from __future__ import annotations

import copy
from typing import Any, Dict

Document = Dict[str, Any]


def merge(target: Document, patch: Document) -> None:
    """Merges the patch into the target, in place."""
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        elif isinstance(value, dict):
            below = target.get(key)
            if not isinstance(below, dict):
                below = target[key] = {}
            merge(below, value)
        else:
            target[key] = copy.deepcopy(value)


def difference(before: Document, after: Document) -> Document:
    """The smallest patch that makes the one document the other."""
    patch: Document = {key: None for key in before if key not in after}
    for key, value in after.items():
        old = before.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            below = difference(old, value)
            if below:
                patch[key] = below
        elif key not in before or _differ(old, value):
            patch[key] = value
    return patch


def _differ(one: Any, other: Any) -> bool:
    # In Python True == 1, in JSON it is not.
    return isinstance(one, bool) != isinstance(other, bool) or one != other
