import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post, signed } from '../komoju-notices.ts';
import { type Rig, startRig } from '../rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(async () => {
  await rig.stop();
});

/** Says only this, and waits for the other side to end it: what it answered, and after how long. */
function dawdle(text: string): Promise<{ answer: string; ms: number }> {
  const started = performance.now();
  return new Promise((resolve) => {
    const socket = connect(rig.payments.ports['port']!, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ answer, ms: performance.now() - started }));
  });
}

describe('T9: whoever dawdles or floods', () => {
  it('is cut off within two seconds or so, in the head as in the body', async () => {
    const { callbackUrl } = await rig.organization();
    const { pathname, host } = new URL(callbackUrl);
    const head = `POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\n`;
    const [slowHead, slowBody] = await Promise.all([dawdle(head), dawdle(`${head}content-length: 100\r\n\r\n{"id":`)]);
    for (const { answer, ms } of [slowHead, slowBody]) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 /);
      expect(ms).toBeLessThan(4000);
    }
  });

  it('hears 413 to ten megabytes, every time', async () => {
    const { callbackUrl, secret } = await rig.organization();
    const huge = `{"note":"${'a'.repeat(10 * 1024 * 1024)}"}`;
    const headers = signed(huge, secret);
    for (let time = 0; time < 5; time += 1) expect((await post(callbackUrl, huge, headers)).status).toBe(413);
  });
});
