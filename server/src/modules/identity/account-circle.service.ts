import { mintOrgScope } from '@tsudoi/shared/service/org-scope';
import type { MemberActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { passwordMark } from './access-token.service.ts';
import { type AccountLinkDocument, type LinkedEnd, endKey, linksOf } from './account-link.repository.ts';
import { findAccountBy } from './member-account.repository.ts';
import { findGate } from './org-gate.service.ts';

/** The account of an end, if it may log in; the mark of the password that it has now. */
async function accountAt(platform: Platform, end: LinkedEnd) {
  const scope = mintOrgScope(end.orgId);
  const account = await findAccountBy(scope, { memberId: end.memberId });
  const card = await platform.hooks.memberCard(scope, end.memberId);
  const organization = await findOrganization(scope);
  const gate = await findGate(organization.slug);
  if (account?.state !== 'verified' || account.passwordHash === null || !card?.mayLogIn || !gate) return null;
  const awaitsNumber = (await platform.hooks.awaitNumbers(scope, [card])).has(card);
  return { scope, account, card, awaitsNumber, organization, mark: passwordMark(account.passwordHash) };
}

type Known = Awaited<ReturnType<typeof accountAt>>;
export type StandingAccount = NonNullable<Known>;

export interface Circle {
  /** Who is reached, by `endKey`; the account signed in is among them where it stands itself. */
  readonly reached: ReadonlyMap<string, StandingAccount>;
  /** The links by which, and those of the account signed in that hold no more. */
  readonly links: readonly AccountLinkDocument[];
}

/**
 * The accounts that the one signed in is switched to: from link to link, as long as every end of each still has the password it
 * was proven with. So whoever came in by an account that has fallen since falls with it: nobody else has vouched for them.
 */
export async function circleOf(platform: Platform, actor: MemberActor): Promise<Circle> {
  const own = { orgId: actor.scope.orgId, memberId: actor.memberId };
  const accounts = new Map<string, Known>();
  const standing = async (end: LinkedEnd): Promise<Known> => {
    const key = endKey(end);
    const known = accounts.has(key) ? (accounts.get(key) ?? null) : await accountAt(platform, end);
    accounts.set(key, known);
    return known?.mark === end.mark ? known : null;
  };
  const reached = new Map<string, StandingAccount>();
  const links = new Map<string, AccountLinkDocument>();
  const toAsk = [own];
  for (const from of toAsk) {
    const isOwn = from === own;
    for (const link of await linksOf(mintOrgScope(from.orgId), from.memberId)) {
      if (links.has(link._id)) continue;
      const ends: { readonly end: LinkedEnd; readonly account: Known }[] = [];
      for (const end of link.ends) ends.push({ end, account: await standing(end) });
      const holds = ends.every(({ account }) => account !== null);
      if (isOwn || holds) links.set(link._id, link);
      for (const { end, account } of ends) {
        const key = endKey(end);
        if (account === null || reached.has(key) || !(holds || key === endKey(own))) continue;
        reached.set(key, account);
        if (key !== endKey(own)) toAsk.push(end);
      }
    }
  }
  return { reached, links: [...links.values()] };
}
