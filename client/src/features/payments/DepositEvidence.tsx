import { Check, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatYen } from '../../lib/money.ts';
import type { DeskCandidate, DeskDeposit } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { depositTexts } from './deposit-texts.ts';

const agreeing = ['reference', 'one_bill', 'all_open', 'oldest'];

/** Why somebody is proposed, point by point and in words: what agrees, and what does not. */
export function DepositEvidence({ deposit, candidate }: { readonly deposit: DeskDeposit; readonly candidate: DeskCandidate }) {
  const words = useWords(depositTexts);
  const { evidence, fit, apart } = candidate;
  const say = words.evidence;
  return (
    <dl className="deposit-ev">
      {evidence.number === null ? null : (
        <Point
          label={say.number}
          told={<mark>{fill(say.numberIn, { number: evidence.number })}</mark>}
          known={fill(say.numberIs, { number: candidate.memberNumber })}
          agrees
        />
      )}
      {evidence.reference === null ? null : (
        <Point
          label={say.reference}
          told={<mark>{fill(say.numberIn, { number: evidence.reference })}</mark>}
          known={say.referenceIs}
          agrees
        />
      )}
      <Point
        label={say.name}
        told={deposit.remitter === '' ? words.noRemitter : deposit.remitter}
        known={fill(evidence.kana ? say.nameIs : say.nameNot, { kana: candidate.memberKana })}
        agrees={evidence.kana}
      />
      <Point
        label={say.sum}
        told={<span className="num">{formatYen(deposit.amount)}</span>}
        known={fill(words.fits[fit], { apart })}
        agrees={agreeing.includes(fit)}
      />
      {evidence.learned === null ? null : (
        <Point
          label={say.before}
          told={<span className="num">{evidence.learned.lastOn.replaceAll('-', '/')}</span>}
          known={fill(evidence.learned.sameSender ? say.beforeIs : say.beforeName, { times: evidence.learned.times })}
          agrees={evidence.learned.sameSender}
        />
      )}
    </dl>
  );
}

export function Point({
  label,
  told,
  known,
  agrees,
}: {
  readonly label: string;
  readonly told: ReactNode;
  readonly known: ReactNode;
  readonly agrees: boolean;
}) {
  const words = useWords(depositTexts).evidence;
  return (
    <div className={agrees ? 'is-ok' : 'is-not'}>
      <dt>{label}</dt>
      <dd>{told}</dd>
      <dd>{known}</dd>
      <dd className="deposit-ev__mark">
        {agrees ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />}
        <span className="sr-only">{agrees ? words.fits : words.differs}</span>
      </dd>
    </div>
  );
}
