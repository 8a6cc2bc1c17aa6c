import { describe, expect, it } from 'vitest';
import { productSender, senderLine, senderOf } from './sender.rules.ts';

const product = productSender('Tsudoi <no-reply@tsudoi.example>');

describe('whom a mail is from', () => {
  it.each([
    ['Tsudoi <no-reply@tsudoi.example>', { name: 'Tsudoi', address: 'no-reply@tsudoi.example' }],
    ['"集い, Tsudoi" <a@b.example>', { name: '集い, Tsudoi', address: 'a@b.example' }],
    ['a@b.example', { name: '', address: 'a@b.example' }],
    ['<a@b.example>', { name: '', address: 'a@b.example' }],
  ])('reads %s', (given, sender) => {
    expect(productSender(given)).toEqual(sender);
  });

  it('is the association by its name, without marks that turn or break a line', () => {
    expect(senderOf(product, 'bill_opened', 'しののめ環境学会')).toEqual({ name: 'しののめ環境学会', address: product.address });
    expect(senderOf(product, 'bill_opened', '会\r\nBcc: x\u202E')).toEqual({ name: '会Bcc: x', address: product.address });
  });

  it('is the product where there is no association yet or any more', () => {
    expect(senderOf(product, 'owner_verify', 'みなと銀行')).toEqual(product);
    expect(senderOf(product, 'closing', undefined)).toEqual(product);
  });

  it('stands in a line, quoted only where it must be', () => {
    expect(senderLine({ name: '日本 山の会', address: 'a@b.example' })).toBe('日本 山の会 <a@b.example>');
    expect(senderLine({ name: 'A "x" <y@z>', address: 'a@b.example' })).toBe('"A \\"x\\" <y@z>" <a@b.example>');
    expect(senderLine({ name: '', address: 'a@b.example' })).toBe('a@b.example');
  });
});
