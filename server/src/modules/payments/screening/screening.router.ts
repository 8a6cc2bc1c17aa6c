import {
  AnswerScreeningInput,
  SaveScreeningInput,
  ScreeningFileInput,
  ScreeningView,
  SubmitScreeningInput,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import { adminProcedure, router } from '../../../platform/trpc.ts';
import { removeScreeningFile } from './screening-file.service.ts';
import { answerScreening, saveScreening, screeningOf, submitScreening } from './screening.service.ts';

const procedure = adminProcedure('settings', 'screening');

/** 決済の申し込み, the organisation's side. */
export const screeningRouter = router({
  get: procedure.output(ScreeningView).query(({ ctx }) => screeningOf(ctx.platform, ctx.actor.scope)),
  save: procedure
    .input(SaveScreeningInput)
    .output(ScreeningView)
    .mutation(({ ctx, input }) => saveScreening(ctx.platform, ctx.actor, input)),
  submit: procedure
    .input(SubmitScreeningInput)
    .output(ScreeningView)
    .mutation(({ ctx, input }) => submitScreening(ctx.platform, ctx.actor, input.version)),
  answer: procedure
    .input(AnswerScreeningInput)
    .output(ScreeningView)
    .mutation(({ ctx, input }) => answerScreening(ctx.platform, ctx.actor, input)),
  removeFile: procedure
    .input(ScreeningFileInput)
    .output(ScreeningView)
    .mutation(({ ctx, input }) => removeScreeningFile(ctx.platform, ctx.actor, input.fileId)),
});
