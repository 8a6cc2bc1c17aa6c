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
  version: number;
}

export const screeningCollection = 'payment_applications';
