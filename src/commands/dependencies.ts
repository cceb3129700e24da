import type { Context } from '../context.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import type { Readiness } from '../http/admin.ts';

/** Which stores answer within half a second. Never rejects. */
export async function dependenciesOf(
  { config, pingPostgres, eventStream }: Pick<Context, 'config' | 'pingPostgres' | 'eventStream'>,
  userStates: UserStateStore,
): Promise<Readiness['dependencies']> {
  const stream = await eventStream();
  const [postgres, states, nats] = await Promise.all([
    isUp(pingPostgres()),
    isUp(userStates.ping()),
    stream === null ? null : isUp(stream.ping()),
  ]);
  return { postgres, ...(config.redisUrl !== null && { redis: states }), ...(nats !== null && { nats }) };
}

export const PING_MS = 500;

async function isUp(ping: Promise<void>): Promise<'up' | 'down'> {
  const late = new Promise<'down'>((resolve) => setTimeout(() => resolve('down'), PING_MS).unref());
  return Promise.race([
    ping.then(
      () => 'up' as const,
      () => 'down' as const,
    ),
    late,
  ]);
}
