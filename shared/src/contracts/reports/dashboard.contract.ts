import * as z from 'zod';
import { FiscalYear } from '../../kernel/jst.ts';

/** やること: counted work, not key figures. What somebody may not look into counts as nothing for them. */
export const DashboardView = z.object({
  fiscalYear: FiscalYear,
  members: z.number().int(),
  draftBills: z.number().int(),
  unpaid: z.object({ count: z.number().int(), amount: z.number().int() }),
  overdue: z.object({ count: z.number().int(), amount: z.number().int() }),
  paidThisYear: z.object({ count: z.number().int(), amount: z.number().int() }),
  openTasks: z.number().int(),
  /** Money at the bank's desk that nobody has decided about. */
  deposits: z.object({ count: z.number().int(), amount: z.number().int() }),
  waitingApplications: z.number().int(),
  /** 学生証など that nobody has looked at. */
  waitingProofs: z.number().int(),
  /** Changes that members ask for. */
  waitingChanges: z.number().int(),
  /** Members whose address takes no mail (MAI-05). */
  bouncedMembers: z.number().int(),
  /** Refunds that wait for somebody else than who asked, where whoever looks may agree. */
  refundsToApprove: z.number().int(),
  methodsConnected: z.boolean(),
  /** Payment methods were applied for and are with the operator: everything else works meanwhile (TEN-02). */
  screeningUnderWay: z.boolean(),
  /** First steps of a new organisation, in order; done ones stay ticked. */
  setup: z.array(z.object({ step: z.enum(['types', 'members', 'payments', 'run']), done: z.boolean() })),
});
