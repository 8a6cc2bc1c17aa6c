import { Check, X } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { useMayNot } from '../../lib/may.ts';
import type { InquiryCandidate } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { inquiryTexts } from './inquiry-texts.ts';

interface InquiryCandidatesProps {
  readonly candidates: readonly InquiryCandidate[];
  /** Where the ID would go. */
  readonly to: string;
  readonly isPending: boolean;
  readonly onRelease: (memberId: InquiryCandidate['memberId']) => void;
}

/** Who it may be, mark by mark; whoever may answer tells the one with whom all agree. */
export function InquiryCandidates({ candidates, onRelease, ...rest }: InquiryCandidatesProps) {
  const texts = useWords(inquiryTexts);
  const words = texts.detail;
  const mayNot = useMayNot()('members.write');
  return (
    <>
      <h3>{words.candidates}</h3>
      {candidates.length === 0 ? <p className="muted">{words.none}</p> : <p className="muted">{words.rule}</p>}
      <ul className="list">
        {candidates.map((candidate) => (
          <Candidate
            key={candidate.memberId}
            candidate={candidate}
            mayNot={mayNot}
            onRelease={() => onRelease(candidate.memberId)}
            {...rest}
          />
        ))}
      </ul>
      {mayNot ? <p className="muted">{texts.writers}</p> : null}
    </>
  );
}

interface CandidateProps {
  readonly candidate: InquiryCandidate;
  readonly to: string;
  readonly mayNot: boolean;
  readonly isPending: boolean;
  readonly onRelease: () => void;
}

function Candidate({ candidate, to, mayNot, isPending, onRelease }: CandidateProps) {
  const words = useWords(inquiryTexts).detail;
  const name = `${candidate.familyName} ${candidate.givenName}`;
  return (
    <li className="item">
      <span className="grow">
        <b>{name}</b>{' '}
        <small className="muted num">{fill(words.facts, { number: candidate.memberNumber, type: candidate.membershipTypeName })}</small>
        <span className="second-step__row">
          {(['name', 'reading', 'birthDate', 'email'] as const).map((mark) => (
            <small key={mark} className="row">
              {candidate.match[mark] ? <Check size={16} aria-hidden /> : <X size={16} aria-hidden />}
              {words.marks[mark]}
              <span className="sr-only">{candidate.match[mark] ? words.same : words.different}</span>
            </small>
          ))}
        </span>
        {candidate.mayLogIn ? null : <small className="muted">{words.noLogin}</small>}
      </span>
      {candidate.releasable && !mayNot ? (
        <Button kind="primary" size="sm" isPending={isPending} label={fill(words.releaseTo, { name, to })} onPress={onRelease}>
          {words.release}
        </Button>
      ) : null}
    </li>
  );
}
