import type { Permission } from '@tsudoi/shared/contracts/identity/identity.contract';
import { expect, test } from 'vitest';
import { drawnAs } from '../../lib/drawn-as.tsx';
import type { InquiryCandidate } from '../../lib/views.ts';
import { FirstAccessInvitationsScreen } from './first-access-invitations.screen.tsx';
import { InquiryCandidates } from './InquiryCandidates.tsx';
import { inquiryTexts } from './inquiry-texts.ts';

const viewer: readonly Permission[] = ['members.read'];
const writer: readonly Permission[] = ['members.read', 'members.write'];
const person = {
  memberId: 'mem_01JZZZZZZZZZZZZZZZZZZZZZZZ',
  memberNumber: 'M-0001',
  familyName: '佐藤',
  givenName: '花子',
  membershipTypeName: '正会員',
};
const { writers, detail } = inquiryTexts.ja;

test('ADM-01: nobody is chosen to be told how to begin by whoever may only look; the screen says who can', async () => {
  const row = { ...person, contactEmail: 'hanako@example.jp', hasReading: true, expiresAt: null };
  const answers = { 'identity.membersToInvite': { pages: [{ rows: [row], next: null }], pageParams: [null] } };
  const seen = (html: string) => [html.includes('佐藤 花子'), html.includes('type="checkbox"'), html.includes(writers)];
  expect(seen(await drawnAs(writer, <FirstAccessInvitationsScreen />, answers))).toEqual([true, true, false]);
  expect(seen(await drawnAs(viewer, <FirstAccessInvitationsScreen />, answers))).toEqual([true, false, true]);
});

test('ADM-01: whoever may only look compares an inquiry with the roll and is offered no answer', async () => {
  const match = { name: true, reading: true, birthDate: true, email: true };
  const candidate = { ...person, match, mayLogIn: true, releasable: true } as InquiryCandidate;
  const desk = <InquiryCandidates candidates={[candidate]} to="hanako@example.jp" isPending={false} onRelease={() => undefined} />;
  const seen = (html: string) => [html.includes('佐藤 花子'), html.includes(detail.release), html.includes(writers)];
  expect(seen(await drawnAs(writer, desk))).toEqual([true, true, false]);
  expect(seen(await drawnAs(viewer, desk))).toEqual([true, false, true]);
});
