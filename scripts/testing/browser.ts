import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// The shell is the same browser without a window, which nobody looks at here: it saves half of the main process's work.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const command = 'apt-get update && apt-get install -y chromium-headless-shell fonts-noto-cjk';

/** What finding a browser has to do with the machine. */
export interface Machine {
  /** As the variable PATH has them, joined. */
  readonly path: string;
  exists(file: string): boolean;
  /** Whether this user may install the system's packages. */
  mayInstall(): boolean;
  install(what: string): void;
}

const thisMachine: Machine = {
  path: process.env['PATH'] ?? '',
  exists: existsSync,
  mayInstall: () => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get'),
  install(what) {
    process.stdout.write(`No browser on the PATH: ${what}\n`);
    spawnSync('sh', ['-c', `${what} -qq`], { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  },
};

/** The browser on the PATH, or null. */
function findBrowser({ path, exists }: Machine): string | null {
  for (const directory of path.split(delimiter)) {
    for (const name of names) {
      const candidate = join(directory, name);
      if (directory && exists(candidate)) return candidate;
    }
  }
  return null;
}

/** Installs the system's Chromium and Japanese fonts when we may, else says the command. @throws Error that names it */
export function ensureBrowser(machine: Machine = thisMachine): string {
  const found = findBrowser(machine);
  if (found) return found;
  if (machine.mayInstall()) machine.install(command);
  const installed = findBrowser(machine);
  if (installed) return installed;
  throw new Error(`The browser tests need Chromium on the PATH. Install it with: ${command}`);
}
