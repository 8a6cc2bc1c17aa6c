import {
  BouncedMemberInput,
  BouncedMembers,
  BouncingAddresses,
  TrustAddressInput,
  UndeliveredMails,
} from '@tsudoi/shared/contracts/mail/bounce.contract';
import { MailboxListInput, MailboxListOutput } from '@tsudoi/shared/contracts/mail/mailbox.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import * as z from 'zod';
import { adminProcedure, publicProcedure, router } from '../../platform/trpc.ts';
import { bouncedMembers, bouncingOf, trustAddress } from './bounce.service.ts';
import { mailbox, undeliveredMails } from './mail.service.ts';

export const mailRouter = router({
  bounced: adminProcedure('members.read', 'mail')
    .output(BouncedMembers)
    .query(({ ctx }) => bouncedMembers(ctx.platform, ctx.actor.scope)),
  undelivered: adminProcedure('members.read', 'mail')
    .output(UndeliveredMails)
    .query(({ ctx }) => undeliveredMails(ctx.platform, ctx.actor.scope)),
  bouncingOf: adminProcedure('members.read', 'mail')
    .input(BouncedMemberInput)
    .output(BouncingAddresses)
    .query(({ ctx, input }) => bouncingOf(ctx.platform, ctx.actor.scope, input.memberId)),
  trustAddress: adminProcedure('members.write', 'mail')
    .input(TrustAddressInput)
    .output(z.object({}))
    .mutation(async ({ ctx, input }) => {
      await trustAddress(ctx.platform, ctx.actor, input);
      return {};
    }),
  /** Development only: in production it does not exist, since it shows links that open accounts. */
  mailbox: publicProcedure('mail')
    .input(MailboxListInput)
    .output(MailboxListOutput)
    .query(({ ctx, input }) => {
      if (ctx.platform.env.NODE_ENV === 'production' || ctx.platform.env.MAIL_DRIVER !== 'mailbox') throw new DomainError('NOT_FOUND');
      return mailbox(ctx.platform, input.to);
    }),
});
