import path from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { strictnesses } from '../config/config.ts';
import { formats, severities, views } from './formats.ts';
import { internal, Trouble, UsageError } from './input/trouble.ts';
import { version } from './version.ts';

const format = (choices: readonly string[]) => new Option('--format <format>', 'how to show it').choices(choices).default('pretty');
const stdinFilename = () =>
  new Option('--stdin-filename <name>', "what '-' would be called: tells its kind, and where planwright.yaml is sought");

/**
 * Carries out a command line. Resolves to the exit code: 0 clean, 1 errors found, 2 could not run. Each command is loaded when it is asked for.
 * `packageRoot` is the folder that holds `docs` and `dist`.
 */
export async function main(args: readonly string[], packageRoot: string): Promise<number> {
  const trouble = new Trouble();
  let code = 0;
  const program = new Command('planwright')
    .description('Checks deployment plans: recomputes every number, shows what cannot be true, rewrites the plan to a valid layout.')
    .version(version)
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      '\nExit codes: 0 clean, 1 errors found (fix --diff: something would change), 2 could not run.\nA folder is walked; files that git ignores and node_modules are left out.',
    );

  program
    .command('check')
    .description('show what cannot be true')
    .argument('<path...>', "files, folders, patterns such as 'docs/**/*.md', or '-' for standard input")
    .addOption(format(formats))
    .option('--max-warnings <n>', 'exit with 1 where there are more warnings', wholeNumber)
    .addOption(new Option('--severity <severity>', 'leave out findings that are less grave').choices(severities))
    .addOption(new Option('--strictness <level>', 'how sure a finding must be, whatever planwright.yaml says').choices(strictnesses))
    .option('--baseline <file>', 'leave out the findings that this file holds')
    .option('--write-baseline <file>', 'write all findings to this file, for --baseline')
    .option('--quiet', 'say nothing but findings')
    .option('--watch', 'check again whenever a file changes')
    .addOption(stdinFilename())
    .option('--cache', 'keep what comes of each file, and look only at those that changed')
    .action(async (paths, options) => {
      code = await (await import('./commands/check.ts')).check(paths, options, trouble, path.join(packageRoot, 'dist/node'));
    });

  program
    .command('fix')
    .description('rewrite what can be repaired safely, in place; with - from standard input to standard output')
    .argument('<path...>', "files, folders, or '-'")
    .option('--layout <degrees>', 'rewrite to this layout, such as "TP=4,EP=8", or to the best one: best')
    .option('--set <values>', 'restate the plan to these values, such as "TP=8,DP=2"')
    .option('--unsafe-fixes', 'apply also what takes a decision: the best layout, and repairs to be checked by hand')
    .option('--diff', 'show what would change and write nothing')
    .addOption(stdinFilename())
    .action(async (paths, options) => {
      code = await (await import('./commands/fix.ts')).fix(paths, options, trouble);
    });

  program
    .command('layouts')
    .description('valid layouts for the GPUs of a plan, best first')
    .argument('<path...>', "files, or '-'")
    .addOption(format(views))
    .addOption(stdinFilename())
    .action(async (paths, options) => {
      code = await (await import('./commands/layouts.ts')).layouts(paths, options, trouble);
    });

  program
    .command('memory')
    .description('what each GPU must hold, by component, with what is taken for granted')
    .argument('<path...>', "files, or '-'")
    .addOption(format(views))
    .addOption(stdinFilename())
    .action(async (paths, options) => {
      code = await (await import('./commands/memory.ts')).memory(paths, options, trouble);
    });

  program
    .command('inspect')
    .description('every number that was understood: quantity, value, role, scenario, place')
    .argument('[path...]', "files, or '-'")
    .addOption(format(views))
    .option('--why <file:line>', 'what each number of one line was read as, and what it is held to')
    .addOption(stdinFilename())
    .action(async (paths, options) => {
      code = await (await import('./commands/inspect.ts')).inspect(paths, options, trouble);
    });

  program
    .command('report')
    .description('the modifications that a plan needs, as a markdown document')
    .argument('<path...>', "a file, or '-'")
    .addOption(stdinFilename())
    .action(async (paths, options) => {
      code = await (await import('./commands/report.ts')).report(paths, options, trouble);
    });

  program
    .command('explain')
    .description('what a rule finds, with examples')
    .argument('<rule>', 'id of a rule, such as gpu-count')
    .action(async (rule) => {
      code = await (await import('./commands/explain.ts')).explain(rule, packageRoot);
    });

  program
    .command('rules')
    .description('all rules, with their usual severities')
    .addOption(format(views))
    .action(async (options) => {
      code = (await import('./commands/rules.ts')).rules(options);
    });

  program
    .command('init')
    .description('write planwright.yaml, and a plan to begin with')
    .argument('[folder]', 'where', '.')
    .option('--plan [name]', 'write a plan too (plan.md)')
    .option('--serving', 'let it be a plan for serving')
    .action(async (folder, options) => {
      code = await (await import('./commands/init.ts')).init(folder, options, trouble);
    });

  program
    .command('lsp')
    .description('run the language server')
    .option('--stdio', 'speak over standard input and output (the only way there is)')
    .action(async () => {
      code = await (await import('./commands/lsp.ts')).lsp(packageRoot);
    });

  program
    .command('mcp')
    .description('serve agents over the Model Context Protocol, with tools that only read')
    .option('--root <folder...>', 'folders that may be read, instead of those that the client names')
    .action(async (options) => {
      code = await (await import('./commands/mcp.ts')).mcp(options, packageRoot);
    });

  // a reader that has seen enough (`| head`) is no failure, and changes nothing of what is done and found
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) trouble.fail(error.message);
    else trouble.fail(internal(error));
    return 2;
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
