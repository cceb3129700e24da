import { openContext, openTools } from '../context.ts';
import { MarqueeError } from '../domain/errors.ts';
import { openServing } from './serving.ts';
import type { Answers, FromWorker, Question, ToWorker } from './worker-messages.ts';
import type { WorkerOrders } from './worker-orders.ts';

/**
 * One worker of `serve --workers`: serves PORT together with the others, appends to a lane of its own, obeys its primary and nobody
 * else. Resolves when it has drained, because it was told to or because the primary is gone.
 */
export async function runServeWorker({ start, stop }: WorkerOrders): Promise<void> {
  const { config, lane, origins } = start;
  const closers: (() => Promise<unknown>)[] = [];
  try {
    const tools = openTools(config);
    const tracing = await tools.openTracing();
    closers.push(tracing.close);
    const context = await openContext(config, {}, tools);
    closers.push(context.close);
    const serving = await openServing(context, config, { tracing, origins, lane, withUpkeep: false });
    closers.push(serving.close);
    answerQuestions({
      readiness: serving.readiness,
      metrics: tools.metrics.text,
      refresh: async () => serving.refresh().then(() => null),
      settle: async () => serving.settled().then(() => null),
    });
    say({ kind: 'ready', port: serving.port });
    await stop;
  } catch (error) {
    if (!(error instanceof MarqueeError)) throw error;
    say({ kind: 'failed', code: error.code, sentence: error.message });
  } finally {
    for (const close of closers.reverse()) await close();
    if (process.connected) process.disconnect();
  }
}

function answerQuestions(answers: { readonly [Asked in Question]: () => Promise<Answers[Asked]> }): void {
  process.on('message', async (message: ToWorker) => {
    if (message.kind !== 'ask') return;
    const { id, question } = message;
    try {
      say({ kind: 'answer', id, answer: await answers[question]() });
    } catch (error) {
      say({ kind: 'answer', id, error: error instanceof Error ? error.message : String(error) });
    }
  });
}

/** A primary that is gone hears nothing. */
function say(message: FromWorker): void {
  if (process.connected) process.send!(message, () => {});
}
