// The hub as a back-end service reaches it: the service REST API, with what Node brings along.

import { createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const API_VERSION = '2021-04-12';

/** How long anything is waited for, in milliseconds. */
export const PATIENCE = 1000 * Number(process.env.CONFORMANCE_PATIENCE_SECONDS ?? 20);

/** The hub answered with an error. */
export class Refused extends Error {
  constructor(status, body) {
    super(`${status} ${body}`);
    this.status = status;
  }
}

/** A running emulator, found by the file that it wrote. */
export class Hub {
  #port;
  #policy;

  constructor(directory) {
    const state = JSON.parse(readFileSync(join(directory, 'emulator.json'), 'utf8'));
    this.#port = state.httpsPort;
    this.#policy = fields(state.hubs[0].connectionString);
    this.ca = readFileSync(state.caFile, 'utf8');
  }

  /** The emulator that the launcher started. */
  static ofThisRun() {
    return new Hub(process.env.EMULATOR_DIR);
  }

  /** A new identity with a key of its own. */
  async createDevice(prefix) {
    const deviceId = `${prefix}-${randomBytes(4).toString('hex')}`;
    const key = randomBytes(32).toString('base64');
    await this.call('PUT', `/devices/${deviceId}`, {
      deviceId,
      status: 'enabled',
      authentication: { type: 'sas', symmetricKey: { primaryKey: key, secondaryKey: key } },
    });
    return new Device(this, deviceId, key);
  }

  /** As a device wants it; the SDK dials the gateway, and the token names the hub. */
  connectionString(deviceId, key) {
    return (
      `HostName=${this.#policy.HostName};DeviceId=${deviceId};SharedAccessKey=${key}` +
      ';GatewayHostName=localhost'
    );
  }

  /** One request; the body of its answer. Rejects with Refused. */
  async call(method, path, body, headers = {}) {
    const { status, text } = await this.#exchange(method, path, body, headers);
    if (status >= 300) {
      throw new Refused(status, text);
    }
    return text === '' ? undefined : JSON.parse(text);
  }

  #exchange(method, path, body, headers) {
    const options = {
      host: 'localhost',
      port: this.#port,
      path: `${path}?api-version=${API_VERSION}`,
      method,
      ca: this.ca,
      timeout: PATIENCE,
      headers: {
        Authorization: this.#token(),
        'Content-Type': 'application/json; charset=utf-8',
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const sent = request(options, (response) => {
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }),
        );
      });
      sent.on('timeout', () => sent.destroy(new Error(`${method} ${path}: no answer`)));
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  #token() {
    const { HostName, SharedAccessKeyName, SharedAccessKey } = this.#policy;
    const resource = encodeURIComponent(HostName);
    const expiry = Math.floor(Date.now() / 1000) + 600;
    const signature = createHmac('sha256', Buffer.from(SharedAccessKey, 'base64'))
      .update(`${resource}\n${expiry}`)
      .digest('base64');
    return (
      `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}` +
      `&se=${expiry}&skn=${SharedAccessKeyName}`
    );
  }
}

/** A device as the cloud sees it. */
class Device {
  constructor(hub, deviceId, key) {
    this.hub = hub;
    this.deviceId = deviceId;
    this.connectionString = hub.connectionString(deviceId, key);
  }

  identity() {
    return this.hub.call('GET', `/devices/${this.deviceId}`);
  }

  twin() {
    return this.hub.call('GET', `/twins/${this.deviceId}`);
  }

  async reported() {
    return (await this.twin()).properties.reported;
  }

  /** Patches the desired properties; answers their new $version. */
  async desire(desired) {
    const twin = await this.hub.call('PATCH', `/twins/${this.deviceId}`, {
      properties: { desired },
    });
    return twin.properties.desired.$version;
  }

  /** Calls a direct method; the device's status and payload. */
  invoke(methodName, payload) {
    return this.hub.call('POST', `/twins/${this.deviceId}/methods`, {
      methodName,
      payload,
      responseTimeoutInSeconds: 10,
      connectTimeoutInSeconds: 5,
    });
  }

  /** Sends a cloud-to-device message. */
  send(body, properties) {
    return this.hub.call('POST', `/_emulator/devices/${this.deviceId}/messages`, {
      body,
      properties,
    });
  }

  /** The messages that the hub took from the device, the oldest first. */
  telemetry() {
    return this.hub.call('GET', `/_emulator/devices/${this.deviceId}/telemetry`);
  }

  async setStatus(status) {
    const identity = { ...(await this.identity()), status };
    await this.hub.call('PUT', `/devices/${this.deviceId}`, identity, { 'If-Match': '*' });
  }

  delete() {
    return this.hub.call('DELETE', `/devices/${this.deviceId}`, undefined, { 'If-Match': '*' });
  }
}

/** Asks again and again until it holds; rejects with what was seen last. */
export async function eventually(probe, holds, what) {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const seen = await probe();
    if (holds(seen)) {
      return seen;
    }
    if (Date.now() > end) {
      throw new Error(`not in time: ${what}; seen last: ${JSON.stringify(seen)}`);
    }
    await pause(50);
  }
}

/** What comes later, one piece after the other. */
export class Inbox {
  #waiting = [];
  #readers = [];

  put(item) {
    const reader = this.#readers.shift();
    if (reader) {
      reader(item);
    } else {
      this.#waiting.push(item);
    }
  }

  /** The next piece; rejects when it does not come in time. */
  take(what) {
    if (this.#waiting.length > 0) {
      return Promise.resolve(this.#waiting.shift());
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not in time: ${what}`)), PATIENCE);
      this.#readers.push((item) => {
        clearTimeout(timer);
        resolve(item);
      });
    });
  }
}

function fields(connectionString) {
  return Object.fromEntries(
    connectionString.split(';').map((part) => {
      const at = part.indexOf('=');
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}
