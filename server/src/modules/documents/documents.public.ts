export { type ReceiptFile, downloadReceipt, voidReceiptsOf } from './receipt.service.ts';
