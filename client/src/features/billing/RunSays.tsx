import { Note } from '../../components/Note.tsx';
import { useErrorText } from '../../lib/errors.ts';

/** What the foot of a run says of it. */
export function Says({ title, text }: { title: string; text: string }) {
  return (
    <p className="run-says">
      <b>{title}</b>
      <small>{text}</small>
    </p>
  );
}

/** Why what was pressed there was not done. */
export function Failed({ error }: { error: unknown }) {
  const errorText = useErrorText();
  if (error === null || error === undefined) return null;
  return (
    <div className="run-note">
      <Note kind="danger">{errorText(error)}</Note>
    </div>
  );
}
