export { renewalConsentRows, renewalRows, termRows } from './member-rows.service.ts';
export { renewalNoticeGivenUp } from './renewal-held.service.ts';
export { noteOutcome } from './renewal-outcome.service.ts';
export { typesWithTerms } from './renewal-settings.service.ts';
export { termsOfMoney } from './term-money.service.ts';
