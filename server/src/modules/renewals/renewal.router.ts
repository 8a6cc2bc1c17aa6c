import {
  AgreeInput,
  EnterForTypeInput,
  EnterTermInput,
  EnteredForType,
  MemberTermInput,
  MemberTermsView,
  MyTermView,
  RenewalList,
  RenewalListInput,
  RenewedBill,
  SaveTermSettingsInput,
  TakeBackTermInput,
  TermSettingsView,
} from '@tsudoi/shared/contracts/renewals/renewal.contract';
import * as z from 'zod';
import { adminProcedure, memberProcedure, router } from '../../platform/trpc.ts';
import { ownLoginProcedure } from '../identity/identity.public.ts';
import { agreeToRenewal, stopRenewal } from './renewal-consent.service.ts';
import { renewalList } from './renewal-list.service.ts';
import { renewByOffice, renewMyself } from './renewal-make.service.ts';
import { saveTermSettings, termSettings } from './renewal-settings.service.ts';
import { memberTerms, myTerm } from './renewal-standing.service.ts';
import { enterForType, enterTerm, takeBackTerm } from './term-entry.service.ts';

const set = () => adminProcedure('settings', 'membership_type');
const read = () => adminProcedure('members.read', 'member');
const write = () => adminProcedure('members.write', 'member');
const mine = () => memberProcedure('member');
const own = () => ownLoginProcedure('member');

export const renewalRouter = router({
  settings: set()
    .output(z.array(TermSettingsView))
    .query(({ ctx }) => termSettings(ctx.platform, ctx.actor.scope)),
  saveSettings: set()
    .input(SaveTermSettingsInput)
    .output(z.array(TermSettingsView))
    .mutation(({ ctx, input }) => saveTermSettings(ctx.platform, ctx.actor, input)),
  enterForType: set()
    .input(EnterForTypeInput)
    .output(EnteredForType)
    .mutation(({ ctx, input }) => enterForType(ctx.platform, ctx.actor, input)),
  list: read()
    .input(RenewalListInput)
    .output(RenewalList)
    .query(({ ctx, input }) => renewalList(ctx.platform, ctx.actor.scope, input)),
  ofMember: read()
    .input(MemberTermInput)
    .output(MemberTermsView)
    .query(({ ctx, input }) => memberTerms(ctx.platform, ctx.actor.scope, input.memberId)),
  enterTerm: write()
    .input(EnterTermInput)
    .output(MemberTermsView)
    .mutation(async ({ ctx, input }) => {
      await enterTerm(ctx.platform, ctx.actor, input);
      return memberTerms(ctx.platform, ctx.actor.scope, input.memberId);
    }),
  takeBackTerm: write()
    .input(TakeBackTermInput)
    .output(MemberTermsView)
    .mutation(async ({ ctx, input }) => {
      const memberId = await takeBackTerm(ctx.platform, ctx.actor, input);
      return memberTerms(ctx.platform, ctx.actor.scope, memberId);
    }),
  /** The office may end it, and never begin it. */
  stop: write()
    .input(MemberTermInput)
    .output(MemberTermsView)
    .mutation(async ({ ctx, input }) => {
      await stopRenewal(ctx.platform, ctx.actor.scope, ctx.actor, input.memberId);
      return memberTerms(ctx.platform, ctx.actor.scope, input.memberId);
    }),
  renew: adminProcedure('billing.write', 'member')
    .input(MemberTermInput)
    .output(RenewedBill)
    .mutation(async ({ ctx, input }) => ({ billId: await renewByOffice(ctx.platform, ctx.actor, input.memberId) })),
  mine: mine()
    .output(MyTermView)
    .query(({ ctx }) => myTerm(ctx.platform, ctx.actor)),
  /** Only the bill, which is paid or not: a shared mailbox may pay. */
  renewMine: mine()
    .output(RenewedBill)
    .mutation(async ({ ctx }) => ({ billId: await renewMyself(ctx.platform, ctx.actor) })),
  agree: own()
    .input(AgreeInput)
    .output(MyTermView)
    .mutation(async ({ ctx, input }) => {
      await agreeToRenewal(ctx.platform, ctx.actor, input);
      return myTerm(ctx.platform, ctx.actor);
    }),
  stopMine: own()
    .output(MyTermView)
    .mutation(async ({ ctx }) => {
      await stopRenewal(ctx.platform, ctx.actor.scope, ctx.actor, ctx.actor.memberId);
      return myTerm(ctx.platform, ctx.actor);
    }),
});
