import { randomUUID } from 'node:crypto';

type Inputs = (ids: Record<string, string>) => unknown;

/** Of the procedures that change many members at once, or bring back what was put away. */
export const jobInputs: Record<string, Inputs | null> = {
  'members.changeStatuses': ({ memberId }) => ({
    memberIds: [memberId],
    status: 'withdrawn',
    effectiveOn: '2026-05-01',
    reason: 'x',
    idempotencyKey: randomUUID(),
  }),
  'membershipTypes.restore': ({ membershipTypeId }) => ({ membershipTypeId }),
  'members.jobs': null,
  'members.job': () => ({ jobId: 'stj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.statusJob': () => ({ statusJobId: 'stj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.undoStatusJob': () => ({ statusJobId: 'stj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.changeTags': ({ memberId }) => ({
    action: 'add',
    tag: '委員',
    members: { memberIds: [memberId] },
    idempotencyKey: randomUUID(),
  }),
  'members.planTypes': ({ memberId, membershipTypeId }) => ({ memberIds: [memberId], membershipTypeId }),
  'members.changeTypes': ({ memberId, membershipTypeId }) => ({ memberIds: [memberId], membershipTypeId, idempotencyKey: randomUUID() }),
  'members.typeJob': () => ({ typeJobId: 'tyj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.undoTypeJob': () => ({ typeJobId: 'tyj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.tagJob': () => ({ tagJobId: 'tgj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
  'members.undoTagJob': () => ({ tagJobId: 'tgj_01JZZZZZZZZZZZZZZZZZZZZZZZ' }),
};
