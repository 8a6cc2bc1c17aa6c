/**
 * A figure as people type it (12,000 or １２０００円): its number, null for an empty box, and for anything else what was typed, which no
 * schema takes for a number: "1万" is not nothing.
 */
export function readYen(typed: string): number | string | null {
  if (typed.trim() === '') return null;
  const plain = typed
    .normalize('NFKC')
    .replace(/[,、\s円¥]/g, '')
    .replace(/^[−ー‐]/, '-');
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : typed;
}
