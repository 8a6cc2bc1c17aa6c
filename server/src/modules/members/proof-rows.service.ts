import type { MemberId } from '@tsudoi/shared/kernel/ids';
import type { MemberRows, MergeContext } from '../../platform/member-rows.ts';
import { findMembers } from './member.repository.ts';
import {
  type ProofDocument,
  answeredAmong,
  findProofs,
  findRules,
  proofIdOf,
  proofsOf,
  replaceProof,
  waitingProofsOf,
} from './proof.repository.ts';
import { acceptanceFor } from './proof.rules.ts';

/** Of the record that goes: the last acceptance of each type, where the one that stays has none for the period. */
async function acceptedFor({ db, scope, session }: MergeContext, mergedId: MemberId, keptId: MemberId): Promise<ProofDocument[]> {
  const accepted = (await proofsOf(db, scope, [mergedId], session)).filter(({ state }) => state === 'accepted');
  if (accepted.length === 0) return [];
  const kept = await proofsOf(db, scope, [keptId], session);
  return (await findRules(db, scope, session)).flatMap((rule) => acceptanceFor(rule, accepted, kept) ?? []);
}

/** The acceptance as the other record has it; what that had said of the period waits in it for the undo. */
async function carry({ db, scope, session }: MergeContext, proof: ProofDocument, to: MemberId): Promise<void> {
  const _id = proofIdOf(to, proof.dueOn);
  const [instead = null] = await findProofs(db, scope, [_id], session);
  await replaceProof(db, scope, _id, { ...proof, _id, memberId: to, carried: { from: proof._id, instead } }, session);
}

/**
 * A yearly proof is named by its member and period, and stays where it was decided. That a card was accepted is true of the
 * person: it is written down for the record that stays as well, which else would fall back for want of it (docs/decisions/0014).
 */
export const proofRows: MemberRows = {
  kind: 'proofs',
  ownersAmong: ({ db, scope, session }, memberIds) => answeredAmong(db, scope, memberIds, session),
  async rowsOf(context, memberId, to) {
    return (await acceptedFor(context, memberId, to)).map(({ _id }) => ({ id: _id, amount: 0 }));
  },
  async move(context, ids, to) {
    const { db, scope, session } = context;
    for (const proof of await findProofs(db, scope, ids, session)) {
      const { carried = null } = proof;
      // What came from that record goes back: it has its own still.
      if (carried?.from === proofIdOf(to, proof.dueOn)) await replaceProof(db, scope, proof._id, carried.instead, session);
      else await carry(context, proof, to);
    }
  },
  async goingBack({ db, scope, session }, moved, keptId) {
    const own = (await proofsOf(db, scope, [keptId], session)).filter(({ carried }) => carried && moved.includes(carried.from));
    return { ids: own.map(({ _id }) => _id), blockers: [] };
  },
  async obstacles({ db, scope, session }, keptId, mergedId) {
    const waiting = await waitingProofsOf(db, scope, [keptId, mergedId], session);
    const numbers = new Map((await findMembers(scope, [keptId, mergedId], session)).map((member) => [member._id, member.memberNumber]));
    return waiting.map(({ _id, memberId, fileName }) => ({
      kind: 'proof_sent' as const,
      ref: _id,
      label: `${numbers.get(memberId) ?? ''} ${fileName}`.trim(),
    }));
  },
};
