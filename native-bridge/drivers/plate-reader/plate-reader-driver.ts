import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BridgeError } from '../../errors.ts';
import { pause, type Timers } from '../../transport/timers.ts';
import type { DegradedCode, DeviceCapabilities } from '../device.ts';
import type { DeviceDriver, DriverParts } from '../driver.ts';
import type { PlateReaderSink } from '../plate-reader.ts';
import { parseBody } from './body.ts';
import { PictureSpool } from './picture-spool.ts';
import { type Reading, readingOf } from './reading.ts';
import { Refusal } from './refusal.ts';
import { BodyBudget, discard, withBody } from './request-body.ts';
import { SeenReadings } from './seen-readings.ts';
import { type PlateReaderSettings, peersOf } from './settings.ts';

type Parts = Omit<DriverParts<'plate-reader', PlateReaderSettings>, 'link'> & {
  readonly listen: { readonly host: string; readonly port: number };
};

/** A port that number plate and container readers post their readings to. */
export class PlateReaderDriver implements DeviceDriver<'plate-reader'> {
  readonly capabilities: Promise<DeviceCapabilities>;
  readonly #parts: Parts;
  readonly #listening = Promise.withResolvers<DeviceCapabilities>();
  readonly #isPeer: (address: string) => boolean;
  readonly #budget: BodyBudget;
  readonly #health: HealthTeller;
  #stopping = false;
  #stores: { readonly seen: SeenReadings; readonly pictures: PictureSpool } | null = null;
  /** Readings are given on one at a time. */
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #minute = { began: Number.NEGATIVE_INFINITY, count: 0 };

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#isPeer = peersOf(parts.settings);
    this.#budget = new BodyBudget(4 * parts.settings.maxBodyBytes);
    this.#health = new HealthTeller(parts.sink, parts.timers);
    this.capabilities = this.#listening.promise;
    this.capabilities.catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    const { listen, spool, timers } = this.#parts;
    const server = this.#server();
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    const stopped = Promise.withResolvers<void>();
    const stop = () => stopped.resolve();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      if (signal.aborted) return;
      this.#stores = {
        seen: await SeenReadings.open(spool, timers),
        pictures: await PictureSpool.open(spool),
      };
      await bound(server, listen);
      server.on('error', (cause) => failed.reject(cannotListen(listen, cause)));
      this.#listening.resolve({
        maker: '',
        model: '',
        serialNumber: '',
        listensOn: addressOf(server, listen.host),
      });
      this.#health.fine();
      await Promise.race([stopped.promise, failed.promise]);
    } catch (cause) {
      const fault = cause instanceof BridgeError ? cause : cannotKeep(spool, cause);
      this.#listening.reject(fault);
      throw fault;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#stopping = true;
      this.#listening.reject(closed(listen));
      await this.#close(server);
    }
  }

  #server(): Server {
    const { requestTimeoutMs } = this.#parts.settings;
    const server = createServer(
      {
        requestTimeout: requestTimeoutMs,
        headersTimeout: Math.min(requestTimeoutMs, 10_000),
        connectionsCheckingInterval: Math.min(requestTimeoutMs, 1_000),
        keepAliveTimeout: keepAliveMs,
        maxHeaderSize: 16 << 10,
      },
      (request, response) => void this.#answer(request, response),
    );
    server.maxConnections = maxConnections;
    server.maxRequestsPerSocket = 1_000;
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => {});
    response.on('error', () => {});
    try {
      const answer = await this.#take(request);
      reply(response, 200, answer);
    } catch (cause) {
      const refusal =
        cause instanceof Refusal
          ? cause
          : new Refusal(503, 'NOT_KEPT', 'The station could not keep the reading: send it again.');
      if (refusal.status >= 500) response.setHeader('Retry-After', '2');
      if (!request.complete) {
        await discard(request, this.#parts.timers);
        response.setHeader('Connection', 'close');
      }
      const error = { code: refusal.code, message: refusal.message };
      reply(response, refusal.status, { error });
      if (refusal.status !== 503) {
        const peer = request.socket.remoteAddress ?? 'a reader';
        const code = refusal.status === 429 ? 'DEVICE_FLOODS' : 'DEVICE_UNREADABLE';
        this.#health.trouble(code, `refused from ${peer}: ${refusal.message}`);
      }
    }
  }

  async #take(request: IncomingMessage): Promise<object> {
    const { settings } = this.#parts;
    this.#mayPost(request);
    return await withBody(request, settings.maxBodyBytes, this.#budget, async (body) => {
      const posted = await parseBody(body, request.headers['content-type'] ?? '', settings.fields.image);
      const reading = readingOf(posted, settings);
      if (this.#waiting >= maxWaiting)
        throw new Refusal(503, 'BUSY', 'Too many readings at once: try again.');
      this.#waiting += 1;
      const taken = this.#turn.then(() => this.#giveOn(reading));
      this.#turn = taken.catch(() => {});
      try {
        return await taken;
      } finally {
        this.#waiting -= 1;
      }
    });
  }

  /** All that can be said before the body is read. Throws Refusal. */
  #mayPost(request: IncomingMessage): void {
    const { settings, timers } = this.#parts;
    if (this.#stopping) throw new Refusal(503, 'STOPPING', 'The station is stopping: try again.');
    if (!this.#isPeer(request.socket.remoteAddress ?? '')) {
      throw new Refusal(403, 'PEER', 'This address may not post here: add it to the readers’ addresses.');
    }
    const path = (request.url ?? '').split('?', 1)[0];
    if (settings.path !== '' && path !== settings.path) {
      throw new Refusal(404, 'PATH', `Readings are posted to ${settings.path}.`);
    }
    if (request.method !== 'POST' && request.method !== 'PUT') {
      throw new Refusal(405, 'METHOD', 'Readings are posted.');
    }
    if (settings.token !== '' && !bearers(request).some((token) => same(token, settings.token))) {
      throw new Refusal(401, 'TOKEN', 'The token is missing or wrong.');
    }
    const now = timers.now();
    if (now - this.#minute.began >= 60_000) this.#minute = { began: now, count: 0 };
    this.#minute.count += 1;
    if (this.#minute.count > settings.maxPerMinute) {
      throw new Refusal(429, 'TOO_MANY', `More than ${settings.maxPerMinute} readings in a minute.`);
    }
  }

  /** Gives a reading to the station, once. Resolves when it is kept there. */
  async #giveOn(reading: Reading): Promise<object> {
    const { sink, utc } = this.#parts;
    if (this.#stores === null || this.#stopping) {
      throw new Refusal(503, 'STOPPING', 'The station is stopping: try again.');
    }
    const { seen, pictures } = this.#stores;
    const before = seen.find(reading);
    if (before !== null) return { ok: true, readId: before, duplicate: true };
    const at = utc();
    const readId = seen.idFor(reading, at);
    const { plate, container, country, confidence, camera, picture, warnings } = reading;
    const file = picture === null ? null : await pictures.put(picture);
    try {
      await sink.read({
        ...{ readId, plate, container, country, confidence, camera, at },
        picture: picture === null || file === null ? null : { file, sha256: picture.sha256 },
      });
    } finally {
      if (file !== null) await pictures.remove(file);
    }
    await seen.remember(reading, readId);
    if (warnings.length === 0) this.#health.fine();
    else this.#health.trouble('DEVICE_UNREADABLE', warnings.join(' '));
    return { ok: true, readId, ...(warnings.length === 0 ? {} : { warnings }) };
  }

  /** Stops listening, lets what is being taken be taken, and leaves no connection. */
  async #close(server: Server): Promise<void> {
    if (!server.listening) return;
    const over = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    const waited = new AbortController();
    await Promise.race([this.#turn, pause(this.#parts.timers, lastWordsMs, waited.signal)]);
    waited.abort();
    // The answer to what was just taken leaves first.
    await new Promise((resolve) => setImmediate(resolve));
    server.closeAllConnections();
    await over;
  }
}

