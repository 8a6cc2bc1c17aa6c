export interface ProvisionalPair {
  readonly org: string;
  readonly provisionalId: string;
  readonly provisionalPassword: string;
}

let given: ProvisionalPair | null = null;

/** A pair typed at the log-in goes on to the first access in memory only. */
export function givePair(pair: ProvisionalPair): void {
  given = pair;
}

/** The pair, once. */
export function takePair(org: string): ProvisionalPair | null {
  const pair = given?.org === org ? given : null;
  given = null;
  return pair;
}
