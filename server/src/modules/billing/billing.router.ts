import { ArrearsInput, ArrearsOutput } from '@tsudoi/shared/contracts/billing/arrears.contract';
import {
  AddAdjustmentInput,
  AdjustBillInput,
  AdjustmentIdInput,
  AdjustmentView,
  BillDetail,
  BillIdInput,
  BillListInput,
  BillListOutput,
  BillingRunIdInput,
  BillingRunView,
  CancelBillInput,
  CancelRunInput,
  ConfirmBillInput,
  ConfirmRunInput,
  CreateBillInput,
  MemberBalance,
  MemberBalancesInput,
  PlanRunInput,
  RenameBillInput,
  RenameRunInput,
  RunDraftsOutput,
  RunHistoryOutput,
  RunListOutput,
} from '@tsudoi/shared/contracts/billing/billing.contract';
import {
  BillingItemView,
  CreateBillingItemInput,
  DropItemPriceInput,
  DueProposal,
  ProposeDueInput,
  SetItemPriceInput,
  UpdateBillingItemInput,
} from '@tsudoi/shared/contracts/billing/billing-item.contract';
import {
  CancelJobIdInput,
  CancelJobRowsInput,
  CancelJobRowsOutput,
  CancelJobView,
  CancelJobsOutput,
  CancelPlan,
  PlanCancelInput,
  StartCancelInput,
} from '@tsudoi/shared/contracts/billing/cancel-job.contract';
import { PlanRowsInput, PlanRowsOutput } from '@tsudoi/shared/contracts/billing/run-rows.contract';
import { MemberIdInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import * as z from 'zod';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { addAdjustment, listAdjustments, removeAdjustment } from './adjustment.service.ts';
import { arrears } from './arrears.service.ts';
import { createBill } from './adhoc-bill.service.ts';
import { adjustBill } from './bill-adjust.service.ts';
import { confirmBill } from './bill-confirm.service.ts';
import { billOf, cancelBill, listBills, memberBalances, myBills, ownBill } from './bill.service.ts';
import { billDetailOf } from './bill-detail.service.ts';
import { renameBill } from './bill-rename.service.ts';
import { createItem, dropItemPrice, items, proposeDue, setItemPrice, updateItem } from './billing-item.service.ts';
import { getRun, listRuns } from './billing-run.repository.ts';
import { confirmRun, discardRun, runDrafts, startRun } from './billing-run.service.ts';
import { runView } from './billing-run.view.ts';
import { cancelJob, cancelJobRows, newestCancelJobs, planCancel, startCancel } from './cancel-job.service.ts';
import { pauseCancelJob, resumeCancelJob } from './cancel-control.service.ts';
import { cancelRun, planRunCancel } from './run-cancel.service.ts';
import { pauseRun, resumeRun, runHistory } from './run-control.service.ts';
import { planRun } from './run-plan.service.ts';
import { renameRun } from './run-rename.service.ts';
import { planRows } from './run-rows.service.ts';

const Empty = z.object({});
const read = (resource: string) => adminProcedure('billing.read', resource);
const write = (resource: string) => adminProcedure('billing.write', resource);
/** What an item costs is a setting, as what a membership type costs is. */
const set = () => adminProcedure('settings', 'billingItem');

export const billingRouter = router({
  items: adminProcedure(['billing.read', 'settings'], 'billingItem')
    .output(z.array(BillingItemView))
    .query(({ ctx }) => items(ctx.platform, ctx.actor.scope)),
  createItem: set()
    .input(CreateBillingItemInput)
    .output(BillingItemView)
    .mutation(({ ctx, input }) => createItem(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  updateItem: set()
    .input(UpdateBillingItemInput)
    .output(BillingItemView)
    .mutation(({ ctx, input }) => updateItem(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  setItemPrice: set()
    .input(SetItemPriceInput)
    .output(BillingItemView)
    .mutation(({ ctx, input }) => setItemPrice(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  dropItemPrice: set()
    .input(DropItemPriceInput)
    .output(BillingItemView)
    .mutation(({ ctx, input }) => dropItemPrice(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  proposeDue: read('billingItem')
    .input(ProposeDueInput)
    .output(DueProposal)
    .query(({ ctx, input }) => proposeDue(ctx.platform, ctx.actor.scope, input)),

  planRun: write('billingRun')
    .input(PlanRunInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) => runView(await planRun(ctx.platform, ctx.actor.scope, ctx.actor, input))),
  run: read('billingRun')
    .input(BillingRunIdInput)
    .output(BillingRunView)
    .query(async ({ ctx, input }) => runView(await getRun(ctx.platform.databases.server, ctx.actor.scope, input.billingRunId))),
  runs: read('billingRun')
    .output(RunListOutput)
    .query(async ({ ctx }) => ({ runs: (await listRuns(ctx.platform.databases.server, ctx.actor.scope)).map(runView) })),
  runDrafts: read('billingRun')
    .input(BillingRunIdInput)
    .output(RunDraftsOutput)
    .query(({ ctx, input }) => runDrafts(ctx.platform, ctx.actor.scope, input.billingRunId)),
  planRows: read('billingRun')
    .input(PlanRowsInput)
    .output(PlanRowsOutput)
    .query(({ ctx, input }) => planRows(ctx.platform, ctx.actor.scope, input)),
  startRun: write('billingRun')
    .input(BillingRunIdInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) => runView(await startRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId))),
  discardRun: write('billingRun')
    .input(BillingRunIdInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) => runView(await discardRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId))),
  confirmRun: write('billingRun')
    .input(ConfirmRunInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) =>
      runView(await confirmRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId, input.dueOn ?? null)),
    ),
  pauseRun: write('billingRun')
    .input(BillingRunIdInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) => runView(await pauseRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId))),
  resumeRun: write('billingRun')
    .input(ConfirmRunInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) =>
      runView(await resumeRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId, input.dueOn ?? null)),
    ),
  renameRun: write('billingRun')
    .input(RenameRunInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) =>
      runView(await renameRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId, input.billName, input.expected?.billName)),
    ),
  planRunCancel: read('billingRun')
    .input(BillingRunIdInput)
    .output(CancelPlan)
    .query(({ ctx, input }) => planRunCancel(ctx.platform, ctx.actor.scope, input.billingRunId)),
  cancelRun: write('billingRun')
    .input(CancelRunInput)
    .output(BillingRunView)
    .mutation(async ({ ctx, input }) =>
      runView(await cancelRun(ctx.platform, ctx.actor.scope, ctx.actor, input.billingRunId, input.reason)),
    ),
  runHistory: read('billingRun')
    .input(BillingRunIdInput)
    .output(RunHistoryOutput)
    .query(({ ctx, input }) => runHistory(ctx.platform, ctx.actor.scope, input.billingRunId)),

  bills: read('bill')
    .input(BillListInput)
    .output(BillListOutput)
    .query(({ ctx, input }) => listBills(ctx.platform, ctx.actor.scope, input)),
  bill: read('bill')
    .input(BillIdInput)
    .output(BillDetail)
    .query(({ ctx, input }) => billOf(ctx.platform, ctx.actor.scope, input.billId)),
  createBill: write('bill')
    .input(CreateBillInput)
    .output(BillDetail)
    .mutation(async ({ ctx, input }) =>
      billDetailOf(ctx.platform, ctx.actor.scope, await createBill(ctx.platform, ctx.actor.scope, ctx.actor, input)),
    ),
  confirmBill: write('bill')
    .input(ConfirmBillInput)
    .output(BillDetail)
    .mutation(async ({ ctx, input }) =>
      billDetailOf(
        ctx.platform,
        ctx.actor.scope,
        await confirmBill(ctx.platform, ctx.actor.scope, ctx.actor, input.billId, input.dueOn ?? null, input.expected),
      ),
    ),
  renameBill: write('bill')
    .input(RenameBillInput)
    .output(BillDetail)
    .mutation(({ ctx, input }) =>
      renameBill(ctx.platform, ctx.actor.scope, ctx.actor, input.billId, input.billName, input.expected?.billName),
    ),
  cancelBill: write('bill')
    .input(CancelBillInput)
    .output(BillDetail)
    .mutation(({ ctx, input }) => cancelBill(ctx.platform, ctx.actor.scope, ctx.actor, input.billId, input.reason)),
  arrears: read('bill')
    .input(ArrearsInput)
    .output(ArrearsOutput)
    .query(({ ctx, input }) => arrears(ctx.platform, ctx.actor.scope, input)),
  planCancel: read('bill')
    .input(PlanCancelInput)
    .output(CancelPlan)
    .query(({ ctx, input }) => planCancel(ctx.platform, ctx.actor.scope, input.bills)),
  startCancel: write('bill')
    .input(StartCancelInput)
    .output(CancelJobView)
    .mutation(({ ctx, input }) => startCancel(ctx.platform, ctx.actor, input)),
  pauseCancelJob: write('bill')
    .input(CancelJobIdInput)
    .output(CancelJobView)
    .mutation(({ ctx, input }) => pauseCancelJob(ctx.platform, ctx.actor, input.cancelJobId)),
  resumeCancelJob: write('bill')
    .input(CancelJobIdInput)
    .output(CancelJobView)
    .mutation(({ ctx, input }) => resumeCancelJob(ctx.platform, ctx.actor, input.cancelJobId)),
  cancelJob: read('bill')
    .input(CancelJobIdInput)
    .output(CancelJobView)
    .query(({ ctx, input }) => cancelJob(ctx.platform, ctx.actor.scope, input.cancelJobId)),
  cancelJobs: read('bill')
    .output(CancelJobsOutput)
    .query(({ ctx }) => newestCancelJobs(ctx.platform, ctx.actor.scope)),
  cancelJobRows: read('bill')
    .input(CancelJobRowsInput)
    .output(CancelJobRowsOutput)
    .query(({ ctx, input }) => cancelJobRows(ctx.platform, ctx.actor.scope, input)),
  adjustBill: write('bill')
    .input(AdjustBillInput)
    .output(BillDetail)
    .mutation(({ ctx, input }) => adjustBill(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  memberBalances: read('bill')
    .input(MemberBalancesInput)
    .output(z.array(MemberBalance))
    .query(({ ctx, input }) => memberBalances(ctx.platform, ctx.actor.scope, input.memberIds)),

  myBills: memberProcedure('bill', 'applicant')
    .output(z.object({ bills: z.array(BillDetail) }))
    .query(async ({ ctx }) => ({ bills: await myBills(ctx.platform, ctx.actor.scope, ctx.actor.memberId) })),
  myBill: memberProcedure('bill', 'applicant')
    .input(BillIdInput)
    .output(BillDetail)
    .query(async ({ ctx, input }) =>
      billDetailOf(ctx.platform, ctx.actor.scope, await ownBill(ctx.platform, ctx.actor.scope, ctx.actor.memberId, input.billId)),
    ),

  adjustments: read('adjustment')
    .input(MemberIdInput)
    .output(z.array(AdjustmentView))
    .query(({ ctx, input }) => listAdjustments(ctx.platform, ctx.actor.scope, input.memberId)),
  addAdjustment: write('adjustment')
    .input(AddAdjustmentInput)
    .output(AdjustmentView)
    .mutation(({ ctx, input }) => addAdjustment(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  removeAdjustment: write('adjustment')
    .input(AdjustmentIdInput)
    .output(Empty)
    .mutation(async ({ ctx, input }) => {
      await removeAdjustment(ctx.platform, ctx.actor.scope, ctx.actor, input.adjustmentId);
      return {};
    }),
});
