import { BridgeError } from '../../errors.ts';
import type { Timers } from '../../transport/timers.ts';
import type { Connection } from '../../transport/transport.ts';
import {
  type AssociateRequest,
  abort,
  abortReasons,
  associateAccept,
  associateReject,
  isUid,
  readAssociateRequest,
  rejections,
  releaseResponse,
} from './associate.ts';
import { type CommandSet, commands, readCommand, type Status, statuses, writeResponse } from './command.ts';
import { commandPdus, type Fragment, fragmentsOf } from './fragments.ts';
import { className, type Negotiated, negotiate, takesClass, verification } from './negotiate.ts';
import { ObjectReception, type ObjectStore } from './object-reception.ts';
import { notDicom, type Pdu, PduReader, pduTypes } from './pdu.ts';
import type { DicomReceiverSettings } from './settings.ts';

export interface AssociationParts {
  readonly connection: Connection;
  readonly settings: DicomReceiverSettings;
  readonly store: ObjectStore;
  readonly timers: Timers;
  /** There are as many as there may be: this one is told to come again later. */
  readonly full: boolean;
  /** An association or all its pictures were refused. */
  refused(sender: string, why: BridgeError): Promise<void>;
  /** A sender that keeps to the rules is there. */
  accepted(): void;
}

const requestMs = 10_000;
const longestCommand = 64 * 1024;
/** Some senders do not keep to the length they were told. */
const leastLongestData = 1 << 20;

/**
 * One association, from the first byte to the last. Requests are answered one by one, and nothing is read from the link
 * while an object is being stored, so that a sender that hurries waits. Returns on a release, an abort, or a link that
 * ends; throws BridgeError DEVICE_PROTOCOL, LINK_TIMEOUT or IMAGE_TOO_LARGE for a sender that has to be got rid of, and
 * what the store throws. Closes the connection in any case.
 */
export async function serveAssociation(parts: AssociationParts): Promise<void> {
  const association = new Association(parts);
  try {
    await association.run();
  } finally {
    await association.end();
  }
}

class Association {
  readonly #parts: AssociationParts;
  readonly #pdus: PduReader;
  #request: AssociateRequest | null = null;
  #contexts: Negotiated['accepted'] = new Map();
  /** Pieces of a command, until its last. */
  #command: { readonly context: number; readonly pieces: Buffer[]; bytes: number } | null = null;
  /** Of a request whose data set is of no interest. */
  #dropping: { readonly command: CommandSet; readonly status: Status; readonly comment: string } | null =
    null;
  #object: ObjectReception | null = null;
  /** Of the offered kinds; null as soon as the sender asks for anything. */
  #refused: Negotiated['refused'] = null;

  constructor(parts: AssociationParts) {
    this.#parts = parts;
    const longest = Math.max(leastLongestData, parts.settings.maxPduKilobytes * 1024);
    this.#pdus = new PduReader(parts.connection.incoming, longest);
  }

