import { useMemo } from 'react';
import { encode } from 'uqr';

/** Always dark on white, whatever the theme: readers need it. */
export function QrCode({ value, label, className }: { readonly value: string; readonly label: string; readonly className: string }) {
  const { size, path } = useMemo(() => {
    const { data, size: modules } = encode(value, { ecc: 'M', border: 2 });
    const dots = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: modules, path: dots.join('') };
  }, [value]);
  return (
    <svg className={className} viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#071d2c" />
    </svg>
  );
}
