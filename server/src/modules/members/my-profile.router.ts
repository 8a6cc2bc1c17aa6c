import { UpdateMyContactsInput } from '@tsudoi/shared/contracts/members/corporate.contract';
import { MyProfileView, UpdateMyProfileInput } from '@tsudoi/shared/contracts/members/member.contract';
import { memberProcedure, router } from '../../platform/trpc.ts';
import { ownLoginProcedure } from '../identity/identity.public.ts';
import { updateMyContacts } from './corporate.service.ts';
import { getMyProfile, notingRefusals, updateMyProfile } from './my-profile.service.ts';

/**
 * What a member may change of themselves; anything else that is sent is refused and noted. Whoever came in by a shared mailbox
 * reads and pays: an address of theirs on the record would be a way in that stays (docs/decisions/0013).
 */
const own = () => ownLoginProcedure('member').use(({ ctx, next }) => notingRefusals(ctx.platform, ctx.actor, () => next()));

export const myProfileRouter = router({
  myProfile: memberProcedure('member')
    .output(MyProfileView)
    .query(({ ctx }) => getMyProfile(ctx.platform, ctx.actor)),
  updateMyProfile: own()
    .input(UpdateMyProfileInput)
    .output(MyProfileView)
    .mutation(({ ctx, input }) => updateMyProfile(ctx.platform, ctx.actor, input)),
  updateMyContacts: own()
    .input(UpdateMyContactsInput)
    .output(MyProfileView)
    .mutation(({ ctx, input }) => updateMyContacts(ctx.platform, ctx.actor, input)),
});
