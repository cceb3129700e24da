import { type Command, Option } from 'commander';
import { createApiKey, formatRate, MAX_RATE_PER_S, parseRate } from '../domain/api-key.ts';
import { MarqueeError } from '../domain/errors.ts';
import type { Origin } from '../domain/origin.ts';
import { ROLES, type Role } from '../domain/ports/key-store.ts';
import { type Answer, answers, type CommandContext, createVerb, type Shell, table, withContext } from './shell.ts';

export function keysCommand(shell: Shell): Command {
  const create = createVerb(shell, 'create', 'make an API key; it is shown this once')
    .addOption(new Option('--role <role>', 'what the key may do').choices([...ROLES]).makeOptionMandatory())
    .option('--name <name>', 'who uses it', parseName, '')
    .addOption(
      new Option('--origin <origin>', 'how its requests are counted')
        .choices(['app', 'simulate', 'test'])
        .default('app'),
    )
    .option('--rate <n/s>', 'requests a second at most (default: no limit)', parseRateOption);
  const list = createVerb(shell, 'list', 'every key, without its secret');
  const revoke = createVerb(shell, 'revoke', 'take a key out of use').argument('<keyId>', 'as `keys list` shows it');
  return createVerb(shell, 'keys', 'API keys and their roles')
    .addCommand(
      answers(shell, create, (options: CreateOptions) => withContext(shell, (context) => createKey(context, options))),
    )
    .addCommand(answers(shell, list, () => withContext(shell, listKeys)))
    .addCommand(answers(shell, revoke, (keyId: string) => withContext(shell, (context) => revokeKey(context, keyId))));
}

type KeyDeps = Pick<CommandContext, 'keyStore' | 'clock' | 'randomBytes'>;
interface CreateOptions {
  readonly role: Role;
  readonly name: string;
  readonly origin: Origin;
  /** Requests a second; without one there is no limit. */
  readonly rate?: number;
}

/** Makes a key; `secret` is the whole key and is not stored anywhere. */
export async function makeKey(deps: KeyDeps, options: CreateOptions): Promise<{ keyId: string; key: string }> {
  const { keyId, key, keyHash } = createApiKey(deps.randomBytes);
  const { role, name, origin, rate = null } = options;
  await deps.keyStore.create({ keyId, role, name, origin, keyHash, ratePerS: rate }, deps.clock.nowMs());
  return { keyId, key };
}

async function createKey(deps: KeyDeps, options: CreateOptions): Promise<Answer> {
  const { keyId, key } = await makeKey(deps, options);
  const { role } = options;
  return { json: { keyId, key, role }, text: `${keyId} (${role})\n${key}\nKeep it now: it is not shown again.` };
}

async function listKeys(deps: KeyDeps): Promise<Answer> {
  const keys = await deps.keyStore.list();
  const items = keys.map(({ keyHash: _, ratePerS, ...shown }) => ({ ...shown, rate: formatRate(ratePerS) }));
  const rows = items.map((key) => [key.keyId, key.role, key.origin, key.rate, key.name, key.createdAt, key.revokedAt]);
  return { json: { items }, text: table(['keyId', 'role', 'origin', 'rate', 'name', 'created', 'revoked'], rows) };
}

async function revokeKey(deps: KeyDeps, keyId: string): Promise<Answer> {
  if (!(await deps.keyStore.revoke(keyId, deps.clock.nowMs()))) {
    throw new MarqueeError('unknown-key', `There is no key ${JSON.stringify(keyId)}; \`keys list\` shows them.`);
  }
  return { json: { keyId, revoked: true }, text: `${keyId} is revoked.` };
}

function parseRateOption(rate: string): number {
  const ratePerS = parseRate(rate);
  if (ratePerS !== null) return ratePerS;
  throw new MarqueeError('bad-argument', `--rate must be 1/s to ${MAX_RATE_PER_S}/s, such as 50/s.`);
}

function parseName(name: string): string {
  if (name.length <= 200 && name.isWellFormed() && !name.includes('\0')) return name;
  throw new MarqueeError('bad-argument', '--name must be at most 200 characters of valid Unicode.');
}
