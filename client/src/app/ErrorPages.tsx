import { PublicFrame } from '../components/PublicFrame.tsx';
import { LinkButton } from '../components/LinkButton.tsx';
import { Empty } from '../components/Empty.tsx';
import { useKit } from '../lib/i18n/kit.ts';

export function NotFoundPage() {
  const words = useKit().notFound;
  return (
    <PublicFrame title={words.title}>
      <h1 className="sr-only">{words.title}</h1>
      <Empty title={words.title} text={words.text} action={<LinkButton to="/">{words.home}</LinkButton>} />
    </PublicFrame>
  );
}

export function CrashedPage() {
  const words = useKit().crashed;
  return (
    <PublicFrame title={words.title}>
      <h1 className="sr-only">{words.title}</h1>
      <Empty
        title={words.title}
        text={words.text}
        action={
          // A plain one: this page must stand where nothing more can be loaded.
          <button type="button" className="btn" onClick={() => location.reload()}>
            {words.reload}
          </button>
        }
      />
    </PublicFrame>
  );
}
