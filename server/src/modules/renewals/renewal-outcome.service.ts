import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import type { CollectionDocument, CollectionOutcome } from '../recurring/recurring.public.ts';
import { findRenewal, saveRenewal } from './renewal.repository.ts';

/** Hook of the collections: how the one of a renewal turned out. Validity follows the money, not this. */
export async function noteOutcome(
  platform: Platform,
  scope: OrgScope,
  { source }: Pick<CollectionDocument, 'source'>,
  outcome: CollectionOutcome,
  session: ClientSession,
): Promise<void> {
  if (source.kind !== 'renewal') return;
  const db = platform.databases.server;
  const renewal = await findRenewal(db, scope, source.id, session);
  if (renewal && renewal.outcome !== outcome) await saveRenewal(db, scope, renewal, { outcome }, session);
}
