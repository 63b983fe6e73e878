import { initTRPC, TRPCError } from '@trpc/server';
import { BridgeError } from '../../native-bridge/errors.ts';
import { StationError } from '../errors.ts';
import { admit } from './admission.ts';
import type { Operations } from './operations.ts';
import { describeFault } from './refusals.ts';
import type { Officer } from './views.pure.ts';

/** What a call runs with: the station's operations and the session string the request carried. */
export interface CallContext {
  readonly operations: Operations;
  readonly session: string | null;
}

/** The one tRPC of the station: routers and procedures of every concern are made with it. */
export const t = initTRPC.context<CallContext>().create({
  isServer: true,
  errorFormatter: ({ shape, error }) => ({
    message: shape.message,
    code: shape.code,
    data: { code: shape.data.code, httpStatus: shape.data.httpStatus, scanpost: describeFault(error) },
  }),
  sse: {
    // A proxyless link to the same machine: the ping only has to notice a screen that vanished.
    ping: { enabled: true, intervalMs: 5_000 },
    client: { reconnectAfterInactivityMs: 15_000 },
  },
});

/** Every call passes here: who is it, and may they. Then `officer` is who it is (null for calls open to anyone). */
export const guarded = t.procedure.use(async ({ ctx, path, type, next }) => {
  const officer = admitted(ctx, path);
  // What a screen asks for by itself is no sign of a person; what it wants done is.
  if (type === 'mutation' && ctx.session !== null) ctx.operations.officers.touch(ctx.session);
  const result = await next({ ctx: { officer } });
  // A refusal is an answer, not a breakdown of the station: without this it would be a 500.
  if (!result.ok && result.error.code === 'INTERNAL_SERVER_ERROR') {
    const { cause } = result.error;
    if (cause instanceof StationError || cause instanceof BridgeError) throw refusal('CONFLICT', cause);
  }
  return result;
});

/** A call by a signed-in officer. */
export const asOfficer = guarded.use(({ ctx, next }) => {
  if (ctx.officer === null || ctx.session === null) {
    throw refusal('UNAUTHORIZED', new StationError('SIGN_IN_NEEDED', 'Sign in to go on.'));
  }
  const officer: Officer = ctx.officer;
  return next({ ctx: { officer, session: ctx.session } });
});

function admitted({ operations, session }: CallContext, path: string): Officer | null {
  try {
    return admit(path, session === null ? null : operations.sessionAt(session));
  } catch (fault) {
    if (!(fault instanceof StationError)) throw fault;
    throw refusal(fault.code === 'SIGN_IN_NEEDED' ? 'UNAUTHORIZED' : 'FORBIDDEN', fault);
  }
}

/** A refusal as tRPC sends it, with what to do about it. */
export function refusal(code: TRPCError['code'], cause: StationError | BridgeError): TRPCError {
  return new TRPCError({ code, message: cause.message, cause });
}
