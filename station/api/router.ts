import { tracked } from '@trpc/server';
import { BridgeError } from '../../native-bridge/errors.ts';
import { StationError } from '../errors.ts';
import { archiveCalls } from './archive-calls.ts';
import { assessmentCalls } from './assessment-calls.ts';
import { arrivalCalls, bookingCalls } from './booking-calls.ts';
import { compareCalls } from './compare-calls.ts';
import { decisionCalls, decisionCommands } from './decision-calls.ts';
import {
  deviceChangeInput,
  deviceRemovalInput,
  deviceTestInput,
  deviceWriteInput,
} from './device-inputs.pure.ts';
import { examinationCalls, examinationCommands } from './examination-calls.ts';
import { figureCalls } from './figure-calls.ts';
import { handoverRouter } from './handover-calls.ts';
import { incidentCalls } from './incident-calls.ts';
import {
  arriveBookedInput,
  arriveInput,
  bookInput,
  callNextInput,
  eventsInput,
  shiftReportInput,
  visitCommandInputs,
  visitInput,
} from './inputs.pure.ts';
import { officersRouter, sessionRouter } from './officer-calls.ts';
import { asOfficer, refusal, t } from './procedures.ts';
import {
  attachReadingInput,
  dismissReadingInput,
  matchImageInput,
  setAsideImageInput,
} from './reading-inputs.pure.ts';

const visitCommand = {
  gateIn: asOfficer
    .input(visitCommandInputs.gateIn)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'gateIn', ...input })),
  checkDocuments: asOfficer
    .input(visitCommandInputs.checkDocuments)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'checkDocuments', ...input }),
    ),
  passRpm: asOfficer
    .input(visitCommandInputs.passRpm)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'passRpm', ...input })),
  callTruck: asOfficer
    .input(visitCommandInputs.callTruck)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'callTruck', ...input })),
  hold: asOfficer
    .input(visitCommandInputs.hold)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'hold', ...input })),
  resume: asOfficer
    .input(visitCommandInputs.resume)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'resume', ...input })),
  putBack: asOfficer
    .input(visitCommandInputs.putBack)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'putBack', ...input })),
  startScan: asOfficer
    .input(visitCommandInputs.startScan)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'startScan', ...input })),
  abortScan: asOfficer
    .input(visitCommandInputs.abortScan)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'abortScan', ...input })),
  open: asOfficer
    .input(visitCommandInputs.open)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'open', ...input })),
  decide: asOfficer
    .input(visitCommandInputs.decide)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'decide', ...input })),
  acknowledgeAlarm: asOfficer
    .input(visitCommandInputs.acknowledgeAlarm)
    .mutation(({ ctx, input }) =>
      ctx.operations.command(ctx.officer, { command: 'acknowledgeAlarm', ...input }),
    ),
  mark: asOfficer
    .input(visitCommandInputs.mark)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'mark', ...input })),
  removeMark: asOfficer
    .input(visitCommandInputs.removeMark)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'removeMark', ...input })),
  recordExport: asOfficer
    .input(visitCommandInputs.recordExport)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'recordExport', ...input })),
  correctTruck: asOfficer
    .input(visitCommandInputs.correctTruck)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'correctTruck', ...input })),
  rebook: asOfficer
    .input(visitCommandInputs.rebook)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'rebook', ...input })),
  depart: asOfficer
    .input(visitCommandInputs.depart)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'depart', ...input })),
  noShow: asOfficer
    .input(visitCommandInputs.noShow)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'noShow', ...input })),
  cancel: asOfficer
    .input(visitCommandInputs.cancel)
    .mutation(({ ctx, input }) => ctx.operations.command(ctx.officer, { command: 'cancel', ...input })),
};

