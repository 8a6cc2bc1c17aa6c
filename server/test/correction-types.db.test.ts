import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BillDocument } from '../src/modules/billing/billing.public.ts';
import { correctionsOfBill } from '../src/modules/payments/correction-trail.service.ts';
import { type CorrectionRig, startCorrectionRig, type as ofType, whyOf } from './correction.factory.ts';

let rig: CorrectionRig;
beforeAll(async () => {
  rig = await startCorrectionRig();
});
afterAll(() => rig.server.close());

/** Of a past year, as only its type could be corrected. */
const unkept = (bill: BillDocument, type: Parameters<typeof ofType>[1]) => ({ ...ofType(bill, type), keepType: false }) as const;

describe('the type of dues of a year that is over', () => {
  it('ADJ-04: the bill alone is put right; the member is today what they are, also after an undo', async () => {
    const { org, student } = rig;
    const { member, bills } = await rig.billed([2025, 2026]);
    const seen = await rig.preview(ofType(bills[0]!, student));
    expect(seen).toMatchObject({ memberType: null, typeToday: '正会員' });
    expect(seen.steps.map(({ step }) => step)).toEqual(['cancel', 'create']);
    const { correctionId, billId } = await rig.doIt(ofType(bills[0]!, student));
    expect(await rig.livingOf(member)).toEqual(['2025 5000 0 unpaid', '2026 10000 0 unpaid']);
    expect((await rig.billsOf(member)).find(({ _id }) => _id === billId)).toMatchObject({ membershipTypeName: '学生会員' });
    expect(await rig.typeNow(member)).toBe(org.regular);
    expect(await correctionsOfBill(rig.server.platform, org.scope, billId)).toMatchObject([{ memberType: null, undoable: true }]);
    await rig.undo(correctionId);
    expect(await rig.livingOf(member)).toEqual(['2025 10000 0 unpaid', '2026 10000 0 unpaid']);
    expect(await rig.typeNow(member)).toBe(org.regular);
  });

  it('ADJ-04: the member’s type changes with it where the office says so', async () => {
    const { member, bills } = await rig.billed([2025]);
    const seen = await rig.preview(unkept(bills[0]!, rig.student));
    expect(seen).toMatchObject({ memberType: { from: '正会員', to: '学生会員' }, typeToday: '正会員' });
    await rig.doIt(unkept(bills[0]!, rig.student));
    expect(await rig.typeNow(member)).toBe(rig.student);
  });

  it('ADJ-06: what is left over pays next year’s dues of the type that the member has today', async () => {
    const { member, bills } = await rig.billed([2025]);
    await rig.pay(bills[0]!, 10_000);
    await rig.doIt(ofType(bills[0]!, rig.student, 'next_year'));
    expect(await rig.livingOf(member)).toEqual(['2025 5000 5000 paid', '2026 10000 5000 partly_paid']);
  });

  it('ADJ-04: a bill that has the type already is no correction while the member keeps theirs', async () => {
    const { bills } = await rig.billed([2025], rig.student);
    await rig.server.platform.databases.server
      .collection('members')
      .updateOne({ _id: bills[0]!.memberId as never }, { $set: { membershipTypeId: rig.org.regular } });
    expect(await whyOf(rig.preview(ofType(bills[0]!, rig.student)))).toBe('nothing');
  });

  it('ADJ-07: of the present year and of later ones the type is the member’s from now on', async () => {
    for (const year of [2026, 2027]) {
      const { member, bills } = await rig.billed([year]);
      expect(await rig.preview(ofType(bills[0]!, rig.student))).toMatchObject({ memberType: { to: '学生会員' }, typeToday: null });
      await rig.doIt(ofType(bills[0]!, rig.student));
      expect(await rig.typeNow(member)).toBe(rig.student);
    }
  });
});
