import { PublicFrame } from '../components/PublicFrame.tsx';
import { Button, LinkButton } from '../components/Button.tsx';
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
      <Empty title={words.title} text={words.text} action={<Button onPress={() => location.reload()}>{words.reload}</Button>} />
    </PublicFrame>
  );
}
