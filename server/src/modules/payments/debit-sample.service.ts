import type { DebitFileOutput } from '@tsudoi/shared/contracts/payments/direct-debit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import type { DebitCollectionId } from '@tsudoi/shared/kernel/ids';
import { sampleDebitResult } from '@tsudoi/shared/service/sample-debit-result';
import type * as z from 'zod';
import type { UserActor } from '../../platform/actor.ts';
import type { Platform } from '../../platform/platform.ts';
import { sandboxAvailable } from './charge.service.ts';
import { debitFile } from './debit.service.ts';

/**
 * What a bank might answer to the file of a month, to try the desk with: the second of every five has not enough money.
 * @throws DomainError SANDBOX_NOT_AVAILABLE, and what asking for the file itself throws
 */
export async function sampleResult(
  platform: Platform,
  actor: UserActor,
  collectionId: DebitCollectionId,
): Promise<z.output<typeof DebitFileOutput>> {
  if (!sandboxAvailable(platform)) throw new DomainError('SANDBOX_NOT_AVAILABLE');
  const { fileName, base64 } = await debitFile(platform, actor, collectionId);
  const result = sampleDebitResult(Buffer.from(base64, 'base64'), (at) => (at % 5 === 1 ? '1' : '0'));
  return { fileName: `sample-result-${fileName}`, base64: result.toString('base64') };
}
