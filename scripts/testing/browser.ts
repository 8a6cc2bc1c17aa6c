import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

// The shell is the same browser without a window, which nobody looks at here: it saves half of the main process's work.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The browser on the PATH, or null. */
function findBrowser(): string | null {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of names) {
      const candidate = join(directory, name);
      if (directory && existsSync(candidate)) return candidate;
    }
  }
  return null;
}

/** Installs the system's Chromium and Japanese fonts when we may, else says the command. @throws Error */
export async function ensureBrowser(): Promise<string> {
  const found = findBrowser();
  if (found) return found;
  const command = 'apt-get update && apt-get install -y chromium-headless-shell fonts-noto-cjk';
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    process.stdout.write(`No browser on the PATH: ${command}\n`);
    spawnSync('sh', ['-c', `${command} -qq`], { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  const installed = findBrowser();
  if (installed) return installed;
  throw new Error(`The browser tests need Chromium on the PATH. Install it with: ${command}`);
}
