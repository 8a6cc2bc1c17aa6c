import { join } from 'node:path';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';

const client = join(import.meta.dirname, '..', '..');
const sources = ['app/routes.tsx', 'features/organizations/landing.screen.tsx', 'features/payments/PaySteps.tsx'];

/** What the files that know of development come to, built as the pages are, everything that they import left out. */
async function builtAs(mode: string): Promise<string> {
  const built = await build({
    root: client,
    configFile: join(client, 'vite.config.ts'),
    mode,
    logLevel: 'silent',
    build: {
      write: false,
      manifest: false,
      minify: false,
      lib: { entry: sources.map((path) => join(client, 'src', path)), formats: ['es'] },
      rolldownOptions: { external: (_, importer) => importer !== undefined },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  return outputs.map((file) => (file.type === 'chunk' ? file.code : '')).join('\n');
}

describe('pages of development', () => {
  const traces = ['/dev/mailbox', '/dev/components', 'mailbox.screen', 'components.screen', 'demoSlug', 'devMailbox', 'instructionsUrl'];

  // Two whole builds: on a busy machine they take longer than the few seconds of a rule.
  it(
    'and all that leads to them are in what npm start builds, and nowhere in what is built for production',
    { timeout: 60_000 },
    async () => {
      const [tried, real] = [await builtAs('demo'), await builtAs('production')];
      expect(traces.filter((trace) => !tried.includes(trace))).toEqual([]);
      expect(traces.filter((trace) => real.includes(trace))).toEqual([]);
      expect(real).toContain('/signup');
    },
  );
});
