import * as z from 'zod';

/** What an organisation takes along of the payments-service (IMP-07): each collection with the file that it becomes. */
export const archivedPayments = {
  charges: '決済',
  refunds: '決済会社への返金の依頼',
  discrepancies: '決済で合わなかったこと',
  settlements: '決済会社の精算',
  settlement_lines: '決済会社の精算の明細',
  bank_files: '読み込んだ銀行のファイル',
  deposits: '銀行の入金',
  remitters: '振込人の覚え',
  debit_contracts: '口座振替の契約',
  mandates: '口座振替の登録',
  debit_collections: '口座振替の請求',
  debit_lines: '口座振替の結果',
  debit_results: '口座振替の結果のファイル',
  fee_terms: 'システム利用料の負担',
  payouts: '団体への振込',
  payout_entries: '団体への振込の明細',
} as const;
export const ArchivedPayments = z.enum(Object.keys(archivedPayments) as (keyof typeof archivedPayments)[]);
export type ArchivedPayments = z.output<typeof ArchivedPayments>;

export const archiveInternal = {
  /** The rows of one collection by pages, without whatever opens a door. */
  'archive.page': {
    type: 'query',
    input: z.strictObject({
      collection: ArchivedPayments,
      /** Where the page before ended. */
      after: z.string().max(100).nullable(),
    }),
    output: z.object({ rows: z.array(z.record(z.string(), z.unknown())), next: z.string().nullable() }),
  },
} as const;
