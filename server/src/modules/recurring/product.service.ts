import type { RecurringProductView, SaveRecurringProductInput } from '@tsudoi/shared/contracts/recurring/recurring.contract';
import { PositiveYen } from '@tsudoi/shared/kernel/yen';
import { newRecurringProductId } from '@tsudoi/shared/kernel/recurring-ids';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { refuseDonation } from '../billing/billing.public.ts';
import { findOrganization } from '../organizations/organizations.public.ts';
import { countPlans } from './plan.repository.ts';
import { repriced } from './plan.rules.ts';
import { type ProductDocument, getProduct, insertProduct, listProducts, saveProduct } from './product.repository.ts';

export const tendJobName = 'recurring.tend';

/** What the office offers for a monthly charge, the newest first. */
export async function recurringProducts(platform: Platform, scope: OrgScope): Promise<RecurringProductView[]> {
  const db = platform.databases.server;
  const { slug } = await findOrganization(scope);
  const plans = await countPlans(db, scope);
  return (await listProducts(db, scope)).map((product) => ({
    productId: product._id,
    name: product.name,
    amount: PositiveYen.parse(product.amount),
    chargeDay: product.chargeDay,
    description: product.description,
    taxCategory: product.taxCategory,
    isOpen: product.isOpen,
    next: product.next && { amount: PositiveYen.parse(product.next.amount), from: product.next.from },
    url: `${platform.env.PUBLIC_URL}/${slug}/my/plan/${product._id}`,
    plans: plans.get(product._id) ?? 0,
    version: product.version,
  }));
}

/**
 * Makes a product or changes it. Another amount counts from the next month on: plans go on, and whoever pays is told by mail.
 * @throws DomainError NOT_FOUND, CONFLICT, DONATION_NOT_ALLOWED (BIL-16)
 */
export async function saveRecurringProduct(
  platform: Platform,
  actor: UserActor,
  { productId, version, amount, ...told }: z.output<typeof SaveRecurringProductInput>,
): Promise<RecurringProductView[]> {
  const { scope } = actor;
  const db = platform.databases.server;
  refuseDonation(told.name, told.description);
  await inTransaction(platform.databases.client, async (session) => {
    let id = productId;
    if (id === null) {
      id = newRecurringProductId();
      const made: ProductDocument = {
        _id: id,
        orgId: scope.orgId,
        ...told,
        amount,
        next: null,
        createdAt: platform.clock.now(),
        version: 0,
        joins: 0,
      };
      await insertProduct(db, scope, made, session);
    } else {
      const product = await getProduct(db, scope, id, session);
      const price = amount === (product.next ?? product).amount ? {} : repriced(product, amount, platform.clock.today());
      await saveProduct(db, scope, { _id: id, version }, { ...told, ...price }, session);
    }
    const action = productId === null ? 'recurring.product_add' : 'recurring.product_change';
    const note = { action, subjectKind: 'recurringProduct', subjectId: id, subjectName: told.name, fields: ['amount', 'state'] } as const;
    await recordAudit(platform, scope, actor, { ...note, fields: [...note.fields] }, session);
  });
  await platform.wakeJob(tendJobName, {});
  return recurringProducts(platform, scope);
}
