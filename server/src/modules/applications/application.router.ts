import {
  ApplicationCounts,
  ApplicationDetail,
  ApplicationIdInput,
  ApplicationListInput,
  ApplicationListOutput,
  ApproveApplicationInput,
  JoinByCodeInput,
  JoinByCodeOutput,
  JoinFormView,
  JoinPageView,
  JoiningOpenView,
  LinkTokenInput,
  MailAgainInput,
  OrgInput,
  PayWays,
  RejectApplicationInput,
  RequestJoinInput,
  RequestJoinOutput,
  ReturnApplicationInput,
  SaveDraftInput,
  SaveDraftOutput,
  StaffApplicationInput,
  SubmitApplicationInput,
  SubmitApplicationOutput,
  WithdrawApplicationInput,
} from '@tsudoi/shared/contracts/applications/application.contract';
import { JoiningSettingsView, SaveJoiningSettingsInput } from '@tsudoi/shared/contracts/applications/joining-settings.contract';
import { MySignedFormsView, SignedFormView } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { evenly } from '../../platform/even-time.ts';
import { adminProcedure, memberProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { approveApplication, rejectApplication, returnApplication, withdrawApplication } from './application-decision.service.ts';
import { applicationCounts, getApplication, listApplications } from './application.service.ts';
import { joinForm, keepDraft, submitApplication } from './join-form.service.ts';
import { joinByCode, mailAgain, requestJoin } from './join-link.service.ts';
import { joinPage, joiningOpen, joiningSettings, saveJoiningSettings } from './joining.service.ts';
import { payWays } from './pay-way.service.ts';
import { mySignedForms, signedForm } from './signed-form.service.ts';
import { submitByStaff } from './staff-application.service.ts';

const anybody = () => publicProcedure('application');
const read = () => adminProcedure('members.read', 'application');
const write = () => adminProcedure('members.write', 'application');

export const applicationRouter = router({
  joiningOpen: anybody()
    .input(OrgInput)
    .output(JoiningOpenView)
    .query(({ ctx, input }) => joiningOpen(ctx.platform, input.org)),
  joinPage: anybody()
    .input(OrgInput)
    .output(JoinPageView)
    .query(({ ctx, input }) => joinPage(ctx.platform, input.org)),
  requestJoin: anybody()
    .input(RequestJoinInput)
    .output(RequestJoinOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      await evenly(ctx.platform, requestJoin(ctx.platform, input));
      return { accepted: true as const };
    }),
  mailAgain: anybody()
    .input(MailAgainInput)
    .output(RequestJoinOutput)
    .mutation(async ({ ctx, input }) => {
      await ctx.platform.limits.takeMail(ctx.facts.ip);
      await evenly(ctx.platform, mailAgain(ctx.platform, input));
      return { accepted: true as const };
    }),
  joinByCode: anybody()
    .input(JoinByCodeInput)
    .output(JoinByCodeOutput)
    .mutation(({ ctx, input }) => joinByCode(ctx.platform, input)),
  joinForm: anybody()
    .input(LinkTokenInput)
    .output(JoinFormView)
    .query(({ ctx, input }) => joinForm(ctx.platform, input.token)),
  saveDraft: anybody()
    .input(SaveDraftInput)
    .output(SaveDraftOutput)
    .mutation(({ ctx, input }) => keepDraft(ctx.platform, input)),
  submit: anybody()
    .input(SubmitApplicationInput)
    .output(SubmitApplicationOutput)
    .mutation(({ ctx, input }) => submitApplication(ctx.platform, input)),
  settings: adminProcedure('settings', 'joining')
    .output(JoiningSettingsView)
    .query(({ ctx }) => joiningSettings(ctx.platform, ctx.actor.scope)),
  saveSettings: adminProcedure('settings', 'joining')
    .input(SaveJoiningSettingsInput)
    .output(JoiningSettingsView)
    .mutation(({ ctx, input }) => saveJoiningSettings(ctx.platform, ctx.actor, input)),
  list: read()
    .input(ApplicationListInput)
    .output(ApplicationListOutput)
    .query(({ ctx, input }) => listApplications(ctx.platform, ctx.actor.scope, input)),
  counts: read()
    .output(ApplicationCounts)
    .query(({ ctx }) => applicationCounts(ctx.platform, ctx.actor.scope)),
  get: read()
    .input(ApplicationIdInput)
    .output(ApplicationDetail)
    .query(({ ctx, input }) => getApplication(ctx.platform, ctx.actor.scope, input.applicationId)),
  signedForm: read()
    .input(ApplicationIdInput)
    .output(SignedFormView)
    .query(({ ctx, input }) => signedForm(ctx.platform, ctx.actor.scope, input.applicationId)),
  mySignedForms: memberProcedure('application')
    .output(MySignedFormsView)
    .query(({ ctx }) => mySignedForms(ctx.platform, ctx.actor)),
  payWays: write()
    .output(PayWays)
    .query(({ ctx }) => payWays(ctx.platform, ctx.actor.scope)),
  submitByStaff: write()
    .input(StaffApplicationInput)
    .output(ApplicationDetail)
    .mutation(({ ctx, input }) => submitByStaff(ctx.platform, ctx.actor, input)),
  approve: write()
    .input(ApproveApplicationInput)
    .output(ApplicationDetail)
    .mutation(({ ctx, input }) => approveApplication(ctx.platform, ctx.actor, input)),
  return: write()
    .input(ReturnApplicationInput)
    .output(ApplicationDetail)
    .mutation(({ ctx, input }) => returnApplication(ctx.platform, ctx.actor, input)),
  reject: write()
    .input(RejectApplicationInput)
    .output(ApplicationDetail)
    .mutation(({ ctx, input }) => rejectApplication(ctx.platform, ctx.actor, input)),
  withdraw: write()
    .input(WithdrawApplicationInput)
    .output(ApplicationDetail)
    .mutation(({ ctx, input }) => withdrawApplication(ctx.platform, ctx.actor, input)),
});
