import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../checks/source-tree.ts';
import { type Skeleton, writeSkeleton } from './skeleton.ts';

/** Writes a skeleton into the project, formats what it touched and says what comes next. */
export function writeIntoProject(make: () => Skeleton): void {
  try {
    const skeleton = make();
    writeSkeleton(root, skeleton);
    const touched = [...Object.keys(skeleton.files), ...new Set(skeleton.insertions.map(({ path }) => path))];
    spawnSync(process.execPath, [join('node_modules', 'oxfmt', 'bin', 'oxfmt'), ...touched], { cwd: root, stdio: 'ignore' });
    process.stdout.write(
      `${touched.map((path) => `  ${path}`).join('\n')}\n\nNext:\n${skeleton.next.map((step) => `  - ${step}`).join('\n')}\n`,
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
