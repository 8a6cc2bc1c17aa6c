import { randomUUID } from 'node:crypto';

const account = { account: '会費', sub: '' };
const roles = 'receivable prepaid deposit bank postal cash clearing debit writeOff systemFee annual joining event recurring adhoc'.split(
  ' ',
);
const range = { from: '2000-01-01', to: '2100-12-31', format: 'freee', encoding: 'utf8', onlyNew: false };

const wish = (membershipTypeId: string | undefined) => ({ list: 'members', membershipTypeId, format: 'csv_sjis', columns: ['姓'] });

/** Of the procedures about the books and about lists as files. */
export const bookInputs: Record<string, ((ids: Record<string, string>) => unknown) | null> = {
  'reports.bookSettings': null,
  'reports.updateBookSettings': () => ({
    settings: {
      basis: 'cash',
      deferPrepaid: true,
      partner: true,
      feeTax: 'purchase_10',
      accounts: Object.fromEntries(roles.map((role) => [role, account])),
    },
    version: 99,
  }),
  'reports.previewBooks': () => range,
  'reports.bookExports': null,
  'reports.exportBooks': () => ({ ...range, idempotencyKey: randomUUID() }),
  'reports.discardBooks': ({ bookExportId }) => ({ bookExportId }),
  'reports.exportCheck': ({ membershipTypeId }) => wish(membershipTypeId),
  'reports.startListExport': ({ membershipTypeId }) => ({ wish: wish(membershipTypeId), idempotencyKey: randomUUID() }),
  'reports.listExports': null,
};

/** Those of them that look through or set what is the organisation's own. */
export const booksNameNothing = [
  'reports.updateBookSettings',
  'reports.previewBooks',
  'reports.exportBooks',
  'reports.exportCheck',
  'reports.startListExport',
];
