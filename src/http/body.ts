import type { IncomingMessage } from 'node:http';
import { MarqueeError } from '../domain/errors.ts';

/**
 * Reads a whole JSON body in the contract's order of checks: 413 (1 MiB), then 415, then 400. An absent body is undefined.
 * Read here and not by express.json, whose order is another.
 */
export async function readJsonBody(request: IncomingMessage, mediaTypes: readonly string[]): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length > 0 || request.headers['content-type'] !== undefined) requireMediaType(request, mediaTypes);
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new MarqueeError('invalid-json', 'The body is not valid JSON in UTF-8.', { cause });
  }
}

/** The body's bytes as they arrive, however many; for bodies that need not fit in memory. */
export async function* readStream(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // Not destroyed on the way out: the socket still has to carry the answer.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } finally {
    discard(request);
  }
}

/** Throws 'unsupported-media-type' unless the body is of one of the types, in UTF-8, and not compressed. */
export function requireMediaType(request: IncomingMessage, mediaTypes: readonly string[]): void {
  const [mediaType, ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim());
  const charset = parameters.find((parameter) => /^charset=/i.test(parameter));
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (
    !mediaTypes.includes(mediaType!.toLowerCase()) ||
    (charset !== undefined && !/^charset="?utf-?8"?$/i.test(charset)) ||
    encoding.toLowerCase() !== 'identity'
  ) {
    throw new MarqueeError(
      'unsupported-media-type',
      `Send the body uncompressed, in UTF-8, with Content-Type ${mediaTypes.join(' or ')}.`,
    );
  }
}

export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DROPPED_BYTES = 64 * MAX_BODY_BYTES;

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of readStream(request)) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads on and drops: a client that is still sending would otherwise never come to read the answer. Within reason. */
function discard(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let dropped = 0;
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > MAX_DROPPED_BYTES) request.destroy();
  });
}

function tooLarge(): MarqueeError {
  return new MarqueeError('body-too-large', `Send at most ${MAX_BODY_BYTES} bytes a request; split what is larger.`);
}
