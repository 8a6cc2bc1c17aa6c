/** What the foot of a run says of it. */
export function Says({ title, text }: { title: string; text: string }) {
  return (
    <p className="run-says">
      <b>{title}</b>
      <small>{text}</small>
    </p>
  );
}
