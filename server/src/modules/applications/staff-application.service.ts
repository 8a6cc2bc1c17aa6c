import type { ApplicationDetail, StaffApplicationInput } from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type ApplicationId, newApplicationId } from '@tsudoi/shared/kernel/ids';
import { inTransaction, isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import { knowAddress, takeTurn } from '../../platform/mail-turns.ts';
import type { Platform } from '../../platform/platform.ts';
import { checkedInput, fieldsFor, findCustomFields, findMembershipType } from '../members/members.public.ts';
import { type ApplicationDocument, findApplication, findByAddress, insertApplication } from './application.repository.ts';
import { shownState } from './application.rules.ts';
import { detailOf } from './application.service.ts';
import { newestTerms } from './joining-settings.repository.ts';
import { refuseWay } from './pay-way.service.ts';
import { fixPaper, signPaper, signingFor } from './signed-form.service.ts';
import { submit } from './submission.service.ts';

type Input = z.output<typeof StaffApplicationInput>;

/** Somebody whose link waits in their mailbox is not to find their application made behind their back (APP-07). */
function refusePending(pending: ApplicationDocument | null, now: Date): void {
  const until = pending?.linkExpiresAt;
  if (!pending || !until || shownState(pending, now) !== 'email_pending') return;
  throw new DomainError('ADDRESS_CHECK_PENDING', { email: pending.email, until: until.toISOString(), applicationId: pending._id });
}

async function freshApplication(platform: Platform, actor: UserActor, input: Input, session: ClientSession): Promise<ApplicationDocument> {
  const { scope } = actor;
  const db = platform.databases.server;
  const now = platform.clock.now();
  const { email } = input;
  if (email !== '') {
    await takeTurn(db, scope, 'join', email, now, session);
    refusePending(await findByAddress(db, scope, email, 'email_pending', session), now);
  }
  const terms = await newestTerms(db, scope, session);
  const application: ApplicationDocument = {
    _id: newApplicationId(),
    orgId: scope.orgId,
    state: 'email_pending',
    kind: 'new',
    byStaff: true,
    email,
    memberId: null,
    fields: null,
    sortKana: null,
    searchText: email,
    termsId: terms?._id ?? null,
    termsVersion: terms?.version ?? 0,
    agreedAt: now,
    code: null,
    linkExpiresAt: null,
    since: now,
    steps: [],
    version: 0,
    createdAt: now,
  };
  await insertApplication(db, scope, application, session);
  return application;
}

/** A stuck one, finished through itself (APP-08); the link in the mail is then a used one. */
async function stuckApplication(
  platform: Platform,
  { scope }: UserActor,
  applicationId: ApplicationId,
  session?: ClientSession,
): Promise<ApplicationDocument> {
  const application = await findApplication(platform.databases.server, scope, applicationId, session);
  if (!application) throw new DomainError('NOT_FOUND');
  if (shownState(application, platform.clock.now()) !== 'email_pending') throw new DomainError('INVALID_TRANSITION');
  return application;
}

/**
 * 代理申請, also of types that are not offered on the page. The completion mail goes to the applicant all the same.
 * @throws DomainError NOT_FOUND, ADDRESS_CHECK_PENDING, EMAIL_TAKEN, APPLICATION_OPEN, INVALID_TRANSITION, INVALID_INPUT, CONFLICT, DEBIT_NOT_APPROVED,
 * METHOD_NOT_AVAILABLE
 */
export async function submitByStaff(platform: Platform, actor: UserActor, input: Input): Promise<z.output<typeof ApplicationDetail>> {
  const { scope } = actor;
  const type = await findMembershipType(scope, input.fields.membershipTypeId);
  if (!type || type.archived) throw new DomainError('NOT_FOUND');
  const own = (await findCustomFields(platform.databases.server, scope)).fields;
  const fields = { ...input.fields, custom: checkedInput(own, {}, input.fields.custom, 'applicant') };
  const signing = signingFor(input, fields);
  // Of one that was begun by the person themselves: where, and under which terms, they began it.
  const stuck = input.applicationId ? await stuckApplication(platform, actor, input.applicationId) : null;
  const { email, termsVersion } = stuck ?? {
    email: input.email,
    termsVersion: (await newestTerms(platform.databases.server, scope))?.version ?? 0,
  };
  await refuseWay(platform, scope, input.payBy ?? null, email);
  const told = { fields, email, typeName: type.name, own: fieldsFor(own, 'applicant') };
  const paper = signing && (await signPaper(platform, scope, { ...told, signing, witness: actor.name, termsVersion }));
  if (email !== '') await knowAddress(platform.databases.server, scope, 'join', email, platform.clock.now());
  try {
    const submitted = await inTransaction(platform.databases.client, async (session) => {
      const application = input.applicationId
        ? await stuckApplication(platform, actor, input.applicationId, session)
        : await freshApplication(platform, actor, input, session);
      const done = await submit(platform, scope, application, { actor, fields, passwordHash: null, payBy: input.payBy ?? null }, session);
      if (paper) await fixPaper(platform, scope, actor, done, paper, session);
      return done;
    });
    platform.nudgeMail();
    platform.nudgeOutbox();
    return detailOf(platform, scope, submitted);
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('EMAIL_TAKEN');
    throw error;
  }
}
