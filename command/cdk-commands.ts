import type { Command } from 'commander';
import type { Terminal } from '../local/terminal/terminal.ts';
import { helpFor } from './help.ts';
import type { CdkOptions, CdkVerb } from './preflight/deploy-verbs.ts';
import { addStackOptions } from './stack-options.ts';

const DESCRIPTIONS: Readonly<Record<CdkVerb, string>> = {
  bootstrap: 'prepare account and region for deploys, once',
  deploy: 'deploy the stack, or bring it up to date',
  diff: 'show what a deploy would change',
  destroy: 'remove the stack',
};

const collected = (value: string, before: string[] = []): string[] => [...before, value];

/** Adds the verbs that CDK carries out. What follows `--` goes to CDK as it is. */
export const addCdkCommands = (
  program: Command,
  terminal: Terminal,
  endWith: (code: number) => void,
): void => {
  const help = helpFor(program.name());
  const command = (verb: CdkVerb): Command =>
    addStackOptions(program.command(verb).description(DESCRIPTIONS[verb]))
      .option('-c, --context <name=value>', 'a setting, before settings.json; may be repeated', collected)
      .option('--stack <name>', 'only this one of several stacks')
      .option('--toolkit-stack-name <name>', "name of CDK's bootstrap stack (default: CDKToolkit)")
      .argument('[cdk...]', 'behind --: options for CDK')
      .addHelpText('after', help[verb])
      .action(async (rest: string[], options: CdkOptions) => {
        const { runCdkVerb } = await import('./preflight/deploy-verbs.ts');
        endWith(await runCdkVerb(verb, { ...options, rest, program: program.name() }, terminal));
      });
  command('bootstrap');
  command('deploy').option('--yes', 'change permissions without asking, as in CI');
  command('diff');
  command('destroy').option('--yes', 'delete without asking, as in CI');
};
