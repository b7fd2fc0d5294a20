"""The SDK's whole device surface, over both of its transports."""

from __future__ import annotations

import base64
import queue
import secrets
import unittest
from typing import Any

from azure.iot.device import IoTHubDeviceClient, Message, MethodResponse
from azure.iot.device.exceptions import ClientError, CredentialError

from tests.hub import PATIENCE, Hub, Refused, eventually


class Conformance:
    """What has to work on either transport; each test has a device of its own."""

    websockets: bool

    def setUp(self) -> None:
        self.hub = Hub.of_this_run()
        self.device = self.hub.create_device("python")
        self.addCleanup(self.device.delete)

    def client(self, connection_string: str = "", **options: Any) -> IoTHubDeviceClient:
        client = IoTHubDeviceClient.create_from_connection_string(
            connection_string or self.device.connection_string,
            server_verification_cert=self.hub.ca_pem,
            websockets=self.websockets,
            connection_retry_interval=1,
            **options,
        )
        self.addCleanup(client.shutdown)
        return client

    def connected(self, **options: Any) -> IoTHubDeviceClient:
        client = self.client(**options)
        client.connect()
        return client

    def await_state(self, state: str) -> None:
        eventually(
            self,
            lambda: self.device.identity()["connectionState"],
            lambda seen: seen == state,
            f"connectionState {state}",
        )

    def test_connects_with_its_key_and_leaves(self) -> None:
        self.assertEqual(self.device.identity()["connectionState"], "Disconnected")
        client = self.connected()
        self.await_state("Connected")
        client.disconnect()
        self.await_state("Disconnected")

    def test_is_refused_with_another_key(self) -> None:
        wrong = base64.b64encode(secrets.token_bytes(32)).decode()
        with self.assertRaises(CredentialError):
            self.client(self.device.with_key(wrong)).connect()
        self.assertEqual(self.device.identity()["connectionState"], "Disconnected")

    def test_is_refused_when_nobody_registered_it(self) -> None:
        stranger = self.hub.connection_string("nobody-" + secrets.token_hex(4), "c2VjcmV0")
        with self.assertRaises(CredentialError):
            self.client(stranger).connect()

    def test_reads_its_twin_without_tags(self) -> None:
        self.hub.call(
            "PATCH",
            f"/twins/{self.device.device_id}",
            {"tags": {"floor": 3}, "properties": {"desired": {"telemetryInterval": 30}}},
        )
        twin = self.connected().get_twin()
        self.assertEqual(set(twin), {"desired", "reported"})
        self.assertEqual(twin["desired"]["telemetryInterval"], 30)
        version = self.device.twin()["properties"]["desired"]["$version"]
        self.assertEqual(twin["desired"]["$version"], version)

    def test_hears_of_a_desired_change_as_it_was_patched(self) -> None:
        self.device.desire({"telemetryInterval": 30, "gone": 1, "threshold": {"min": 18.5}})
        patches: "queue.Queue[Any]" = queue.Queue()
        # Else the SDK reads the twin by itself, and makes a patch of it.
        client = self.connected(ensure_desired_properties=False)
        client.on_twin_desired_properties_patch_received = patches.put
        version = self.device.desire({"gone": None, "threshold": {"max": 28.0}, "name": "Zürich"})
        self.assertEqual(
            patches.get(timeout=PATIENCE),
            {"gone": None, "threshold": {"max": 28.0}, "name": "Zürich", "$version": version},
        )

    def test_reports_what_the_cloud_then_reads(self) -> None:
        client = self.connected()
        before = self.device.reported()["$version"]
        client.patch_twin_reported_properties(
            {"firmwareVersion": "2.1.0", "health": {"cpu": 7, "disk": 20}, "old": 1}
        )
        client.patch_twin_reported_properties({"health": {"cpu": 9}, "old": None})
        reported = self.device.reported()
        self.assertEqual(reported["firmwareVersion"], "2.1.0")
        self.assertEqual(reported["health"], {"cpu": 9, "disk": 20})
        self.assertNotIn("old", reported)
        self.assertEqual(reported["$version"], before + 2)

    def test_is_told_that_a_report_is_invalid(self) -> None:
        client = self.connected()
        with self.assertRaises(ClientError) as refused:
            client.patch_twin_reported_properties({"a": "x" * 4097})
        self.assertIn("status 400", str(refused.exception.__cause__))
        self.assertNotIn("a", self.device.reported())

    def test_answers_direct_methods(self) -> None:
        client = self.connected()

        def answer(request: Any) -> None:
            body = {"method": request.name, "got": request.payload}
            client.send_method_response(
                MethodResponse.create_from_method_request(request, 207, body)
            )

        client.on_method_request_received = answer
        for payload in ({"seconds": 5}, "text", None, [1, 2]):
            self.assertEqual(
                self.device.invoke("reboot", payload),
                {"status": 207, "payload": {"method": "reboot", "got": payload}},
            )

    def test_cannot_be_called_while_it_is_away(self) -> None:
        with self.assertRaises(Refused) as refused:
            self.hub.call(
                "POST",
                f"/twins/{self.device.device_id}/methods",
                {"methodName": "reboot", "responseTimeoutInSeconds": 5},
            )
        self.assertEqual(refused.exception.status, 404)
        self.assertIn("404103", str(refused.exception))

    def test_sends_telemetry(self) -> None:
        client = self.connected()
        message = Message('{"temperature":21.5}', "m-1", "utf-8", "application/json")
        message.custom_properties["alert"] = "a b&c=d"
        client.send_message(message)
        client.send_message("second")
        messages = self.device.telemetry()
        self.assertEqual([one["body"] for one in messages], ['{"temperature":21.5}', "second"])
        first = messages[0]
        self.assertEqual(first["properties"], {"alert": "a b&c=d"})
        self.assertEqual(first["systemProperties"]["message-id"], "m-1")
        self.assertEqual(first["systemProperties"]["content-type"], "application/json")
        self.assertEqual(first["systemProperties"]["content-encoding"], "utf-8")

    def test_receives_messages_sent_before_and_while_it_is_there(self) -> None:
        self.device.send("early", {"kind": "a b"})
        received: "queue.Queue[Message]" = queue.Queue()
        client = self.connected()
        client.on_message_received = received.put
        first = received.get(timeout=PATIENCE)
        self.assertEqual(first.data, b"early")
        self.assertEqual(first.custom_properties, {"kind": "a b"})
        self.device.send("late", {})
        self.assertEqual(received.get(timeout=PATIENCE).data, b"late")
        eventually(
            self,
            lambda: self.device.identity()["cloudToDeviceMessageCount"],
            lambda count: count == 0,
            "no message waits any more",
        )

    def test_a_second_connection_drops_the_first(self) -> None:
        states: "queue.Queue[bool]" = queue.Queue()
        first = self.connected(connection_retry=False)
        first.on_connection_state_change = lambda: states.put(first.connected)
        second = self.connected()
        self.assertFalse(states.get(timeout=PATIENCE))
        self.assertTrue(second.connected)
        self.assertEqual(self.device.identity()["connectionState"], "Connected")
        self.assertIn("desired", second.get_twin())

    def test_comes_back_by_itself_and_is_still_subscribed(self) -> None:
        patches: "queue.Queue[Any]" = queue.Queue()
        states: "queue.Queue[bool]" = queue.Queue()
        first = self.connected()
        first.on_twin_desired_properties_patch_received = patches.put
        first.on_connection_state_change = lambda: states.put(first.connected)
        self.connected(connection_retry=False)
        self.assertFalse(states.get(timeout=PATIENCE))
        self.assertTrue(states.get(timeout=PATIENCE))
        version = self.device.desire({"telemetryInterval": 8})
        self.assertEqual(
            patches.get(timeout=PATIENCE), {"telemetryInterval": 8, "$version": version}
        )

    def test_learns_what_it_missed_while_it_was_away(self) -> None:
        patches: "queue.Queue[Any]" = queue.Queue()
        client = self.connected()
        client.get_twin()
        client.on_twin_desired_properties_patch_received = patches.put
        client.disconnect()
        self.await_state("Disconnected")
        missed = self.device.desire({"telemetryInterval": 7})
        client.connect()
        # Nothing is kept for a device that is away: the SDK reads the twin and tells the difference.
        patch = patches.get(timeout=PATIENCE)
        self.assertEqual((patch["telemetryInterval"], patch["$version"]), (7, missed))
        version = self.device.desire({"telemetryInterval": 8})
        self.assertEqual(
            patches.get(timeout=PATIENCE), {"telemetryInterval": 8, "$version": version}
        )

    def test_is_dropped_and_refused_when_it_is_disabled(self) -> None:
        states: "queue.Queue[bool]" = queue.Queue()
        client = self.connected(connection_retry=False)
        client.on_connection_state_change = lambda: states.put(client.connected)
        self.device.set_status("disabled")
        self.assertFalse(states.get(timeout=PATIENCE))
        with self.assertRaises(CredentialError):
            self.client().connect()


class OverMqtt(Conformance, unittest.TestCase):
    """TLS, port 8883."""

    websockets = False


class OverWebSocket(Conformance, unittest.TestCase):
    """WebSocket, port 443."""

    websockets = True


if __name__ == "__main__":
    unittest.main()
