import {
  DebitCollectionIdInput,
  DebitCollectionRows,
  DebitCollectionView,
  DebitContractView,
  DebitDesk,
  DebitFileOutput,
  EndDebitInput,
  MandateListInput,
  MandateRow,
  MandateRows,
  MoveMandateInput,
  MyMandate,
  OpenCollectionInput,
  RegisterMandateForm,
  SaveDebitContractInput,
} from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import * as z from 'zod';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { ownLoginProcedure } from '../identity/identity.public.ts';
import {
  debitCollection,
  debitCollections,
  debitDesk,
  debitFile,
  dropDebits,
  mandateRows,
  moveMandate,
  myMandate,
  openDebitCollection,
  registerMandate,
  requestMandate,
  saveDebitContract,
  stopMyMandate,
} from './debit.service.ts';
import { endDebit } from './debit-end.service.ts';
import { sampleResult } from './debit-sample.service.ts';

const read = () => adminProcedure('payments.read', 'directDebit');
const write = () => adminProcedure('payments.write', 'directDebit');
const set = () => adminProcedure('settings', 'directDebit');

/** 口座振替; the bank's result itself comes over /uploads/debit-results. */
export const debitRouter = router({
  overview: read()
    .output(DebitDesk)
    .query(({ ctx }) => debitDesk(ctx.platform, ctx.actor.scope)),
  saveContract: set()
    .input(SaveDebitContractInput)
    .output(DebitContractView)
    .mutation(({ ctx, input }) => saveDebitContract(ctx.platform, ctx.actor, input)),
  endContract: set()
    .input(EndDebitInput)
    .output(DebitContractView)
    .mutation(({ ctx, input }) => endDebit(ctx.platform, ctx.actor.scope, ctx.actor, input.version)),

  mandates: read()
    .input(MandateListInput)
    .output(MandateRows)
    .query(({ ctx, input }) => mandateRows(ctx.platform, ctx.actor.scope, input)),
  registerMandate: write()
    .input(RegisterMandateForm)
    .output(MandateRow)
    .mutation(({ ctx, input }) => registerMandate(ctx.platform, ctx.actor, input)),
  moveMandate: write()
    .input(MoveMandateInput)
    .output(MandateRow)
    .mutation(({ ctx, input }) => moveMandate(ctx.platform, ctx.actor, input)),

  collections: read()
    .output(z.array(DebitCollectionView))
    .query(({ ctx }) => debitCollections(ctx.platform, ctx.actor.scope)),
  collection: read()
    .input(DebitCollectionIdInput)
    .output(DebitCollectionRows)
    .query(({ ctx, input }) => debitCollection(ctx.platform, ctx.actor.scope, input.collectionId)),
  openCollection: write()
    .input(OpenCollectionInput)
    .output(DebitCollectionView)
    .mutation(({ ctx, input }) => openDebitCollection(ctx.platform, ctx.actor, input.month)),
  file: write()
    .input(DebitCollectionIdInput)
    .output(DebitFileOutput)
    .mutation(({ ctx, input }) => debitFile(ctx.platform, ctx.actor, input.collectionId)),
  /** For the trial alone: what a bank might answer to that file. */
  sampleResult: write()
    .input(DebitCollectionIdInput)
    .output(DebitFileOutput)
    .mutation(({ ctx, input }) => sampleResult(ctx.platform, ctx.actor, input.collectionId)),
  drop: write()
    .input(DebitCollectionIdInput)
    .output(DebitCollectionView)
    .mutation(({ ctx, input }) => dropDebits(ctx.platform, ctx.actor, input.collectionId)),

  mine: memberProcedure('directDebit')
    .output(MyMandate)
    .query(({ ctx }) => myMandate(ctx.platform, ctx.actor)),
  request: ownLoginProcedure('directDebit')
    .output(MyMandate)
    .mutation(({ ctx }) => requestMandate(ctx.platform, ctx.actor)),
  stopMine: ownLoginProcedure('directDebit')
    .output(MyMandate)
    .mutation(({ ctx }) => stopMyMandate(ctx.platform, ctx.actor)),
});
