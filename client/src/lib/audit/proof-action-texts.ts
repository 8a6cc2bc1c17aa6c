import type { AuditAction } from '@tsudoi/shared/contracts/audit/audit.contract';

type Verb = Extract<AuditAction, 'member.proof_lapsed' | `proof.${string}` | `proof_rule.${string}`>;

/** Words of yearly proofs in the audit log. */
const ja: Readonly<Record<Verb, string>> = {
  'member.proof_lapsed': '証明がなく種別を変更',
  'proof_rule.save': '証明の決まりを保存',
  'proof_rule.remove': '証明の決まりを削除',
  'proof.send': '証明を送付',
  'proof.accept': '証明を承認',
  'proof.refuse': '証明を差し戻し',
  'proof.confirm': '証明を窓口で確認',
  'proof.take_back': '証明の確認を取り消し',
};

const en: Readonly<Record<Verb, string>> = {
  'member.proof_lapsed': 'Type fell back without proof',
  'proof_rule.save': 'Proof rule saved',
  'proof_rule.remove': 'Proof rule removed',
  'proof.send': 'Proof sent',
  'proof.accept': 'Proof accepted',
  'proof.refuse': 'Proof refused',
  'proof.confirm': 'Proof seen at the office',
  'proof.take_back': 'Acceptance of a proof taken back',
};

export const proofActionTexts = { ja, en };
