import * as z from 'zod';
import { PasswordText } from '../text.contract.ts';

/** What somebody of the operator is called by, given once with `npm run operator:create`. */
export const OperatorId = z.string().regex(/^[a-z0-9-]{2,30}$/, 'not_an_operator_id');

/** 運営管理者 decides; サポート helps people who ask, and decides nothing (domain.md 1). */
export const operatorRoles = ['admin', 'support'] as const;
export const OperatorRole = z.enum(operatorRoles);
export type OperatorRole = z.output<typeof OperatorRole>;

export const OperatorView = z.object({ operatorId: z.string(), name: z.string(), role: OperatorRole });

const Code = z.string().trim().min(1, 'required').max(40, 'too_long');

/** Name, password and code of the app at once: what of it is wrong is not told. */
export const OperatorLoginInput = z.strictObject({
  operatorId: z.string().trim().min(1, 'required').max(60, 'too_long'),
  password: PasswordText,
  code: Code,
});
export const OperatorGrant = OperatorView.extend({ accessToken: z.string(), expiresAt: z.iso.datetime() });

const Token = z.string().min(1).max(200);
export const OperatorSetupInput = z.strictObject({ token: Token });
/** The secret of the app, shown once; a new look makes a new one. */
export const OperatorSetup = OperatorView.omit({ role: true }).extend({ secret: z.string(), uri: z.string() });
export const FinishOperatorSetupInput = z.strictObject({ token: Token, password: PasswordText, code: Code });
