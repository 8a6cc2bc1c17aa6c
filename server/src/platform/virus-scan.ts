import { Readable } from 'node:stream';
import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import NodeClam from 'clamscan';
import type { ServerEnv } from './environment.ts';

/**
 * Shows the bytes to the scanner of the house (clamd, over INSTREAM), where there is one. One that is named and does not
 * answer lets nothing in.
 * @throws DomainError FILE_INFECTED, SCANNER_UNAVAILABLE
 */
export async function scanForViruses(env: Pick<ServerEnv, 'CLAMD_ADDRESS'>, bytes: Buffer): Promise<void> {
  const address = env.CLAMD_ADDRESS;
  if (address === undefined) return;
  const at = new URL(`tcp://${address}`);
  let infected: boolean | null;
  try {
    const scanner = await new NodeClam().init({
      preference: 'clamdscan',
      clamscan: { active: false },
      clamdscan: { host: at.hostname, port: Number(at.port), timeout: 20_000, localFallback: false, bypassTest: true },
    });
    ({ isInfected: infected } = await scanner.scanStream(Readable.from([bytes])));
  } catch {
    throw new DomainError('SCANNER_UNAVAILABLE');
  }
  if (infected === null) throw new DomainError('SCANNER_UNAVAILABLE');
  if (infected) throw new DomainError('FILE_INFECTED');
}