/** Every typed call between the screen and the station. Served under `/rpc`; rights in `rights.ts`. */
export const appRouter = t.router({
  session: sessionRouter,
  officers: officersRouter,
  handover: handoverRouter,
  post: t.router({
    view: asOfficer.query(({ ctx }) => ctx.operations.postView()),
    events: asOfficer.input(eventsInput).subscription(async function* ({ ctx, input, signal }) {
      const after = input.lastEventId == null ? null : Number(input.lastEventId);
      const ended = signal ?? new AbortController().signal;
      for await (const { seq, event } of ctx.operations.events(after, ended)) {
        // A stream outlives the call that opened it: who has signed out sees no more of the post.
        if (ctx.operations.officerOf(ctx.session) === null) return;
        yield tracked(String(seq), event);
      }
    }),
  }),
  visits: t.router({
    open: asOfficer.query(({ ctx }) => ctx.operations.openVisits()),
    queue: asOfficer.query(({ ctx }) => ctx.operations.queue()),
    get: asOfficer.input(visitInput).query(({ ctx, input }) => ctx.operations.visit(input.visitId)),
    earlier: asOfficer
      .input(visitInput)
      .query(({ ctx, input }) => ctx.operations.earlierVisits(input.visitId)),
    arrive: asOfficer
      .input(arriveInput)
      .mutation(({ ctx, input }) => ctx.operations.arrive(ctx.officer, input)),
    book: asOfficer.input(bookInput).mutation(({ ctx, input }) => ctx.operations.book(ctx.officer, input)),
    arriveBooked: asOfficer
      .input(arriveBookedInput)
      .mutation(({ ctx, input }) => ctx.operations.arriveBooked(ctx.officer, input)),
    callNext: asOfficer
      .input(callNextInput)
      .mutation(({ ctx, input }) => ctx.operations.callNext(ctx.officer, input)),
  }),
  arrivals: arrivalCalls,
  bookings: bookingCalls,
  archive: archiveCalls,
  compare: compareCalls,
  incidents: incidentCalls,
  commands: t.router({ ...visitCommand, ...decisionCommands, ...examinationCommands }),
  decisions: decisionCalls,
  assessments: assessmentCalls,
  examinations: examinationCalls,
  devices: t.router({
    kinds: asOfficer.query(({ ctx }) => ctx.operations.deviceKinds()),
    config: asOfficer.query(({ ctx }) => ctx.operations.deviceConfig(ctx.officer)),
    serialPorts: asOfficer.query(({ ctx }) => ctx.operations.serialPorts()),
    add: asOfficer
      .input(deviceChangeInput)
      .mutation(({ ctx, input }) => ctx.operations.addDevice(ctx.officer, input)),
    change: asOfficer
      .input(deviceChangeInput)
      .mutation(({ ctx, input }) => ctx.operations.changeDevice(ctx.officer, input)),
    remove: asOfficer
      .input(deviceRemovalInput)
      .mutation(({ ctx, input }) => ctx.operations.removeDevice(ctx.officer, input)),
    test: asOfficer.input(deviceTestInput).subscription(async function* ({ ctx, input, signal }) {
      const ended = signal ?? new AbortController().signal;
      try {
        for await (const report of ctx.operations.testDevice(input.device, ended)) {
          if (ctx.operations.officerOf(ctx.session) === null) return;
          yield report;
        }
      } catch (fault) {
        // A client that is told of a breakdown would try the device again and again.
        throw fault instanceof StationError || fault instanceof BridgeError
          ? refusal('CONFLICT', fault)
          : fault;
      }
    }),
    write: asOfficer
      .input(deviceWriteInput)
      .mutation(({ ctx, input }) => ctx.operations.writeOutput(ctx.officer, input)),
  }),
  readings: t.router({
    unattached: asOfficer.query(({ ctx }) => ctx.operations.unattachedReadings()),
    attach: asOfficer
      .input(attachReadingInput)
      .mutation(({ ctx, input }) => ctx.operations.attachReading(ctx.officer, input)),
    dismiss: asOfficer
      .input(dismissReadingInput)
      .mutation(({ ctx, input }) => ctx.operations.dismissReading(ctx.officer, input)),
  }),
  images: t.router({
    waiting: asOfficer.query(({ ctx }) => ctx.operations.waitingImages()),
    match: asOfficer
      .input(matchImageInput)
      .mutation(({ ctx, input }) => ctx.operations.matchImage(ctx.officer, input)),
    setAside: asOfficer
      .input(setAsideImageInput)
      .mutation(({ ctx, input }) => ctx.operations.setAsideImage(ctx.officer, input)),
    refused: asOfficer.query(({ ctx }) => ctx.operations.refusedImages()),
  }),
  figures: figureCalls,
  shifts: t.router({
    list: asOfficer.query(({ ctx }) => ctx.operations.shifts()),
    report: asOfficer
      .input(shiftReportInput)
      .query(({ ctx, input }) => ctx.operations.shiftReport(input ?? {})),
  }),
});

export type AppRouter = typeof appRouter;
