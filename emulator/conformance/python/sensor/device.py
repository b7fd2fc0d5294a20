"""The sensor: connects, follows its desired properties, reports what it applied and how it is."""

from __future__ import annotations

import json
import logging
from typing import Any, Callable, Dict, Optional

from azure.iot.device import IoTHubDeviceClient, Message
from azure.iot.device.constant import VERSION as SDK_VERSION
from azure.iot.device.exceptions import (
    ClientError,
    CredentialError,
    OperationCancelled,
    OperationTimeout,
)

from sensor.desired import Desired, Gap
from sensor.documents import Document, difference, merge
from sensor.firmware import Firmware
from sensor.health import Health
from sensor.journal import say
from sensor.settings import Settings
from sensor.timetable import Appointment, Timetable

LOG = logging.getLogger("sensor")
FIRMWARE = "firmwareVersion"

# What a call ends with when the connection goes in the middle of it. The last two are no ClientError.
FAILURES = (ClientError, OperationCancelled, OperationTimeout)


class Sensor:
    """One device. The SDK's threads only leave notes; everything is done by the thread of run()."""

    def __init__(
        self,
        client: IoTHubDeviceClient,
        device_id: str,
        firmware_seconds: float,
        report_seconds: float,
        retry_seconds: float,
    ) -> None:
        self._client = client
        self._report_seconds = report_seconds
        self._retry_seconds = retry_seconds
        self._timetable = Timetable()
        self._settings = Settings()
        self._firmware = Firmware(self._timetable, firmware_seconds, self._report)
        self._health = Health(device_id)
        self._desired = Desired()
        self._reported: Document = {}
        self._has_been_online = False
        self._telemetry: Optional[Appointment] = None
        self._reading: Optional[Appointment] = None
        self._handlers: Dict[str, Callable[[Any], Document]] = {
            "telemetryInterval": self._apply_telemetry_interval,
            "temperatureThreshold": self._apply(
                "temperatureThreshold", self._settings.temperatureThreshold
            ),
            "loggingLevel": self._apply("loggingLevel", self._settings.loggingLevel),
            FIRMWARE: self._update_firmware,
        }

    def run(self) -> None:
        """Does the device's work, for ever; raises CredentialError if the hub refuses the key."""
        self._timetable.hand_over(self._connect)
        while True:
            work = self._timetable.next()
            try:
                work()
            except CredentialError:
                raise
            except FAILURES as error:
                say("failed", reason=_reason(error))
                self._read_twin_later()

    def _connect(self) -> None:
        try:
            self._client.connect()
            self._client.on_twin_desired_properties_patch_received = self._note(self._patch)
        except FAILURES as error:
            if isinstance(error, CredentialError) and not self._has_been_online:
                raise
            say("offline", reason=_reason(error))
            self._timetable.after(self._retry_seconds, self._connect)
            return
        self._client.on_connection_state_change = self._note(self._connection_changed)
        say("connected", sdk=f"azure-iot-device {SDK_VERSION}")
        self._timetable.hand_over(self._read_twin)
        if not self._has_been_online:
            self._has_been_online = True
            self._timetable.hand_over(self._report_health)
            self._timetable.hand_over(self._send_telemetry)

    def _note(self, work: Callable[..., None]) -> Callable[..., None]:
        return lambda *arguments: self._timetable.hand_over(lambda: work(*arguments))

    def _connection_changed(self) -> None:
        if not self._client.connected:
            say("offline", reason="the connection was lost")
            self._timetable.after(self._retry_seconds, self._connect)

    def _read_twin(self) -> None:
        twin = self._client.get_twin()
        self._reported = {k: v for k, v in twin["reported"].items() if not k.startswith("$")}
        if self._firmware.version is None:
            self._firmware.version = self._reported.get(FIRMWARE)
        changes = self._desired.whole(twin["desired"])
        say("twin", version=self._desired.version, properties=sorted(changes))
        self._handle(changes)

    def _read_twin_later(self) -> None:
        """Whatever could not be reported is found, and reported, when the whole twin is read."""
        if self._reading is not None:
            self._reading.call_off()
        self._reading = self._timetable.after(self._retry_seconds, self._read_twin_if_connected)

    def _read_twin_if_connected(self) -> None:
        if self._client.connected:
            self._read_twin()

    def _patch(self, patch: Document) -> None:
        try:
            changes = self._desired.patch(patch)
        except Gap as gap:
            LOG.info("%s: reading the whole twin", gap)
            self._read_twin()
            return
        if changes is not None:
            say("patch", version=self._desired.version, properties=sorted(changes))
            self._handle(changes)

    def _handle(self, changes: Dict[str, Any]) -> None:
        """Applies what is new; one report for all of it."""
        report: Document = {}
        for name, value in changes.items():
            handler = self._handlers.get(name)
            if handler is None:
                say("unknown", property=name)
                continue
            try:
                report.update(handler(value))
                say("applied", property=name, value=value)
            except ValueError as refusal:
                say("refused", property=name, reason=str(refusal))
        self._report(report)

    def _apply(self, name: str, setter: Callable[[Any], None]) -> Callable[[Any], Document]:
        def handler(value: Any) -> Document:
            setter(value)
            return {name: value}

        return handler

    def _apply_telemetry_interval(self, seconds: Any) -> Document:
        before = self._settings.telemetry_interval
        self._settings.telemetryInterval(seconds)
        if self._telemetry is not None and self._settings.telemetry_interval != before:
            self._telemetry.call_off()
            self._plan_telemetry()
        return {"telemetryInterval": seconds}

    def _update_firmware(self, target: Any) -> Document:
        # What runs does not go away when nobody asks for it any more.
        return {} if target is None else self._firmware.wanted(target)

    def _report(self, state: Document) -> None:
        """Reports what the hub does not know yet, of these properties; None takes one back."""
        before = {key: self._reported[key] for key in state if key in self._reported}
        after = {key: value for key, value in state.items() if value is not None}
        patch = difference(before, after)
        if patch:
            self._client.patch_twin_reported_properties(patch)
            merge(self._reported, patch)
            say("reported", patch=patch)

    def _report_health(self) -> None:
        self._timetable.after(self._report_seconds, self._report_health)
        if self._client.connected:
            self._report(self._health.report())

    def _plan_telemetry(self) -> None:
        interval = self._settings.telemetry_interval
        self._telemetry = self._timetable.after(interval, self._send_telemetry)

    def _send_telemetry(self) -> None:
        self._plan_telemetry()
        if not self._client.connected:
            return
        temperature = self._health.temperature()
        message = Message(
            json.dumps({"temperature": temperature}),
            content_encoding="utf-8",
            content_type="application/json",
        )
        if self._settings.is_alarming(temperature):
            message.custom_properties["alert"] = "temperature"
        self._client.send_message(message)
        LOG.debug("sent %s", message.data)


def _reason(error: BaseException) -> str:
    cause = error.__cause__
    return f"{type(error).__name__}: {error}" + (f" ({cause})" if cause else "")
