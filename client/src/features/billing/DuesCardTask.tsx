import { Button } from '../../components/Button.tsx';
import { Note } from '../../components/Note.tsx';
import { Section } from '../../components/Panel.tsx';
import { useCardPage } from '../../lib/card-page.ts';
import { useErrorText } from '../../lib/errors.ts';
import { useWords } from '../../lib/words.ts';
import { duesCardTexts } from './dues-card-texts.ts';

/** The card chosen for the dues is still to be entered. One press, and the provider's page is there. */
export function DuesCardTask() {
  const words = useWords(duesCardTexts);
  const errorText = useErrorText();
  const open = useCardPage();
  return (
    <Section title={words.title}>
      <Note kind="warn" title={words.lead}>
        <div className="stack-8">
          <p>{words.text}</p>
          {open.isError ? <p role="alert">{errorText(open.error)}</p> : null}
          <Button
            kind="primary"
            size="lg"
            block
            isPending={open.isPending}
            onPress={() => open.mutate({ idempotencyKey: crypto.randomUUID() })}
          >
            {words.register}
          </Button>
        </div>
      </Note>
    </Section>
  );
}
