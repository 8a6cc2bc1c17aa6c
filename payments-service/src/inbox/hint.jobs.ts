import { randomUUID } from 'node:crypto';
import { type Drain, inTurn, startDrain } from '@tsudoi/shared/service/drain';
import { createDueWindow } from '@tsudoi/shared/service/due-window';
import { type OrgScope, mintOrgScope } from '@tsudoi/shared/service/org-scope';
import { findAccount } from '../accounts/account.repository.ts';
import { credentialsOf } from '../accounts/account.service.ts';
import { findChargeByNumber } from '../charges/charge.repository.ts';
import type { ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import type { ChargeReference, InquiryAnswer, InquiryResult } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import { keepTold, raiseUnanswered, raiseUntold } from './contract-notice.service.ts';
import { claimHints, dueHintOrganisations, finishHint, keepHint, reclaimHints } from './hint.repository.ts';
import { isDenied, nextHintAt } from './hint.rules.ts';
import type { InboxRow } from './inbox.repository.ts';
import type { Inbox } from './inbox.service.ts';

/** Few, and side by side: a provider that is slow answers within its fifteen seconds, well inside the lease. */
const batchSize = 8;

/**
 * Follows the notices of providers that do not sign: each names a charge, its provider is asked about it over our own
 * authenticated call, and only that answer goes to where money is made of notices. Apart from that worker, so that a
 * provider that does not answer keeps nobody's signed notices waiting.
 */
export function startHintFollower(platform: Platform, connectors: Connectors, inbox: Inbox): Drain {
  const { clock, log, databases } = platform;
  const db = databases.payments;
  const window = createDueWindow();
  return startDrain(
    async (look, round) => {
      if (look.everywhere) await reclaimHints(db, clock);
      const due = (limit: number) => dueHintOrganisations(db, clock, limit);
      await inTurn(look, round, due, async (orgId) => {
        const scope = mintOrgScope(orgId);
        const rows = await claimHints(db, scope, clock, { window, limit: batchSize, claim: randomUUID() });
        await Promise.all(grouped(connectors, rows).map((group) => follow(platform, connectors, inbox, scope, group)));
        return rows.length === batchSize;
      });
    },
    { log, failure: 'unsigned notices could not be followed' },
  );
}

interface Group {
  /** Null: about nothing that a charge of ours could be. */
  readonly named: ChargeReference | null;
  readonly rows: InboxRow[];
}

/** However many notices tell of one charge, it is asked about once. */
function grouped(connectors: Connectors, rows: readonly InboxRow[]): Group[] {
  const groups = new Map<string, Group>();
  for (const row of rows) {
    const connector = connectors.get(row.provider);
    const notice = { body: Buffer.from(row.body.buffer), headers: row.headers };
    const named = connector?.authenticity === 'unsigned' ? connector.chargeNamedBy(notice) : null;
    const key = named ? `${row.accountId} ${named.method} ${named.paymentNumber}` : '';
    const group = groups.get(key) ?? { named, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

async function follow(platform: Platform, connectors: Connectors, inbox: Inbox, scope: OrgScope, { named, rows }: Group): Promise<void> {
  const db = platform.databases.payments;
  const [first] = rows;
  if (!first) return;
  const each = (work: (row: InboxRow) => Promise<void>) => Promise.all(rows.map(work));
  if (named === null) {
    await each(async (row) => finishHint(db, scope, row, 'done', await keepTold(platform, connectors, scope, row)));
    return;
  }
  const result = await ask(platform, connectors, scope, first, named);
  if (result.outcome === 'found') {
    const { orgId, provider, accountId } = first;
    for (const answer of result.answers) {
      const eventKey = keyOf(connectors, rows, answer);
      await inbox.store({ orgId, provider, accountId, eventKey, source: 'inquiry', body: answer.body, headers: {} });
    }
    await each(async (row) => {
      const isUntold = await raiseUntold(platform, connectors, scope, row, result.answers);
      await finishHint(db, scope, row, 'done', isUntold ? 'contract_charge' : 'asked');
    });
    return;
  }
  const now = platform.clock.realNow();
  await each(async (row) => {
    const next = nextHintAt(row.receivedAt, row.attempts, now);
    const isOver = result.outcome === 'none' && isDenied(row.attempts);
    if (isOver && (await raiseUntold(platform, connectors, scope, row, []))) await finishHint(db, scope, row, 'done', 'contract_charge');
    else if (isOver) {
      platform.log.warn(
        { inboxId: row._id, provider: row.provider, security: true },
        'an unsigned notice tells of what its provider denies',
      );
      await finishHint(db, scope, row, 'done', 'denied');
    } else if (next === null) {
      if (!(await raiseUntold(platform, connectors, scope, row, []))) await raiseUnanswered(platform, scope, row, named);
      await finishHint(db, scope, row, 'dead', 'not_answered');
    } else await keepHint(db, scope, row, next, result.outcome === 'none' ? 'denied_so_far' : 'not_answered');
  });
}

/** What says the same of each transfer is known by the telling that it answers, so that none is taken for the one before. */
function keyOf(connectors: Connectors, rows: readonly InboxRow[], { eventId, body }: InquiryAnswer): string {
  const connector = connectors.get(rows[0]!.provider);
  const isOfMore = (told: Buffer) =>
    connector?.authenticity === 'unsigned' && connector.mayTellOfMore?.({ body: told, headers: {} }) === true;
  const tellers = isOfMore(body) ? rows.filter((row) => isOfMore(Buffer.from(row.body.buffer))) : [];
  const telling = Math.max(0, ...tellers.map((row) => row.telling ?? 0));
  return telling === 0 ? eventId : `${eventId}-${telling}`;
}

async function ask(
  platform: Platform,
  connectors: Connectors,
  scope: OrgScope,
  row: InboxRow,
  named: ChargeReference,
): Promise<InquiryResult> {
  const account = await findAccount(platform.databases.payments, scope, row.accountId as ProviderAccountId);
  const connector = connectors.get(row.provider);
  if (!account || !connector) return { outcome: 'unknown' };
  // By which method is the charge's own to say: a state that nobody knows does not tell.
  const charge = await findChargeByNumber(platform.databases.payments, scope, named.paymentNumber);
  const method = charge?.accountId === account._id ? charge.method : named.method;
  return connector.inquire(credentialsOf(platform, account), { ...named, method });
}
