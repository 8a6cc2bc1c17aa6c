import { LinkButton } from '../../components/LinkButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { formatDate } from '../../lib/dates.ts';
import type { MyProofView } from '../../lib/views.ts';
import { fill, useWords } from '../../lib/words.ts';
import { proofTexts } from './proof-texts.ts';

/** That a proof is asked, with its last day; nothing once it is on its way or accepted. */
export function ProofTeaser({ proof, org }: { readonly proof: NonNullable<MyProofView>; readonly org: string }) {
  const words = useWords(proofTexts);
  if (proof.state === 'accepted' || proof.state === 'sent') return null;
  return (
    <Section title={words.title}>
      <Note kind="warn" title={fill(words.due, { date: formatDate(proof.dueOn) })}>
        <div className="stack-8">
          <p>{proof.state === 'refused' ? fill(words.refused, { reason: proof.reason }) : words.text}</p>
          <LinkButton to="/$org/my/proof" params={{ org }} kind="primary" size="lg" block>
            {words.send}
          </LinkButton>
        </div>
      </Note>
    </Section>
  );
}
