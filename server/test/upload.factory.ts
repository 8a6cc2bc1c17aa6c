import sharp from 'sharp';
import type { JoiningRig } from './joining.factory.ts';
import { type Loose, type ServerRig, memberFields } from './server-rig.ts';

/** A picture of a plain colour; with the position and the camera that a phone would write into it. */
export function picture(format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff', size = { width: 40, height: 30 }): Promise<Buffer> {
  const image = sharp({ create: { ...size, channels: 3, background: '#c04030' } });
  return image
    .withExif({ IFD0: { Make: 'Kamera', Copyright: 'canary-owner' }, IFD3: { GPSLatitude: '35/1 41/1 22/1' } })
    .toFormat(format)
    .toBuffer();
}

/** A PDF of one empty page, with whatever else stands in its catalogue and behind it. */
export function pdf({ catalogue = '', objects = '', after = '' } = {}): Buffer {
  const body = [
    '%PDF-1.7',
    `1 0 obj << /Type /Catalog /Pages 2 0 R ${catalogue} >> endobj`,
    '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
    '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >> endobj',
    objects,
    'trailer << /Root 1 0 R >>',
    '%%EOF',
  ];
  return Buffer.from(`${body.join('\n')}\n${after}`, 'latin1');
}

export interface Sent {
  readonly status: number;
  readonly body: {
    readonly value?: string;
    readonly fileId?: string;
    readonly name?: string;
    readonly size?: number;
    readonly domainCode?: string;
  };
}

/** Sends a file in as a browser would. */
export async function sendFile(
  rig: Pick<ServerRig, 'url'>,
  way: { readonly fieldId: string; readonly token?: string; readonly joinToken?: string },
  file: { readonly name: string; readonly bytes: Buffer; readonly type?: string },
): Promise<Sent> {
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.type ?? 'application/octet-stream' }), file.name);
  const response = await fetch(`${rig.url}/uploads/${way.joinToken ? 'join-files' : 'files'}/${way.fieldId}`, {
    method: 'POST',
    headers: way.joinToken ? { 'x-join-token': way.joinToken } : way.token ? { authorization: `Bearer ${way.token}` } : {},
    body: form,
  });
  return { status: response.status, body: (await response.json()) as Sent['body'] };
}

export function fetchFile(rig: Pick<ServerRig, 'url'>, fileId: string, token: string | null): Promise<Response> {
  return fetch(`${rig.url}/files/${fileId}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
}

/** What the tests of files on records ask again and again; `rig` once it has started. */
export function fileStories(rig: () => JoiningRig) {
  const plain = { kind: 'file', hint: '', required: false, memberAccess: 'editable', onJoining: true, options: [] as Loose[] };
  return {
    plain,
    async addField(label: string, changes: Record<string, unknown> = {}): Promise<string> {
      const { fields } = await rig().get('customFields.create', { ...plain, label, ...changes }, rig().office.token);
      return fields.find((field: Loose) => field.label === label).fieldId;
    },
    dropField: (fieldId: string) => rig().get('customFields.remove', { fieldId }, rig().office.token),
    async send(fieldId: string, way: { token?: string; joinToken?: string }, name = '学生証.pdf', bytes = pdf()): Promise<string> {
      const { status, body } = await sendFile(rig(), { fieldId, ...way }, { name, bytes });
      if (status !== 200) throw new Error(`upload: ${status} ${body.domainCode}`);
      return body.value!;
    },
    idOf: (value: string): string => value.split('/')[0]!,
    addMember: (custom: Record<string, unknown>) =>
      rig().ask('members.create', { ...memberFields(rig().typeId), custom, issueProvisional: false }, rig().office.token),
  };
}
