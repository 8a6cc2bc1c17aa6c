import { useKit } from '../lib/i18n/kit.ts';

export function Skeleton({
  width = '100%',
  height = 12,
  onCloth = false,
}: {
  readonly width?: string | number;
  readonly height?: string | number;
  readonly onCloth?: boolean;
}) {
  return <span className={`sk${onCloth ? ' sk--cloth' : ''}`} style={{ width, height }} aria-hidden />;
}

export function ListSkeleton({ rows = 4 }: { readonly rows?: number }) {
  const words = useKit();
  return (
    <div className="list" role="status" aria-label={words.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <div className="item sk-item" key={row}>
          <Skeleton width={`${[62, 48, 70, 55][row % 4]}%`} height={14} />
          <Skeleton width="5em" height={14} />
        </div>
      ))}
    </div>
  );
}

export function PanelSkeleton({ rows = 4 }: { readonly rows?: number }) {
  const words = useKit();
  return (
    <div className="panel sk-panel" role="status" aria-label={words.loading}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} width={`${[70, 52, 84, 40][row % 4]}%`} height={14} />
      ))}
    </div>
  );
}