const maxConnections = 64;
const maxWaiting = 32;
const keepAliveMs = 60_000;
const lastWordsMs = 3_000;

/** Tells the health when it changes; the same trouble once a minute at most, whoever alternates with whom. */
class HealthTeller {
  readonly #sink: PlateReaderSink;
  readonly #timers: Timers;
  readonly #toldAt = new Map<string, number>();
  #state: string | null = null;

  constructor(sink: PlateReaderSink, timers: Timers) {
    this.#sink = sink;
    this.#timers = timers;
  }

  fine(): void {
    if (this.#state === '') return;
    this.#state = '';
    this.#sink.health({ level: 'good' });
  }

  trouble(code: DegradedCode, text: string): void {
    const now = this.#timers.now();
    for (const [told, at] of this.#toldAt) if (now - at >= 60_000) this.#toldAt.delete(told);
    if (this.#toldAt.has(text) || this.#toldAt.size >= 20) return;
    this.#toldAt.set(text, now);
    this.#state = text;
    this.#sink.health({ level: 'degraded', code, text: text.slice(0, 500) });
  }
}

function bearers({ headers }: IncomingMessage): string[] {
  const authorization = headers.authorization ?? '';
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  const tokens = [headers['x-token'] ?? ''].flat();
  if (scheme.toLowerCase() === 'bearer') tokens.push(value);
  if (scheme.toLowerCase() === 'basic') {
    const text = Buffer.from(value, 'base64').toString('utf8');
    tokens.push(text.slice(text.indexOf(':') + 1));
  }
  return tokens;
}

/** In a time that says nothing of how much of it is right. */
function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function reply(response: ServerResponse, status: number, answer: object): void {
  if (response.destroyed || response.headersSent) return;
  const body = Buffer.from(`${JSON.stringify(answer)}\n`);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': body.length });
  response.end(body);
}

function bound(server: Server, { host, port }: Parts['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error) => reject(cannotListen({ host, port }, cause));
    server.once('error', failed);
    server.listen({ host, port }, () => {
      server.off('error', failed);
      resolve();
    });
  });
}

function addressOf(server: Server, host: string): string {
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function cannotListen({ host, port }: Parts['listen'], cause: Error): BridgeError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const why =
    {
      EADDRINUSE: 'another program already uses it; choose another port',
      EADDRNOTAVAIL: 'this machine does not have that address; use one of its own, or 0.0.0.0',
      EACCES: 'this user may not; choose a port from 1024 on',
    }[code ?? ''] ?? message;
  const address = `listen://${host}:${port}`;
  return new BridgeError('LINK_FAILED', `Port ${port} on ${host} cannot be opened: ${why}.`, {
    cause,
    details: { address, why },
  });
}

function cannotKeep(spool: string, cause: unknown): BridgeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new BridgeError('LINK_FAILED', `The folder for readings cannot be used: ${why}.`, {
    cause,
    details: { address: spool, why },
  });
}

function closed({ host, port }: Parts['listen']): BridgeError {
  const address = `listen://${host}:${port}`;
  return new BridgeError('LINK_CLOSED', `${address} is closed.`, { details: { address } });
}
