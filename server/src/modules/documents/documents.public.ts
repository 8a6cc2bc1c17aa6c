export { allPapers } from './paper-archive.service.ts';
export { type Press, pressOf } from './paper-facts.service.ts';
export { paperSettingsOf } from './paper-settings.service.ts';
export { paperRows, receiptRows } from './member-rows.service.ts';
export { voidReceiptsOf } from './receipt.service.ts';
