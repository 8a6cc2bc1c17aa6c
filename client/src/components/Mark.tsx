/** 集い: a brush line that gathers around one point. */
export function Mark({ size = 28, onCloth = true }: { readonly size?: number; readonly onCloth?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="1 1 30 30" aria-hidden>
      <path
        d="M4.2 12.2C9.5 9 15.5 6.6 20 6.6c4.8 0 7.8 3 7.8 7.2 0 6.6-6.6 10.8-15.3 11.9"
        fill="none"
        stroke={onCloth ? '#fff' : 'var(--color-primary)'}
        strokeWidth="4.2"
        strokeLinecap="round"
      />
      <circle cx="14.4" cy="16.5" r="3.1" fill={onCloth ? '#ff8b73' : 'var(--color-seal)'} />
    </svg>
  );
}
