import { moduleSkeleton } from './skeletons/module-skeleton.ts';
import { writeIntoProject } from './skeletons/skeleton-command.ts';

/** `npm run new:module -- notices [notice]`: folder of the capability, and the noun of its first document. */
const [folder, noun = folder?.replace(/s$/, '')] = process.argv.slice(2);
if (!folder || !noun) {
  process.stderr.write('npm run new:module -- NAME [NOUN], e.g. notices notice\n');
  process.exitCode = 2;
} else {
  writeIntoProject(() => moduleSkeleton(folder, noun, new Date().toISOString().slice(0, 10)));
}
