import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import type { Platform } from '../../platform/platform.ts';
import { restartAccount } from '../identity/identity.public.ts';
import type { ImportedChange } from './import-member.repository.ts';
import { isOtherLiaison } from './login-person.rules.ts';

/**
 * Where the office has put somebody else in the place of a 連絡者, whoever was it gets in no more (docs/decisions/0010). In the
 * transaction of the change. A 連絡者 who names another by themselves hands the log-in on by themselves.
 */
export async function followLiaisons(
  platform: Platform,
  scope: OrgScope,
  changed: readonly ImportedChange[],
  session: ClientSession,
): Promise<void> {
  for (const { before, changes } of changed)
    if (isOtherLiaison(before, changes)) await restartAccount(platform, scope, before._id, session);
}
