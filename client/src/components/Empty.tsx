import type { ReactNode } from 'react';

export function Empty({
  icon,
  title,
  text,
  action,
}: {
  readonly icon?: ReactNode;
  readonly title: ReactNode;
  readonly text?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty">
      {icon}
      <h2>{title}</h2>
      {text ? <p>{text}</p> : null}
      {action ? <div className="empty__action">{action}</div> : null}
    </div>
  );
}
