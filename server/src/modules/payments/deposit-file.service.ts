import { gzipSync } from 'node:zlib';
import type { BankFileView, ReadBankFileOutput } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { type JstDate, addDays, partsOfDate } from '@tsudoi/shared/kernel/jst';
import { inTransaction } from '@tsudoi/shared/service/mongo';
import type { OrgScope } from '@tsudoi/shared/service/org-scope';
import { type SampleDeposit, sampleDepositFile } from '@tsudoi/shared/service/sample-deposits';
import type { UserActor } from '../../platform/actor.ts';
import { paymentsClient } from '../../platform/payments-client.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Upload } from '../../platform/upload.ts';
import { recordAudit } from '../audit/audit.public.ts';
import { billsOf, factsOf, outstandingYen } from '../billing/billing.public.ts';
import { sandboxAvailable } from './charge.service.ts';

/** A file as a browser of ours sends it, or as it is. */
function packedFile({ name, bytes }: Upload): { readonly fileName: string; readonly packed: string } {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return {
    fileName: (isPacked ? name.replace(/\.gz$/i, '') : name).slice(0, 200),
    packed: (isPacked ? bytes : gzipSync(bytes)).toString('base64'),
  };
}

/** Hands a bank's file to the service that reads it. What could not be read is an answer with the reason and the line. */
export async function readBankFile(platform: Platform, scope: OrgScope, actor: UserActor, upload: Upload): Promise<ReadBankFileOutput> {
  const file = packedFile(upload);
  const read = await paymentsClient(platform, scope).call('deposits.read', { ...file, readBy: actor.name });
  if (read.outcome === 'read' || read.outcome === 'reading')
    await inTransaction(platform.databases.client, (session) =>
      recordAudit(
        platform,
        scope,
        actor,
        {
          action: 'bankFile.read',
          subjectKind: 'bankFile',
          subjectId: read.file.bankFileId,
          subjectName: file.fileName.slice(0, 100),
          fields: [],
        },
        session,
      ),
    );
  return read;
}

/** The files read of late. */
export function bankFiles(platform: Platform, scope: OrgScope): Promise<BankFileView[]> {
  return paymentsClient(platform, scope).call('deposits.files', {});
}

const eraDay = (date: JstDate): string => {
  const { year, month, day } = partsOfDate(date);
  return [year - 2018, month, day].map((part) => String(part).padStart(2, '0')).join('');
};

/**
 * A file as the organisation's bank would send it, over bills that are open now, to try the desk with: numbers, names, two years at
 * once, a fee kept back, too much, and somebody whom nobody knows.
 * @throws DomainError SANDBOX_NOT_AVAILABLE
 */
export async function sampleBankFile(platform: Platform, scope: OrgScope): Promise<Buffer> {
  if (!sandboxAvailable(platform)) throw new DomainError('SANDBOX_NOT_AVAILABLE');
  const open = await billsOf(platform.databases.server, scope)
    .find({ status: { $in: ['unpaid', 'partly_paid'] } })
    .limit(200)
    .toArray();
  const byMember = new Map<string, { kana: string; number: string; sum: number; first: number; count: number }>();
  for (const bill of open) {
    const rest = outstandingYen(factsOf(bill));
    const known = byMember.get(bill.memberId) ?? { kana: bill.memberKana, number: bill.memberNumber, sum: 0, first: rest, count: 0 };
    byMember.set(bill.memberId, { ...known, sum: known.sum + rest, count: known.count + 1 });
  }
  const today = platform.clock.today();
  const day = eraDay(addDays(today, -1));
  const members = [...byMember.values()].filter(({ kana, number }) => kana !== '' && number !== '').slice(0, 10);
  const deposits = members.map(({ kana, number, sum, first }, at): SampleDeposit => {
    const withNumber = `${kana} ${number}`;
    if (at % 5 === 1) return { day, amount: first, remitter: kana };
    if (at % 5 === 2) return { day, amount: Math.max(1, sum - 440), remitter: withNumber };
    if (at % 5 === 3) return { day, amount: sum + 1000, remitter: kana };
    return { day, amount: sum, remitter: at % 5 === 4 ? `${number} ${kana}` : withNumber };
  });
  const stranger = { day, amount: 12_000, remitter: 'ドウバシ ケンジ' };
  const inquiryFrom = Number(eraDay(today)) * 10;
  return Buffer.from(
    sampleDepositFile({
      made: eraDay(today),
      deposits: [...deposits, stranger].map((deposit, at) => ({ ...deposit, inquiryNumber: String((inquiryFrom + at) % 1_000_000) })),
    }),
  );
}
