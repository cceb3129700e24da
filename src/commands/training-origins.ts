import type { Origin } from '../domain/origin.ts';
import type { LogStore } from '../domain/ports/log-store.ts';

const ORIGINS: readonly Origin[] = ['app', 'import'];
const DEMO_ORIGINS: readonly Origin[] = [...ORIGINS, 'simulate'];

/** Whose events are learned from: real ones; simulated ones too while most of the log is that, as in the demo. */
export async function trainingOrigins(logStore: Pick<LogStore, 'countEvents'>): Promise<readonly Origin[]> {
  const [real, simulated] = await Promise.all(
    [ORIGINS, ['simulate']].map((origins) => logStore.countEvents({ origins })),
  );
  return real! >= simulated! ? ORIGINS : DEMO_ORIGINS;
}
