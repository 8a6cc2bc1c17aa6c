export { voidReceiptsOf } from './receipt.service.ts';