  async run(): Promise<void> {
    try {
      const first = await this.#within(requestMs, this.#pdus.next());
      if (first === null || !(await this.#associate(first))) return;
      for (;;) {
        const pdu = await this.#within(this.#idleMs, this.#pdus.next());
        if (pdu === null || !(await this.#process(pdu))) break;
      }
      // It had nothing to send but what is not taken.
      if (this.#refused !== null) await this.#parts.refused(this.#sender, notTaken(this.#refused));
    } catch (error) {
      const isProtocol = error instanceof BridgeError && error.code === 'DEVICE_PROTOCOL';
      await this.#write(abort(isProtocol ? abortReasons.invalid : abortReasons.unspecified)).catch(() => {});
      throw error;
    }
  }

  async end(): Promise<void> {
    await this.#object?.discard();
    await this.#parts.connection.close();
  }

  get #idleMs(): number {
    return this.#parts.settings.idleSeconds * 1000;
  }

  /** True when there is an association. */
  async #associate({ type, body }: Pdu): Promise<boolean> {
    if (type !== pduTypes.associateRequest) throw notDicom('it begins without an association');
    const { settings, full, accepted } = this.#parts;
    const request = readAssociateRequest(body);
    this.#request = request;
    if (full) {
      await this.#write(associateReject(rejections.tooMany));
      return false;
    }
    if (settings.checkCalled && request.called !== settings.aeTitle) {
      await this.#refuse(associateReject(rejections.calledUnknown), `it calls "${request.called}"`);
      return false;
    }
    if (settings.callers.length > 0 && !settings.callers.includes(request.calling)) {
      await this.#refuse(associateReject(rejections.callingUnknown), 'its AE title is not in the list');
      return false;
    }
    const { answers, accepted: contexts, refused } = negotiate(request, settings);
    this.#contexts = contexts;
    await this.#write(associateAccept(body, answers, settings.maxPduKilobytes * 1024));
    accepted();
    this.#refused = refused;
    return true;
  }

  async #refuse(answer: Buffer, reason: string): Promise<void> {
    await this.#write(answer);
    const details = { sender: this.#sender, reason };
    const message = `The sender ${details.sender} was turned away: ${reason}. Set the AE titles of both sides alike.`;
    await this.#parts.refused(details.sender, new BridgeError('IMAGE_SENDER_REFUSED', message, { details }));
  }

  get #sender(): string {
    return this.#request?.calling || 'without a title';
  }

  /** False at the end of the association. */
  async #process({ type, body }: Pdu): Promise<boolean> {
    switch (type) {
      case pduTypes.data:
        for (const fragment of fragmentsOf(body)) await this.#take(fragment);
        return true;
      case pduTypes.releaseRequest:
        await this.#write(releaseResponse());
        return false;
      case pduTypes.abort:
        return false;
      default:
        throw notDicom('it sends what only an acceptor sends, or asks twice');
    }
  }

  async #take(fragment: Fragment): Promise<void> {
    if (!this.#contexts.has(fragment.context)) throw notDicom('it sends on a context that was not accepted');
    if (fragment.isCommand) return this.#takeCommand(fragment);
    if (this.#command !== null) throw notDicom('it sends a data set within a command');
    if (this.#dropping !== null) {
      if (!fragment.isLast) return;
      const { command, status, comment } = this.#dropping;
      this.#dropping = null;
      return this.#answer(fragment.context, command, status, comment);
    }
    const object = this.#object;
    if (object === null || object.contextId !== fragment.context) {
      throw notDicom('it sends a data set without a command');
    }
    await object.write(fragment.bytes);
    if (!fragment.isLast) return;
    await object.finish(({ status, comment }) =>
      this.#answer(fragment.context, object.command, status, comment),
    );
    this.#object = null;
  }

  async #takeCommand({ context, bytes, isLast }: Fragment): Promise<void> {
    if (this.#object !== null || this.#dropping !== null)
      throw notDicom('it sends a command within a data set');
    this.#command ??= { context, pieces: [], bytes: 0 };
    const command = this.#command;
    if (command.context !== context) throw notDicom('it sends a command on two contexts');
    command.bytes += bytes.length;
    if (command.bytes > longestCommand) throw notDicom('its command does not end');
    command.pieces.push(bytes);
    if (!isLast) return;
    this.#command = null;
    await this.#perform(context, readCommand(Buffer.concat(command.pieces)));
  }

  async #perform(contextId: number, command: CommandSet): Promise<void> {
    const context = this.#contexts.get(contextId);
    if (context === undefined) return;
    this.#refused = null;
    if ((command.field & commands.response) !== 0) throw notDicom('it answers what was not asked');
    if (command.field === commands.cancelRequest) return;
    const isEcho = command.field === commands.echoRequest;
    const isStore = command.field === commands.storeRequest;
    if (isStore && command.hasDataSet && context.abstractSyntax !== verification) {
      const { sopClass, sopInstance } = command;
      if (!isUid(sopClass) || !isUid(sopInstance)) {
        this.#dropping = {
          command,
          status: statuses.invalidInstance,
          comment: 'The object has no proper UID',
        };
      } else if (!takesClass(sopClass, this.#parts.settings)) {
        const why = notTaken({ kind: 'class', names: className(sopClass) });
        this.#dropping = { command, status: statuses.classNotSupported, comment: why.message };
        await this.#parts.refused(this.#sender, why);
      } else {
        this.#object = await ObjectReception.begin({
          command,
          contextId,
          context,
          object: { calling: this.#sender, sopClass, sopInstance },
          store: this.#parts.store,
          maxBytes: this.#parts.settings.maxMegabytes * 2 ** 20,
        });
      }
      return;
    }
    const status = isEcho ? statuses.success : statuses.unknownOperation;
    if (command.hasDataSet) this.#dropping = { command, status, comment: '' };
    else await this.#answer(contextId, command, status);
  }

  #answer(context: number, command: CommandSet, status: Status, comment?: string): Promise<void> {
    return this.#write(
      commandPdus(context, writeResponse(command, status, comment), this.#request?.maxPdu ?? 0),
    );
  }

  #write(bytes: Buffer): Promise<void> {
    return this.#within(this.#idleMs, this.#parts.connection.write(bytes));
  }

  /** Throws BridgeError LINK_TIMEOUT. What is late ends by itself when the connection is closed. */
  async #within<T>(ms: number, step: Promise<T>): Promise<T> {
    const late = Promise.withResolvers<never>();
    const { connection, timers } = this.#parts;
    const cancel = timers.after(ms, () => {
      const seconds = ms / 1000;
      const message = `The sender at ${connection.address} has been silent for ${seconds} s: the association is ended.`;
      late.reject(
        new BridgeError('LINK_TIMEOUT', message, { details: { address: connection.address, seconds } }),
      );
    });
    step.catch(() => {});
    try {
      return await Promise.race([step, late.promise]);
    } finally {
      cancel();
    }
  }
}

function notTaken({ kind, names }: NonNullable<Negotiated['refused']>): BridgeError {
  if (kind === 'syntax') {
    const message = `The picture's pixels are packed as ${names}, which is not read: send it uncompressed or without loss.`;
    return new BridgeError('IMAGE_SYNTAX_UNSUPPORTED', message, { details: { syntax: names } });
  }
  const reason = `${names} is not taken`;
  return new BridgeError('IMAGE_NOT_A_RADIOGRAPH', `The picture is no radiograph: ${reason}.`, {
    details: { reason },
  });
}
