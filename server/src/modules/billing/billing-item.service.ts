import type { BillingItemView, CreateBillingItemInput, UpdateBillingItemInput } from '@tsudoi/shared/contracts/billing/billing.contract';
import { newBillingItemId } from '@tsudoi/shared/kernel/ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { type BillingItemDocument, changeItem, insertItem, listItems } from './billing-item.repository.ts';
import { refuseDonation } from './billing-item.rules.ts';

type View = z.output<typeof BillingItemView>;

function itemView(item: BillingItemDocument): View {
  return {
    billingItemId: item._id,
    name: item.name,
    category: item.category,
    taxCategory: item.taxCategory,
    proviso: item.proviso,
    version: item.version,
  };
}

function newItem(platform: Platform, scope: OrgScope, name: string, proviso: string): BillingItemDocument {
  return {
    _id: newBillingItemId(),
    orgId: scope.orgId,
    name,
    category: 'annual',
    taxCategory: 'out_of_scope',
    proviso,
    version: 0,
    starts: 0,
    createdAt: platform.clock.now(),
  };
}

/** The annual dues that every organisation begins with; runs in the transaction that opens the organisation. */
export async function createDefaultItem(platform: Platform, scope: OrgScope, session: ClientSession): Promise<void> {
  await insertItem(platform.databases.server, scope, newItem(platform, scope, '年会費', '{年度} 年会費として'), session);
}

export async function items(platform: Platform, scope: OrgScope): Promise<View[]> {
  return (await listItems(platform.databases.server, scope)).map(itemView);
}

/** @throws DomainError DONATION_NOT_ALLOWED, BILLING_ITEM_NAME_TAKEN */
export async function createItem(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof CreateBillingItemInput>,
): Promise<View> {
  refuseDonation(input.name, input.proviso);
  const item = newItem(platform, scope, input.name, input.proviso);
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

/** @throws DomainError DONATION_NOT_ALLOWED, BILLING_ITEM_NAME_TAKEN, CONFLICT, NOT_FOUND */
export async function updateItem(
  platform: Platform,
  scope: OrgScope,
  actor: UserActor,
  input: z.output<typeof UpdateBillingItemInput>,
): Promise<View> {
  refuseDonation(input.name, input.proviso);
  const changed = await inTransaction(platform.databases.client, async (session) => {
    const item = await changeItem(
      platform.databases.server,
      scope,
      input.billingItemId,
      input.version,
      { name: input.name, proviso: input.proviso },
      session,
    );
    await recordAudit(
      platform,
      scope,
      actor,
      {
        action: 'billingItem.update',
        subjectKind: 'billingItem',
        subjectId: item._id,
        subjectName: item.name,
        fields: ['name', 'proviso'],
      },
      session,
    );
    return item;
  });
  return itemView(changed);
}
