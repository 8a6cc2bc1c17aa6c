/**
 * What the operator runs beside the services, where there is no npm: `docker compose run --rm tools NAME …`, each as
 * `npm run NAME -- …` does in a clone.
 */
const commands: Readonly<Record<string, { readonly words: readonly string[]; run(): Promise<unknown> }>> = {
  'operator:create': { words: ['create'], run: () => import('../operator.ts') },
  'operator:end': { words: ['end'], run: () => import('../operator.ts') },
  'verify:ledger': { words: [], run: () => import('../verify-ledger.ts') },
};

const [program = '', script = '', name = '', ...rest] = process.argv;
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) {
  process.argv = [program, script, ...command.words, ...rest];
  await command.run();
} else {
  process.stderr.write(`One of ${Object.keys(commands).join(', ')}, as in the README.\n`);
  process.exitCode = 1;
}
