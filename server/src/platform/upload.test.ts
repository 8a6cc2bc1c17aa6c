import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainFileName } from './upload.ts';

describe('the name of a file', () => {
  it('T58 keeps what people call it and drops where it lay', () => {
    expect(plainFileName('学生証 2026.PDF')).toBe('学生証 2026.PDF');
    expect(plainFileName('C:\\Users\\a\\写真.jpg')).toBe('写真.jpg');
    expect(plainFileName('../../etc/passwd.png')).toBe('passwd.png');
    expect(plainFileName('..png')).toBe('file.png');
    expect(plainFileName('')).toBe('file');
  });

  it('T58 is never a path, never hidden, never turned around and never long, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.constantFrom('.pdf', '.jpg', ''), (stem, ending) => {
        const name = plainFileName(`${stem}${ending}`);
        expect(name).toMatch(/^[^/\\\p{Cc}\p{Cf}:*?"<>|]+$/u);
        expect(name.startsWith('.')).toBe(false);
        expect([...name].length).toBeLessThanOrEqual(100);
        expect(name.endsWith(ending)).toBe(true);
      }),
    );
  });
});
