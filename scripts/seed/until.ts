/** Looks until there is something. @throws Error after half a minute */
export async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((wake) => setTimeout(wake, 50));
  }
  throw new Error(`${what} did not happen`);
}
