import { TraceFlags, trace } from '@opentelemetry/api';
import { type Logger as PinoLogger, pino } from 'pino';

/**
 * Structured logs on stderr (stdout belongs to what a command answers). No field may hold a user id, a key or a body; the
 * redaction is the net under that rule. What is said while a traced request is answered carries its traceId.
 */
export function createLogger(level: string): PinoLogger {
  return pino(
    {
      level,
      base: null,
      mixin: traceFields,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['userId', 'authorization', 'key', '*.userId', '*.authorization', '*.key'],
        censor: '[removed]',
      },
    },
    pino.destination({ dest: 2, sync: true }),
  );
}

/** By its flag and not by whether it still records: a request's last line is written when its span has ended. */
function traceFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  return span !== undefined && span.traceFlags & TraceFlags.SAMPLED ? { traceId: span.traceId } : {};
}
