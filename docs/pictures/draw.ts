import { writeFileSync } from 'node:fs';
import { storyPicture } from './story-picture.ts';

writeFileSync(new URL('story.svg', import.meta.url), storyPicture());
