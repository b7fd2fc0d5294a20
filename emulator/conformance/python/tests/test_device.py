"""The sensor on a client that fails as the SDK does when a connection goes in the middle of a call."""

from __future__ import annotations

import unittest
from typing import Any, Dict

from azure.iot.device.exceptions import (
    ConnectionDroppedError,
    OperationCancelled,
    OperationTimeout,
)

from sensor.device import Sensor


class SwitchedOff(BaseException):
    """Ends a sensor that would go on for ever."""


class LosingClient:
    """Fails the calls that are listed, each once, and switches off at the first report after that."""

    connected = True
    on_connection_state_change: Any = None
    on_twin_desired_properties_patch_received: Any = None

    def __init__(self, **failures: Exception) -> None:
        self._failures = failures

    def connect(self) -> None:
        self._call("connect")

    def get_twin(self) -> Dict[str, Any]:
        self._call("get_twin")
        return {"desired": {"$version": 1, "loggingLevel": "debug"}, "reported": {}}

    def patch_twin_reported_properties(self, patch: Dict[str, Any]) -> None:
        self._call("patch_twin_reported_properties")
        if not self._failures:
            raise SwitchedOff

    def send_message(self, message: Any) -> None:
        self._call("send_message")

    def _call(self, name: str) -> None:
        failure = self._failures.pop(name, None)
        if failure is not None:
            raise failure


class LostConnections(unittest.TestCase):
    """Whatever the SDK says of a lost connection, the sensor goes on."""

    def test_in_each_call_and_each_way_the_sdk_says_it(self) -> None:
        for call in ("connect", "get_twin", "patch_twin_reported_properties", "send_message"):
            for failure in (ConnectionDroppedError, OperationCancelled, OperationTimeout):
                with self.subTest(call=call, failure=failure.__name__):
                    client = LosingClient(**{call: failure("on purpose")})
                    with self.assertRaises(SwitchedOff):
                        Sensor(client, "sensor-1", 0.01, 0.01, 0.01).run()


if __name__ == "__main__":
    unittest.main()
