import type {
  ApplicationCounts,
  ApplicationDetail,
  ApplicationListInput,
  ApplicationListOutput,
} from '@tsudoi/shared/contracts/applications/application.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { ApplicationId } from '@tsudoi/shared/kernel/ids';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { Platform } from '../../platform/platform.ts';
import {
  feeOn,
  fieldsFor,
  findCustomFields,
  findLookalikes,
  findMembers,
  listMembershipTypes,
  searchExpressions,
} from '../members/members.public.ts';
import { type ApplicationDocument, countApplications, findApplication, pageOfApplications } from './application.repository.ts';
import { openStates, statesOfView } from './application.rules.ts';
import { type TypeFacts, applicationDetail, applicationRow } from './application.view.ts';

type Detail = z.output<typeof ApplicationDetail>;
const totalCap = 1000;

async function typeFacts(platform: Platform, scope: OrgScope): Promise<TypeFacts> {
  const today = platform.clock.today();
  return new Map((await listMembershipTypes(scope)).map((type) => [type._id, { name: type.name, annualFee: feeOn(type, today) }]));
}

/** What waits stands in the order of arrival; what is done, newest first. */
export async function listApplications(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof ApplicationListInput>,
): Promise<z.output<typeof ApplicationListOutput>> {
  const db = platform.databases.server;
  const cursor = input.cursor == null || input.cursor === '' ? null : ApplicationId.safeParse(input.cursor);
  if (cursor !== null && !cursor.success) throw new DomainError('INVALID_INPUT');
  const after = cursor?.data ?? null;
  const backwards = input.direction === 'previous' && after !== null;
  const newestFirst = input.view === 'approved' || input.view === 'other';
  const page = { states: statesOfView[input.view], words: searchExpressions(input.q) };
  const [found, total, types] = await Promise.all([
    pageOfApplications(db, scope, page, after, backwards ? !newestFirst : newestFirst, input.size),
    countApplications(db, scope, page, totalCap + 1),
    typeFacts(platform, scope),
  ]);
  const more = found.length > input.size;
  const shown = found.slice(0, input.size);
  if (backwards) shown.reverse();
  const now = platform.clock.now();
  return {
    rows: shown.map((application) => applicationRow(application, types, now)),
    nextCursor: (backwards || more) && shown.length > 0 ? shown.at(-1)!._id : null,
    previousCursor: (backwards ? more : after !== null) && shown.length > 0 ? shown[0]!._id : null,
    total: Math.min(total, totalCap),
    totalCapped: total > totalCap,
  };
}

export async function applicationCounts(platform: Platform, scope: OrgScope): Promise<z.output<typeof ApplicationCounts>> {
  const count = (view: 'waiting' | 'returned' | 'paying') =>
    countApplications(platform.databases.server, scope, { states: statesOfView[view], words: [] }, totalCap);
  const [waiting, returned, paying] = await Promise.all([count('waiting'), count('returned'), count('paying')]);
  return { waiting, returned, paying };
}

export async function detailOf(
  platform: Platform,
  scope: OrgScope,
  application: ApplicationDocument,
): Promise<z.output<typeof ApplicationDetail>> {
  const { memberId, email, sortKana, state, payBy } = application;
  // Whether somebody is here already matters while something can still be decided.
  const isOpen = openStates.includes(state) || state === 'email_pending';
  const [joiningFee, duesCard, types, members, lookalikes, { fields }] = await Promise.all([
    application.paysAhead ? platform.hooks.joiningFeeOf(scope, application._id) : null,
    payBy === 'card' && state === 'approved' && memberId ? platform.hooks.duesCardOf(scope, memberId) : null,
    typeFacts(platform, scope),
    memberId ? findMembers(scope, [memberId]) : [],
    isOpen ? findLookalikes(scope, { contactEmail: email, sortKana }) : [],
    findCustomFields(platform.databases.server, scope),
  ]);
  const detail = applicationDetail(application, types, members[0] ?? null, lookalikes, platform.clock.now());
  return { ...detail, joiningFee: joiningFee as Detail['joiningFee'], duesCard, customFields: fieldsFor(fields, 'applicant') };
}

/** @throws DomainError NOT_FOUND */
export async function getApplication(
  platform: Platform,
  scope: OrgScope,
  applicationId: ApplicationId,
): Promise<z.output<typeof ApplicationDetail>> {
  const application = await findApplication(platform.databases.server, scope, applicationId);
  if (!application) throw new DomainError('NOT_FOUND');
  return detailOf(platform, scope, application);
}
