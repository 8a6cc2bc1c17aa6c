export { paperRows, receiptRows } from './member-rows.service.ts';
export { voidReceiptsOf } from './receipt.service.ts';
