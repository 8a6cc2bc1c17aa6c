export const arrearsStatuses = ['owing', 'unpaid', 'partly_paid'] as const;

/** Anybody can write an address: what is no choice is the first one. */
export function chosen<T>(choices: readonly [T, ...T[]], typed: unknown): T {
  return choices.find((one) => one === typed) ?? choices[0];
}
