import { crashPoint } from '@tsudoi/shared/service/crash-point';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { askLaterMs, providerBreaker } from '../connectors/breaker.ts';
import type { Connectors } from '../connectors/registry.ts';
import { effectOf, storeAnswers } from '../inbox/inbox-answer.service.ts';
import type { Inbox } from '../inbox/inbox.service.ts';
import type { Platform } from '../platform/platform.ts';
import { type ChargeDocument, dueInquiries, updateCharge } from './charge.repository.ts';
import { takesMoney } from './charge.rules.ts';
import { expireUnpaid, leaveToPeople, saysUnmoved } from './charge-end.service.ts';
import { endWantedLook } from './charge-look.repository.ts';
import { moveLocally } from './charge-move.service.ts';
import { voidAtProvider } from './charge-void.service.ts';
import { isNeverOpened, isOut, isOver, isUnheard, mayStillTell, mayBePaid, nextInquiryAt, wantedAgainAt } from './inquiry.rules.ts';

const organisationsAtOnce = 20;
const chargesAtOnce = 50;
const untilToldMs = 86_400_000;

/**
 * The janitor: asks the provider about charges that may have moved without our hearing of it. It never guesses. Those
 * who have waited longest come first, and no organisation takes the turn of another: each is asked for side by side.
 */
export async function inquireSilentCharges(platform: Platform, connectors: Connectors, inbox: Inbox): Promise<number> {
  const { clock, databases } = platform;
  const due = await dueInquiries(databases.payments, clock.now(), organisationsAtOnce, chargesAtOnce);
  await Promise.all(
    due.map(async (charges) => {
      for (const charge of charges) await inquireCharge(platform, connectors, inbox, mintOrgScope(charge.orgId), charge);
    }),
  );
  return due.flat().length;
}

async function inquireCharge(
  platform: Platform,
  connectors: Connectors,
  inbox: Inbox,
  scope: OrgScope,
  charge: ChargeDocument,
): Promise<void> {
  const db = platform.databases.payments;
  const now = platform.clock.now();
  // A look that would ask nobody is not one of its looks: it is still to come, behind what others can be asked about (T29).
  if (providerBreaker.isOpen(charge.provider)) {
    await updateCharge(db, scope, charge, { nextInquiryAt: new Date(now.getTime() + askLaterMs) });
    return;
  }
  const inquiries = charge.inquiries + 1;
  const scheduled = nextInquiryAt({ ...charge, inquiries }, now);
  const isLast = scheduled === null && takesMoney(charge) && (charge.voidWanted || isUnheard(charge) || isOut(charge));
  // The next look is fixed before the provider is asked, so that a crash in between does not lose it; nor what people are to be told.
  const next = { inquiries, nextInquiryAt: isLast ? new Date(now.getTime() + untilToldMs) : scheduled };
  // One that somebody waits for is none of its looks until it is answered, and comes again soon where it is not.
  const again = wantedAgainAt(charge, now);
  const meanwhile = again ? { nextInquiryAt: again } : next;
  if (!(await updateCharge(db, scope, charge, meanwhile))) return;
  if (!mayBePaid(charge, now) && !charge.wantedAt) return;
  const asked: ChargeDocument = { ...charge, ...meanwhile, version: charge.version + 1 };
  const isHeard = await ask(platform, connectors, inbox, scope, asked, { isLast, comesAgain: again !== null });
  if (isHeard || again === null) await endWantedLook(db, scope, charge, again, next);
}

interface Look {
  readonly isLast: boolean;
  /** Soon, where nothing is heard now: that is nothing to tell people of yet. */
  readonly comesAgain: boolean;
}

/** Asks about a charge and takes in what is said. False: nothing was heard of it. */
async function ask(
  platform: Platform,
  connectors: Connectors,
  inbox: Inbox,
  scope: OrgScope,
  charge: ChargeDocument,
  { isLast, comesAgain }: Look,
): Promise<boolean> {
  const db = platform.databases.payments;
  const now = platform.clock.now();
  const account = await findAccount(db, scope, charge.accountId);
  const connector = connectors.get(charge.provider);
  if (!account || !connector) {
    if (isLast && !comesAgain) await leaveToPeople(platform, scope, charge);
    return false;
  }
  // What has money, or has ended, is never taken back here: only what it is now is asked.
  if (charge.voidWanted && mayBePaid(charge, now) && (await voidAtProvider(platform, connectors, scope, charge)) === 'voided') return true;
  const result = await connector.inquire(credentialsOf(platform, account), charge);
  crashPoint('inquiry.answered');
  if (result.outcome === 'unknown' && comesAgain) return false;
  let asked = charge;
  if (result.outcome === 'none') {
    const denied = await denyOnce(platform, scope, charge);
    if (denied === null) return true;
    asked = denied;
  }
  const isUnmoved = result.outcome === 'found' && saysUnmoved(connector, charge, result.answers);
  if (isUnmoved && isOver(charge, now)) {
    await expireUnpaid(platform, scope, asked);
    return true;
  }
  if (isLast) {
    const isNews = isOut(charge) ? result.outcome === 'found' && !isUnmoved : mayStillTell(charge, result.outcome);
    if (!isNews) await leaveToPeople(platform, scope, asked);
    else if (isOut(charge)) await updateCharge(db, scope, asked, { nextInquiryAt: null });
  }
  if (result.outcome !== 'found') return result.outcome === 'none';
  const heard = await storeAnswers(inbox, charge, result.answers);
  // Whoever waits for the answer goes on once it is in the books.
  return !charge.wantedAt || (await effectOf(platform, scope, heard)) !== 'waiting';
}

/** Null when that was the last word: nothing was ever opened. */
async function denyOnce(platform: Platform, scope: OrgScope, charge: ChargeDocument): Promise<ChargeDocument | null> {
  const denials = (charge.denials ?? 0) + 1;
  if (!isNeverOpened(charge, denials, platform.clock.now())) {
    const kept = await updateCharge(platform.databases.payments, scope, charge, { denials });
    return kept ? { ...charge, denials, version: charge.version + 1 } : charge;
  }
  // A notice that came in between keeps its word: then this one is stale.
  await moveLocally(platform, scope, charge, 'try_failed', { nextInquiryAt: null, voidWanted: false }, { code: 'never_opened' });
  return null;
}
