import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { storyPicture, withoutFigures } from '../../docs/pictures/story-picture.ts';

test('the picture in the README shows the story that npm start tells; refresh it with npm run pictures', () => {
  const kept = readFileSync(new URL('../../docs/pictures/story.svg', import.meta.url), 'utf8');
  expect(withoutFigures(kept)).toBe(withoutFigures(storyPicture()));
});
