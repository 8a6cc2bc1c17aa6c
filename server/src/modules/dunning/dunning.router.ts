import {
  DunningHistory,
  DunningHistoryInput,
  DunningJobInput,
  DunningJobView,
  DunningLetters,
  DunningLogInput,
  DunningLogOutput,
  DunningPlanInput,
  DunningPlanOf,
  DunningPlanOfInput,
  DunningPlanOutput,
  HoldDunningInput,
  MarkLettersInput,
  MarkPrintedInput,
  MarkedLetters,
  NoticePreview,
  NoticePreviewInput,
  ReleaseDunningInput,
  SendDunningInput,
} from '@tsudoi/shared/contracts/dunning/dunning.contract';
import {
  DunningSettingsView,
  PreviewText,
  PreviewTextInput,
  UpdateDunningSettingsInput,
} from '@tsudoi/shared/contracts/dunning/dunning-settings.contract';
import { adminProcedure, router } from '../../platform/trpc.ts';
import { dunningHistory, holdDunning, releaseDunning } from './dunning-hold.service.ts';
import { dunningJob, resumeToday, sendDunning, skipToday, stopDunning } from './dunning-job.service.ts';
import { markPrinted } from './dunning-letter.service.ts';
import { dunningLetters, dunningLog, markLetters, noticePreview } from './dunning-notice.service.ts';
import { dunningPlan, dunningPlanOf } from './dunning-plan.service.ts';
import { dunningSettings, previewText, updateDunningSettings } from './dunning-settings.service.ts';

const read = () => adminProcedure('billing.read', 'dunning');
const write = () => adminProcedure('billing.write', 'dunning');
const set = () => adminProcedure('settings', 'dunning');

export const dunningRouter = router({
  settings: adminProcedure(['billing.read', 'settings'], 'dunning')
    .output(DunningSettingsView)
    .query(({ ctx }) => dunningSettings(ctx.platform, ctx.actor.scope)),
  updateSettings: set()
    .input(UpdateDunningSettingsInput)
    .output(DunningSettingsView)
    .mutation(({ ctx, input }) => updateDunningSettings(ctx.platform, ctx.actor.scope, ctx.actor, input)),
  previewText: set()
    .input(PreviewTextInput)
    .output(PreviewText)
    .query(({ ctx, input }) => previewText(ctx.platform, ctx.actor.scope, input)),

  plan: read()
    .input(DunningPlanInput)
    .output(DunningPlanOutput)
    .query(({ ctx, input }) => dunningPlan(ctx.platform, ctx.actor.scope, input)),
  planOf: read()
    .input(DunningPlanOfInput)
    .output(DunningPlanOf)
    .query(({ ctx, input }) => dunningPlanOf(ctx.platform, ctx.actor.scope, input.memberIds)),
  noticePreview: read()
    .input(NoticePreviewInput)
    .output(NoticePreview)
    .query(({ ctx, input }) => noticePreview(ctx.platform, ctx.actor.scope, input.memberId)),
  log: read()
    .input(DunningLogInput)
    .output(DunningLogOutput)
    .query(({ ctx, input }) => dunningLog(ctx.platform, ctx.actor.scope, input)),
  history: read()
    .input(DunningHistoryInput)
    .output(DunningHistory)
    .query(({ ctx, input }) => dunningHistory(ctx.platform, ctx.actor.scope, input)),

  send: write()
    .input(SendDunningInput)
    .output(DunningJobView)
    .mutation(({ ctx, input }) => sendDunning(ctx.platform, ctx.actor, input)),
  job: read()
    .input(DunningJobInput)
    .output(DunningJobView)
    .query(({ ctx, input }) => dunningJob(ctx.platform, ctx.actor.scope, input.dunningJobId)),
  stop: write()
    .input(DunningJobInput)
    .output(DunningJobView)
    .mutation(({ ctx, input }) => stopDunning(ctx.platform, ctx.actor, input.dunningJobId)),
  skipToday: write()
    .output(DunningJobView)
    .mutation(({ ctx }) => skipToday(ctx.platform, ctx.actor)),
  resumeToday: write()
    .output(DunningJobView)
    .mutation(({ ctx }) => resumeToday(ctx.platform, ctx.actor)),

  hold: write()
    .input(HoldDunningInput)
    .output(DunningHistory)
    .mutation(({ ctx, input }) => holdDunning(ctx.platform, ctx.actor, input)),
  release: write()
    .input(ReleaseDunningInput)
    .output(DunningHistory)
    .mutation(({ ctx, input }) => releaseDunning(ctx.platform, ctx.actor, input.dunningHoldId)),

  letters: read()
    .output(DunningLetters)
    .query(({ ctx }) => dunningLetters(ctx.platform, ctx.actor.scope)),
  markLetters: write()
    .input(MarkLettersInput)
    .output(DunningLetters)
    .mutation(({ ctx, input }) => markLetters(ctx.platform, ctx.actor, input)),
  markPrinted: write()
    .input(MarkPrintedInput)
    .output(MarkedLetters)
    .mutation(({ ctx, input }) => markPrinted(ctx.platform, ctx.actor, input)),
});
