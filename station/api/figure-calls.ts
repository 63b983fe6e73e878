import {
  delayedInput,
  examinedInput,
  figuresInput,
  nowVisitsInput,
  timelineInput,
  visitsBehindInput,
} from './figure-inputs.pure.ts';
import { asOfficer, t } from './procedures.ts';

/** Where the minutes of the post go. Officers see the figures of all and, of officers, their own. */
export const figureCalls = t.router({
  now: asOfficer.query(({ ctx }) => ctx.operations.figuresNow()),
  nowVisits: asOfficer
    .input(nowVisitsInput)
    .query(({ ctx, input }) => ctx.operations.nowVisits(ctx.officer, input)),
  report: asOfficer.input(figuresInput).query(({ ctx, input }) => ctx.operations.figures(ctx.officer, input)),
  visits: asOfficer
    .input(visitsBehindInput)
    .query(({ ctx, input }) => ctx.operations.visitsBehind(ctx.officer, input)),
  delayed: asOfficer.input(delayedInput).query(({ ctx, input }) => ctx.operations.delayed(input)),
  examined: asOfficer
    .input(examinedInput)
    .query(({ ctx, input }) => ctx.operations.examined(ctx.officer, input)),
  timeline: asOfficer
    .input(timelineInput)
    .query(({ ctx, input }) => ctx.operations.timeline(ctx.officer, input)),
});
