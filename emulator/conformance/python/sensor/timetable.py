"""One thread's work: what other threads hand over, and what is due at a time."""

from __future__ import annotations

import heapq
import itertools
import queue
import time
from typing import Callable, List, Tuple

Work = Callable[[], None]


class Timetable:
    """Work for one thread, each piece done when it is handed over or due."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._handed_over: "queue.SimpleQueue[Work]" = queue.SimpleQueue()
        self._due: List[Tuple[float, int, Work]] = []
        self._order = itertools.count()

    def hand_over(self, work: Work) -> None:
        """Has it done as soon as possible; any thread may call this."""
        self._handed_over.put(work)

    def after(self, seconds: float, work: Work) -> "Appointment":
        """Has it done so much later."""
        appointment = Appointment(work)
        entry = (self._clock() + seconds, next(self._order), appointment.keep)
        heapq.heappush(self._due, entry)
        return appointment

    def next(self) -> Work:
        """Waits for the next piece of work, for ever if need be."""
        while True:
            wait = max(0.0, self._due[0][0] - self._clock()) if self._due else None
            try:
                return self._handed_over.get(timeout=wait)
            except queue.Empty:
                return heapq.heappop(self._due)[2]


class Appointment:
    """Work that is due later and can be called off."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._stands = True

    def call_off(self) -> None:
        """The work will not be done."""
        self._stands = False

    def keep(self) -> None:
        """Does the work, unless it was called off."""
        if self._stands:
            self._work()
