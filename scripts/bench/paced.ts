/**
 * An open model: work begins at a constant rate whether or not what came before is done, and hears the moment at which it
 * should have begun, so that a delay of ours counts too (performance.md 2, rule 4).
 */
export async function paced(count: number, rate: number, work: (at: number, intended: number) => Promise<void>): Promise<void> {
  const began = performance.now() + 5;
  const running: Promise<void>[] = [];
  for (let at = 0; at < count; at += 1) {
    const intended = began + (at * 1000) / rate;
    const wait = intended - performance.now();
    if (wait > 0) await new Promise((wake) => setTimeout(wake, wait));
    running.push(work(at, intended));
  }
  await Promise.all(running);
}
