import { type Context, context } from '@opentelemetry/api';
import { Hook } from 'import-in-the-middle';

interface Sender {
  // biome-ignore lint/suspicious/noExplicitAny: of another library, and passed through.
  sendCommand(command: any, ...rest: unknown[]): unknown;
}

/**
 * Commands of one turn of the event loop leave as one pipeline, sent on behalf of whoever asked first: without more ado the first
 * request's trace would get the commands of all. Each command is sent in the context in which it was asked for. To be called after
 * the instrumentation of ioredis was made, which then sees that context.
 */
export function keepCommandContexts(): void {
  const askedIn = new WeakMap<object, Context>();
  new Hook(['ioredis'], (exports) => {
    const { Pipeline, Redis } = exports as unknown as Record<'Pipeline' | 'Redis', { prototype: Sender }>;
    const queue = Pipeline.prototype.sendCommand;
    Pipeline.prototype.sendCommand = function (this: Sender, command, ...rest) {
      askedIn.set(command, context.active());
      return queue.call(this, command, ...rest);
    };
    const send = Redis.prototype.sendCommand;
    Redis.prototype.sendCommand = function (this: Sender, command, ...rest) {
      return context.with(askedIn.get(command) ?? context.active(), send, this, command, ...rest);
    };
  });
}
