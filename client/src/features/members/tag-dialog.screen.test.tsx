import { tagsOffered } from '@tsudoi/shared/contracts/members/member-tag.contract';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { TagChoice } from './TagDialog.tsx';

test('MEM-02: a tag beyond those that are offered can be typed; where all are offered there is nothing to type', () => {
  const drawn = (count: number) =>
    renderToStaticMarkup(<TagChoice known={Array.from({ length: count }, (_, at) => `大会${at}`)} onChoose={() => undefined} />);
  expect(drawn(3)).toContain('大会2');
  expect(drawn(3)).not.toContain('<input');
  expect(drawn(tagsOffered)).toContain('ここにないタグ');
  expect(drawn(tagsOffered)).toContain('このタグで絞る');
});
