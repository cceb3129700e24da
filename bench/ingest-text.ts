import type { IngestResult, Rate } from './ingest.ts';

/** For people: the same numbers, and what they mean. */
export function ingestText({ rounds, decisions, events, acknowledgement, machine }: IngestResult): string {
  const rate = (name: string, { perSecond, mergedPerSecond, rolledUpPerSecond, copyPerSecond, ofCopy }: Rate): string =>
    `  ${name}: ${perSecond}/s stored (${mergedPerSecond}/s until merged, ${rolledUpPerSecond}/s until rolled up, too), plain COPY ${copyPerSecond}/s: ${ofCopy} of it`;
  const { connections, eventsACall, eventsPerSecond, p50Ms, p99Ms, failures } = acknowledgement;
  return [
    `${machine.cores} x ${machine.cpu}, Node ${machine.node}, user states in ${machine.userStates}, load average ${machine.load}, median of ${rounds} rounds`,
    rate('pages of 160 slots', decisions),
    rate('events', events),
    `  one INSERT per event: ${events.insertPerSecond}/s, the event path takes ${events.ofInsert} times as many`,
    `  POST /v1/events, ${connections} connections, ${eventsACall} events a call: ${eventsPerSecond} events/s acknowledged, p50 ${p50Ms} ms, p99 ${p99Ms} ms, ${failures} failed`,
  ].join('\n');
}
