import { type Command, InvalidArgumentError } from 'commander';
import { type Context, openContext } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import { replayUserStates } from '../ingest/replay.ts';
import { replayDeadLetters } from '../ingest/replay-dead-letters.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, createVerb, type Shell } from './shell.ts';

interface ReplayCommandOptions {
  readonly states?: boolean;
  readonly rollUps?: boolean;
  readonly deadLetters?: boolean;
  readonly userKey?: string;
}

const HELP = `
Without an option: --states and --roll-ups. User states are merged into what is stored, never written over, so that it may run while the
service does, be broken off, and be run again. Days that retention dropped are taken from the checkpoints it left. Dead letters
come first, so that what they bring into the log is in the rest.`;

export function replayCommand(shell: Shell): Command {
  const command = createVerb(shell, 'replay', 'user states and roll-ups anew from the log')
    .option('--states', 'user states, into Redis or the table user_states')
    .option('--roll-ups', 'item stats, outcomes and funnels')
    .option('--dead-letters', 'try what the log refused once more')
    .option('--user-key <hex>', 'the state of this user alone, and of those merged into the user', userKey)
    .addHelpText('after', HELP);
  return answers(shell, command, (options: ReplayCommandOptions) => runReplay(shell, options));
}

async function runReplay(shell: Shell, options: ReplayCommandOptions): Promise<Answer> {
  const { rollUps, deadLetters, userKey } = options;
  if (userKey !== undefined && (rollUps || deadLetters)) {
    throw new MarqueeError('bad-argument', '--user-key is about a state: leave --roll-ups and --dead-letters out.');
  }
  const isPlain = !options.states && !rollUps && !deadLetters;
  const context = await openContext(shell.config());
  try {
    const parts: Answer[] = [];
    if (deadLetters) parts.push(await runDeadLetters(context));
    if (options.states || isPlain) parts.push(await runStates(shell, context, userKey));
    if (rollUps || (isPlain && userKey === undefined)) parts.push(await runRollUps(context));
    return {
      json: Object.assign({}, ...parts.map((part) => part.json)),
      text: parts.map((part) => part.text).join('\n'),
    };
  } finally {
    await context.close();
  }
}

async function runStates(shell: Shell, context: Context, userKey?: string): Promise<Answer> {
  const { stateLog, clock } = context;
  const userStates = await context.patientUserStates();
  const progress = createProgress(shell, 'Replaying', 'events');
  try {
    // Counting costs a reading of the log, so only where somebody watches.
    const total = shell.isTerminal && userKey === undefined ? await stateLog.countEvents() : 0;
    const userKeys = userKey === undefined ? undefined : await stateLog.ancestry(userKey);
    const startMs = clock.monotonicMs();
    const rate = (events: number) => Math.round(events / Math.max(0.001, (clock.monotonicMs() - startMs) / 1000));
    const { users, events } = await replayUserStates(
      { ...context, userStates },
      {
        ...(userKeys !== undefined && { userKeys }),
        onProgress: (done) => progress.update(done, Math.max(done, total), `${rate(done)} a second`),
      },
    );
    const seconds = Math.round(clock.monotonicMs() - startMs) / 1000;
    const eventsPerSecond = rate(events);
    return {
      json: { users, events, seconds, eventsPerSecond },
      text: `${users} user states from ${events} events in ${seconds} s (${eventsPerSecond} events/s).`,
    };
  } finally {
    progress.stop();
  }
}

async function runRollUps({ rollUps, clock }: Context): Promise<Answer> {
  const startMs = clock.monotonicMs();
  const { outcomes, impressions } = await rollUps.rebuild();
  const seconds = Math.round(clock.monotonicMs() - startMs) / 1000;
  return {
    json: { rollUps: { outcomes, impressions, seconds } },
    text: `Roll-ups of ${impressions} impressions, ${outcomes} with an outcome, in ${seconds} s.`,
  };
}

async function runDeadLetters(context: Context): Promise<Answer> {
  const deadLetters = await replayDeadLetters({ ...context, userStates: await context.patientUserStates() });
  const { stored, stillRefused, conflicting } = deadLetters;
  return {
    json: { deadLetters },
    text: `${stored} dead letters stored, ${stillRefused} refused again, ${conflicting} conflicting events left as they are.`,
  };
}

function userKey(text: string): string {
  const key = text.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(key)) return key;
  throw new InvalidArgumentError('It must be the 32 hex characters that a user has in the views.');
}
