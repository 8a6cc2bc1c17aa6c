import { gates, runGates } from './checks/gates.ts';

/** `npm run check [-- gate …]`: every static gate, or the named ones. */
const wanted = process.argv.slice(2);
if (wanted.some((name) => !gates.some((gate) => gate.name === name))) {
  process.stderr.write(`Gates: ${gates.map(({ name }) => name).join(', ')}.\n`);
  process.exit(2);
}
const chosen = gates.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
process.exitCode = await runGates(chosen, (text) => process.stdout.write(text));
