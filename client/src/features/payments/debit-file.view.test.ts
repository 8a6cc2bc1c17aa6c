import { gunzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packed } from '../../lib/packed-file.ts';
import { bytesOf } from './debit-file.view.ts';

describe('files of banks in the browser', () => {
  it('go to the server and come back byte by byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        const sent = await packed(new File([new Uint8Array(bytes)], 'kekka.txt'));
        expect(sent.name).toBe('kekka.txt.gz');
        expect([...gunzipSync(await sent.arrayBuffer())]).toEqual([...bytes]);
        expect([...bytesOf(Buffer.from(bytes).toString('base64'))]).toEqual([...bytes]);
      }),
      { numRuns: 20 },
    );
  });
});
