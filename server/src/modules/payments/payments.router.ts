import { BillIdInput, BillPayment } from '@tsudoi/shared/contracts/billing/billing.contract';
import { ConnectSandboxInput, ProviderAccountView, ProviderName } from '@tsudoi/shared/contracts/payments/charge.contract';
import {
  ChargeOfBillOutput,
  AgreeHeldInput,
  BookHeldInput,
  CloseTaskInput,
  MethodsInput,
  MethodsOutput,
  PaymentListInput,
  PaymentListOutput,
  RecordOfflineInput,
  RecordOfflineOutput,
  ReversePaymentInput,
  StartChargeInput,
  StartChargeOutput,
  TaskListInput,
  TaskListOutput,
  TaskView,
} from '@tsudoi/shared/contracts/payments/payment.contract';
import {
  CorrectInput,
  CorrectOutput,
  CorrectionAsk,
  CorrectionPlan,
  CorrectionView,
  UndoCorrectionInput,
} from '@tsudoi/shared/contracts/payments/correction.contract';
import {
  CreditsInput,
  CreditsOutput,
  RecordSplitInput,
  SplitPlan,
  SplitPlanInput,
  UseCreditInput,
  UseCreditOutput,
  WriteOffInput,
} from '@tsudoi/shared/contracts/payments/credit.contract';
import * as z from 'zod';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { paymentsOfBill } from './bill-payment.service.ts';
import {
  chargeForOffice,
  chargeOfBill,
  connectSandbox,
  methodsFor,
  providerAccounts,
  sandboxAvailable,
  sandboxCounterUrl,
  sandboxProviders,
  startCharge,
} from './charge.service.ts';
import { correctionsOfBill } from './correction-trail.service.ts';
import { undoCorrection } from './correction-undo.service.ts';
import { correct, previewCorrection } from './correction.service.ts';
import { creditsOf, useCredit, writeOff } from './credit.service.ts';
import { agreeHeld, bookHeld } from './held-money.service.ts';
import { recordOffline, reversePayment } from './offline.service.ts';
import { listPayments } from './payment.service.ts';
import { recordSplit, splitPlan } from './split.service.ts';
import { closeTask, listTasks } from './task.service.ts';

const read = (resource: string) => adminProcedure('payments.read', resource);
const write = (resource: string) => adminProcedure('payments.write', resource);

