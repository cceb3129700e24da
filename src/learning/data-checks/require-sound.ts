import type { CheckedData } from '../../domain/data-checks.ts';
import { type ErrorCode, MarqueeError } from '../../domain/errors.ts';
import { DATA_CHECKS } from './run-checks.ts';

/** What somebody takes upon himself to train on. */
export interface AcceptedFaults {
  /** Names of checks. */
  readonly accept?: readonly string[];
  /** All of them. */
  readonly forceData?: boolean;
}

/** Carries all that was found, for who can show a list. */
export class UnsoundDataError extends MarqueeError {
  readonly checked: CheckedData;

  constructor(checked: CheckedData, code: ErrorCode, sentence: string) {
    super(code, sentence);
    this.checked = checked;
  }
}

/**
 * The findings, those marked that block and were accepted: for the manifest. Throws UnsoundDataError 'data-check-failed' while one
 * blocks that was not, and MarqueeError 'bad-argument' for a check to accept that there is not.
 */
export function requireSound(checked: CheckedData, { accept = [], forceData = false }: AcceptedFaults): CheckedData {
  const unknown = accept.find((name) => !DATA_CHECKS.some((check) => check.name === name));
  if (unknown !== undefined) {
    const names = DATA_CHECKS.map(({ name }) => name).join(', ');
    throw new MarqueeError('bad-argument', `There is no data check "${unknown}". There are: ${names}.`);
  }
  const findings = checked.findings.map((finding) =>
    finding.severity === 'block' && (forceData || accept.includes(finding.check))
      ? { ...finding, accepted: true as const }
      : finding,
  );
  const blocking = findings.filter((finding) => finding.severity === 'block' && finding.accepted === undefined);
  if (blocking.length === 0) return { ...checked, findings };
  const [first] = blocking;
  const more = blocking.length === 1 ? '' : ` (and ${blocking.length - 1} more)`;
  throw new UnsoundDataError(
    { ...checked, findings },
    'data-check-failed',
    `The data must not be trained on: ${first!.found}${more}. Put it right, or train with --accept ${blocking.map(({ check }) => check).join(' --accept ')}.`,
  );
}
