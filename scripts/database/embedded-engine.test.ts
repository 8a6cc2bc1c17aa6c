import { describe, expect, it } from 'vitest';
import { enginePlatform, engineVersion } from './embedded-engine.ts';

describe('the embedded engine', () => {
  it('is pinned: later releases carry no compiled server', () => expect(engineVersion).toBe('0.6.0b17'));

  it.each([
    ['linux', 'x64', false, 'manylinux_2_28_x86_64'],
    ['linux', 'arm64', false, 'manylinux_2_28_aarch64'],
    ['linux', 'x64', true, 'musllinux_1_2_x86_64'],
    ['darwin', 'arm64', false, 'macosx_11_0_arm64'],
    ['win32', 'x64', false, 'win_amd64'],
    ['linux', 'arm64', true, null],
    ['darwin', 'x64', false, null],
    ['sunos', 'x64', false, null],
  ] as const)('on %s %s, musl %s, is %s', (platform, arch, musl, wheel) => {
    expect(enginePlatform(platform, arch, musl)).toBe(wheel);
  });
});
