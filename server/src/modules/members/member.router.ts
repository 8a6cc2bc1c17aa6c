import { ExportCheckOutput, ExportMembersInput } from '@tsudoi/shared/contracts/members/member-export.contract';
import { checkExport } from './export.service.ts';
import { MemberIdInput } from '@tsudoi/shared/contracts/identity/identity.contract';
import {
  ChangeMemberStatusInput,
  CreateMemberInput,
  CreateMemberOutput,
  CreateMembershipTypeInput,
  MemberCounts,
  MemberDetail,
  MemberListInput,
  MemberListOutput,
  MembershipTypeIdInput,
  MembershipTypeView,
  MyProfileView,
  UpdateMemberInput,
  UpdateMembershipTypeInput,
  UpdateMyProfileInput,
} from '@tsudoi/shared/contracts/members/member.contract';
import * as z from 'zod';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { changeMemberStatus } from './member-status.service.ts';
import { createMember, getMember, listMembers, memberCounts, updateMember } from './member.service.ts';
import { archiveMembershipType, createMembershipType, membershipTypes, updateMembershipType } from './membership-type.service.ts';
import { getMyProfile, updateMyProfile } from './my-profile.service.ts';

const read = () => adminProcedure('members.read', 'member');
const write = () => adminProcedure('members.write', 'member');

export const memberRouter = router({
  list: read()
    .input(MemberListInput)
    .output(MemberListOutput)
    .query(({ ctx, input }) => listMembers(ctx.actor.scope, input)),
  counts: read()
    .output(MemberCounts)
    .query(({ ctx }) => memberCounts(ctx.actor.scope)),
  get: read()
    .input(MemberIdInput)
    .output(MemberDetail)
    .query(({ ctx, input }) => getMember(ctx.platform, ctx.actor.scope, input.memberId)),
  exportCheck: adminProcedure('members.export', 'member')
    .input(ExportMembersInput)
    .output(ExportCheckOutput)
    .query(({ ctx, input }) => checkExport(ctx.platform, ctx.actor, input)),
  create: write()
    .input(CreateMemberInput)
    .output(CreateMemberOutput)
    .mutation(({ ctx, input }) => createMember(ctx.platform, ctx.actor, input)),
  update: write()
    .input(UpdateMemberInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => updateMember(ctx.platform, ctx.actor, input)),
  changeStatus: write()
    .input(ChangeMemberStatusInput)
    .output(MemberDetail)
    .mutation(({ ctx, input }) => changeMemberStatus(ctx.platform, ctx.actor, input)),
  myProfile: memberProcedure('member')
    .output(MyProfileView)
    .query(({ ctx }) => getMyProfile(ctx.actor)),
  updateMyProfile: memberProcedure('member')
    .input(UpdateMyProfileInput)
    .output(MyProfileView)
    .mutation(({ ctx, input }) => updateMyProfile(ctx.platform, ctx.actor, input)),
});

export const membershipTypeRouter = router({
  list: read()
    .output(z.array(MembershipTypeView))
    .query(({ ctx }) => membershipTypes(ctx.actor.scope)),
  create: adminProcedure('settings', 'membership_type')
    .input(CreateMembershipTypeInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => createMembershipType(ctx.platform, ctx.actor, input)),
  update: adminProcedure('settings', 'membership_type')
    .input(UpdateMembershipTypeInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => updateMembershipType(ctx.platform, ctx.actor, input)),
  archive: adminProcedure('settings', 'membership_type')
    .input(MembershipTypeIdInput)
    .output(MembershipTypeView)
    .mutation(({ ctx, input }) => archiveMembershipType(ctx.platform, ctx.actor, input.membershipTypeId)),
});
