"""What the sensor measures of itself and of its room; simulated, the same for the same device."""

from __future__ import annotations

import random
import time

from sensor.documents import Document
from sensor.journal import now


class Health:
    """Readings of one device."""

    def __init__(self, device_id: str) -> None:
        self._random = random.Random(device_id)
        self._started = time.monotonic()
        self._address = f"10.0.{self._random.randrange(256)}.{self._random.randrange(1, 255)}"

    def report(self) -> Document:
        """The state for the reported properties."""
        chance = self._random
        return {
            "systemHealth": {
                "cpuPercent": chance.randrange(5, 45),
                "memoryPercent": chance.randrange(30, 60),
                "diskPercent": chance.randrange(20, 30),
                "uptimeHours": int((time.monotonic() - self._started) // 3600),
            },
            "networkInfo": {
                "ipAddress": self._address,
                "signalStrength": -chance.randrange(40, 85),
            },
            "lastReportTime": now(),
        }

    def temperature(self) -> float:
        """The room's temperature in degrees Celsius."""
        return round(self._random.gauss(23.0, 1.5), 1)
