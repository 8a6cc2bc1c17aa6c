import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { PublicFrame } from '../../components/PublicFrame.tsx';
import { useOrg } from '../../lib/org.ts';
import { useTRPC } from '../../lib/trpc.ts';
import { fill, useWords } from '../../lib/words.ts';
import './join.css';
import { joinTexts } from './join-texts.ts';

/** The pages of joining: where one is on the cloth, below it what was saved. */
export function JoinFrame({
  step,
  saved,
  children,
}: {
  readonly step: 1 | 2 | 3;
  readonly saved?: ReactNode;
  readonly children: ReactNode;
}) {
  const org = useOrg();
  const words = useWords(joinTexts);
  const trpc = useTRPC();
  const profile = useQuery(trpc.organizations.publicProfile.queryOptions({ slug: org }));
  const steps = [words.steps.mail, words.steps.form, words.steps.done];
  return (
    <PublicFrame
      title={words.title}
      {...(profile.data ? { name: profile.data.name } : {})}
      head={
        <>
          <div className="join-head on-noren">
            <div className="join-head__in">
              <h1>{words.title}</h1>
              <ol className="join-pips" aria-label={fill(words.steps.label, { step })}>
                {steps.map((name, index) => (
                  <li
                    key={name}
                    className={index + 1 < step ? 'is-done' : index + 1 === step ? 'is-now' : undefined}
                    {...(index + 1 === step ? { 'aria-current': 'step' as const } : {})}
                  >
                    {name}
                  </li>
                ))}
              </ol>
            </div>
          </div>
          {saved ? (
            <p className="join-saved" role="status">
              <span className="join-saved__in">
                <Check size={18} strokeWidth={2} aria-hidden />
                <span>{saved}</span>
              </span>
            </p>
          ) : null}
        </>
      }
    >
      {children}
    </PublicFrame>
  );
}
