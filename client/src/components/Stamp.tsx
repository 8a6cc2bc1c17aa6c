/** The round date stamp of an office, in vermilion: only on what is finished. */
export function Stamp({
  top,
  date,
  bottom,
  press = false,
  size = 112,
}: {
  readonly top: string;
  readonly date: string;
  readonly bottom: string;
  readonly press?: boolean;
  readonly size?: number;
}) {
  return (
    <svg
      className={press ? 'stamp is-pressed' : 'stamp'}
      width={size}
      height={size}
      viewBox="0 0 112 112"
      role="img"
      aria-label={`${top} ${date} ${bottom}`}
    >
      <g fill="none" stroke="var(--color-seal)" strokeWidth="2.6">
        <circle cx="56" cy="56" r="52" />
        <path d="M8.500 42h95M8.500 70h95" />
      </g>
      <g fill="var(--color-seal)" textAnchor="middle" fontWeight="700">
        {/* The chord of the circle at this height is 86 wide. */}
        <text x="56" y="33" fontSize={Math.min(15, Math.floor(78 / Math.max(1, [...top].length)))}>
          {top}
        </text>
        <text x="56" y="62" fontSize="17" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {date}
        </text>
        <text x="56" y="92" fontSize="16">
          {bottom}
        </text>
      </g>
    </svg>
  );
}
