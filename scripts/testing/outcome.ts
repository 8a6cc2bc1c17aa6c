/** What vitest writes about one tier, as far as it is read. */
export interface TierReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

interface Failure {
  readonly name: string;
  readonly reason: string;
}

export interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly { readonly name: string; readonly status: string }[];
  readonly failures: readonly Failure[];
}

/** What could not even begin, or ended without a word, is one failure. */
export const failedOutcome = (name: string, reason: string): Outcome => ({
  passed: 0,
  failed: 1,
  tests: [],
  failures: [{ name, reason }],
});

/** What a tier came to. `code`: how its process ended. */
export function outcomeOf(tier: string, report: TierReport, code: number): Outcome {
  const tests = report.testResults.flatMap((file) => file.assertionResults.map(({ fullName, status }) => ({ name: fullName, status })));
  const failures = report.testResults
    .filter((file) => file.status === 'failed')
    .flatMap((file) => [
      ...(file.message === '' ? [] : [{ name: file.name, reason: file.message }]),
      ...file.assertionResults
        .filter((test) => test.status === 'failed')
        .map((test) => ({ name: test.fullName, reason: test.failureMessages?.join('\n') ?? '' })),
    ]);
  // A file that cannot be loaded has no test that could fail; it counts as one failure, and so does a tier that ran nothing.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + brokenFiles;
  if (failed > 0) return { passed: report.numPassedTests, failed, tests, failures };
  if (code === 0 && report.numPassedTests > 0) return { passed: report.numPassedTests, failed: 0, tests, failures };
  const reason = code === 0 ? 'Nothing ran.' : `The tier ended with ${code}, though no test failed.`;
  return { passed: report.numPassedTests, failed: 1, tests, failures: [...failures, { name: tier, reason }] };
}

/** The last words of a run: every failure again, as of a long run often only the end is kept, and the line that counts. */
export function closingOf(outcomes: readonly Outcome[]): { readonly words: string; readonly failed: number } {
  const sum = (of: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[of], 0);
  const failures = outcomes.flatMap((outcome) => outcome.failures);
  const said = failures.map(({ name, reason }) => `\nFAILED ${name}\n${reason}\n`).join('');
  return { words: `${said}\n${sum('passed')} passed, ${sum('failed')} failed\n`, failed: sum('failed') };
}
