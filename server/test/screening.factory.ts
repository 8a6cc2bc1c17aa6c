import type { ServerRig } from './server-rig.ts';
import { pdf } from './upload.factory.ts';

type Inputs = (ids: Record<string, string>) => unknown;

/** What an organisation writes that leaves nothing out. */
export const screeningFacts = {
  legalName: '東雲学会',
  corporateNumber: '',
  postalCode: '112-0002',
  address: '東京都文京区小石川1-1-1',
  phone: '03-1234-5678',
  repFamilyName: '青木',
  repGivenName: '玲子',
  repFamilyNameKana: 'アオキ',
  repGivenNameKana: 'レイコ',
  repBirthDate: '1970-04-01',
  bankCode: '0001',
  branchCode: '123',
  accountType: 'ordinary',
  accountNumber: '1234567',
  accountHolder: 'シノノメガッカイ',
  purpose: 'dues',
  purposeText: '年会費を集めます。',
};

const nobody = 'scr_01JZZZZZZZZZZZZZZZZZZZZZZZ';
/** Of the procedures about the screening, both sides of it. */
export const screeningInputs: Record<string, Inputs | null> = {
  'screening.get': null,
  'screening.save': () => ({ facts: screeningFacts, methods: ['card'], version: 99 }),
  'screening.submit': () => ({ version: 99 }),
  'screening.answer': () => ({ version: 99, note: '' }),
  'screening.removeFile': ({ screeningFileId }) => ({ fileId: screeningFileId }),
  'operations.screenings': () => ({ state: null }),
  'operations.screening': () => ({ screeningId: nobody }),
  'operations.decideScreening': () => ({ screeningId: nobody, version: 0, decision: { step: 'reviewing' } }),
  'operations.enterAccount': () => ({ screeningId: nobody, provider: 'komoju', mode: 'live', values: {} }),
  'operations.chooseMethods': () => ({ screeningId: nobody, accountId: 'pac_01JZZZZZZZZZZZZZZZZZZZZZZZ', methods: ['card'] }),
  'operations.rotateSecret': () => ({ screeningId: nobody, accountId: 'pac_01JZZZZZZZZZZZZZZZZZZZZZZZ', values: {}, days: 1 }),
};
export const screeningNamesNothing = Object.keys(screeningInputs).filter((name) => name !== 'screening.removeFile');

/** Sends a document of an application in; its id. */
export async function addScreeningDocument(
  rig: Pick<ServerRig, 'url'>,
  token: string,
  kind: string,
  name = 'x.pdf',
  bytes: Buffer = pdf(),
): Promise<string> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(bytes)]), name);
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${rig.url}/uploads/screening/${kind}`, { method: 'POST', headers, body });
  const answer = (await response.json()) as { fileId?: string; domainCode?: string };
  return answer.fileId ?? `${response.status} ${answer.domainCode}`;
}
