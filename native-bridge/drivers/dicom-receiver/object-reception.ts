import { BridgeError } from '../../errors.ts';
import type { IncomingFile, StoredFile } from '../image-intake/incoming-file.ts';
import { type CommandSet, type Status, statuses } from './command.ts';
import type { AcceptedContext } from './negotiate.ts';
import { part10Header } from './part10.ts';

/** Where an association puts the objects it receives. */
export interface ObjectStore {
  /** Throws BridgeError SPOOL_FAILED. */
  begin(): Promise<IncomingFile>;
  /** Resolves when the station has the object, or has refused it. Throws what ends the receiver. */
  take(stored: StoredFile, object: ReceivedObject): Promise<StoreAnswer>;
  /** An object that was not stored. */
  refuse(object: ReceivedObject, why: BridgeError): Promise<void>;
}

export interface ReceivedObject {
  readonly calling: string;
  readonly sopClass: string;
  readonly sopInstance: string;
}

export interface StoreAnswer {
  readonly status: Status;
  readonly comment?: string;
}

/** How many times the largest object is read and dropped before a sender that does not end is got rid of. */
const patience = 8;

/**
 * One object while its fragments come. They go to the disk as they are, behind a file header: the data set's bytes are
 * never decoded and written anew. What cannot be stored is read to its end, so that the sender can be told why.
 */
export class ObjectReception {
  readonly command: CommandSet;
  readonly contextId: number;
  readonly #object: ReceivedObject;
  readonly #store: ObjectStore;
  readonly #mostDropped: number;
  #incoming: IncomingFile | null;
  #failure: BridgeError | null = null;
  #dropped = 0;

  private constructor(
    parts: {
      command: CommandSet;
      contextId: number;
      object: ReceivedObject;
      store: ObjectStore;
      maxBytes: number;
    },
    incoming: IncomingFile | null,
    failure: BridgeError | null,
  ) {
    this.command = parts.command;
    this.contextId = parts.contextId;
    this.#object = parts.object;
    this.#store = parts.store;
    this.#mostDropped = patience * parts.maxBytes;
    this.#incoming = incoming;
    this.#failure = failure;
  }

  static async begin(parts: {
    readonly command: CommandSet;
    readonly contextId: number;
    readonly context: AcceptedContext;
    readonly object: ReceivedObject;
    readonly store: ObjectStore;
    readonly maxBytes: number;
  }): Promise<ObjectReception> {
    try {
      const incoming = await parts.store.begin();
      const reception = new ObjectReception(parts, incoming, null);
      await reception.write(part10Header({ ...parts.object, transferSyntax: parts.context.transferSyntax }));
      return reception;
    } catch (error) {
      if (!(error instanceof BridgeError)) throw error;
      return new ObjectReception(parts, null, error);
    }
  }

  /** Throws BridgeError IMAGE_TOO_LARGE when the object does not end at all. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#incoming === null) {
      this.#dropped += bytes.length;
      if (this.#dropped <= this.#mostDropped) return;
      const why = this.#failure as BridgeError;
      await this.#store.refuse(this.#object, why);
      throw why;
    }
    try {
      await this.#incoming.write(bytes);
    } catch (error) {
      await this.#fail(error);
    }
  }

  /** Throws BridgeError SPOOL_FAILED after `answer` has told the sender; or what ends the receiver. */
  async finish(answer: (answer: StoreAnswer) => Promise<void>): Promise<void> {
    const incoming = this.#incoming;
    let stored: StoredFile | null = null;
    if (incoming !== null) {
      try {
        stored = await incoming.finish();
        this.#incoming = null;
      } catch (error) {
        await this.#fail(error);
      }
    }
    if (stored === null) {
      const why = this.#failure as BridgeError;
      if (why.code === 'IMAGE_TOO_LARGE') await this.#store.refuse(this.#object, why);
      await answer({ status: statuses.outOfResources, comment: why.message });
      if (why.code !== 'IMAGE_TOO_LARGE') throw why;
      return;
    }
    let result: StoreAnswer;
    try {
      result = await this.#store.take(stored, this.#object);
    } catch (error) {
      await answer({
        status: statuses.outOfResources,
        comment: 'The station cannot take pictures now',
      }).catch(() => {});
      throw error;
    }
    await answer(result);
  }

  /** The association ended within the object. Leaves nothing behind. */
  async discard(): Promise<void> {
    const incoming = this.#incoming;
    this.#incoming = null;
    await incoming?.discard();
  }

  async #fail(error: unknown): Promise<void> {
    if (!(error instanceof BridgeError)) throw error;
    this.#failure = error;
    await this.discard();
  }
}