export const paymentsRouter = router({
  methods: memberProcedure('bill', 'applicant')
    .input(MethodsInput)
    .output(MethodsOutput)
    .query(({ ctx, input }) => methodsFor(ctx.platform, ctx.actor, input.billId, input.otherBillIds)),
  startCharge: memberProcedure('bill', 'applicant')
    .input(StartChargeInput)
    .output(StartChargeOutput)
    .mutation(({ ctx, input }) => startCharge(ctx.platform, ctx.actor, input)),
  chargeOfBill: memberProcedure('bill', 'applicant')
    .input(BillIdInput)
    .output(ChargeOfBillOutput)
    .query(({ ctx, input }) => chargeOfBill(ctx.platform, ctx.actor, input.billId)),
  /** What was received for the member's own bill: method, time and number for the result page. */
  ofBill: memberProcedure('bill', 'applicant')
    .input(BillIdInput)
    .output(z.array(BillPayment))
    .query(({ ctx, input }) => paymentsOfBill(ctx.platform, ctx.actor, input.billId)),

  list: read('payment')
    .input(PaymentListInput)
    .output(PaymentListOutput)
    .query(({ ctx, input }) => listPayments(ctx.platform, ctx.actor.scope, input)),
  recordOffline: write('payment')
    .input(RecordOfflineInput)
    .output(RecordOfflineOutput)
    .mutation(async ({ ctx, input }) => ({ paymentId: await recordOffline(ctx.platform, ctx.actor.scope, ctx.actor, input) })),
  splitPlan: read('payment')
    .input(SplitPlanInput)
    .output(SplitPlan)
    .query(({ ctx, input }) => splitPlan(ctx.platform, ctx.actor.scope, input)),
  recordSplit: write('payment')
    .input(RecordSplitInput)
    .output(RecordOfflineOutput)
    .mutation(async ({ ctx, input }) => ({ paymentId: await recordSplit(ctx.platform, ctx.actor.scope, ctx.actor, input) })),
  credits: read('payment')
    .input(CreditsInput)
    .output(CreditsOutput)
    .query(({ ctx, input }) => creditsOf(ctx.platform, ctx.actor.scope, input.memberId)),
  useCredit: write('payment')
    .input(UseCreditInput)
    .output(UseCreditOutput)
    .mutation(async ({ ctx, input }) => ({ creditUseId: await useCredit(ctx.platform, ctx.actor.scope, ctx.actor, input) })),
  writeOff: write('payment')
    .input(WriteOffInput)
    .output(RecordOfflineOutput)
    .mutation(async ({ ctx, input }) => ({ paymentId: await writeOff(ctx.platform, ctx.actor.scope, ctx.actor, input) })),
  reverse: write('payment')
    .input(ReversePaymentInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await reversePayment(ctx.platform, ctx.actor.scope, ctx.actor, input);
      return {};
    }),

  /** Reads only, but what it shows is what the press after it does: so it asks for the same right. */
  planCorrection: write('bill')
    .input(CorrectionAsk)
    .output(CorrectionPlan)
    .query(({ ctx, input }) => previewCorrection(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  correct: write('bill')
    .input(CorrectInput)
    .output(CorrectOutput)
    .mutation(({ ctx, input }) => correct(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  undoCorrection: write('bill')
    .input(UndoCorrectionInput)
    .output(CorrectOutput)
    .mutation(({ ctx, input }) => undoCorrection(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  correctionsOfBill: read('bill')
    .input(BillIdInput)
    .output(z.array(CorrectionView))
    .query(({ ctx, input }) => correctionsOfBill(ctx.platform, ctx.actor.scope, input.billId)),

  chargeForOffice: read('charge')
    .input(BillIdInput)
    .output(ChargeOfBillOutput)
    .query(({ ctx, input }) => chargeForOffice(ctx.platform, ctx.actor.scope, input.billId)),

  tasks: read('task')
    .input(TaskListInput)
    .output(TaskListOutput)
    .query(({ ctx, input }) => listTasks(ctx.platform, ctx.actor.scope, input, ctx.actor.userId)),
  closeTask: write('task')
    .input(CloseTaskInput)
    .output(TaskView)
    .mutation(({ ctx, input }) => closeTask(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  bookHeld: write('task')
    .input(BookHeldInput)
    .output(TaskView)
    .mutation(({ ctx, input }) => bookHeld(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  agreeHeld: write('task')
    .input(AgreeHeldInput)
    .output(TaskView)
    .mutation(({ ctx, input }) => agreeHeld(ctx.platform, ctx.actor.scope, ctx.actor, input)),

  providerAccounts: adminProcedure('settings', 'providerAccount')
    .output(z.array(ProviderAccountView))
    .query(({ ctx }) => providerAccounts(ctx.platform, ctx.actor.scope)),
  connectSandbox: adminProcedure('settings', 'providerAccount')
    .input(ConnectSandboxInput)
    .output(ProviderAccountView)
    .mutation(({ ctx, input }) => connectSandbox(ctx.platform, ctx.actor.scope, ctx.actor, input.provider)),
  sandboxAvailable: adminProcedure('settings', 'providerAccount')
    .output(z.object({ available: z.boolean(), counterUrl: z.string().nullable(), providers: z.array(ProviderName) }))
    .query(async ({ ctx }) => ({
      available: sandboxAvailable(ctx.platform),
      counterUrl: sandboxCounterUrl(ctx.platform),
      providers: await sandboxProviders(ctx.platform, ctx.actor.scope),
    })),
});
