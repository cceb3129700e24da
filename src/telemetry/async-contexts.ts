import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { type Context, type ContextManager, ROOT_CONTEXT, trace } from '@opentelemetry/api';

/** Lets a trace follow its request through promises, timers and callbacks. */
export function createAsyncContexts(): ContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const active = (): Context => storage.getStore() ?? ROOT_CONTEXT;

  const contexts: ContextManager = {
    active,
    with: (context, work, thisArg, ...args) => storage.run(context, () => work.apply(thisArg, args)),
    bind(context, target) {
      if (typeof target === 'function') return bindFunction(context, target as never);
      // A request that is not traced has nothing to carry along: its emitters stay as they are.
      if (isEmitter(target) && trace.getSpan(context) !== undefined) bindEmitter(context, target);
      return target;
    },
    enable: () => contexts,
    disable() {
      storage.disable();
      return contexts;
    },
  };
  return contexts;

  function bindFunction<Args extends unknown[], T>(context: Context, target: (...args: Args) => T) {
    return function bound(this: unknown, ...args: Args): T {
      return storage.run(context, () => target.apply(this, args));
    } as never;
  }

  /** Events of a socket come from outside any request; its listeners are to see the one they belong to. */
  function bindEmitter(context: Context, emitter: EventEmitter): void {
    const emit = emitter.emit.bind(emitter);
    emitter.emit = (...event) => storage.run(context, () => emit(...event));
  }
}

function isEmitter(target: unknown): target is EventEmitter {
  return typeof (target as Partial<EventEmitter> | null)?.emit === 'function';
}
