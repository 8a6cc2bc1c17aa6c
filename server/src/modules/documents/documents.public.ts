export { type Sheet, invoiceToEnclose, receiptToEnclose } from './enclosure.service.ts';
export { voidInvoicesPaidByPayers } from './invoice-void.service.ts';
export { allPapers } from './paper-archive.service.ts';
export { linksOfInvoices } from './paper.repository.ts';
export { type Press, pressOf } from './paper-facts.service.ts';
export { paperSettingsOf } from './paper-settings.service.ts';
export { paperRows, receiptRows } from './member-rows.service.ts';
export { hasReceipt } from './receipt.rules.ts';
export { voidReceiptsOf } from './receipt-void.service.ts';
