import { type MemberId, newMandateId } from '@tsudoi/shared/kernel/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { planMemberMerge } from '../src/modules/members/member-merge.service.ts';
import { type TestOrganization, openOrganization } from './organization.factory.ts';
import { cardDesk } from './recurring.factory.ts';
import { type TestServer, startTestServer } from './server.factory.ts';

let server: TestServer;
let org: TestOrganization;
let desk: ReturnType<typeof cardDesk>;
let pair: { keptId: MemberId; mergedId: MemberId };

beforeAll(async () => {
  server = await startTestServer('2026-05-10T01:00:00Z');
});
beforeEach(async () => {
  org = await openOrganization(server);
  desk = cardDesk(server, org);
  pair = { keptId: (await org.addMember())._id, mergedId: (await org.addMember())._id };
});
afterAll(() => server.close());

const charged = async () => (await planMemberMerge(server.platform, org.owner, pair)).charged;
const mandateOf = (whose: readonly MemberId[], state: 'active' | 'stopped' = 'active') => {
  server.payments.answers['debits.mandateOf'] = ({ memberId }: { memberId: MemberId }) =>
    whose.includes(memberId)
      ? {
          mandateId: newMandateId(),
          memberId,
          state,
          customerNumber: '00000000000000000001',
          account: null,
          requestedAt: '2026-05-01T00:00:00.000Z',
          version: 1,
        }
      : null;
};

describe('0055: whoever makes one record of two reads before whose card and whose mandate goes on', () => {
  it('says of each whether it goes along, stays, or is there twice', async () => {
    expect(await charged()).toEqual({ card: 'nobody', mandate: 'nobody' });
    desk.putCard(pair.mergedId, 'final');
    mandateOf([pair.keptId]);
    expect(await charged()).toEqual({ card: 'merged', mandate: 'kept' });
    desk.putCard(pair.keptId, 'final');
    mandateOf([pair.keptId, pair.mergedId]);
    expect(await charged()).toEqual({ card: 'both', mandate: 'both' });
    mandateOf([pair.mergedId], 'stopped');
    expect(await charged(), 'what has ended is nobody’s').toEqual({ card: 'both', mandate: 'nobody' });
  });

  it('does not wait for a payments-service that does not answer', async () => {
    delete server.payments.answers['cards.ofMembers'];
    expect(await charged()).toBeNull();
  });
});
