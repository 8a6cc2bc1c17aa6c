import type { DepositEvidence, DepositFacts, DepositShare } from '@tsudoi/shared/contracts/payments/deposit.contract';
import { type DepositId, newDepositId } from '@tsudoi/shared/kernel/deposit-ids';
import { jstDate } from '@tsudoi/shared/kernel/jst';
import { yen } from '@tsudoi/shared/kernel/yen';
import type { TestServer } from './server.factory.ts';

type Kept = DepositFacts & {
  evidence: Partial<DepositEvidence>[];
  recallFit: 'several' | null;
  recallChosen: boolean;
  choices: DepositFacts[];
};

/** Stands in for the payments-service, which keeps the deposits: one decision a round, as its own tests hold it to. */
export function standInDeposits(server: TestServer) {
  const kept = new Map<DepositId, Kept>();
  type Asked = { depositId: DepositId; round: number; shares: DepositShare[]; decidedBy: string; paymentIds: Kept['paymentIds'] | null };
  const answer = (procedure: string, work: (asked: Asked, deposit: Kept | undefined) => unknown) =>
    Object.defineProperty(server.payments.answers, procedure, {
      get: () => {
        const asked = server.payments.calls.at(-1)!.input as Asked;
        return work(asked, kept.get(asked.depositId));
      },
    });
  const facts = ({ evidence: _evidence, recallFit: _fit, recallChosen: _chosen, choices: _choices, ...deposit }: Kept) => deposit;
  const evidence = (one: Partial<DepositEvidence>) => ({ number: null, reference: null, billIds: [], kana: false, learned: null, ...one });
  const found = (deposit: Kept) => ({ ...deposit, evidence: deposit.evidence.map(evidence) });
  answer('deposits.get', (_asked, deposit) => (deposit ? found(deposit) : null));
  answer('deposits.list', () => ({
    rows: [...kept.values()].map(found),
    next: null,
    sums: { open: { count: 0, amount: 0 }, held: { count: 0, amount: 0 } },
  }));
  answer('deposits.claim', ({ round, shares, decidedBy }, deposit) => {
    if (!deposit || deposit.round !== round) return null;
    if (deposit.state === 'open') Object.assign(deposit, { state: 'settling', shares, decidedBy });
    return JSON.stringify(deposit.shares) === JSON.stringify(shares) ? facts(deposit) : null;
  });
  answer('deposits.finish', ({ paymentIds }, deposit) => {
    Object.assign(deposit!, paymentIds ? { state: 'settled', paymentIds } : { state: 'open', shares: [] });
    return {};
  });
  answer('deposits.reopen', ({ round }, deposit) => {
    const done = deposit!.state === 'settled' && deposit!.round === round;
    if (done) Object.assign(deposit!, { state: 'open', round: round + 1, shares: [], paymentIds: [] });
    return { done };
  });
  return {
    kept,
    arrives(amount: number, from: readonly Partial<DepositEvidence>[] = []): Kept {
      const deposit: Kept = {
        depositId: newDepositId(),
        state: 'open',
        round: 0,
        bookedOn: jstDate('2026-05-11'),
        amount: yen(amount),
        remitter: 'ｺﾊﾞﾔｼ ﾕｳ 20160233',
        from: '',
        account: '',
        inquiryNumber: '1',
        cancels: false,
        recallAsked: false,
        recallFit: null,
        recallChosen: false,
        choices: [],
        note: '',
        decidedBy: '',
        decidedAt: null,
        shares: [],
        paymentIds: [],
        evidence: [...from],
      };
      kept.set(deposit.depositId, deposit);
      return deposit;
    },
  };
}
