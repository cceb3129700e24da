import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type ConnectionOptions, connect, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from '../../domain/ports/logger.ts';
import { type EnsuredStream, ensureStream, type StreamSettings } from './ensure-stream.ts';
import { pause } from './pause.ts';

/** A connection whose stream is there with all its consumers. */
export interface OpenedStream extends EnsuredStream {
  readonly connection: NatsConnection;
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
}

/** The way to the servers, sought for ever in the background. */
export interface StreamConnection {
  /** null: not connected now, or the stream is not there yet. */
  readonly current: OpenedStream | null;
  /** Resolves when there is one, or with null when the signal is aborted. */
  opened(signal: AbortSignal): Promise<OpenedStream | null>;
  /** Called whenever the connection is lost or back. Returns what takes the listener away. */
  onChange(listener: () => void): () => void;
  close(): Promise<void>;
}

export interface ConnectionSettings extends StreamSettings {
  /** nats:// or tls:// URLs of some servers of one cluster, separated by commas. */
  readonly url: string;
  readonly logger: Logger;
}

/** Begins to connect, and to make the stream where it is missing; the service must start whether or not that succeeds. */
export function openStreamConnection(settings: ConnectionSettings): StreamConnection {
  const { logger } = settings;
  const stopping = new AbortController();
  const { signal } = stopping;
  let opened: OpenedStream | null = null;
  let reachable = false;
  let nudge = new AbortController();
  let waiters: (() => void)[] = [];
  let told = '';
  const listeners = new Set<() => void>();

  function changed(): void {
    nudge.abort();
    if (opened === null || !reachable) return;
    for (const resolve of waiters) resolve();
    waiters = [];
  }

  /** Connects, then keeps the stream as it has to be: a server that lost its disk comes back without it. */
  async function keepOpen(): Promise<void> {
    let connection: NatsConnection | null = null;
    let failing = false;
    while (!signal.aborted) {
      nudge = new AbortController();
      try {
        if (connection === null || connection.isClosed()) connection = await connectAnew();
        if (reachable) await ensure(connection);
        failing = false;
      } catch (error) {
        if (!failing) logger.warn({ err: error }, 'the event stream cannot be reached; it is tried again');
        failing = true;
      }
      await pause(failing ? RETRY_MS : CHECK_EVERY_MS, AbortSignal.any([signal, nudge.signal]));
    }
    await closeConnection(connection);
  }

  async function connectAnew(): Promise<NatsConnection> {
    opened = null;
    const connection = await connect(connectionOptions(settings.url));
    reachable = true;
    void watch(connection);
    return connection;
  }

  async function watch(connection: NatsConnection): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type !== 'disconnect' && type !== 'reconnect') continue;
      reachable = type === 'reconnect';
      if (reachable) logger.info({ server: connection.getServer() }, 'the event stream is back');
      else logger.warn({}, 'the connection to the event stream is lost: no events are accepted until it is back');
      changed();
      for (const listener of listeners) listener();
    }
  }

  async function ensure(connection: NatsConnection): Promise<void> {
    const clustered = connection.info?.cluster !== undefined;
    const replicas = clustered ? settings.replicas : 1;
    const jsm = await jetstreamManager(connection, { checkAPI: false, timeout: API_TIMEOUT_MS });
    const ensured = await ensureStream(jsm, { ...settings, replicas });
    if (opened !== null && ensured.made.length > 0) {
      logger.warn({ made: ensured.made }, 'parts of the event stream were not there and are made anew');
    }
    tell(ensured.replicas, connection);
    opened = { ...ensured, connection, jsm, js: jetstream(connection, { timeout: API_TIMEOUT_MS }) };
    changed();
  }

  function tell(replicas: number, connection: NatsConnection): void {
    const servers = connection.info?.cluster ?? null;
    const said = `${replicas} of ${settings.replicas}`;
    if (said === told) return;
    told = said;
    const words = { replicas, wanted: settings.replicas, cluster: servers, server: connection.info?.version };
    if (replicas >= settings.replicas) logger.info(words, 'the event stream is open');
    else logger.warn(words, 'the event stream has too few replicas: events do not survive the loss of a server');
  }

  const kept = keepOpen();
  const current = (): OpenedStream | null => (reachable ? opened : null);
  return {
    get current() {
      return current();
    },
    async opened(until) {
      while (current() === null && !until.aborted) {
        await new Promise<void>((resolve) => {
          waiters.push(resolve);
          until.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      return until.aborted ? null : current();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      stopping.abort();
      await kept;
    },
  };
}

const API_TIMEOUT_MS = 2000;
const RETRY_MS = 250;
const CHECK_EVERY_MS = 15_000;

function connectionOptions(url: string): ConnectionOptions {
  const urls = url.split(',').map((one) => new URL(one.trim()));
  const { username, password, protocol } = urls[0]!;
  const credentials =
    username === ''
      ? {}
      : password === ''
        ? { token: decodeURIComponent(username) }
        : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  return {
    name: 'marquee',
    servers: urls.map(({ host }) => host),
    ...credentials,
    ...(protocol === 'tls:' && { tls: {} }),
    timeout: API_TIMEOUT_MS,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    // A password that is changed on the servers first is no reason to give up.
    ignoreAuthErrorAbort: true,
    // A server that a network swallowed is noticed within three times this.
    pingInterval: 5000,
    maxPingOut: 2,
  };
}

async function closeConnection(connection: NatsConnection | null): Promise<void> {
  if (connection === null || connection.isClosed()) return;
  // Acknowledgements that are on their way; a server that is away does not hold us up.
  const flushed = new AbortController();
  await Promise.race([connection.flush().catch(() => {}), pause(500, flushed.signal)]);
  flushed.abort();
  await connection.close();
}
