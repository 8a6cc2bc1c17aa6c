import { randomUUID } from 'node:crypto';
import { settingsAtFirst } from '../src/modules/dunning/dunning-default.rules.ts';

type Inputs = (ids: Record<string, string>) => unknown;

/** Of the procedures about reminders, and about addresses that take no mail. */
export const dunningInputs: Record<string, Inputs | null> = {
  'dunning.settings': null,
  'dunning.updateSettings': () => ({ settings: settingsAtFirst, version: 99 }),
  'dunning.previewText': () => ({ subject: 'x', body: 'x', subjectEn: 'x', bodyEn: 'x', english: true }),
  'dunning.plan': () => ({}),
  'dunning.planOf': ({ memberId }) => ({ memberIds: [memberId] }),
  'dunning.noticePreview': ({ memberId }) => ({ memberId }),
  'dunning.log': () => ({}),
  'dunning.history': ({ memberId, billId }) => ({ memberId, billId }),
  'dunning.send': ({ memberId }) => ({ memberIds: [memberId], idempotencyKey: randomUUID() }),
  'dunning.job': () => ({ dunningJobId: 'dnj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'dunning.stop': () => ({ dunningJobId: 'dnj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'dunning.skipToday': null,
  'dunning.resumeToday': null,
  'dunning.hold': ({ memberId, billId }) => ({ memberId, billId, until: null, reason: '分割の約束' }),
  'dunning.release': () => ({ dunningHoldId: 'dnh_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'mail.bounced': null,
  'mail.undelivered': null,
  'mail.bouncingOf': ({ memberId }) => ({ memberId }),
  'mail.trustAddress': ({ memberId }) => ({ memberId, address: 'member1@example.com' }),
  'dunning.letters': null,
  'dunning.markLetters': () => ({ dunningNoticeIds: ['dnt_01JZZZZZZZZZZZZZZZZZZZZZZZ'], posted: true }),
  'dunning.markPrinted': () => ({ until: '2026-06-08T00:00:00.000Z' }),
};

/** Those of them that set or show what is the organisation's own. */
export const dunningNamesNothing = ['dunning.updateSettings', 'dunning.previewText', 'dunning.plan', 'dunning.log', 'dunning.markPrinted'];
