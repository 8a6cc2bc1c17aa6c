import { seedFrom } from '@tsudoi/shared/service/test-random';
import { isWhole } from './chaos/books.ts';
import { chaosPlan, chaosSizes } from './chaos/chaos-plan.ts';
import { runChaos } from './chaos/chaos-run.ts';
import { dataDirectory } from './demo/demo-session.ts';

/** `npm run chaos ci|quick|full [seed]`: a storm of callbacks with kills, and the books compared after it. */
const size = chaosSizes.find((name) => name === (process.argv[2] ?? 'ci'));
if (!size) {
  process.stderr.write(`Sizes: ${chaosSizes.join(', ')}; a seed may follow.\n`);
  process.exit(2);
}
const plan = chaosPlan(size, seedFrom(process.argv[3]));
const say = (line: string) => void process.stdout.write(`${line}\n`);
const outcome = await runChaos(plan, dataDirectory(), say);
say(`lost ${outcome.lost}, doubled ${outcome.doubled}, torn ${outcome.torn}`);
process.exit(isWhole(outcome) && outcome.killed.length === plan.kills.length ? 0 : 1);
