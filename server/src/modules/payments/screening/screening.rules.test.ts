import { type ScreeningMethod, screeningStates, screeningSteps as stepNames } from '@tsudoi/shared/contracts/payments/screening.contract';
import { describe, expect, test } from 'vitest';
import {
  allowedMethods,
  answering,
  changedFacts,
  factsSent,
  fieldsToLog,
  isEditable,
  missingOf,
  noFacts,
  requestOf,
  screeningSteps,
  sendingsOf,
  step,
  takesDocuments,
  whyKept,
  wishing,
} from './screening.rules.ts';

const row = (state: (typeof screeningStates)[number], method: ScreeningMethod = 'card') => ({
  method,
  state,
  reason: '',
});

describe('the screening of a payment method (domain.md 3.9)', () => {
  test('each step starts from its own states and no other', () => {
    const allowed = stepNames.flatMap((name) =>
      screeningStates
        .filter((state) => {
          try {
            return step([row(state)], name).methods[0]!.state === screeningSteps[name].to;
          } catch {
            return false;
          }
        })
        .map((state) => `${state} ${name} ${screeningSteps[name].to}`),
    );
    expect(allowed).toEqual([
      'draft submitted submitted',
      'submitted reviewing reviewing',
      'reviewing docs_requested docs_requested',
      'docs_requested answered reviewing',
      'reviewing approved approved',
      'reviewing rejected rejected',
      'approved live live',
      'approved revoked revoked',
      'live revoked revoked',
    ]);
  });

  test('PAY-02: a step that names a method moves it alone; one that names none moves all that it fits', () => {
    const both = [row('reviewing'), row('reviewing', 'konbini'), row('live', 'payeasy')];
    expect(step(both, 'approved', { method: 'konbini' }).methods.map(({ state }) => state)).toEqual(['reviewing', 'approved', 'live']);
    const asked = step(both, 'docs_requested', { note: '会則' });
    expect(asked.methods.map(({ state }) => state)).toEqual(['docs_requested', 'docs_requested', 'live']);
    expect(asked.entry).toEqual({ step: 'docs_requested', methods: ['card', 'konbini'], note: '会則' });
    expect(step(both, 'rejected', { method: 'card', note: '理由' }).methods[0]).toEqual({
      method: 'card',
      state: 'rejected',
      reason: '理由',
    });
    expect(() => step(both, 'approved', { method: 'payeasy' })).toThrow('INVALID_TRANSITION');
  });

  test('PAY-01: what may be offered is what is approved or live', () => {
    const every = screeningStates.map((state) => row(state));
    expect(allowedMethods(every)).toHaveLength(2);
    for (const state of screeningStates)
      expect(allowedMethods([row(state)]).length > 0, state).toBe(state === 'approved' || state === 'live');
  });

  test('PAY-03: one person may wish for cards only; what lies with the operator is not changed; what was turned down can be wished for anew', () => {
    expect(() => wishing([], ['konbini'], 'individual')).toThrow('INDIVIDUAL_CARD_ONLY');
    expect(wishing([], ['card'], 'individual')).toEqual([row('draft')]);
    for (const state of ['submitted', 'reviewing'] as const) {
      expect(isEditable([row(state)])).toBe(false);
      expect(() => wishing([row(state)], [], 'society')).toThrow('SCREENING_UNDER_REVIEW');
    }
    expect(wishing([row('rejected'), row('live', 'konbini'), row('draft', 'payeasy')], ['card'], 'society')).toEqual([
      row('draft'),
      row('live', 'konbini'),
    ]);
    expect(wishing([row('revoked')], [], 'society')).toEqual([row('revoked')]);
  });

  test('PAY-02: what is asked for can be handed in whatever else was sent, taken off until it is sent, and takes along what is wished for', () => {
    const asked = [row('docs_requested'), row('submitted', 'konbini')];
    expect([isEditable(asked), takesDocuments(asked)]).toEqual([false, true]);
    expect([takesDocuments([row('draft')]), takesDocuments([row('reviewing'), row('live', 'konbini')])]).toEqual([true, false]);
    const at = (day: number) => new Date(Date.UTC(2026, 4, day));
    const history = [{ step: 'docs_requested', at: at(2) } as never];
    expect([1, 2, 3].map((day) => whyKept({ methods: asked, history }, { at: at(day) }))).toEqual([
      'SCREENING_UNDER_REVIEW',
      'SCREENING_UNDER_REVIEW',
      null,
    ]);
    expect(whyKept({ methods: [row('reviewing')], history }, { at: at(3) })).toBe('SCREENING_UNDER_REVIEW');
    expect(answering(asked, '').map(({ entry }) => entry.step)).toEqual(['answered']);
    const along = answering([row('docs_requested'), row('draft', 'konbini')], 'どうぞ');
    expect(along.map(({ entry }) => entry)).toEqual([
      { step: 'answered', methods: ['card'], note: 'どうぞ' },
      { step: 'submitted', methods: ['konbini'], note: '' },
    ]);
    expect(along.at(-1)!.methods).toEqual([row('reviewing'), row('submitted', 'konbini')]);
    expect(() => answering([row('draft')], '')).toThrow('INVALID_TRANSITION');
    expect(requestOf({ request: '会則', methods: asked }, '決算書')).toBe('会則\n\n決算書');
    expect(requestOf({ request: '', methods: [row('reviewing')] }, '決算書')).toBe('決算書');
  });

  test('domain.md 3.9: what was decided on stays, whatever is typed over it, and a change of it is logged once until it is sent', () => {
    const at = (day: number) => new Date(Date.UTC(2026, 4, day));
    const told = (accountNumber: string) => ({ ...noFacts, accountNumber });
    const entry = (day: number, name: string, facts?: typeof noFacts) =>
      ({ at: at(day), by: '青木', step: name, methods: ['card'], note: '', ...(facts ? { facts } : {}) }) as never;
    const history = [entry(1, 'submitted', told('1')), entry(2, 'answered', told('1')), entry(3, 'submitted', told('2'))];
    expect(sendingsOf({ history }).map((one) => [one.at, one.facts.accountNumber])).toEqual([
      [at(3), '2'],
      [at(2), '1'],
    ]);
    expect(factsSent({ history, facts: told('3') })).toEqual(told('2'));
    // Of before it was kept: nothing but what stands there.
    expect(factsSent({ history: [entry(1, 'submitted')], facts: told('3') })).toEqual(told('3'));
    expect(changedFacts(told('2'), { ...told('3'), phone: '03' })).toEqual(['phone', 'accountNumber']);
    const before = { facts: told('2'), history: [...history, entry(4, 'docs_requested')] };
    expect(fieldsToLog(before, told('3'))).toEqual([]);
    const decidedOn = { facts: told('2'), history: [...history, entry(4, 'approved')] };
    const after = { ...told('3'), accountHolder: 'ｼﾉﾉﾒ', repBirthDate: '1970-04-01' };
    expect(fieldsToLog(decidedOn, told('2'))).toEqual([]);
    expect(fieldsToLog(decidedOn, after)).toEqual(['representative', 'bankAccount']);
    expect(fieldsToLog({ ...decidedOn, loggedFields: ['bankAccount'] }, after)).toEqual(['representative']);
  });

  test('PAY-03: what is missing is listed in the order of the form; a company proves its number', () => {
    const files = (kind: 'identity' | 'registry') => [{ kind } as never];
    const empty = { facts: noFacts, methods: [], files: [] };
    expect(missingOf(empty, 'society')[0]).toBe('legalName');
    expect(missingOf(empty, 'society')).toHaveLength(17);
    expect(missingOf(empty, 'individual').at(-1)).toBe('identity');
    const facts = {
      ...noFacts,
      legalName: '東雲',
      postalCode: '112-0002',
      address: '東京都',
      phone: '０３−１２３４−５６７８',
      repFamilyName: '青木',
      repGivenName: '玲子',
      repFamilyNameKana: 'あおき',
      repGivenNameKana: 'ﾚｲｺ',
      repBirthDate: '1970-04-01',
      bankCode: '０００１',
      branchCode: '123',
      accountType: 'ordinary' as const,
      accountNumber: '1234567',
      accountHolder: 'シノノメ',
      purpose: 'dues' as const,
      purposeText: '会費',
    };
    const whole = { facts, methods: [row('draft')], files: [] };
    expect(missingOf(whole, 'society')).toEqual([]);
    expect(missingOf(whole, 'company')).toEqual(['corporateNumber']);
    expect(missingOf(whole, 'individual')).toEqual(['identity']);
    expect(missingOf({ ...whole, files: files('identity') }, 'individual')).toEqual([]);
    const numbered = { ...whole, facts: { ...facts, corporateNumber: '8-7001-1000-5901' } };
    expect(missingOf(numbered, 'company')).toEqual(['registry']);
    expect(missingOf({ ...numbered, files: files('registry') }, 'company')).toEqual([]);
    expect(missingOf({ ...numbered, facts: { ...facts, corporateNumber: '9700110005901' }, files: files('registry') }, 'society')).toEqual([
      'corporateNumber',
    ]);
  });
});
