import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

/** The chapters of the story that a picture has room for. */
const CHAPTERS = ['1', '2', '3', '4', '7'];

const LINE_HEIGHT = 19;
const CHARACTER_WIDTH = 8;
const MARGIN = 20;

const COLORS: Readonly<Record<string, string>> = { 1: '#ffffff', 2: '#8b949e', 31: '#ff7b72', 32: '#7ee787' };
const TEXT = '#d1d5da';

/** What the terminal shows: styles are escape codes. */
const story = (): string =>
  execFileSync(process.execPath, [fileURLToPath(new URL('../../command/start.mjs', import.meta.url))], {
    encoding: 'utf8',
    env: { FORCE_COLOR: '1' },
  });

/** The lines of the chosen chapters, each with its heading. */
const chosenLines = (text: string): string[] => {
  const lines: string[] = [];
  let chosen = false;
  for (const line of text.split('\n')) {
    const chapter = /^(\d+)\. /.exec(stripVTControlCharacters(line))?.[1];
    if (chapter !== undefined) chosen = CHAPTERS.includes(chapter);
    if (chosen) lines.push(line);
  }
  while (lines.at(-1) === '') lines.pop();
  return lines;
};

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A line as text of an SVG: each escape code begins a part in its colour. */
const drawn = (line: string, position: number): string => {
  const [first = '', ...styled] = line.split('\u001b[');
  const parts = styled.map((part) => {
    const [, code = '', text = ''] = /^(\d+)m(.*)$/.exec(part) ?? [];
    const weight = code === '1' ? ' font-weight="bold"' : '';
    return text === '' ? '' : `<tspan fill="${COLORS[code] ?? TEXT}"${weight}>${escaped(text)}</tspan>`;
  });
  const y = MARGIN + LINE_HEIGHT * (position + 1);
  return `<text x="${MARGIN}" y="${y}" xml:space="preserve" fill="${TEXT}">${escaped(first)}${parts.join('')}</text>`;
};

/**
 * A part of the story that `npm start` tells, as an SVG of a terminal. Drawn here because it takes these lines; what
 * draws terminals elsewhere brings a browser, or needs a recording.
 */
export const storyPicture = (): string => {
  const lines = ['$ npm start', '', ...chosenLines(story())];
  const longest = Math.max(...lines.map((line) => stripVTControlCharacters(line).length));
  const width = 2 * MARGIN + longest * CHARACTER_WIDTH;
  const height = 2 * MARGIN + (lines.length + 1) * LINE_HEIGHT;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="13" role="img">`,
    '<title>The kill switch disables a client and proves it, as npm start shows it</title>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...lines.map(drawn),
    '</svg>',
    '',
  ].join('\n');
};

/** What stays the same from run to run: everything but the figures. */
export const withoutFigures = (picture: string): string =>
  picture.slice(picture.indexOf('<title>')).replaceAll(/\d+/g, '0').replaceAll(/ +/g, ' ');
