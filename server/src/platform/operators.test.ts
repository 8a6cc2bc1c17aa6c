import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { operatorOf, readOperators } from './operators.ts';

const hash = (key: string) => createHash('sha256').update(key).digest('hex');

describe('people of the operator', () => {
  test('each is known by a key of their own, and by nothing else', () => {
    const operators = readOperators(`tanaka:田中 一郎:${hash('one')}; suzuki:鈴木 花:${hash('two')}`);
    expect(operatorOf(operators, 'two')).toEqual({ operatorId: 'suzuki', name: '鈴木 花' });
    for (const key of ['', 'three', hash('one')]) expect(operatorOf(operators, key)).toBe(null);
    expect(operatorOf(readOperators(''), '')).toBe(null);
  });

  test('one person or one key twice, or a broken entry, stops the start', () => {
    const twice = [`a1:甲:${hash('x')};a1:乙:${hash('y')}`, `a1:甲:${hash('x')};b1:乙:${hash('x')}`, 'a1:甲', 'a1:甲:key'];
    for (const text of twice) expect(() => readOperators(text)).toThrow('OPERATORS');
  });
});
