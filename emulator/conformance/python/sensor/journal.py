"""What the program says of itself: a line of JSON for each thing it did, on standard output."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import Any


def now() -> str:
    """The time as ISO 8601 in UTC."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def say(event: str, **details: Any) -> None:
    """Writes one line at once; details must hold no secret."""
    json.dump({"event": event, "at": now(), **details}, sys.stdout, separators=(",", ":"))
    sys.stdout.write("\n")
    sys.stdout.flush()
