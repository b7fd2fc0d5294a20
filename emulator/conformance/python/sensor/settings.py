"""The settings that the cloud can change, one handler for each property."""

from __future__ import annotations

import logging
from typing import Any, Dict

LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


class Settings:
    """What is applied. A handler takes a value over or raises ValueError; None is its default."""

    def __init__(self) -> None:
        self.telemetry_interval = 60
        self._threshold: Dict[str, Any] = {}

    def telemetryInterval(self, seconds: Any) -> None:
        """Seconds between two telemetry messages."""
        value = 60 if seconds is None else seconds
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError("an interval is a whole number of seconds, at least 1")
        self.telemetry_interval = value

    def temperatureThreshold(self, threshold: Any) -> None:
        """Between which temperatures all is well, and whether to tell of others."""
        value = {} if threshold is None else threshold
        if not isinstance(value, dict):
            raise ValueError("a threshold is an object with min and max")
        low, high = value.get("min"), value.get("max")
        if any(limit is not None and not _number(limit) for limit in (low, high)):
            raise ValueError("min and max are numbers")
        if low is not None and high is not None and low >= high:
            raise ValueError("min must be below max")
        self._threshold = dict(value)

    def loggingLevel(self, level: Any) -> None:
        """How much the program logs."""
        value = "info" if level is None else level
        if value not in LEVELS:
            raise ValueError("a level is one of " + ", ".join(LEVELS))
        logging.getLogger("sensor").setLevel(LEVELS[value])

    def is_alarming(self, temperature: float) -> bool:
        """Whether somebody wants to hear of this temperature."""
        low = self._threshold.get("min", float("-inf"))
        high = self._threshold.get("max", float("inf"))
        return bool(self._threshold.get("alertEnabled")) and not low <= temperature <= high
