import type { Command } from 'commander';
import { type Answer, answers, createVerb, type Shell } from './shell.ts';

export function migrateCommand(shell: Shell): Command {
  const command = createVerb(shell, 'migrate', "bring the tenant's database schema up to date").option(
    '--dry-run',
    'only tell what would be run',
  );
  return answers(shell, command, async (options: { dryRun?: boolean }): Promise<Answer> => {
    const dryRun = options.dryRun === true;
    const migrations = await shell.migrate(dryRun);
    const done = dryRun ? 'Would run' : 'Ran';
    const text = migrations.length === 0 ? 'The schema is up to date.' : `${done}: ${migrations.join(', ')}`;
    return { json: { dryRun, migrations }, text };
  });
}
