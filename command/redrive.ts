import { runRedrive } from './redrive/program.ts';
import { questionAt } from './redrive/question.ts';

process.exitCode = await runRedrive(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  ask: process.stdin.isTTY ? questionAt(process.stdin, process.stderr) : undefined,
});
