import { MemberPaperInput, PaperCheckOutput } from '@tsudoi/shared/contracts/members/member-paper.contract';
import { checkPaper } from './paper.service.ts';
import { MemberIdInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import {
  CreateCustomFieldInput,
  CustomFieldIdInput,
  CustomFieldsView,
  MoveCustomFieldInput,
  RemoveCustomFieldInput,
  RemoveCustomFieldOutput,
  UpdateCustomFieldInput,
} from '@tsudoi/shared/contracts/members/custom-field.contract';
import {
  ChangeUnitsInput,
  CreateMemberInput,
  CreateMemberOutput,
  CreateMembershipTypeInput,
  MemberCounts,
  MemberDetail,
  MemberListInput,
  MemberListOutput,
  MembershipTypeIdInput,
  MembershipTypeView,
  TagsView,
  UpdateMemberInput,
  UpdateMembershipTypeInput,
} from '@tsudoi/shared/contracts/members/member.contract';
import { CreateCorporateInput, UpdateCorporateInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import { MemberSettingsView, SaveMemberSettingsInput } from '@tsudoi/shared/contracts/members/member-settings.contract';
import {
  AssignNumbersInput,
  AssignNumbersOutput,
  NumberListOutput,
  NumberingView,
  SaveNumberingInput,
} from '@tsudoi/shared/contracts/members/member-number.contract';
import { HiddenCountsOutput, HiddenMembersInput, HiddenMembersOutput } from '@tsudoi/shared/contracts/members/member-hidden.contract';
import { MemberFilesView } from '@tsudoi/shared/contracts/members/member-file.contract';
import { MemberJobIdInput, MemberJobRow, MemberJobsOutput } from '@tsudoi/shared/contracts/members/member-job.contract';
import { MemberReadersInput, MemberReadersOutput } from '@tsudoi/shared/contracts/members/member-read.contract';
import { MemberHistoryInput, MemberHistoryOutput, UndoChangeInput } from '@tsudoi/shared/contracts/members/member-history.contract';
import {
  CancelStatusInput,
  ChangeMemberStatusInput,
  ChangeStatusesInput,
  PlanStatusesInput,
  StatusJobIdInput,
  StatusJobView,
  StatusPlan,
} from '@tsudoi/shared/contracts/members/member-status.contract';
import { DropPriceInput, PlanPriceInput } from '@tsudoi/shared/contracts/members/membership-price.contract';
import { ChangeTagsInput, TagJobIdInput, TagJobView } from '@tsudoi/shared/contracts/members/tag-job.contract';
import * as z from 'zod';
import { assertAllowed } from '../../platform/permissions.ts';
import { adminProcedure, router } from '../../platform/trpc.ts';
import {
  createCustomField,
  customFields,
  moveCustomField,
  removeCustomField,
  restoreCustomField,
  updateCustomField,
} from './custom-field.service.ts';
import { createCorporate, updateCorporate } from './corporate.service.ts';
import { memberSettings, saveMemberSettings } from './member-settings.service.ts';
import { assignNumbers, numbersToGive } from './number-assignment.service.ts';
import { numbering, updateNumbering } from './numbering.service.ts';
import { memberFiles } from './stored-file.service.ts';
import { hiddenCounts, hiddenMembers } from './member-hidden.service.ts';
import { assertMayChoose, listMembers } from './member-list.service.ts';
import { memberHistory, undoChange } from './member-history.service.ts';
import { memberJob, memberJobs } from './member-job.service.ts';
import { memberReaders } from './member-readers.service.ts';
import { cancelStatus, changeMemberStatus } from './member-status.service.ts';
import { changeUnits, createMember, getMember, memberCounts, memberTags, updateMember } from './member.service.ts';
import { changeStatuses, statusJob, undoStatusJob } from './status-job.service.ts';
import { changeTags, tagJob, undoTagJob } from './tag-job.service.ts';
import { planStatuses } from './status-plan.service.ts';
import {
  archiveMembershipType,
  createMembershipType,
  dropPrice,
  membershipTypes,
  planPrice,
  restoreMembershipType,
  updateMembershipType,
} from './membership-type.service.ts';
import { typeJobProcedures } from './type-job.router.ts';

const read = () => adminProcedure('members.read', 'member');
const readOne = () => adminProcedure('members.read', 'member', 'member');
const write = () => adminProcedure('members.write', 'member');
/** What tells of no member: for whoever sees members, and for whoever sets it. */
const readSettings = (resource: string) => adminProcedure(['members.read', 'settings'], resource);

export const memberRouter = router({
  list: read()
    .input(MemberListInput)
    .output(MemberListOutput)
    .query(({ ctx, input }) => {
      assertMayChoose(ctx.actor, input);
      return listMembers(ctx.actor.scope, input, ctx.platform.clock.today());
    }),
  hidden: read()
    .input(HiddenMembersInput)
    .output(HiddenMembersOutput)
    .query(({ ctx, input }) => {
      assertMayChoose(ctx.actor, input);
      return hiddenMembers(ctx.actor.scope, ctx.platform.clock.today(), input);
    }),
  hiddenCounts: read()
    .input(HiddenMembersInput)
    .output(HiddenCountsOutput)
    .query(({ ctx, input }) => {
      assertMayChoose(ctx.actor, input);
      return hiddenCounts(ctx.actor.scope, ctx.platform.clock.today(), input);
    }),
  counts: read()
    .output(MemberCounts)
    .query(({ ctx }) => memberCounts(ctx.actor.scope)),
  tags: read()
    .output(TagsView)
    .query(({ ctx }) => memberTags(ctx.actor.scope)),
  get: read()
    .input(MemberIdInput)
    .output(MemberDetail)
    .query(({ ctx, input }) => getMember(ctx.platform, ctx.actor.scope, input.memberId)),
  paperCheck: adminProcedure('members.export', 'member')
    .use(({ ctx, next }) => {
      assertAllowed(ctx.actor, 'members.read');
      return next();
    })
    .input(MemberPaperInput)
    .output(PaperCheckOutput)
    .query(({ ctx, input }) => checkPaper(ctx.platform, ctx.actor, input)),
  create: write()
    .input(CreateMemberInput)
    .output(CreateMemberOutput)
    .mutation(({ ctx, input }) => createMember(ctx.platform, ctx.actor, input)),
  update: write()
    .input(UpdateMemberInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => updateMember(ctx.platform, ctx.actor, input)),
  changeUnits: write()
    .input(ChangeUnitsInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => changeUnits(ctx.platform, ctx.actor, input)),
  createCorporate: write()
    .input(CreateCorporateInput)
    .output(CreateMemberOutput)
    .mutation(({ ctx, input }) => createCorporate(ctx.platform, ctx.actor, input)),
  updateCorporate: write()
    .input(UpdateCorporateInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => updateCorporate(ctx.platform, ctx.actor, input)),
  changeStatus: write()
    .input(ChangeMemberStatusInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => changeMemberStatus(ctx.platform, ctx.actor, input)),
  planStatuses: write()
    .input(PlanStatusesInput)
    .output(StatusPlan)
    .query(({ ctx, input }) => planStatuses(ctx.platform, ctx.actor, input)),
  changeStatuses: write()
    .input(ChangeStatusesInput)
    .output(StatusJobView)
    .mutation(({ ctx, input }) => changeStatuses(ctx.platform, ctx.actor, input)),
  jobs: read()
    .output(MemberJobsOutput)
    .query(({ ctx }) => memberJobs(ctx.platform, ctx.actor.scope)),
  job: read()
    .input(MemberJobIdInput)
    .output(MemberJobRow)
    .query(({ ctx, input }) => memberJob(ctx.platform, ctx.actor.scope, input)),
  statusJob: read()
    .input(StatusJobIdInput)
    .output(StatusJobView)
    .query(({ ctx, input }) => statusJob(ctx.platform, ctx.actor.scope, input.statusJobId)),
  undoStatusJob: write()
    .input(StatusJobIdInput)
    .output(StatusJobView)
    .mutation(({ ctx, input }) => undoStatusJob(ctx.platform, ctx.actor, input.statusJobId)),
  changeTags: write()
    .input(ChangeTagsInput)
    .output(TagJobView)
    .mutation(({ ctx, input }) => changeTags(ctx.platform, ctx.actor, input)),
  tagJob: read()
    .input(TagJobIdInput)
    .output(TagJobView)
    .query(({ ctx, input }) => tagJob(ctx.platform, ctx.actor.scope, input.tagJobId)),
  undoTagJob: write()
    .input(TagJobIdInput)
    .output(TagJobView)
    .mutation(({ ctx, input }) => undoTagJob(ctx.platform, ctx.actor, input.tagJobId)),
  ...typeJobProcedures,
  cancelStatus: write()
    .input(CancelStatusInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => cancelStatus(ctx.platform, ctx.actor, input)),
  numbering: readSettings('member')
    .output(NumberingView)
    .query(({ ctx }) => numbering(ctx.platform, ctx.actor.scope)),
  saveNumbering: adminProcedure('settings', 'member')
    .input(SaveNumberingInput)
    .output(NumberingView)
    .mutation(({ ctx, input }) => updateNumbering(ctx.platform, ctx.actor, input)),
  numbersToGive: write()
    .output(NumberListOutput)
    .query(({ ctx }) => numbersToGive(ctx.platform, ctx.actor.scope)),
  assignNumbers: write()
    .input(AssignNumbersInput)
    .output(AssignNumbersOutput)
    .mutation(({ ctx, input }) => assignNumbers(ctx.platform, ctx.actor, input)),
  files: readOne()
    .input(MemberIdInput)
    .output(MemberFilesView)
    .query(({ ctx, input }) => memberFiles(ctx.platform, ctx.actor.scope, input.memberId)),
  history: readOne()
    .input(MemberHistoryInput)
    .output(MemberHistoryOutput)
    .query(({ ctx, input }) => memberHistory(ctx.platform, ctx.actor.scope, input)),
  readers: adminProcedure('audit', 'member')
    .input(MemberReadersInput)
    .output(MemberReadersOutput)
    .query(({ ctx, input }) => memberReaders(ctx.platform, ctx.actor, input)),
  undoChange: write()
    .input(UndoChangeInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => undoChange(ctx.platform, ctx.actor, input)),
});

export const membershipTypeRouter = router({
  // Whoever bills chooses by them.
  list: adminProcedure(['members.read', 'billing.read', 'settings'], 'membership_type')
    .output(z.array(MembershipTypeView))
    .query(({ ctx }) => membershipTypes(ctx.platform, ctx.actor.scope)),
  create: adminProcedure('settings', 'membership_type')
    .input(CreateMembershipTypeInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => createMembershipType(ctx.platform, ctx.actor, input)),
  update: adminProcedure('settings', 'membership_type')
    .input(UpdateMembershipTypeInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => updateMembershipType(ctx.platform, ctx.actor, input)),
  planPrice: adminProcedure('settings', 'membership_type')
    .input(PlanPriceInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => planPrice(ctx.platform, ctx.actor, input)),
  dropPrice: adminProcedure('settings', 'membership_type')
    .input(DropPriceInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => dropPrice(ctx.platform, ctx.actor, input)),
  archive: adminProcedure('settings', 'membership_type')
    .input(MembershipTypeIdInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => archiveMembershipType(ctx.platform, ctx.actor, input.membershipTypeId)),
  restore: adminProcedure('settings', 'membership_type')
    .input(MembershipTypeIdInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => restoreMembershipType(ctx.platform, ctx.actor, input.membershipTypeId)),
});

const settings = () => adminProcedure('settings', 'custom_field');

export const customFieldRouter = router({
  list: readSettings('custom_field')
    .output(CustomFieldsView)
    .query(({ ctx }) => customFields(ctx.platform, ctx.actor.scope)),
  create: settings()
    .input(CreateCustomFieldInput)
    .output(CustomFieldsView)
    .mutation(({ ctx, input }) => createCustomField(ctx.platform, ctx.actor, input)),
  update: settings()
    .input(UpdateCustomFieldInput)
    .output(CustomFieldsView)
    .mutation(({ ctx, input }) => updateCustomField(ctx.platform, ctx.actor, input)),
  move: settings()
    .input(MoveCustomFieldInput)
    .output(CustomFieldsView)
    .mutation(({ ctx, input }) => moveCustomField(ctx.platform, ctx.actor, input)),
  remove: settings()
    .input(RemoveCustomFieldInput)
    .output(RemoveCustomFieldOutput)
    .mutation(({ ctx, input }) => removeCustomField(ctx.platform, ctx.actor, input)),
  restore: settings()
    .input(CustomFieldIdInput)
    .output(CustomFieldsView)
    .mutation(({ ctx, input }) => restoreCustomField(ctx.platform, ctx.actor, input.fieldId)),
});

export const memberSettingsRouter = router({
  get: readSettings('member_settings')
    .output(MemberSettingsView)
    .query(({ ctx }) => memberSettings(ctx.actor.scope)),
  save: adminProcedure('settings', 'member_settings')
    .input(SaveMemberSettingsInput)
    .output(MemberSettingsView)
    .mutation(({ ctx, input }) => saveMemberSettings(ctx.platform, ctx.actor, input)),
});
