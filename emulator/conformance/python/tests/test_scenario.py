"""The sensor against the hub, with what the cloud sees: rows 4, 5 and 9 of the scenario."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import unittest
from pathlib import Path
from typing import Any, Dict, List, Optional

from tests.hub import PATIENCE, Device, Hub, eventually

PROGRAM = Path(__file__).resolve().parent.parent
THRESHOLD = {"min": 18.0, "max": 28.0}


class Program:
    """The sensor as a process of its own."""

    def __init__(self, device: Device) -> None:
        self.said: "queue.Queue[Dict[str, Any]]" = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sensor", "--ca", str(device.hub.ca_file)]
            + ["--firmware-seconds", "2", "--report-seconds", "1", "--retry-seconds", "1"],
            cwd=PROGRAM,
            env={**os.environ, "IOTHUB_DEVICE_CONNECTION_STRING": device.connection_string},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.said.put(json.loads(line))

    def hear(self, event: str, **details: Any) -> Dict[str, Any]:
        """The next event of that kind with those details; raises queue.Empty if it does not come."""
        while True:
            said = self.said.get(timeout=PATIENCE)
            if said["event"] == event and all(said.get(k) == v for k, v in details.items()):
                return said

    def stop(self) -> None:
        """Switches it off as a service manager would."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._reader.join(PATIENCE)
        if self._process.stdout is not None:
            self._process.stdout.close()


class Scenario(unittest.TestCase):
    """Each test has a device of its own, as the scenario describes it."""

    def setUp(self) -> None:
        self.device = Hub.of_this_run().create_device("sensor-temp")
        self.addCleanup(self.device.delete)
        self.device.desire(
            {
                "telemetryInterval": 30,
                "temperatureThreshold": THRESHOLD,
                "firmwareVersion": "2.1.0",
            }
        )

    def switch_on(self) -> Program:
        program = Program(self.device)
        self.addCleanup(program.stop)
        return program

    def await_reported(self, expected: Dict[str, Any]) -> Dict[str, Any]:
        def holds(reported: Dict[str, Any]) -> bool:
            return all(reported.get(key) == value for key, value in expected.items())

        return eventually(self, self.device.reported, holds, f"reported {expected}")

    def on_and_settled(self) -> Program:
        program = self.switch_on()
        program.hear("connected")
        self.await_reported({"firmwareVersion": "2.1.0"})
        return program

    def test_row_4_handles_on_start_what_the_whole_twin_holds(self) -> None:
        program = self.switch_on()
        twin = program.hear("twin")
        self.assertEqual(twin["version"], self.device.twin()["properties"]["desired"]["$version"])
        self.await_reported(
            {
                "telemetryInterval": 30,
                "temperatureThreshold": THRESHOLD,
                "firmwareVersion": "2.1.0",
                "firmwareUpdate": {"status": "completed", "targetVersion": "2.1.0"},
            }
        )

    def test_row_4_handles_a_patch_that_holds_only_what_changed(self) -> None:
        program = self.on_and_settled()
        version = self.device.desire(
            {
                "telemetryInterval": 15,
                "temperatureThreshold": {"min": 20.0, "alertEnabled": True},
                "loggingLevel": "debug",
            }
        )
        patch = program.hear("patch", version=version)
        self.assertEqual(
            patch["properties"], ["loggingLevel", "telemetryInterval", "temperatureThreshold"]
        )
        reported = self.await_reported(
            {
                "telemetryInterval": 15,
                "temperatureThreshold": {"min": 20.0, "max": 28.0, "alertEnabled": True},
                "loggingLevel": "debug",
            }
        )
        self.assertEqual(reported["firmwareVersion"], "2.1.0")

    def test_row_4_takes_back_what_nobody_asks_for_any_more(self) -> None:
        program = self.on_and_settled()
        self.device.desire({"loggingLevel": "debug", "temperatureThreshold": {"alertEnabled": True}})
        self.await_reported({"loggingLevel": "debug"})
        self.device.desire({"loggingLevel": None, "temperatureThreshold": {"alertEnabled": None}})
        program.hear("applied", property="loggingLevel", value=None)
        self.await_reported({"temperatureThreshold": THRESHOLD, "loggingLevel": None})
        self.assertNotIn("loggingLevel", self.device.reported())

    def test_row_4_downloads_new_firmware_and_reports_it_when_it_runs(self) -> None:
        program = self.on_and_settled()
        self.device.desire({"firmwareVersion": "2.2.0"})
        downloading = self.await_reported(
            {"firmwareUpdate": {"status": "downloading", "targetVersion": "2.2.0"}}
        )
        self.assertEqual(downloading["firmwareVersion"], "2.1.0")
        completed = self.await_reported({"firmwareVersion": "2.2.0"})
        self.assertEqual(
            completed["firmwareUpdate"], {"status": "completed", "targetVersion": "2.2.0"}
        )
        reports = self.reports(program)
        self.assertIn(
            {"firmwareUpdate": {"status": "downloading", "targetVersion": "2.2.0"}}, reports
        )

    def reports(self, program: Program) -> List[Dict[str, Any]]:
        """What it has reported up to the end of its update."""
        reports: List[Dict[str, Any]] = []
        last: Optional[str] = None
        while last != "2.2.0":
            reports.append(program.hear("reported")["patch"])
            last = reports[-1].get("firmwareVersion")
        return reports

    def test_row_4_refuses_a_value_that_makes_no_sense_and_goes_on(self) -> None:
        program = self.on_and_settled()
        self.device.desire({"telemetryInterval": -1, "loggingLevel": "error", "colour": "red"})
        program.hear("refused", property="telemetryInterval")
        program.hear("unknown", property="colour")
        reported = self.await_reported({"loggingLevel": "error"})
        self.assertEqual(reported["telemetryInterval"], 30)
        self.assertNotIn("colour", reported)

    def test_row_5_reports_its_state_again_and_again(self) -> None:
        self.switch_on()
        first = eventually(
            self, self.device.reported, lambda seen: "lastReportTime" in seen, "a first report"
        )
        health, network = first["systemHealth"], first["networkInfo"]
        for name in ("cpuPercent", "memoryPercent", "diskPercent", "uptimeHours"):
            self.assertIsInstance(health[name], int, name)
        self.assertRegex(network["ipAddress"], r"^10\.\d+\.\d+\.\d+$")
        self.assertIsInstance(network["signalStrength"], int)
        eventually(
            self,
            self.device.reported,
            lambda seen: seen["lastReportTime"] > first["lastReportTime"],
            "a later report",
        )

    def test_row_9_learns_what_changed_while_it_was_off(self) -> None:
        program = self.on_and_settled()
        program.stop()
        eventually(
            self,
            lambda: self.device.identity()["connectionState"],
            lambda state: state == "Disconnected",
            "the device is away",
        )
        self.device.desire({"telemetryInterval": 10})
        self.device.desire({"temperatureThreshold": {"max": 25.5}})
        self.assertEqual(self.device.reported()["telemetryInterval"], 30)
        self.switch_on()
        self.await_reported(
            {"telemetryInterval": 10, "temperatureThreshold": {"min": 18.0, "max": 25.5}}
        )

    def test_row_9_learns_what_changed_while_its_connection_was_lost(self) -> None:
        program = self.on_and_settled()
        self.device.set_status("disabled")
        program.hear("offline")
        self.device.desire({"telemetryInterval": 10, "temperatureThreshold": None})
        self.device.set_status("enabled")
        program.hear("connected")
        self.await_reported({"telemetryInterval": 10})
        self.assertNotIn("temperatureThreshold", self.device.reported())


if __name__ == "__main__":
    unittest.main()
