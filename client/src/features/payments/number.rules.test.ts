import { describe, expect, it } from 'vitest';
import { copyText, groupDigits, numbersOf, stepsOf } from './number.rules.ts';

describe('the numbers a payer types', () => {
  it.each([
    ['30214587964', ['302', '1458', '7964']],
    ['180426', ['180426']],
    ['1234567890123', ['1234', '5678', '90123']],
    ['1234567', ['123', '4567']],
    ['12345678', ['1234', '5678']],
    ['A-1', ['A-1']],
  ])('groups %s', (number, groups) => {
    expect(groupDigits(number)).toEqual(groups);
  });

  const konbini = (store: 'lawson' | 'seven-eleven', receiptNumber: string) =>
    numbersOf({ instructions: { kind: 'konbini', store, confirmationCode: '180426', receiptNumber, instructionsUrl: '' } });

  it('shows the reception number first and the confirmation number second', () => {
    const numbers = konbini('lawson', '30214587964')!;
    expect([numbers.first.value, numbers.second?.value]).toEqual(['30214587964', '180426']);
    expect(stepsOf(numbers)).toEqual([0, 1, 2, 3]);
  });

  it('never asks for a number that the chain does not have', () => {
    expect(konbini('seven-eleven', '')).toMatchObject({ first: { label: 'paymentSlip', value: '180426' }, second: null });
    expect(stepsOf(konbini('lawson', '')!)).toEqual([0, 1, 3]);
  });

  it('has three numbers for Pay-easy, in the order of the machine', () => {
    const numbers = numbersOf({
      instructions: { kind: 'payeasy', bankId: '58191', customerId: '11112222', confirmationId: '333444', paymentUrl: '' },
    })!;
    expect(copyText(numbers, (label) => label)).toBe('bank 58191\ncustomer 11112222\nconfirmation 333444');
  });

  it('has none for a card', () => {
    expect(numbersOf({ instructions: null })).toBeNull();
  });
});
