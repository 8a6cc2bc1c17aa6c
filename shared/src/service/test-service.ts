/**
 * What the test run has built of one of our services, to be started as a process: reading hundreds of sources one by one is
 * most of what a start costs. @throws Error outside of the tiers that start processes
 */
export function testService(name: 'server' | 'payments-service' | 'sandbox'): string {
  const given = process.env['TSUDOI_TEST_SERVICES'];
  if (!given) throw new Error('TSUDOI_TEST_SERVICES is not set: run the tests through vitest’s scenario or security project');
  return (JSON.parse(given) as Record<string, string>)[name]!;
}
