import {
  ChangeEncodingInput,
  CheckImportInput,
  ImportJobIdInput,
  ImportJobRow,
  ImportJobView,
  ImportRowsInput,
  ImportRowsOutput,
  IssuePairsInput,
  IssuePairsOutput,
  RunImportInput,
} from '@tsudoi/shared/contracts/members/member-import.contract';
import * as z from 'zod';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { importRows, issueImportPairs } from './import-rows.service.ts';
import { changeEncoding } from './import-upload.service.ts';
import { checkImport, importJob, importJobs, startImport, startUndo } from './import.service.ts';

const write = () => adminProcedure('members.write', 'member');

/** What is done with a file of the roll; the bytes themselves come over /uploads/member-imports. */
export const memberImportRouter = router({
  list: write()
    .output(z.array(ImportJobRow))
    .query(({ ctx }) => importJobs(ctx.platform, ctx.actor.scope)),
  get: write()
    .input(ImportJobIdInput)
    .output(ImportJobView)
    .query(({ ctx, input }) => importJob(ctx.platform, ctx.actor.scope, input.importJobId)),
  rows: write()
    .input(ImportRowsInput)
    .output(ImportRowsOutput)
    .query(({ ctx, input }) => importRows(ctx.platform, ctx.actor.scope, input)),
  changeEncoding: write()
    .input(ChangeEncodingInput)
    .output(ImportJobView)
    .mutation(({ ctx, input }) => changeEncoding(ctx.platform, ctx.actor.scope, input)),
  check: write()
    .input(CheckImportInput)
    .output(ImportJobView)
    .mutation(({ ctx, input }) => checkImport(ctx.platform, ctx.actor.scope, input)),
  run: write()
    .input(RunImportInput)
    .output(ImportJobView)
    .mutation(({ ctx, input }) => startImport(ctx.platform, ctx.actor, input)),
  undo: write()
    .input(ImportJobIdInput)
    .output(ImportJobView)
    .mutation(({ ctx, input }) => startUndo(ctx.platform, ctx.actor, input.importJobId)),
  issuePairs: write()
    .input(IssuePairsInput)
    .output(IssuePairsOutput)
    .mutation(({ ctx, input }) => issueImportPairs(ctx.platform, ctx.actor, input)),
});
