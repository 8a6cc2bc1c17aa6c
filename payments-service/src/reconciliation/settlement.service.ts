import type {
  SettlementLine,
  SettlementLinesInput,
  SettlementList,
  SettlementView,
} from '@tsudoi/shared/contracts/payments/settlement.contract';
import type { ProviderAccountId } from '@tsudoi/shared/kernel/ids';
import { type SettlementId, newSettlementId } from '@tsudoi/shared/kernel/settlement-ids';
import { zeroYen } from '@tsudoi/shared/kernel/yen';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import { listAccounts } from '../accounts/account.repository.ts';
import type { Reading } from '../connectors/connector.ts';
import type { Connectors } from '../connectors/registry.ts';
import type { Platform } from '../platform/platform.ts';
import {
  type SettlementDocument,
  type SettlementLineDocument,
  findSettlement,
  insertSettlement,
  pageOfLines,
  pageOfSettlements,
} from './settlement.repository.ts';

/** Where a settlement was heard of: a notice, or our own look at the provider's list. */
export interface SettlementSource {
  readonly accountId: ProviderAccountId;
  readonly provider: string;
  readonly providerSettlementId: string;
  readonly inboxId: string;
}

/** Keeps the settlements that are new and has them fetched. The same one told again, under whatever event, is the same one. */
export async function keepSettlements(platform: Platform, scope: OrgScope, sources: readonly SettlementSource[]): Promise<void> {
  const { clock, databases } = platform;
  for (const [place, source] of sources.entries()) {
    await insertSettlement(databases.payments, scope, {
      ...source,
      _id: newSettlementId(),
      orgId: scope.orgId,
      state: 'announced',
      announcedAt: clock.now(),
      attempts: 0,
      // In their own order, so that what is carried on is known when the next one is read.
      nextAt: new Date(clock.realNow().getTime() + place),
      asked: false,
      reading: null,
      transfer: 'pending',
      transfers: [],
    });
  }
  if (sources.length > 0) platform.nudgeSettlements();
}

/**
 * Notices that name a settlement. Before their transaction and not in it: a unique key is held against what is committed, and
 * one that is kept although its notice is worked on once more is the same one then.
 */
export function announceSettlements(
  platform: Platform,
  scope: OrgScope,
  readings: readonly {
    readonly row: { readonly _id: string; readonly accountId: string; readonly provider: string };
    readonly reading: Reading;
  }[],
): Promise<void> {
  const sources = readings.flatMap(({ row, reading }): SettlementSource[] =>
    reading.outcome === 'settlement'
      ? [
          {
            accountId: row.accountId as ProviderAccountId,
            provider: row.provider,
            providerSettlementId: reading.settlementId,
            inboxId: row._id,
          },
        ]
      : [],
  );
  return keepSettlements(platform, scope, sources);
}

/** What of the service the desk needs. */
type Desk = Pick<Platform, 'databases'>;
const pageSize = 50;
const linesSize = 100;

function toView({
  _id,
  provider,
  providerSettlementId,
  state,
  announcedAt,
  reading,
  transfer,
  transfers,
}: SettlementDocument): SettlementView {
  return {
    settlementId: _id,
    provider,
    reference: reading?.reference ?? providerSettlementId,
    state,
    announcedAt: announcedAt.toISOString(),
    transfer,
    transfers: transfers.map((one) => ({ state: one.state, heardAt: one.heardAt.toISOString() })),
    cutoffAt: reading?.cutoffAt.toISOString() ?? null,
    previousCutoffAt: reading?.previousCutoffAt?.toISOString() ?? null,
    remittance: reading?.remittance ?? null,
    lineCount: reading?.lineCount ?? 0,
    asking: (reading?.asking ?? 0) + (reading?.steps.some(({ step }) => step === 'unexplained') ? 1 : 0),
    open: { count: reading?.open ?? 0, amount: reading?.openAmount ?? zeroYen },
    steps: reading?.steps ?? [],
  };
}

/** A page of the organisation's settlements, the newest first. */
export async function settlementsOfOrganization(
  { databases }: Desk,
  connectors: Connectors,
  scope: OrgScope,
  cursor: SettlementId | null,
): Promise<z.output<typeof SettlementList>> {
  const db = databases.payments;
  const [page, accounts] = await Promise.all([pageOfSettlements(db, scope, cursor, pageSize + 1), listAccounts(db, scope)]);
  const rows = page.slice(0, pageSize);
  return {
    rows: rows.map(toView),
    next: page.length > pageSize ? rows.at(-1)!._id : null,
    providers: [...new Set(accounts.map(({ provider }) => provider))].map((provider) => ({
      provider,
      reports: connectors.get(provider)?.settlements !== undefined,
    })),
  };
}

/** One settlement, or null for another organisation's. */
export async function settlementOfOrganization(
  { databases }: Desk,
  scope: OrgScope,
  settlementId: SettlementId,
): Promise<SettlementView | null> {
  const found = await findSettlement(databases.payments, scope, settlementId);
  return found && toView(found);
}

/** A page of its lines: those that ask for somebody, those that are carried on, or the rest. */
export async function settlementLines(
  { databases }: Desk,
  scope: OrgScope,
  {
    settlementId,
    view,
    from,
  }: { readonly settlementId: SettlementId; readonly view: z.output<typeof SettlementLinesInput>['view']; readonly from: number },
): Promise<{ lines: SettlementLine[]; next: number | null } | null> {
  const db = databases.payments;
  const settlement = await findSettlement(db, scope, settlementId);
  if (!settlement) return null;
  if (!settlement.reading) return { lines: [], next: null };
  const { asking, open, lineCount } = settlement.reading;
  const places = { asking: [0, asking], open: [asking, asking + open], rest: [asking + open, lineCount] } as const;
  const [first, before] = places[view];
  const found = await pageOfLines(db, scope, settlement, { from: first + from, before }, linesSize);
  const next = from + found.length;
  return {
    lines: found.map(toLine),
    next: first + next < before ? next : null,
  };
}

function toLine({ _id, kind, verdict, chargeId, paymentNumber, method, amount, ours, happenedAt }: SettlementLineDocument): SettlementLine {
  return { lineId: _id, kind, verdict, chargeId, paymentNumber, method, amount, ours, happenedAt: happenedAt.toISOString() };
}
