"""The hub as a back-end service reaches it: the service REST API, with the standard library alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import os
import secrets
import ssl
import time
import unittest
import urllib.parse
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple, TypeVar

API_VERSION = "2021-04-12"
PATIENCE = float(os.environ.get("CONFORMANCE_PATIENCE_SECONDS", "20"))

T = TypeVar("T")


class Refused(Exception):
    """The hub answered with an error."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status


class Hub:
    """A running emulator, found by the file that it wrote."""

    def __init__(self, directory: Path) -> None:
        state = json.loads((directory / "emulator.json").read_text())
        connection = dict(
            part.split("=", 1) for part in state["hubs"][0]["connectionString"].split(";")
        )
        self.ca_file = Path(state["caFile"])
        self.ca_pem = self.ca_file.read_text()
        self._port = int(state["httpsPort"])
        self._host = connection["HostName"]
        self._policy = connection["SharedAccessKeyName"]
        self._key = connection["SharedAccessKey"]
        self._trust = ssl.create_default_context(cafile=str(self.ca_file))

    @staticmethod
    def of_this_run() -> "Hub":
        """The emulator that the launcher started."""
        return Hub(Path(os.environ["EMULATOR_DIR"]))

    def create_device(self, prefix: str) -> "Device":
        """A new identity with a key of its own."""
        device_id = f"{prefix}-{secrets.token_hex(4)}"
        key = base64.b64encode(secrets.token_bytes(32)).decode()
        identity = {
            "deviceId": device_id,
            "status": "enabled",
            "authentication": {
                "type": "sas",
                "symmetricKey": {"primaryKey": key, "secondaryKey": key},
            },
        }
        self.call("PUT", f"/devices/{device_id}", identity)
        return Device(self, device_id, key)

    def connection_string(self, device_id: str, key: str) -> str:
        """As a device wants it; the SDK dials the gateway, and the token names the hub."""
        return (
            f"HostName={self._host};DeviceId={device_id};SharedAccessKey={key}"
            ";GatewayHostName=localhost"
        )

    def call(
        self, method: str, path: str, body: Any = None, headers: Optional[Dict[str, str]] = None
    ) -> Any:
        """One request; the body of its answer. Raises Refused."""
        status, answer = self._exchange(method, path, body, headers or {})
        if status >= 300:
            raise Refused(status, answer)
        return json.loads(answer) if answer else None

    def _exchange(
        self, method: str, path: str, body: Any, headers: Dict[str, str]
    ) -> Tuple[int, str]:
        connection = http.client.HTTPSConnection(
            "localhost", self._port, context=self._trust, timeout=PATIENCE
        )
        try:
            connection.request(
                method,
                f"{path}?api-version={API_VERSION}",
                None if body is None else json.dumps(body),
                {
                    "Authorization": self._token(),
                    "Content-Type": "application/json; charset=utf-8",
                    **headers,
                },
            )
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def _token(self) -> str:
        resource = urllib.parse.quote_plus(self._host)
        expiry = str(int(time.time()) + 600)
        digest = hmac.new(
            base64.b64decode(self._key), f"{resource}\n{expiry}".encode(), hashlib.sha256
        ).digest()
        signature = urllib.parse.quote_plus(base64.b64encode(digest))
        return (
            f"SharedAccessSignature sr={resource}&sig={signature}&se={expiry}&skn={self._policy}"
        )


class Device:
    """A device as the cloud sees it."""

    def __init__(self, hub: Hub, device_id: str, key: str) -> None:
        self.hub = hub
        self.device_id = device_id
        self.connection_string = hub.connection_string(device_id, key)

    def with_key(self, key: str) -> str:
        """A connection string with another key."""
        return self.hub.connection_string(self.device_id, key)

    def identity(self) -> Any:
        """The identity, with connection state and waiting messages."""
        return self.hub.call("GET", f"/devices/{self.device_id}")

    def twin(self) -> Any:
        """The whole twin."""
        return self.hub.call("GET", f"/twins/{self.device_id}")

    def reported(self) -> Any:
        """The reported properties, with the hub's metadata."""
        return self.twin()["properties"]["reported"]

    def desire(self, patch: Dict[str, Any]) -> int:
        """Patches the desired properties; answers their new $version."""
        twin = self.hub.call(
            "PATCH", f"/twins/{self.device_id}", {"properties": {"desired": patch}}
        )
        return int(twin["properties"]["desired"]["$version"])

    def invoke(self, method: str, payload: Any) -> Any:
        """Calls a direct method; the device's status and payload."""
        return self.hub.call(
            "POST",
            f"/twins/{self.device_id}/methods",
            {
                "methodName": method,
                "payload": payload,
                "responseTimeoutInSeconds": 10,
                "connectTimeoutInSeconds": 5,
            },
        )

    def send(self, body: str, properties: Dict[str, str]) -> None:
        """Sends a cloud-to-device message."""
        self.hub.call(
            "POST",
            f"/_emulator/devices/{self.device_id}/messages",
            {"body": body, "properties": properties},
        )

    def telemetry(self) -> Any:
        """The messages that the hub took from the device, the oldest first."""
        return self.hub.call("GET", f"/_emulator/devices/{self.device_id}/telemetry")

    def set_status(self, status: str) -> None:
        """Enables or disables the identity."""
        identity = {**self.identity(), "status": status}
        self.hub.call("PUT", f"/devices/{self.device_id}", identity, {"If-Match": "*"})

    def delete(self) -> None:
        """Removes the identity."""
        self.hub.call("DELETE", f"/devices/{self.device_id}", headers={"If-Match": "*"})


def eventually(
    test: unittest.TestCase, probe: Callable[[], T], holds: Callable[[T], bool], what: str
) -> T:
    """Asks again and again until it holds; fails with what was seen last."""
    end = time.monotonic() + PATIENCE
    while True:
        seen = probe()
        if holds(seen):
            return seen
        if time.monotonic() > end:
            test.fail(f"not within {PATIENCE:g} s: {what}; seen last: {seen}")
        time.sleep(0.05)
