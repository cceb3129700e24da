import { type Command, Option } from 'commander';
import { answers, createVerb, type Shell, withContext } from './shell.ts';

export function dbCommand(shell: Shell): Command {
  const url = createVerb(shell, 'url', 'a connection string that may read the views and nothing else').addOption(
    new Option('--role <role>', 'whose').choices(['analyst']).makeOptionMandatory(),
  );
  return createVerb(shell, 'db', 'the way into the database for people who ask it questions').addCommand(
    answers(shell, url, () =>
      withContext(shell, async (context) => {
        const dsn = await context.openAnalystLogin();
        return { json: { role: 'analyst', url: dsn }, text: dsn };
      }),
    ),
  );
}
