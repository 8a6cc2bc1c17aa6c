/** What the person is asked about in one line, and which places of the form the answer is for. */
export interface NamedClash {
  readonly name: string;
  readonly paths: readonly [string, ...string[]];
}

/** Every place by the name that people read there, or by that of what it is a part of; what has no name at all is one line, `other`. */
export function clashesByName(paths: readonly string[], nameOf: (path: string) => string | null, other: string): readonly NamedClash[] {
  const named: NamedClash[] = [];
  const nameless: string[] = [];
  for (const path of paths) {
    const name = nameOrPart(path, nameOf);
    if (name === null) nameless.push(path);
    else named.push({ name, paths: [path] });
  }
  const [first, ...more] = nameless;
  return first === undefined ? named : [...named, { name: other, paths: [first, ...more] }];
}

function nameOrPart(path: string, nameOf: (path: string) => string | null): string | null {
  const own = nameOf(path);
  if (own !== null) return own;
  const end = path.lastIndexOf('.');
  return end < 0 ? null : nameOrPart(path.slice(0, end), nameOf);
}
