import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first. Begun last, they would keep one core busy while the other one has nothing left. */
const longest = [
  'scripts/test/scenarios/npm-start.test.ts',
  'server/test/scenarios/killed-import.test.ts',
  'server/test/scenarios/killed-run.test.ts',
  'scripts/database/kept-database.db.test.ts',
  'client/test/e2e/pages.test.ts',
  'client/test/e2e/roll-states.test.ts',
  'client/test/e2e/console-states.test.ts',
  'client/test/e2e/log-in.test.ts',
  'client/test/e2e/weight.test.ts',
];

const rank = ({ moduleId }: TestSpecification) => {
  const at = longest.findIndex((file) => moduleId.endsWith(`/${file}`));
  return at < 0 ? longest.length : at;
};

/** vitest's own order (the largest file first, as long as nothing has been timed), behind the files that are known to be long. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((left, right) => rank(left) - rank(right));
  }
}
