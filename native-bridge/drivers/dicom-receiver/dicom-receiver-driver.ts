import { BridgeError } from '../../errors.ts';
import { listenTcp } from '../../transport/tcp.ts';
import type { Connection } from '../../transport/transport.ts';
import type { DeviceCapabilities } from '../device.ts';
import type { DeviceDriver, DriverParts } from '../driver.ts';
import { ImageIntake } from '../image-intake/image-intake.ts';
import type { StoredFile } from '../image-intake/incoming-file.ts';
import type { InspectFile } from '../image-intake/inspect.ts';
import { serveAssociation } from './association.ts';
import { statuses } from './command.ts';
import type { ObjectStore, ReceivedObject, StoreAnswer } from './object-reception.ts';
import { RecentRefusals } from './recent-refusals.ts';
import { type DicomReceiverSettings, peerFilter } from './settings.ts';

export interface DicomReceiverParts
  extends Pick<
    DriverParts<'image-source', DicomReceiverSettings>,
    'sink' | 'settings' | 'timers' | 'utc' | 'spool'
  > {
  readonly host: string;
  readonly port: number;
  readonly inspect: InspectFile;
}

/** Connections beyond the associations that are kept long enough to be told to come again later. */
const overflow = 16;

/**
 * Takes pictures that a scanner or its workstation sends by DICOM C-STORE, and answers C-ECHO. An object is on the disk
 * and with the station before its sender is told so. What a sender does wrong ends its association and nothing else.
 */
export class DicomReceiverDriver implements DeviceDriver<'image-source'> {
  readonly capabilities: Promise<DeviceCapabilities>;
  readonly #parts: DicomReceiverParts;
  readonly #listening = Promise.withResolvers<DeviceCapabilities>();
  readonly #mayConnect: (address: string) => boolean;
  readonly #refusals: RecentRefusals;
  readonly #serving = new Map<Connection, Promise<void>>();
  #over = Promise.withResolvers<void>();
  #health: string | null = null;

  constructor(parts: DicomReceiverParts) {
    this.#parts = parts;
    this.#mayConnect = peerFilter(parts.settings.peers);
    this.#refusals = new RecentRefusals(parts.timers);
    this.capabilities = this.#listening.promise;
    this.#listening.promise.catch(() => {});
  }

  async run(signal: AbortSignal): Promise<void> {
    const { host, port } = this.#parts;
    const stopping = new AbortController();
    this.#over = Promise.withResolvers<void>();
    this.#over.promise.catch(() => {});
    const onAbort = () => this.#over.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    try {
      const intake = await ImageIntake.open(this.#parts);
      const store = this.#storeIn(intake, stopping.signal);
      const server = await listenTcp({ host, port }, (connection) => this.#accept(connection, intake, store));
      try {
        this.#listening.resolve({
          maker: '',
          model: 'dicom-receiver',
          serialNumber: '',
          listensOn: `${host.includes(':') ? `[${host}]` : host}:${server.port}`,
        });
        this.#tellHealth('');
        await this.#over.promise;
      } finally {
        stopping.abort();
        await server.close();
        await Promise.allSettled(this.#serving.values());
      }
    } catch (error) {
      this.#listening.reject(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #accept(connection: Connection, intake: ImageIntake, store: ObjectStore): void {
    const { settings, timers } = this.#parts;
    const address = peerOf(connection);
    const serving = [...this.#serving.keys()].length;
    if (!this.#mayConnect(address) || serving >= settings.maxAssociations + overflow) {
      void connection.close();
      if (this.#mayConnect(address)) return;
      const details = { sender: address, reason: 'its address is not in the list' };
      const message = `The sender ${address} was turned away: its address is not in the list of the device's settings.`;
      void this.#tellRefused(
        intake,
        address,
        new BridgeError('IMAGE_SENDER_REFUSED', message, { details }),
      ).catch((error: unknown) => this.#over.reject(error));
      return;
    }
    const served = serveAssociation({
      connection,
      settings,
      store,
      timers,
      full: serving >= settings.maxAssociations,
      refused: (sender, why) => this.#tellRefused(intake, `${sender} (${address})`, why),
      accepted: () => this.#tellHealth(''),
    })
      .catch((error: unknown) => this.#ended(error, address))
      .finally(() => this.#serving.delete(connection));
    this.#serving.set(connection, served);
  }

  #ended(error: unknown, address: string): void {
    if (!(error instanceof BridgeError) || error.code === 'SPOOL_FAILED') {
      this.#over.reject(error);
    } else if (error.code === 'DEVICE_PROTOCOL') {
      this.#tellHealth(`${address}: ${error.message}`);
    }
  }

  #storeIn(intake: ImageIntake, signal: AbortSignal): ObjectStore {
    return {
      begin: () => intake.begin(this.#parts.settings.maxMegabytes * 2 ** 20),
      take: (stored, object) => this.#take(intake, stored, object, signal),
      refuse: (object, why) => this.#tellRefused(intake, nameOf(object), why),
    };
  }

  async #take(
    intake: ImageIntake,
    stored: StoredFile,
    object: ReceivedObject,
    signal: AbortSignal,
  ): Promise<StoreAnswer> {
    const before = this.#refusals.get(stored.sha256);
    if (before !== null) {
      await intake.drop(stored);
      return answerTo(before);
    }
    const outcome = await intake.take(stored, { name: nameOf(object) }, signal);
    if (outcome.kind !== 'refused') return { status: statuses.success };
    this.#refusals.add(stored.sha256, outcome.why);
    return answerTo(outcome.why);
  }

  /** A sender that tries again and again is told of again and again; the station once in a while. */
  async #tellRefused(intake: ImageIntake, name: string, why: BridgeError): Promise<void> {
    const what = `${name} ${why.code} ${why.message}`;
    if (this.#refusals.get(what) !== null) return;
    this.#refusals.add(what, why);
    await intake.refuseUnsent(name, why);
  }

  #tellHealth(text: string): void {
    const shown = text.slice(0, 300);
    if (shown === this.#health) return;
    this.#health = shown;
    this.#parts.sink.health(
      shown === '' ? { level: 'good' } : { level: 'degraded', code: 'DEVICE_UNREADABLE', text: shown },
    );
  }
}

function answerTo(why: BridgeError): StoreAnswer {
  const status = why.code === 'IMAGE_NOT_A_RADIOGRAPH' ? statuses.notOfItsClass : statuses.cannotUnderstand;
  const reason = why.details.reason ?? why.details.syntax;
  return { status, comment: reason === undefined ? why.message : String(reason) };
}

function nameOf({ calling, sopInstance }: ReceivedObject): string {
  return `${calling} ${sopInstance}`;
}

/** The address of `tcp://ADDRESS:PORT`. */
function peerOf({ address }: Connection): string {
  return address.replace(/^tcp:\/\//, '').replace(/:\d+$/, '');
}
