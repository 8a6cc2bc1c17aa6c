import { describe, expect, it } from 'vitest';
import { type Machine, ensureBrowser } from './browser.ts';

/** A machine with these files, where installing adds another when it works. */
function machine(files: string[], { root = false, brings = '' } = {}): Machine & { readonly ran: string[] } {
  const there = new Set(files);
  const ran: string[] = [];
  return {
    path: '/usr/local/bin::/usr/bin',
    exists: (file) => there.has(file),
    mayInstall: () => root,
    install(what) {
      ran.push(what);
      if (brings !== '') there.add(brings);
    },
    ran,
  };
}

describe('the browser of the tests', () => {
  it('is the one on the PATH, and nothing is installed', () => {
    const found = machine(['/usr/bin/chromium', '/usr/bin/google-chrome'], { root: true });
    expect(ensureBrowser(found)).toBe('/usr/bin/chromium');
    expect(found.ran).toEqual([]);
  });

  it('is the one without a window where both are, and never one of the working directory', () => {
    expect(ensureBrowser(machine(['/usr/bin/chromium', '/usr/bin/chromium-headless-shell']))).toBe('/usr/bin/chromium-headless-shell');
    expect(() => ensureBrowser(machine(['chromium']))).toThrow('Chromium');
  });

  it('is installed from the packages of the system when root', () => {
    const bare = machine([], { root: true, brings: '/usr/bin/chromium-headless-shell' });
    expect(ensureBrowser(bare)).toBe('/usr/bin/chromium-headless-shell');
    expect(bare.ran).toEqual(['apt-get update && apt-get install -y chromium-headless-shell fonts-noto-cjk']);
  });

  it('is refused with the command named by whoever may not install, and when installing brought nothing', () => {
    const stranger = machine([]);
    expect(() => ensureBrowser(stranger)).toThrow('Install it with: apt-get update && apt-get install -y chromium-headless-shell');
    expect(stranger.ran).toEqual([]);
    expect(() => ensureBrowser(machine([], { root: true }))).toThrow('Install it with: apt-get update');
  });
});
