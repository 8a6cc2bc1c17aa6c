export { keepHolds } from './dunning-hold.service.ts';
export { dunningHoldRows, dunningRows } from './member-rows.service.ts';
export { unwantedReminders } from './dunning-notice.service.ts';
export { letterForPaper } from './undelivered-paper.service.ts';
export { letterForUndelivered } from './undelivered.service.ts';
