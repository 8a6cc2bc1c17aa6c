import * as z from 'zod';
import { ApplicationId } from '../../kernel/ids.ts';

/** The field a signature is written in; strokes are points in it, however large the tablet. */
export const signatureField = { width: 600, height: 200 } as const;

const Point = z.tuple([z.number().int().min(0).max(signatureField.width), z.number().int().min(0).max(signatureField.height)]);
/** A signature as it was written. Lines, not a picture: nothing to unpack, and it stays sharp on paper. */
export const Signature = z
  .array(z.array(Point).min(1).max(1500))
  .max(80)
  .refine((strokes) => strokes.reduce((sum, stroke) => sum + stroke.length, 0) <= 4000, 'too_big')
  // A touch in passing is nobody's name.
  .refine((strokes) => strokes.length === 0 || strokes.reduce((sum, stroke) => sum + stroke.length, 0) >= 8, 'not_signed');
export type Signature = z.output<typeof Signature>;

/** The name of the form, typed by whoever cannot write with a pointer: the other way to sign. Empty where somebody writes, or does not sign. */
export const TypedSignature = z.string().trim().max(100);

/** 電子署名済みの申込書 (APP-10): what is known of it beside the paper. */
export const SignedFormView = z
  .object({ applicationId: ApplicationId, signer: z.string(), signedAt: z.iso.datetime(), sha256: z.string(), typed: z.boolean() })
  .nullable();
export const MySignedFormsView = z.array(z.object({ applicationId: ApplicationId, signedAt: z.iso.datetime() }));
