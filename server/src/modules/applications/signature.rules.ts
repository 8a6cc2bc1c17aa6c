import type { Signature } from '@tsudoi/shared/contracts/applications/signed-form.contract';

/** How a form is signed: by hand, or by typing the name that stands in it. */
export type Signing = { readonly strokes: Signature } | { readonly typed: string };

const folded = (name: string): string => name.normalize('NFKC').replace(/\s+/g, '');

/**
 * What somebody signs with; null where nobody does. A name counts when it is the one in the form, in whatever width and with
 * whatever spaces: anything else is nobody's signature. What is written by hand goes before.
 */
export function signingOf(
  given: { readonly signature: Signature; readonly typedSignature: string },
  person: { readonly familyName: string; readonly givenName: string },
): Signing | null | 'name_differs' {
  if (given.signature.length > 0) return { strokes: given.signature };
  if (given.typedSignature === '') return null;
  const isTheirs = folded(given.typedSignature) === folded(`${person.familyName}${person.givenName}`);
  return isTheirs ? { typed: given.typedSignature } : 'name_differs';
}
