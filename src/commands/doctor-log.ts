import { MarqueeError } from '../domain/errors.ts';
import { checkLog, type LogHealth } from '../reports/log-health/check-log.ts';
import { type Answer, type Shell, withContext } from './shell.ts';

export interface LogOptions {
  readonly from?: number;
  readonly to?: number;
  readonly maxMib?: number;
  readonly hours?: number;
}

/** `doctor --log`: exit code 1 with findings. */
export function examineLog(shell: Shell, { from, to, maxMib = 64, hours = 3 }: LogOptions): Promise<Answer> {
  return withContext(shell, async ({ logCheck, clock }) => {
    const nowMs = clock.nowMs();
    const untilMs = to ?? nowMs;
    const fromMs = from ?? untilMs - DAY_MS;
    if (fromMs >= untilMs) throw new MarqueeError('bad-argument', '--from has to be before --to.');
    if (untilMs - fromMs > MOST_DAYS * DAY_MS)
      throw new MarqueeError('bad-argument', `At most ${MOST_DAYS} days are checked at once.`);
    const health = await checkLog(logCheck, { fromMs, untilMs, nowMs, maxBytes: maxMib * MIB, hours });
    return { json: health, text: textOf(health), exitCode: health.findings === 0 ? 0 : 1 };
  });
}

const DAY_MS = 86_400_000;
/** A look into the index a minute. */
const MOST_DAYS = 100;
const MIB = 1024 ** 2;

function textOf({ from, to, parts, findings }: LogHealth): string {
  const lines = parts.flatMap((part) => [
    part.name,
    ...part.findings.flatMap(({ isWrong, sentence, count, examples }) => [
      `  ${isWrong ? 'FINDING: ' : ''}${count === null ? '' : `${count} `}${sentence}`,
      ...examples.map((example) => `    ${example}`),
    ]),
  ]);
  return [
    `The log from ${from} to ${to}:`,
    ...lines,
    findings === 0 ? 'It agrees with itself.' : `${findings} findings.`,
  ].join('\n');
}
