import { type SpanContext, TraceFlags } from '@opentelemetry/api';

/**
 * What a `traceparent` header says (W3C Trace Context, section 3.2): `<version>-<trace id>-<parent id>-<flags>`, lower-case hex.
 * Versions to come may append fields. null when it is absent, sent twice, or not as the standard says; it then counts as not sent.
 */
export function parseTraceparent(header: string | readonly string[] | undefined): SpanContext | null {
  if (typeof header !== 'string') return null;
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(header.trim());
  if (match === null) return null;
  const [, version, traceId, spanId, flags, more] = match as unknown as string[];
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!)) return null;
  return {
    traceId: traceId!,
    spanId: spanId!,
    traceFlags: Number.parseInt(flags!, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
}
