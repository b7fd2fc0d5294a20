"""The firmware and its update; the download is simulated."""

from __future__ import annotations

from typing import Callable, Optional

from sensor.documents import Document
from sensor.journal import now
from sensor.timetable import Appointment, Timetable


class Firmware:
    """The version that runs, and the update that is under way."""

    def __init__(
        self, timetable: Timetable, seconds: float, report: Callable[[Document], None]
    ) -> None:
        self._timetable = timetable
        self._seconds = seconds
        self._report = report
        self._target: Optional[str] = None
        self._installation: Optional[Appointment] = None
        self._state: Document = {}
        self.version: Optional[str] = None

    def wanted(self, target: str) -> Document:
        """Begins an update unless that version runs or is on its way; answers what to report."""
        if not isinstance(target, str) or not target:
            raise ValueError("a version is a text that is not empty")
        if target == self._target:
            return self._state
        if self._installation is not None:
            self._installation.call_off()
            self._state = _update("cancelled", str(self._target))
            self._target, self._installation = None, None
        if target == self.version:
            self._state = {**self._state, "firmwareVersion": target}
        else:
            self._target = target
            self._installation = self._timetable.after(self._seconds, self._installed)
            self._state = _update("downloading", target)
        return self._state

    def _installed(self) -> None:
        target = str(self._target)
        self.version = target
        self._target, self._installation = None, None
        self._state = {
            "firmwareVersion": target,
            "lastBootTime": now(),
            **_update("completed", target),
        }
        self._report(self._state)


def _update(status: str, target: str) -> Document:
    return {"firmwareUpdate": {"status": status, "targetVersion": target}}
