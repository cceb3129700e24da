import type { Command } from 'commander';
import { readLines } from '../catalogue/read-lines.ts';
import { MarqueeError } from '../domain/errors.ts';
import { ID_PATTERN } from '../domain/item.ts';
import { openSource } from './import-sources.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, type CommandContext, createVerb, type Shell, withContext } from './shell.ts';

const HASH_HELP = `
One id a line, or CSV whose first column has the ids; a first line that says userId or user_id is a header. Answers a line for each id, in
order: userId,userKey under a header, or with --json an object a line. Lines that hold no id are told on stderr and left out. Who can join
keys with ids can see what a person watched: each run is in the audit (users.hash), how many ids and not which.
Exit codes: 0 every line was answered, 1 some were not, 2 there is no such file.`;

/** `users hash FILE`: what own ids of users are called in the log. */
export function usersCommand(shell: Shell): Command {
  const hash = createVerb(shell, 'hash', 'own ids of users to the user_key that the log has')
    .argument('<file>', 'ids, one a line, or CSV; - for standard input')
    .addHelpText('after', HASH_HELP);
  return createVerb(shell, 'users', 'who is who in the log').addCommand(
    answers(shell, hash, (path: string, { json }: { readonly json?: true }) => hashUsers(shell, path, json === true)),
  );
}

async function hashUsers(shell: Shell, path: string, asJson: boolean): Promise<Answer> {
  const progress = createProgress(shell, 'Hashing', 'bytes');
  // Opened first: a wrong name is told before any store is touched.
  const { bytes } = await openSource(path, shell.stdin, progress.update);
  return withContext(shell, async (context) => {
    let [users, refused] = [0, 0];
    const answer = async (userIds: readonly string[]) => {
      await audit(context, userIds.length);
      await shell.stdout(userIds.map((userId) => lineOf(userId, context.userKeyOf(userId), asJson)).join(''));
      users += userIds.length;
    };
    const refuse = (line: number, why: string) => {
      if (refused++ < MOST_TOLD) shell.stderr(`line ${line}: ${why}\n`);
    };
    try {
      if (!asJson) await shell.stdout('userId,userKey\n');
      const portion: string[] = [];
      for await (const userIds of idsOf(bytes, refuse)) {
        for (const userId of userIds) {
          portion.push(userId);
          if (portion.length === PORTION) await answer(portion.splice(0));
        }
      }
      if (portion.length > 0) await answer(portion);
    } finally {
      progress.stop();
    }
    const left = refused === 0 ? '' : `; ${refused} line${refused === 1 ? '' : 's'} hold no id and were left out`;
    return {
      json: { users, refused },
      text: `${users} id${users === 1 ? '' : 's'} hashed${left}.`,
      exitCode: refused > 0 ? 1 : 0,
      isStdoutTaken: true,
    };
  });
}

/** Written before any key of the portion is: what nobody knows of was not handed out. */
async function audit({ auditLog, clock }: Pick<CommandContext, 'auditLog' | 'clock'>, users: number): Promise<void> {
  await auditLog.record({
    atMs: clock.nowMs(),
    actor: 'command',
    action: 'users.hash',
    object: 'users',
    before: null,
    after: { users },
    reason: '',
  });
}

/** Ids that are held until they are answered, and told of by one entry of the audit. */
const PORTION = 50_000;
/** Lines that are told one by one. */
const MOST_TOLD = 20;

/** The ids of each piece of the source. Throws 'data-check-failed' where quotes do not match: what follows may be no ids. */
async function* idsOf(
  bytes: AsyncIterable<Uint8Array | string>,
  refuse: (line: number, why: string) => void,
): AsyncGenerator<readonly string[]> {
  let isFirst = true;
  for await (const lines of readLines(bytes)) {
    const userIds: string[] = [];
    for (const { number, text, problem } of lines) {
      const cell = problem === undefined ? firstCell(text, number) : null;
      const isHeader = isFirst && (cell === 'userId' || cell === 'user_id');
      isFirst = false;
      if (isHeader) continue;
      if (cell !== null && ID_PATTERN.test(cell)) userIds.push(cell);
      else refuse(number, problem ?? 'an id is 1 to 128 of A-Z a-z 0-9 . _ : @ -');
    }
    yield userIds;
  }
}

function firstCell(line: string, number: number): string {
  const text = number === 1 ? line.replace(/^\uFEFF/, '') : line;
  if ((text.split('"').length - 1) % 2 === 1) {
    throw new MarqueeError(
      'data-check-failed',
      `line ${number}: its quotes do not match, so that the lines after it may be no ids. Give the column of ids alone.`,
    );
  }
  return /^\s*"([^"]*)"\s*(?:,|$)/.exec(text)?.[1] ?? text.split(',', 1)[0]!.trim();
}

const lineOf = (userId: string, userKey: string, asJson: boolean): string =>
  // An id has no character that CSV has to quote. It stands as it was given, so that it joins.
  asJson ? `${JSON.stringify({ userId, userKey })}\n` : `${userId},${userKey}\n`;
