import { DomainError } from '@tsudoi/shared/kernel/domain-error';
import { newMemberId, newMembershipTypeId } from '@tsudoi/shared/kernel/ids';
import { expect, test } from 'vitest';
import { refusedBack, refusedType, typeRefusalOf } from './type-job.rules.ts';

const [student, regular, other] = [newMembershipTypeId(), newMembershipTypeId(), newMembershipTypeId()];

test('who has the type already, and who is part of another record, stays as they are', () => {
  expect(refusedType({ membershipTypeId: student }, regular)).toBeNull();
  expect(refusedType({ membershipTypeId: regular }, regular)).toBe('UNCHANGED');
  expect(refusedType({ membershipTypeId: student, mergedInto: newMemberId() }, regular)).toBe('MEMBER_MERGED');
});

test('back goes only who still has what they were given', () => {
  expect(refusedBack({ membershipTypeId: regular }, regular)).toBeNull();
  expect(refusedBack({ membershipTypeId: other }, regular)).toBe('CONFLICT');
  expect(refusedBack({ membershipTypeId: regular, mergedInto: newMemberId() }, regular)).toBe('MEMBER_MERGED');
});

test('a refusal of one is named, a fault is thrown on', () => {
  expect(typeRefusalOf(new DomainError('BILL_HAS_AUTHORIZED_CHARGE'))).toBe('BILL_HAS_AUTHORIZED_CHARGE');
  const fault = new Error('the engine is on fire');
  expect(() => typeRefusalOf(fault)).toThrow(fault);
});
