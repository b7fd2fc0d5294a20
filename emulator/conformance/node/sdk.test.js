// The SDK's device surface, over both of its MQTT transports.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, afterEach, beforeEach, describe, it } from 'node:test';

import common from 'azure-iot-common';
import device from 'azure-iot-device';
import transports from 'azure-iot-device-mqtt';

import { Hub, Inbox, Refused, eventually } from './hub.js';

const { NoRetry } = common;
const { Client, Message } = device;
const { Mqtt, MqttWs } = transports;

const TRANSPORTS = { mqtt: [Mqtt, 'Mqtt, port 8883'], ws: [MqttWs, 'MqttWs, port 443'] };
const [Transport, title] = TRANSPORTS[process.env.CONFORMANCE_TRANSPORT ?? 'mqtt'];

describe(title, () => {
  const hub = Hub.ofThisRun();
  let own;
  let clients;

  beforeEach(async () => {
    own = await hub.createDevice('node');
    clients = [];
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close().catch(() => {})));
    await own.delete();
  });

  // The SDK leaves timers of its retries behind.
  after(() => setTimeout(() => process.exit(), 1000).unref());

  async function client(connectionString = own.connectionString) {
    const made = Client.fromConnectionString(connectionString, Transport);
    made.on('error', () => {});
    await made.setOptions({ ca: hub.ca });
    clients.push(made);
    return made;
  }

  async function connected() {
    const made = await client();
    await made.open();
    return made;
  }

  function twinOf(made) {
    return made.getTwin();
  }

  const stateIs = (state) =>
    eventually(
      async () => (await own.identity()).connectionState,
      (seen) => seen === state,
      `connectionState ${state}`,
    );

  it('connects with its key and leaves', async () => {
    assert.equal((await own.identity()).connectionState, 'Disconnected');
    const made = await connected();
    await stateIs('Connected');
    await made.close();
    await stateIs('Disconnected');
  });

  it('is refused with another key', async () => {
    const wrong = randomBytes(32).toString('base64');
    const made = await client(hub.connectionString(own.deviceId, wrong));
    await assert.rejects(made.open(), { name: 'UnauthorizedError' });
    assert.equal((await own.identity()).connectionState, 'Disconnected');
  });

  it('reads its twin, without tags', async () => {
    await hub.call('PATCH', `/twins/${own.deviceId}`, {
      tags: { floor: 3 },
      properties: { desired: { telemetryInterval: 30 } },
    });
    const { properties } = await twinOf(await connected());
    const cloud = await own.twin();
    assert.equal(properties.desired.telemetryInterval, 30);
    assert.equal(properties.desired.$version, cloud.properties.desired.$version);
    assert.equal(properties.reported.$version, cloud.properties.reported.$version);
    assert.equal(properties.tags, undefined);
  });

  // The client subscribes some time after its first listener came, and does not say when it has.
  async function subscribed(twin, patches) {
    let knocks = 0;
    await eventually(
      async () => {
        await own.desire({ knock: ++knocks });
        return twin.properties.desired.knock ?? 0;
      },
      (heard) => heard > 0,
      'a patch is heard',
    );
    const last = await own.desire({ knock: null });
    while ((await patches.take('the last knock')).$version !== last);
  }

  it('hears of a desired change as it was patched', async () => {
    await own.desire({ telemetryInterval: 30, gone: 1, threshold: { min: 18.5 } });
    const twin = await twinOf(await connected());
    const patches = new Inbox();
    twin.on('properties.desired', (patch) => patches.put(structuredClone(patch)));
    // The first is what was there when the listener came.
    assert.equal((await patches.take('the whole section')).telemetryInterval, 30);
    await subscribed(twin, patches);
    const patch = { gone: null, threshold: { max: 28 }, name: 'Zürich' };
    const $version = await own.desire(patch);
    assert.deepEqual(await patches.take('the patch'), { ...patch, $version });
    assert.deepEqual(twin.properties.desired.threshold, { min: 18.5, max: 28 });
    assert.equal(twin.properties.desired.gone, undefined);
  });

  it('reports what the cloud then reads', async () => {
    const twin = await twinOf(await connected());
    const before = (await own.reported()).$version;
    const report = (patch) =>
      new Promise((resolve, reject) => {
        twin.properties.reported.update(patch, (error) => (error ? reject(error) : resolve()));
      });
    await report({ firmwareVersion: '2.1.0', health: { cpu: 7, disk: 20 }, old: 1 });
    await report({ health: { cpu: 9 }, old: null });
    const reported = await own.reported();
    assert.equal(reported.firmwareVersion, '2.1.0');
    assert.deepEqual(reported.health, { cpu: 9, disk: 20 });
    assert.equal(reported.old, undefined);
    assert.equal(reported.$version, before + 2);
  });

  it('is told that a report is invalid', async () => {
    const twin = await twinOf(await connected());
    const failed = new Promise((resolve) => {
      twin.properties.reported.update({ a: 'x'.repeat(4097) }, resolve);
    });
    assert.match(String(await failed), /4096 bytes/);
    assert.equal((await own.reported()).a, undefined);
  });

  it('answers direct methods', async () => {
    const made = await connected();
    made.onDeviceMethod('reboot', (request, response) =>
      response.send(207, { method: request.methodName, got: request.payload }),
    );
    await eventually(
      () => own.invoke('reboot', 'ready').catch((refused) => refused.status),
      (answer) => answer.status === 207,
      'the SDK has subscribed to methods',
    );
    for (const payload of [{ seconds: 5 }, 'text', null, [1, 2]]) {
      assert.deepEqual(await own.invoke('reboot', payload), {
        status: 207,
        payload: { method: 'reboot', got: payload },
      });
    }
  });

  it('cannot be called while it is away', async () => {
    const refused = await hub
      .call('POST', `/twins/${own.deviceId}/methods`, {
        methodName: 'reboot',
        responseTimeoutInSeconds: 5,
      })
      .then(assert.fail, (error) => error);
    assert(refused instanceof Refused, refused);
    assert.equal(refused.status, 404);
    assert.match(refused.message, /404103/);
  });

  it('sends telemetry', async () => {
    const made = await connected();
    const message = new Message('{"temperature":21.5}');
    message.messageId = 'm-1';
    message.contentType = 'application/json';
    message.contentEncoding = 'utf-8';
    message.properties.add('alert', 'a b&c=d');
    await made.sendEvent(message);
    await made.sendEvent(new Message('second'));
    // Sent with QoS 0: nobody says that it has arrived.
    const messages = await eventually(
      () => own.telemetry(),
      (seen) => seen.length === 2,
      'two messages',
    );
    assert.deepEqual(
      messages.map((one) => one.body),
      ['{"temperature":21.5}', 'second'],
    );
    assert.deepEqual(messages[0].properties, { alert: 'a b&c=d' });
    assert.equal(messages[0].systemProperties['message-id'], 'm-1');
    assert.equal(messages[0].systemProperties['content-type'], 'application/json');
    assert.equal(messages[0].systemProperties['content-encoding'], 'utf-8');
  });

  it('receives messages sent before and while it is there', async () => {
    await own.send('early', { kind: 'a b' });
    const received = new Inbox();
    const made = await connected();
    made.on('message', (message) => {
      received.put(message);
      made.complete(message, () => {});
    });
    const early = await received.take('the first message');
    assert.equal(early.getData().toString(), 'early');
    assert.equal(early.properties.getValue('kind'), 'a b');
    await own.send('late', {});
    assert.equal((await received.take('the second message')).getData().toString(), 'late');
    await eventually(
      async () => (await own.identity()).cloudToDeviceMessageCount,
      (count) => count === 0,
      'no message waits any more',
    );
  });

  it('is dropped by a second connection', async () => {
    const first = await connected();
    first.setRetryPolicy(new NoRetry());
    const dropped = new Inbox();
    first.on('disconnect', () => dropped.put(true));
    // It has something to come back for, and tells only then that it could not.
    const twin = await twinOf(first);
    twin.on('properties.desired', () => {});
    const second = await connected();
    await dropped.take('the first is told');
    assert.equal((await own.identity()).connectionState, 'Connected');
    assert.ok((await twinOf(second)).properties.desired.$version);
  });

  it('comes back by itself and is still subscribed', async () => {
    const made = await connected();
    const twin = await twinOf(made);
    const patches = new Inbox();
    twin.on('properties.desired', (patch) => patches.put(patch.$version));
    await patches.take('the whole section');
    await own.setStatus('disabled');
    await stateIs('Disconnected');
    await own.setStatus('enabled');
    await stateIs('Connected');
    const version = await own.desire({ telemetryInterval: 8 });
    let seen;
    do {
      seen = await patches.take('the change');
    } while (seen < version);
    assert.equal(seen, version);
    assert.equal(twin.properties.desired.telemetryInterval, 8);
  });
});
