import { seedFrom } from '@tsudoi/shared/service/test-random';
import { expect, test } from 'vitest';
import { chaosPlan } from '../../chaos/chaos-plan.ts';
import { runChaos } from '../../chaos/chaos-run.ts';
import { dataDirectory } from '../../demo/demo-session.ts';

/** `TSUDOI_SEED=… npm test -- chaos` repeats a run; the seed stands in its output and in its failure. */
test('G2: kill -9 in the middle of callbacks loses, doubles and tears nothing', async () => {
  const plan = chaosPlan('ci', seedFrom(process.env['TSUDOI_SEED']));
  const said: string[] = [];
  const outcome = await runChaos(plan, dataDirectory(), (line) => {
    said.push(line);
    process.stdout.write(`${line}\n`);
  });
  const closed = { lost: 0, doubled: 0, torn: 0, deadLetters: 0, waiting: 0 };
  expect(outcome, said.join('\n')).toMatchObject({ ...closed, killed: plan.kills.map(({ target }) => target) });
});
