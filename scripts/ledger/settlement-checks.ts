import { type Check, type Finding, type LedgerDatabases, byIds, rowCheck, wholeCheck } from './ledger.ts';
import type { ChargeRow, SettlementLineRow, SettlementRow } from './rows.ts';

const total = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);
const amountOf = (steps: readonly { readonly step: string; readonly amount: number }[], ...names: readonly string[]): number =>
  total(steps.filter(({ step }) => names.includes(step)).map(({ amount }) => amount));

async function sumsFact(payments: LedgerDatabases['payments'], settlement: SettlementRow): Promise<string | null> {
  const { reading, orgId, _id: settlementId, attempts: attempt } = settlement;
  if (settlement.state !== 'read') return reading === null ? null : `is ${settlement.state} and was read`;
  if (reading === null) return 'is read and has no sums';
  const { steps, remittance } = reading;
  const lines = await payments.collection<SettlementLineRow>('settlement_lines').find({ orgId, settlementId, attempt }).toArray();
  if (lines.length !== reading.lineCount) return `says ${reading.lineCount} lines and has ${lines.length}`;
  if (total(steps.map(({ amount }) => amount)) !== remittance) return `its steps do not make ${remittance}`;
  const told = total(lines.map(({ amount }) => amount));
  const unexplained = amountOf(steps, 'unexplained');
  if (told + unexplained !== remittance) return `its lines make ${told}, ${unexplained} are called unexplained, it is over ${remittance}`;
  const ours = total(lines.filter(({ period }) => period !== null).map((line) => line.ours ?? 0));
  const named = amountOf(steps, 'carried_in', 'since', 'early');
  if (ours !== named) return `says ${named} of our charges, its lines ${ours}`;
  const open = total(lines.filter(({ verdict }) => verdict === 'carried').map((line) => line.ours ?? 0));
  if (open !== reading.openAmount) return `carries ${reading.openAmount} on, its lines ${open}`;
  const charges = await byIds<ChargeRow>(
    payments,
    'charges',
    lines.flatMap(({ chargeId }) => chargeId ?? []),
  );
  const wrong = lines.find(({ chargeId, kind, ours: sum }) => {
    if (chargeId === null) return sum !== null;
    const charge = charges.get(chargeId);
    if (charge?.orgId !== orgId) return true;
    return kind === 'payment' && sum !== null && sum !== charge.amount + charge.memberFee;
  });
  return wrong ? `line ${wrong._id} is not over its charge, or names none of its organisation` : null;
}

export const settlementChecks: readonly Check[] = [
  rowCheck<SettlementRow>({
    name: 'settlement.sums',
    says: 'what a provider transfers is the sum of its lines and of what is called unexplained, and of every named difference to our charges',
    database: 'payments',
    collection: 'settlements',
    async inspect({ payments }, settlements) {
      const findings: Finding[] = [];
      for (const settlement of settlements) {
        const fact = await sumsFact(payments, settlement);
        if (fact !== null) findings.push({ row: settlement._id, fact });
      }
      return findings;
    },
  }),
  wholeCheck({
    name: 'settlement.once',
    says: 'a provider’s settlement is kept once, and the money of a charge counts in one settlement that was not taken back',
    async inspect({ payments }) {
      const settlements = await payments.collection<SettlementRow>('settlements').find().toArray();
      const attempts = new Map(
        settlements
          .filter(({ state, transfer }) => state === 'read' && transfer !== 'cancelled')
          .map(({ _id, attempts: attempt }) => [_id, attempt]),
      );
      const seen = new Set<string>();
      const findings: Finding[] = [];
      for (const { _id, accountId, providerSettlementId } of settlements) {
        const name = `${accountId} ${providerSettlementId}`;
        if (seen.has(name)) findings.push({ row: _id, fact: 'the same settlement is kept twice' });
        seen.add(name);
      }
      const counted = payments.collection<SettlementLineRow>('settlement_lines').find({ kind: 'payment', ours: { $ne: null } });
      for await (const { _id, chargeId, settlementId, attempt } of counted) {
        if (chargeId === null || attempts.get(settlementId) !== attempt) continue;
        if (seen.has(chargeId)) findings.push({ row: _id, fact: `${chargeId} counts in another settlement as well` });
        seen.add(chargeId);
      }
      return { rows: settlements.length, findings };
    },
  }),
];
