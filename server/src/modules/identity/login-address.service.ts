import { createHash } from 'node:crypto';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { isDuplicateKey } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import type { ClientSession } from 'mongodb';
import { takeNumbers } from '../../platform/counters.ts';
import type { Platform } from '../../platform/platform.ts';

/** So many take turns beside each other; the row of a turn says nothing of an address. */
const turns = 64;

/**
 * Lets those who take one log-in address come one after the other: the second begins anew and finds the address taken. The
 * unique index alone does not see, on the embedded engine, what another open transaction writes. First thing of a transaction
 * that gives an account an address.
 */
export async function takeAddressTurn(platform: Platform, scope: OrgScope, address: string, session: ClientSession): Promise<void> {
  const turn = createHash('sha256').update(address).digest().readUInt16BE() % turns;
  await takeNumbers(platform.databases.server, scope, `login-address:${turn}`, 1, session);
}

/** Whoever took the address in between wins. @throws DomainError EMAIL_TAKEN */
export async function orTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isDuplicateKey(error)) throw new DomainError('EMAIL_TAKEN');
    throw error;
  }
}
