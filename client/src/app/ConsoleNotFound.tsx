import { LinkButton } from '../components/LinkButton.tsx';
import { PageBody, PageHead } from '../components/Page.tsx';
import { useKit } from '../lib/i18n/kit.ts';
import { useOrg } from '../lib/org.ts';

/** Inside the console, whose bar and menu stay: one head is enough. */
export function ConsoleNotFound() {
  const words = useKit().notFound;
  return (
    <>
      <PageHead title={words.title} />
      <PageBody>
        <p>{words.text}</p>
        <div>
          <LinkButton to="/$org/admin" params={{ org: useOrg() }}>
            {words.home}
          </LinkButton>
        </div>
      </PageBody>
    </>
  );
}
