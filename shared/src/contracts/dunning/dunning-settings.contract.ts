import * as z from 'zod';

/** Between two rounds to one member (domain.md 4.2). */
export const leastDaysBetweenRounds = 7;
export const mostStages = 6;

/** What a stage's texts may name; each is replaced when it is sent. The English words stand for the same. */
export const placeholders = {
  ja: ['氏名', '会員番号', '団体名', '請求一覧', '合計', 'お支払い方法'],
  en: ['name', 'number', 'organization', 'bills', 'total', 'how to pay'],
} as const;

/** Stands under every text, in every stage, whatever the office writes (domain.md 4.2). */
export const courteousSentence = {
  ja: '行き違いの節はご容赦ください。',
  en: 'If your payment has crossed with this message, please accept our apologies.',
} as const;

/** Words of law: only the last stage may use them. */
const legalWords =
  /法的|法律|訴訟|提訴|裁判|支払督促|内容証明|弁護士|司法書士|強制執行|差し?押|債権回収|legal action|lawsuit|court|lawyer|attorney|enforcement/i;
export const isLegal = (text: string): boolean => legalWords.test(text);

const named = /\{\{([^{}]*)\}\}/g;
function hasUnknown(text: string, known: readonly string[]): boolean {
  const names = [...text.matchAll(named)].map(([, name]) => name!.trim());
  return names.some((name) => !known.includes(name)) || /\{\{|\}\}/.test(text.replace(named, ''));
}
const asks = (text: string, name: string): boolean => [...text.matchAll(named)].some(([, given]) => given!.trim() === name);

/** A line: shown behind the organisation's name, and the subject of a mail is thirty letters at most (interface.md 5.3). */
const Subject = z
  .string()
  .max(80, 'too_long')
  .transform((text) => text.trim())
  .pipe(
    z
      .string()
      .min(1, 'required')
      .max(40, 'too_long')
      .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), 'control_character')
      .refine((text) => !/\{\{|\}\}/.test(text), 'subject_placeholder'),
  );
const Body = z
  .string()
  .max(2000, 'too_long')
  .transform((text) => text.replaceAll('\r\n', '\n').trim())
  .pipe(
    z
      .string()
      .min(1, 'required')
      .refine((text) => !/(?!\n)[\p{Cc}\p{Surrogate}]/u.test(text), 'control_character'),
  );

/** Days after the due date; minus is before it. */
const Days = z.number({ error: 'not_a_day' }).int('not_a_day').min(-60, 'day_out_of_range').max(1000, 'day_out_of_range');
export const StageKey = z.number().int().min(1).max(9999);

const stage = {
  /** Null: a new one. What was sent names it for ever, so it is given once. */
  key: StageKey.nullable(),
  days: Days,
  mail: z.boolean(),
  letter: z.boolean(),
  subject: Subject.pipe(z.string().max(24, 'subject_too_long')),
  body: Body,
  subjectEn: Subject,
  bodyEn: Body,
} as const;
const Stage = z.strictObject(stage);
type Stage = z.output<typeof Stage>;

const fields = {
  /** Whether stages that are due go by themselves. By hand they can be sent either way. */
  automatic: z.boolean(),
  /** From this hour of the day on, Japanese time. */
  sendHour: z.coerce.number<number | string>().int().min(7).max(20),
  /** The English text under the Japanese one. */
  english: z.boolean(),
  stages: z.array(Stage).min(1, 'stages_missing').max(mostStages, 'too_many_stages'),
} as const;
const Fields = z.strictObject(fields);
type Fields = z.output<typeof Fields>;

function checkStage(given: Stage, isLast: boolean, refuse: (field: keyof Stage, message: string) => void): void {
  if (!given.mail && !given.letter) refuse('mail', 'no_channel');
  if (hasUnknown(given.body, placeholders.ja)) refuse('body', 'unknown_placeholder');
  else if (!asks(given.body, '請求一覧')) refuse('body', 'bills_missing');
  if (hasUnknown(given.bodyEn, placeholders.en)) refuse('bodyEn', 'unknown_placeholder');
  else if (!asks(given.bodyEn, 'bills')) refuse('bodyEn', 'bills_missing');
  if (isLast) return;
  for (const field of ['subject', 'body', 'subjectEn', 'bodyEn'] as const) if (isLegal(given[field])) refuse(field, 'legal_word');
}

function check({ stages }: Fields, context: z.core.$RefinementCtx<Fields>): void {
  stages.forEach((given, index) => {
    const refuse = (field: keyof Stage, message: string) => context.addIssue({ code: 'custom', path: ['stages', index, field], message });
    checkStage(given, index === stages.length - 1, refuse);
    const before = stages[index - 1];
    if (before && given.days < before.days + leastDaysBetweenRounds) refuse('days', 'stages_too_close');
  });
}

/** What the office types; stages stand in the order of their days. */
export const DunningSettingsForm = Fields.superRefine(check);
export const UpdateDunningSettingsInput = z.strictObject({ settings: DunningSettingsForm, version: z.number().int().min(0) });

export const DunningSettingsView = z.object({
  automatic: z.boolean(),
  sendHour: z.number().int(),
  english: z.boolean(),
  stages: z.array(
    z.object({
      key: StageKey,
      days: z.number().int(),
      mail: z.boolean(),
      letter: z.boolean(),
      subject: z.string(),
      body: z.string(),
      subjectEn: z.string(),
      bodyEn: z.string(),
    }),
  ),
  version: z.number().int(),
});

/** What a stage's text would look like, before it is saved. */
export const PreviewTextInput = z.strictObject({
  subject: z.string().max(80),
  body: z.string().max(2000),
  subjectEn: z.string().max(80),
  bodyEn: z.string().max(2000),
  english: z.boolean(),
});
export const PreviewText = z.object({ subject: z.string(), text: z.string() });
