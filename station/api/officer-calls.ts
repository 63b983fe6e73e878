import {
  accountInput,
  addOfficerInput,
  changeOfficerInput,
  changePasswordInput,
  credentialsInput,
  firstRunInput,
  lockInput,
  resetPasswordInput,
  setLanguageInput,
  unlockInput,
} from './officer-inputs.pure.ts';
import { asOfficer, guarded, t } from './procedures.ts';

/** Coming in, going out, and the window in between. */
export const sessionRouter = t.router({
  hello: guarded.query(({ ctx }) => ctx.operations.hello()),
  firstRun: guarded
    .input(firstRunInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.firstRun(input)),
  signIn: guarded.input(credentialsInput).mutation(({ ctx, input }) => ctx.operations.officers.signIn(input)),
  takeOver: asOfficer
    .input(credentialsInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.takeOver(ctx.session, input)),
  signOut: asOfficer.mutation(({ ctx }) => {
    ctx.operations.officers.signOut(ctx.session);
  }),
  me: asOfficer.query(({ ctx }) => ctx.operations.officers.me(ctx.session)),
  /** Says that somebody is at the window; that it was called is all. */
  active: asOfficer.mutation(() => {}),
  lock: asOfficer.input(lockInput).mutation(({ ctx, input }) => {
    ctx.operations.officers.lock(ctx.session, input.why);
  }),
  unlock: asOfficer
    .input(unlockInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.unlock(ctx.session, input.password)),
  changePassword: asOfficer
    .input(changePasswordInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.changePassword(ctx.session, input)),
  setLanguage: asOfficer
    .input(setLanguageInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.setLanguage(ctx.officer, input.language)),
});

/** The accounts. */
export const officersRouter = t.router({
  list: asOfficer.query(({ ctx }) => ctx.operations.officers.accounts()),
  add: asOfficer
    .input(addOfficerInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.add(ctx.officer, input)),
  change: asOfficer
    .input(changeOfficerInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.change(ctx.officer, input)),
  resetPassword: asOfficer
    .input(resetPasswordInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.resetPassword(ctx.officer, input)),
  deactivate: asOfficer
    .input(accountInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.deactivate(ctx.officer, input)),
  reactivate: asOfficer
    .input(accountInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.reactivate(ctx.officer, input)),
  clearGuesses: asOfficer
    .input(accountInput)
    .mutation(({ ctx, input }) => ctx.operations.officers.clearGuesses(ctx.officer, input)),
});
