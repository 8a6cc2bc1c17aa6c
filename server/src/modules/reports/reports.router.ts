import {
  BookExportIdInput,
  BookExportView,
  BookExportsOutput,
  BookPreview,
  BookPreviewInput,
  BookSettingsView,
  ExportBooksInput,
  UpdateBookSettingsInput,
} from '@tsudoi/shared/contracts/reports/books.contract';
import { ListFileCheck } from '@tsudoi/shared/contracts/list-file.contract';
import { DashboardView } from '@tsudoi/shared/contracts/reports/dashboard.contract';
import {
  ListExportInput,
  ListExportView,
  ListExportsOutput,
  StartListExportInput,
} from '@tsudoi/shared/contracts/reports/list-export.contract';
import { MergePlan, PairInput } from '@tsudoi/shared/contracts/members/duplicate.contract';
import { assertAllowed } from '../../platform/permissions.ts';
import { adminProcedure, officeProcedure, router } from '../../platform/trpc.ts';
import { newestBookExports, discardBooks, exportBooks, previewBooks } from './books/book-export.service.ts';
import { bookSettings, updateBookSettings } from './books/book-settings.service.ts';
import { checkListExport, myListExports, startListExport } from './lists/list-export.service.ts';
import { dashboard } from './dashboard.service.ts';
import { planMerge } from './merge-plan.service.ts';

/** Journals are what was paid, in a file that leaves the house. */
const exportProcedure = adminProcedure('members.export', 'report').use(({ ctx, next }) => {
  assertAllowed(ctx.actor, 'payments.read');
  return next();
});

export const reportsRouter = router({
  dashboard: officeProcedure('report')
    .output(DashboardView)
    .query(({ ctx }) => dashboard(ctx.platform, ctx.actor)),
  mergePlan: adminProcedure('billing.read', 'member')
    .input(PairInput)
    .output(MergePlan)
    .query(({ ctx, input }) => planMerge(ctx.platform, ctx.actor.scope, input)),
  bookSettings: adminProcedure('payments.read', 'report')
    .output(BookSettingsView)
    .query(({ ctx }) => bookSettings(ctx.platform, ctx.actor.scope)),
  updateBookSettings: adminProcedure('settings', 'report')
    .input(UpdateBookSettingsInput)
    .output(BookSettingsView)
    .mutation(({ ctx, input }) => updateBookSettings(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  previewBooks: adminProcedure('payments.read', 'report')
    .input(BookPreviewInput)
    .output(BookPreview)
    .query(({ ctx, input }) => previewBooks(ctx.platform, ctx.actor.scope, input)),
  bookExports: adminProcedure('payments.read', 'report')
    .output(BookExportsOutput)
    .query(({ ctx }) => newestBookExports(ctx.platform, ctx.actor.scope)),
  exportBooks: exportProcedure
    .input(ExportBooksInput)
    .output(BookExportView)
    .mutation(({ ctx, input }) => exportBooks(ctx.platform, ctx.actor, input)),
  discardBooks: exportProcedure
    .input(BookExportIdInput)
    .output(BookExportView)
    .mutation(({ ctx, input }) => discardBooks(ctx.platform, ctx.actor, input.bookExportId)),
  exportCheck: adminProcedure('members.export', 'report')
    .input(ListExportInput)
    .output(ListFileCheck)
    .query(({ ctx, input }) => checkListExport(ctx.platform, ctx.actor, input)),
  startListExport: adminProcedure('members.export', 'report')
    .input(StartListExportInput)
    .output(ListExportView)
    .mutation(({ ctx, input }) => startListExport(ctx.platform, ctx.actor, input)),
  listExports: adminProcedure('members.export', 'report')
    .output(ListExportsOutput)
    .query(({ ctx }) => myListExports(ctx.platform, ctx.actor)),
});
