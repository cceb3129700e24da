import type { Command } from 'commander';
import { describeConfig, suspectNames } from '../config.ts';
import { answers, createVerb, type Shell, table } from './shell.ts';

export function configCommand(shell: Shell): Command {
  const command = createVerb(shell, 'config', 'the effective settings, secrets masked');
  return answers(shell, command, async () => {
    const values = describeConfig(shell.config());
    for (const { name, meant } of suspectNames()) shell.stderr(`warning: ${misspelt(name, meant)}\n`);
    return {
      json: values,
      text: table(
        ['setting', 'value'],
        Object.entries(values).map(([name, value]) => [name, shown(value)]),
      ),
    };
  });
}

export const misspelt = (name: string, meant: string): string =>
  `the environment variable ${name} means nothing here; did you mean ${meant}?`;

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.join(',') || '(none)';
  if (typeof value !== 'object' || value === null) return String(value ?? '(unset)');
  return Object.entries(value)
    .map((entry) => entry.join(':'))
    .join(',');
}
