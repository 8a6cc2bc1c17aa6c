import type {
  BillingItemView,
  CreateBillingItemInput,
  DropItemPriceInput,
  DueProposal,
  ProposeDueInput,
  SetItemPriceInput,
  UpdateBillingItemInput,
} from '@tsudoi/shared/contracts/billing/billing-item.contract';
import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type BillingItemId, type MembershipTypeId, newBillingItemId } from '@tsudoi/shared/kernel/ids';
import { type JstDate, type JstMonth, firstDayOfMonth, fiscalYearOf } from '@tsudoi/shared/kernel/jst';
import { bankDays } from '@tsudoi/shared/service/bank-days';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { changedFields, recordAudit } from '../audit/audit.public.ts';
import { listMembershipTypes } from '../members/members.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { type BillingItemDocument, changeItem, getItem, insertItem, listItems } from './billing-item.repository.ts';
import { refuseDonation } from './billing-item.rules.ts';
import { dueDayOf, proposedDueDay } from './due-date.rules.ts';
import { checkTerms, feeTermsOf, withItemPrice, withoutItemPrice } from './fee-table.rules.ts';

type View = z.output<typeof BillingItemView>;
type Create = z.output<typeof CreateBillingItemInput>;

function itemView(item: BillingItemDocument): View {
  const { _id, name, proviso, version } = item;
  return { billingItemId: _id, name, proviso, version, ...feeTermsOf(item) };
}

/** What an input names of the terms; what it leaves out stays. */
function namedTerms(input: Omit<Create, 'category'>): Partial<BillingItemDocument> {
  const { name, proviso, taxCategory, taxByType, feesFrom, proration, perUnit, billsResting, exemptTypeIds, dueRule } = input;
  const given = { name, proviso, taxCategory, taxByType, feesFrom, proration, perUnit, billsResting, exemptTypeIds, dueRule };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function newItem(platform: Platform, scope: OrgScope, input: Create): BillingItemDocument {
  return {
    _id: newBillingItemId(),
    orgId: scope.orgId,
    name: input.name,
    category: input.category,
    taxCategory: 'out_of_scope',
    proviso: input.proviso,
    ...namedTerms(input),
    version: 0,
    starts: 0,
    createdAt: platform.clock.now(),
  };
}

/** The annual dues that every organisation begins with; runs in the transaction that opens the organisation. */
export async function createDefaultItem(platform: Platform, scope: OrgScope, session: ClientSession): Promise<void> {
  const item = newItem(platform, scope, { name: '年会費', category: 'annual', proviso: '{年度} 年会費として' });
  await insertItem(platform.databases.server, scope, item, session);
}

/** 請求項目 with their fee tables. */
export async function items(platform: Platform, scope: OrgScope): Promise<View[]> {
  return (await listItems(platform.databases.server, scope)).map(itemView);
}

/** The types that the terms of an input name. */
const typesIn = ({ taxByType = [], exemptTypeIds = [] }: Pick<Create, 'taxByType' | 'exemptTypeIds'>): MembershipTypeId[] => [
  ...taxByType.map((row) => row.membershipTypeId),
  ...exemptTypeIds,
];

/** What an item names are types of this organisation. @throws DomainError NOT_FOUND */
async function expectTypes(scope: OrgScope, typeIds: readonly MembershipTypeId[]): Promise<void> {
  if (typeIds.length === 0) return;
  const known = new Set((await listMembershipTypes(scope)).map((type) => type._id));
  if (!typeIds.every((typeId) => known.has(typeId))) throw new DomainError('NOT_FOUND');
}

/** @throws DomainError DONATION_NOT_ALLOWED, BILLING_ITEM_NAME_TAKEN, INVALID_INPUT, NOT_FOUND */
export async function createItem(platform: Platform, scope: OrgScope, actor: UserActor, input: Create): Promise<View> {
  refuseDonation(input.name, input.proviso);
  const item = newItem(platform, scope, input);
  checkTerms(feeTermsOf(item));
  await expectTypes(scope, typesIn(input));
  await inTransaction(platform.databases.client, async (session) => {
    await insertItem(platform.databases.server, scope, item, session);
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'billingItem.create', subjectKind: 'billingItem', subjectId: item._id, subjectName: item.name, fields: [] },
      session,
    );
  });
  return itemView(item);
}

