import { request } from 'node:http';
import type { SignedNotice } from './world.ts';

/** What came back; the status is 0 where nothing did. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Sends several at the very same moment: all but the last byte of each is there before the last byte of any. */
export async function sendAtBarrier(url: string, notices: readonly SignedNotice[]): Promise<Answer[]> {
  const opened = notices.map(({ body, headers }) => {
    const bytes = Buffer.from(body);
    const call = request(url, { method: 'POST', agent: false, headers: { ...headers, 'content-length': bytes.length } });
    const answer = new Promise<Answer>((resolve) => {
      const unheard = () => resolve({ status: 0, body: '' });
      call.on('error', unheard);
      call.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
        response.on('error', unheard);
      });
    });
    const held = new Promise<void>((resolve) => {
      call.write(bytes.subarray(0, -1), () => resolve());
    });
    return { call, answer, held, last: bytes.subarray(-1) };
  });
  await Promise.all(opened.map(({ held }) => held));
  for (const { call, last } of opened) call.end(last);
  return Promise.all(opened.map(({ answer }) => answer));
}
