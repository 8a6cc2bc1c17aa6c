import { expect, test } from 'vitest';
import { drawnAs, withFields } from '../../lib/drawn-as.tsx';
import { passkeyTexts } from './passkey-texts.ts';

const { ShareForm } = await withFields(() => import('./ShareForm.tsx'));
const { LinkForm } = await withFields(() => import('./LinkForm.tsx'));
const { byCode, passwordFirst, toPassword } = passkeyTexts.ja.mine;

test('M3: a code is offered where it can be right, and a password asked for where there is none', async () => {
  const done = async () => undefined;
  const drawn = async (hasPassword: boolean, email: string) => {
    const answers = {
      'identity.viewer': { audience: 'my', viaMailbox: false, email },
      'identity.myPasskeys': { passkeys: [], hasPassword },
    };
    const forms = [<ShareForm key="share" onClose={done} onDone={done} />, <LinkForm key="link" onDone={done} />];
    const htmls = await Promise.all(forms.map((form) => drawnAs([], form, answers)));
    return htmls.map((html) => [html.includes('<form'), html.includes(byCode), html.includes(passwordFirst), html.includes(toPassword)]);
  };
  expect(await drawn(true, 'haruko@example.jp')).toEqual([
    [true, true, false, false],
    [true, true, false, false],
  ]);
  expect(await drawn(true, '')).toEqual([
    [true, false, false, false],
    [true, false, false, false],
  ]);
  expect(await drawn(false, 'haruko@example.jp')).toEqual([
    [false, false, true, true],
    [false, false, true, true],
  ]);
});
