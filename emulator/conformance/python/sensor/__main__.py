"""Runs the sensor: python -m sensor --help."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path

from azure.iot.device import IoTHubDeviceClient
from azure.iot.device.exceptions import CredentialError

from sensor.device import Sensor
from sensor.journal import say

# The name that Microsoft's own samples use. A command line would show the key to every user.
VARIABLE = "IOTHUB_DEVICE_CONNECTION_STRING"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="sensor",
        description=f"A temperature sensor; its connection string is in {VARIABLE}.",
    )
    parser.add_argument("--ca", type=Path, help="PEM file of the certificate to trust")
    parser.add_argument("--firmware-seconds", type=float, default=30, help="how long an update takes")
    parser.add_argument("--report-seconds", type=float, default=60, help="between two health reports")
    parser.add_argument("--retry-seconds", type=float, default=10, help="between two connects")
    parser.add_argument("--websockets", action="store_true", help="MQTT over WebSocket, port 443")
    return parser.parse_args()


def main() -> int:
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(name)s %(message)s"
    )
    logging.getLogger("sensor").setLevel(logging.INFO)
    options = arguments()
    connection = os.environ.get(VARIABLE, "")
    device_id = dict(
        part.split("=", 1) for part in connection.split(";") if "=" in part
    ).get("DeviceId")
    if device_id is None:
        print(f"sensor: {VARIABLE} holds no device's connection string", file=sys.stderr)
        return 2
    client = IoTHubDeviceClient.create_from_connection_string(
        connection,
        server_verification_cert=options.ca.read_text() if options.ca else None,
        websockets=options.websockets,
        auto_connect=False,
        # The SDK does not come back once it was refused, as a device is that was disabled for a while.
        connection_retry=False,
        # The sensor reads the whole twin itself when it is back. What the SDK would make of it is a
        # patch that holds everything and cannot say what is gone.
        ensure_desired_properties=False,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, lambda *_: sys.exit(0))
    try:
        Sensor(
            client,
            device_id,
            options.firmware_seconds,
            options.report_seconds,
            options.retry_seconds,
        ).run()
    except CredentialError as error:
        say("unauthorized", reason=str(error))
        return 1
    finally:
        client.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
