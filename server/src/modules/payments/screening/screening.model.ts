import type { AuditField } from '@tsudoi/shared/contracts/audit/audit.contract';
import type {
  ScreeningDocument,
  ScreeningFacts,
  ScreeningMethod,
  ScreeningState,
  ScreeningStep,
} from '@tsudoi/shared/contracts/payments/screening.contract';
import type { FileId, OrgId, ScreeningId } from '@tsudoi/shared/kernel/ids';

export interface MethodRow {
  method: ScreeningMethod;
  state: ScreeningState;
  reason: string;
}

export interface ScreeningFileRow {
  fileId: FileId;
  kind: ScreeningDocument;
  name: string;
  contentType: string;
  size: number;
  at: Date;
}

export interface HistoryRow {
  at: Date;
  by: string;
  step: ScreeningStep;
  methods: ScreeningMethod[];
  note: string;
  /** What was sent with it; absent in steps of the operator, and in those of before it was kept. */
  facts?: ScreeningFacts;
}

/** 決済利用申請: one an organisation, which goes on as methods are added, turned down or ended. */
export interface ScreeningRow {
  _id: ScreeningId;
  orgId: OrgId;
  facts: ScreeningFacts;
  methods: MethodRow[];
  files: ScreeningFileRow[];
  request: string;
  history: HistoryRow[];
  /** When it last reached the operator; null while it is a draft. */
  submittedAt: Date | null;
  /** What was changed since it was last sent and stands in the log already; absent where nothing does. */
  loggedFields?: AuditField[];
  version: number;
}

export const screeningCollection = 'payment_applications';
