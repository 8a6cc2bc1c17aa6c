import { createServer } from 'node:net';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileUploads } from './hostile-uploads.ts';
import { type Office, type ServerRig, startServerRig } from './server-rig.ts';
import { fetchFile, pdf, picture, sendFile } from './upload.factory.ts';

const corpus = await hostileUploads();

async function fileField(rig: ServerRig, token: string): Promise<string> {
  const field = { kind: 'file', label: '証明書', hint: '', required: false, memberAccess: 'editable', onJoining: true, options: [] };
  return (await rig.get('customFields.create', field, token)).fields[0].fieldId;
}

describe('files that come in', () => {
  let rig: ServerRig;
  let office: Office;
  let fieldId: string;
  beforeAll(async () => {
    rig = await startServerRig();
    office = await rig.signUp();
    fieldId = await fileField(rig, office.token);
  });
  afterAll(() => rig.stop());
  const stored = () => rig.database.databases.server.collection('stored_files');
  const bytesKept = () => rig.database.databases.server.collection('files.files').countDocuments();

  test('there are enough hostile ones', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(50);
    expect(new Set(corpus.map(({ what }) => what)).size).toBe(corpus.length);
  });

  test.each(corpus)('G19 T58: $what', async ({ name, bytes, comes }) => {
    await stored().deleteMany({});
    const before = await bytesKept();
    const { status, body } = await sendFile(rig, { fieldId, token: office.token }, { name, bytes, type: 'image/png' });
    if (comes !== null) {
      expect([status, body.domainCode]).toEqual([400, comes]);
      expect([await stored().countDocuments(), await bytesKept()]).toEqual([0, before]);
      return;
    }
    expect(status).toBe(200);
    expect(body.name).toMatch(/^[^/\\\p{Cc}\p{Cf}]{1,100}\.(jpg|png|webp)$/u);
    expect(body.name).not.toMatch(/^\./);
    const answer = await fetchFile(rig, body.fileId!, office.token);
    const kept = Buffer.from(await answer.arrayBuffer());
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; /);
    // Nothing behind the picture, nothing of the camera, nothing of where it was.
    expect(kept.toString('latin1')).not.toMatch(/canary|Kamera|Exif|PK\u0003\u0004/);
    expect((await sharp(kept).metadata()).exif).toBeUndefined();
  });

  test('T58: what goes out is an attachment that acts nowhere', async () => {
    await stored().deleteMany({});
    const { body } = await sendFile(rig, { fieldId, token: office.token }, { name: '学生証 1.pdf', bytes: pdf() });
    const answer = await fetchFile(rig, body.fileId!, office.token);
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(pdf());
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `attachment; filename="file"; filename*=UTF-8''${encodeURIComponent('学生証 1.pdf')}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    });
  });

  test('T58: a body that is no form, or more than one file, is refused and nothing is kept', async () => {
    await stored().deleteMany({});
    const send = async (headers: Record<string, string>, body: NonNullable<RequestInit['body']>) => {
      const init = { method: 'POST', headers: { authorization: `Bearer ${office.token}`, ...headers }, body };
      const response = await fetch(`${rig.url}/uploads/files/${fieldId}`, init);
      return [response.status, ((await response.json()) as { domainCode: string }).domainCode];
    };
    const blob = new Blob([new Uint8Array(await picture('png'))]);
    const two = new FormData();
    two.append('file', blob, 'a.png');
    two.append('file', blob, 'b.png');
    const withField = new FormData();
    withField.append('__proto__', '1');
    withField.append('file', blob, 'a.png');
    const refused = [400, 'FILE_MISSING'];
    expect(await send({ 'content-type': 'application/json' }, '{}')).toEqual(refused);
    expect(await send({ 'content-type': 'multipart/form-data' }, 'x')).toEqual(refused);
    expect(await send({ 'content-type': 'multipart/form-data; boundary=x' }, '--x\r\nbroken')).toEqual(refused);
    expect(await send({}, two)).toEqual(refused);
    expect(await send({}, withField)).toEqual(refused);
    expect(await stored().countDocuments()).toBe(0);
  });

  test('T58: who sends in without end is stopped', async () => {
    await stored().deleteMany({});
    const png = await picture('png');
    for (let count = 0; count < 40; count += 1)
      expect((await sendFile(rig, { fieldId, token: office.token }, { name: 'a.png', bytes: png })).status).toBe(200);
    const { status, body } = await sendFile(rig, { fieldId, token: office.token }, { name: 'a.png', bytes: png });
    expect([status, body.domainCode]).toEqual([409, 'FILES_WAITING']);
  });
});

describe('the scanner of the house', () => {
  /** Speaks INSTREAM as clamd does, and knows one virus. */
  function standIn(): Promise<{ port: number; seen: () => number; close(): void }> {
    let scans = 0;
    const server = createServer((socket) => {
      const pieces: Buffer[] = [];
      socket.on('error', () => undefined);
      socket.on('data', (piece) => {
        pieces.push(piece);
        const all = Buffer.concat(pieces);
        if (!all.subarray(-4).equals(Buffer.alloc(4))) return;
        scans += 1;
        socket.end(all.includes('EICAR-STANDARD') ? 'stream: Eicar-Test FOUND\0' : 'stream: OK\0');
      });
    });
    return new Promise((resolve) =>
      server.listen(0, '127.0.0.1', () =>
        resolve({ port: (server.address() as { port: number }).port, seen: () => scans, close: () => void server.close() }),
      ),
    );
  }

  test('G19: is shown every file, and what it finds does not come in', async () => {
    const clamd = await standIn();
    const rig = await startServerRig({ CLAMD_ADDRESS: `127.0.0.1:${clamd.port}` });
    const { token } = await rig.signUp();
    const fieldId = await fileField(rig, token);
    const clean = await sendFile(rig, { fieldId, token }, { name: 'a.pdf', bytes: pdf() });
    const ill = await sendFile(rig, { fieldId, token }, { name: 'a.pdf', bytes: pdf({ objects: '% EICAR-STANDARD-ANTIVIRUS-TEST-FILE' }) });
    expect([clean.status, ill.status, ill.body.domainCode, clamd.seen()]).toEqual([200, 400, 'FILE_INFECTED', 2]);
    // Away, it lets nothing in.
    clamd.close();
    const unseen = await sendFile(rig, { fieldId, token }, { name: 'a.pdf', bytes: pdf() });
    expect([unseen.status, unseen.body.domainCode]).toEqual([503, 'SCANNER_UNAVAILABLE']);
    expect(await rig.database.databases.server.collection('stored_files').countDocuments()).toBe(1);
    await rig.stop();
  });
});
