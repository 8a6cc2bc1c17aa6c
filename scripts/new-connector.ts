import { connectorSkeleton } from './skeletons/connector-skeleton.ts';
import { writeIntoProject } from './skeletons/skeleton-command.ts';

/** `npm run new:connector -- gmo-pg`: the folder of a payment provider. */
const [name] = process.argv.slice(2);
if (!name) {
  process.stderr.write('npm run new:connector -- NAME, e.g. gmo-pg\n');
  process.exitCode = 2;
} else {
  writeIntoProject(() => connectorSkeleton(name));
}
