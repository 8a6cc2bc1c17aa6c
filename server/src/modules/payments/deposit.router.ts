import {
  BankFileView,
  ConfirmDepositInput,
  ConfirmSureInput,
  ConfirmSureOutput,
  DepositListInput,
  DeskCandidate,
  DeskCandidateInput,
  DeskLink,
  DeskPage,
  DeskPayersInput,
  HoldDepositInput,
  RecallDepositInput,
  UndoDepositInput,
  UnrecallDepositInput,
} from '@tsudoi/shared/contracts/payments/deposit.contract';
import * as z from 'zod';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { sandboxAvailable } from './charge.service.ts';
import { candidateByHand, deskPage } from './deposit-desk.service.ts';
import { deskPayers } from './deposit-payer.service.ts';
import { bankFiles } from './deposit-file.service.ts';
import { recallDeposit, unrecallDeposit } from './deposit-recall.service.ts';
import { confirmDeposit, confirmSure, holdDeposit, undoDeposit } from './deposit-settle.service.ts';

const read = () => adminProcedure('payments.read', 'deposit');
const write = () => adminProcedure('payments.write', 'deposit');

/** 入金の消込; a bank's file itself comes over /uploads/bank-files. */
export const depositRouter = router({
  list: read()
    .input(DepositListInput)
    .output(DeskPage)
    .query(({ ctx, input }) => deskPage(ctx.platform, ctx.actor.scope, input)),
  files: read()
    .output(z.object({ files: z.array(BankFileView), sample: z.boolean() }))
    .query(async ({ ctx }) => ({
      files: await bankFiles(ctx.platform, ctx.actor.scope),
      sample: sandboxAvailable(ctx.platform),
    })),
  candidate: read()
    .input(DeskCandidateInput)
    .output(DeskCandidate)
    .query(({ ctx, input }) => candidateByHand(ctx.platform, ctx.actor.scope, input.depositId, input.memberId)),
  payers: read()
    .input(DeskPayersInput)
    .output(z.array(DeskLink))
    .query(({ ctx, input }) => deskPayers(ctx.platform, ctx.actor.scope, input)),
  confirm: write()
    .input(ConfirmDepositInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await confirmDeposit(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
  confirmSure: write()
    .input(ConfirmSureInput)
    .output(ConfirmSureOutput)
    .mutation(({ ctx, input }) => confirmSure(ctx.platform, ctx.actor.scope, ctx.actor, input.depositIds)),
  undo: write()
    .input(UndoDepositInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await undoDeposit(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
  hold: write()
    .input(HoldDepositInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await holdDeposit(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
  recall: write()
    .input(RecallDepositInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await recallDeposit(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),
  unrecall: write()
    .input(UnrecallDepositInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await unrecallDeposit(ctx.platform, ctx.actor.scope, input);
      return {};
    }),
});
