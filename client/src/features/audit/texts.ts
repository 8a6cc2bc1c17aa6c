import type { AuditAction, AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type { Words } from '../../lib/words.ts';
import { en } from './texts.en.ts';
import { ja } from './texts.ja.ts';

/** Words of the audit log; a verb or a field without words does not compile. */
interface LogWords {
  readonly actions: Readonly<Record<AuditAction, string>>;
  readonly fieldNames: Readonly<Record<AuditField, string>>;
}

ja satisfies LogWords & Record<string, unknown>;
en satisfies Words<typeof ja>;

export const auditTexts = { ja, en };