async function change(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  { billingItemId, version }: Pick<z.output<typeof UpdateBillingItemInput>, 'billingItemId' | 'version'>,
  changeOf: (item: BillingItemDocument) => Partial<BillingItemDocument>,
): Promise<View> {
  const changed = await inTransaction(platform.databases.client, async (session) => {
    let fields: AuditField[] = [];
    const item = await changeItem(
      platform.databases.server,
      scope,
      billingItemId,
      version,
      (before) => {
        const changes = changeOf(before);
        checkTerms(feeTermsOf({ ...before, ...changes }));
        fields = changedFields<AuditField & keyof BillingItemDocument>({ ...before, ...feeTermsOf(before) }, changes);
        return changes;
      },
      session,
    );
    await recordAudit(
      platform,
      scope,
      actor,
      { action: 'billingItem.update', subjectKind: 'billingItem', subjectId: item._id, subjectName: item.name, fields },
      session,
    );
    return item;
  });
  return itemView(changed);
}

/** @throws DomainError DONATION_NOT_ALLOWED, BILLING_ITEM_NAME_TAKEN, CONFLICT, NOT_FOUND, INVALID_INPUT */
export async function updateItem(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof UpdateBillingItemInput>,
): Promise<View> {
  refuseDonation(input.name, input.proviso);
  await expectTypes(scope, typesIn(input));
  return change(platform, scope, actor, input, () => namedTerms(input));
}

/**
 * A price of the item's own table, in force from a day or from the beginning. Plans and bills that exist keep theirs.
 * @throws DomainError NOT_FOUND, CONFLICT, INVALID_INPUT
 */
export async function setItemPrice(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof SetItemPriceInput>,
): Promise<View> {
  const { membershipTypeId, from, amount } = input;
  await expectTypes(scope, [membershipTypeId]);
  return change(platform, scope, actor, input, (item) => ({
    prices: withItemPrice(item.prices ?? [], { membershipTypeId, from, amount }),
  }));
}

/** @throws DomainError NOT_FOUND, CONFLICT */
export function dropItemPrice(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof DropItemPriceInput>,
): Promise<View> {
  return change(platform, scope, actor, input, (item) => ({ prices: withoutItemPrice(item.prices ?? [], input) }));
}

/** The due day that the item's rule gives a bill beginning with a month, passed or not; null where it has none. @throws DomainError NOT_FOUND */
export async function dueByRule(
  platform: Platform,
  scope: OrgScope,
  itemId: BillingItemId,
  month: JstMonth,
  session?: ClientSession,
): Promise<JstDate | null> {
  const { dueRule } = feeTermsOf(await getItem(platform.databases.server, scope, itemId, session));
  return dueRule && dueDayOf(dueRule, month, bankDays).dueOn;
}

/** The due day that the office is offered for a bill beginning with a month. @throws DomainError NOT_FOUND, INVALID_INPUT */
export async function proposeDue(
  platform: Platform,
  scope: OrgScope,
  input: z.output<typeof ProposeDueInput>,
): Promise<z.output<typeof DueProposal>> {
  const item = await getItem(platform.databases.server, scope, input.billingItemId);
  const { fiscalYearStartMonth } = await findOrganization(scope);
  if (fiscalYearOf(firstDayOfMonth(input.allocationStartMonth), fiscalYearStartMonth) !== input.fiscalYear)
    throw new DomainError('INVALID_INPUT');
  return proposedDueDay(feeTermsOf(item).dueRule, input.allocationStartMonth, platform.clock.today(), bankDays);
}
