import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addCdkCommands } from '../../command/cdk-commands.ts';
import { addRequestCommands } from '../../command/request-commands.ts';
import { addStackCommands } from '../../command/stack-commands.ts';
import { fakeTerminal } from '../command/fake-terminal.ts';
import { templateOf } from '../infra/synthesised.ts';
import { alarmsOf } from '../infra/template-parts.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const { terminal } = fakeTerminal();
const program = new Command('docspace-kill-switch');
for (const add of [addRequestCommands, addStackCommands, addCdkCommands]) add(program, terminal, () => {});

/** Every command in a text, up to the end of its line or of what is set as code. */
const commandsIn = (text: string): string[] =>
  [...text.matchAll(/(?:docspace-kill-switch|npm start(?: --silent)? --) ([a-z-]+ [^`|#\n]*)/g)].map(
    ([, command = '']) => command.trim(),
  );

const inPages = ['README.md', ...globSync('docs/*.md', { cwd: ROOT })].flatMap((page) =>
  commandsIn(readFileSync(`${ROOT}${page}`, 'utf8')).map((command) => [page, command] as const),
);
const outputs = JSON.stringify(templateOf().findOutputs('*'), null, 2);
const descriptions = alarmsOf(templateOf()).map(({ AlarmDescription = '' }) => AlarmDescription);

/** The words of a command that begin with two dashes, but for those in quotes and those of CDK. */
const flagsOf = (command: string): string[] =>
  command.replaceAll(/"[^"]*"| -- .*/g, '').match(/(?<=\s)--[a-z-]+/g) ?? [];

describe('a command that is shown exists, with its flags', () => {
  const others = ['portal', 'completion', 'help'];
  const shown = [
    ...inPages,
    ...commandsIn(outputs).map((command) => ['an output', command] as const),
    ...descriptions.flatMap((text) => commandsIn(text).map((command) => ['an alarm', command] as const)),
  ].filter(([, command]) => !others.includes(command.split(' ')[0] ?? ''));

  test('there are such commands everywhere', () =>
    expect(new Set(shown.map(([where]) => where))).toEqual(
      new Set([...new Set(inPages.map(([page]) => page)), 'an output', 'an alarm']),
    ));

  test.each(shown)('in %s: %s', (_, command) => {
    const [verb = ''] = command.split(' ');
    const known = program.commands.find((one) => one.name() === verb);
    expect(known, verb).toBeDefined();
    const flags = known?.options.map(({ long }) => long) ?? [];
    for (const flag of flagsOf(command)) expect(flags).toContain(flag);
  });
});
