import { runRedrive } from './redrive/program.ts';

process.exitCode = await runRedrive(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
});
