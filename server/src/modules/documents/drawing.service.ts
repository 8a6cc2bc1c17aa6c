import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { WorkThreads } from '../../platform/work-threads.ts';
import { type Drawing, drawPaper } from './drawing.document.ts';

/** One processor stays for those who wait for a page. */
const most = Math.max(1, Math.min(4, availableParallelism() - 1));
const entry = new URL(`./drawing.handler${extname(import.meta.url)}`, import.meta.url);
const threads = new WorkThreads<Drawing, Uint8Array<ArrayBuffer>>(entry, most);

/** Where a paper is drawn: at once, for somebody who asks for one; or aside, where there are many. */
export type Draw = (drawing: Drawing) => Promise<Buffer>;

export const drawAtOnce: Draw = drawPaper;

/** In a thread, so that nobody's page waits for it; the same bytes. */
export const drawAside: Draw = async (drawing) => {
  const { buffer, byteOffset, byteLength } = await threads.run(drawing);
  return Buffer.from(buffer, byteOffset, byteLength);
};
