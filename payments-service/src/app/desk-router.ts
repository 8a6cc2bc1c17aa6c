import { feeTables, setFeeTable } from '../payouts/fee.service.ts';
import { approvePayout, deskPayouts, settlePayout } from '../payouts/payout-desk.service.ts';
import { exportPayouts, payoutFileAgain, payoutsMeant, takeBackFile } from '../payouts/payout-file.service.ts';
import { deskPage } from '../payouts/payout-page.service.ts';
import { type DeskOutput, deskInput, t } from './internal-procedure.ts';

/** What people of the operator do over all organisations, procedure by procedure. */
export const deskRouter = t.router({
  payouts: deskInput('desk.payouts').query(({ ctx }): Promise<DeskOutput<'desk.payouts'>> => deskPayouts(ctx.platform, ctx.operator)),
  page: deskInput('desk.page').query(({ ctx, input: wanted }): Promise<DeskOutput<'desk.page'>> =>
    deskPage(ctx.platform, ctx.operator, wanted),
  ),
  meant: deskInput('desk.meant').query(({ ctx, input: wanted }): Promise<DeskOutput<'desk.meant'>> =>
    payoutsMeant(ctx.platform, ctx.operator, wanted),
  ),
  approve: deskInput('desk.approve').mutation(({ ctx, input: wanted }): Promise<DeskOutput<'desk.approve'>> =>
    approvePayout(ctx.platform, ctx.operator, wanted),
  ),
  export: deskInput('desk.export').mutation(({ ctx, input: wanted }): Promise<DeskOutput<'desk.export'>> =>
    exportPayouts(ctx.platform, ctx.operator, wanted),
  ),
  fileAgain: deskInput('desk.fileAgain').mutation(({ ctx, input: wanted }): Promise<DeskOutput<'desk.fileAgain'>> =>
    payoutFileAgain(ctx.platform, ctx.operator, wanted),
  ),
  takeBack: deskInput('desk.takeBack').mutation(({ ctx, input: wanted }): Promise<DeskOutput<'desk.takeBack'>> =>
    takeBackFile(ctx.platform, ctx.operator, wanted),
  ),
  settle: deskInput('desk.settle').mutation(({ ctx, input: wanted }): Promise<DeskOutput<'desk.settle'>> =>
    settlePayout(ctx.platform, ctx.operator, wanted),
  ),
  feeTables: deskInput('desk.feeTables').query(({ ctx }): Promise<DeskOutput<'desk.feeTables'>> => feeTables(ctx.platform)),
  setFeeTable: deskInput('desk.setFeeTable').mutation(({ ctx, input: wanted }): Promise<DeskOutput<'desk.setFeeTable'>> =>
    setFeeTable(ctx.platform, ctx.operator, wanted),
  ),
});
