import { describe, expect, it } from 'vitest';
import { type MachineFacts, databaseChain, noDatabaseMessage } from './chain.ts';

const bare: MachineFacts = { uri: null, mongod: null, downloadReachable: false, forced: null };

describe('the order in which a database is looked for', () => {
  it('ends with the embedded engine on a bare machine', () => {
    expect(databaseChain(bare)).toEqual(['embedded']);
  });

  it('tries a mongod first, then a download, then the engine', () => {
    expect(databaseChain({ ...bare, mongod: 'mongod', downloadReachable: true })).toEqual(['mongod', 'download', 'embedded']);
  });

  it('takes a given address alone: another database would hide a typing error', () => {
    expect(databaseChain({ ...bare, uri: 'mongodb://db', mongod: 'mongod', downloadReachable: true })).toEqual(['uri']);
  });

  it.each(['mongod', 'download', 'embedded'])('is forced to %s and nothing else', (forced) => {
    expect(databaseChain({ ...bare, uri: 'mongodb://db', mongod: 'mongod', downloadReachable: true, forced })).toEqual([forced]);
  });

  it.each(['postgres', 'mongodb', 'uri', 'Mongod'])('refuses %s, which is no link, and names those that there are', (forced) => {
    expect(() => databaseChain({ ...bare, uri: 'mongodb://db', mongod: 'mongod', forced })).toThrow(
      new RegExp(`TSUDOI_DATABASE=${forced} [^]*mongod, download, embedded`),
    );
  });

  it('is not forced by an empty word', () => {
    expect(databaseChain({ ...bare, forced: '' })).toEqual(['embedded']);
  });
});

describe('the last link, a message', () => {
  const message = noDatabaseMessage([
    { source: 'mongod', reason: 'it ended with code 1' },
    { source: 'embedded', reason: 'no build for sunos sparc' },
  ]);

  it('says what was tried and why each failed', () => {
    expect(message).toContain('mongod: it ended with code 1');
    expect(message).toContain('embedded: no build for sunos sparc');
  });

  it('names the three ways to mend it, in Japanese and English', () => {
    expect(message.match(/^ {2}[123]\. /gm)).toHaveLength(3);
    expect(message).toContain('MONGODB_URI');
    expect(message).toContain('Any of these helps');
  });
});
