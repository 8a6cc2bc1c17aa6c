import { request } from 'node:http';
import type { SignedNotice } from './world.ts';

/** Sends several at the very same moment: all but the last byte of each is there before the last byte of any. */
export async function sendAtBarrier(url: string, notices: readonly SignedNotice[]): Promise<number[]> {
  const opened = notices.map(({ body, headers }) => {
    const bytes = Buffer.from(body);
    const call = request(url, { method: 'POST', agent: false, headers: { ...headers, 'content-length': bytes.length } });
    const status = new Promise<number>((resolve, reject) => {
      call.on('response', (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      });
      call.on('error', reject);
    });
    const held = new Promise<void>((resolve) => {
      call.write(bytes.subarray(0, -1), () => resolve());
    });
    return { call, status, held, last: bytes.subarray(-1) };
  });
  await Promise.all(opened.map(({ held }) => held));
  for (const { call, last } of opened) call.end(last);
  return Promise.all(opened.map(({ status }) => status));
}
