import type { Command } from 'commander';
import { valuesOf } from '../catalogue/import-batch.ts';
import { importEvents } from '../catalogue/import-events.ts';
import { importItems } from '../catalogue/import-items.ts';
import { importMovieLens } from '../catalogue/import-movielens.ts';
import type { ImportRecord } from '../catalogue/import-report.ts';
import type { ViewerEvent } from '../domain/event.ts';
import { sleep } from '../ingest/sleep.ts';
import { judgeEvents } from '../ingest/validate.ts';
import { importFileCommands } from './import-file.ts';
import type { EventSink } from './import-sink.ts';
import { movieLensFiles, openSource } from './import-sources.ts';
import { createImportTally } from './import-tally.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, createVerb, type Shell, withContext } from './shell.ts';
import { untilAborted } from './until-aborted.ts';

export function importCommand(shell: Shell): Command {
  const file = ['<file>', 'NDJSON, one a line; - for standard input'] as const;
  const movieLens = createVerb(
    shell,
    'movielens',
    'films and ratings of a MovieLens folder, with metadata.json if there',
  ).argument('<dir>', 'a folder with movies.csv and ratings.csv');
  const items = createVerb(shell, 'items', 'items as POST /v1/items takes them').argument(...file);
  const events = createVerb(
    shell,
    'events',
    'events as POST /v1/events takes them, however old; from - each line is acknowledged on stdout once it is durable',
  ).argument(...file);
  const command = createVerb(shell, 'import', 'real files in, with a report of what was refused')
    .addCommand(answers(shell, movieLens, (from: string) => runMovieLens(shell, from)))
    .addCommand(answers(shell, items, (from: string) => runItems(shell, from)))
    .addCommand(
      answers(shell, events, (from: string, options: { json?: boolean }) =>
        runEvents(shell, from, options.json === true),
      ),
    );
  for (const other of importFileCommands(shell)) command.addCommand(other);
  return command;
}

// The source is opened first: a wrong name is told at once, before any store is touched.

async function runMovieLens(shell: Shell, directory: string): Promise<Answer> {
  const reading = createProgress(shell, 'Reading', 'bytes');
  const storing = createProgress(shell, 'Storing', 'events');
  const files = await movieLensFiles(directory, reading.update);
  return withContext(shell, async ({ clock, itemStore, userKeyOf, openEventSink }) => {
    const tally = createImportTally(clock);
    const sink = await openEventSink();
    try {
      for await (const { records, items, events } of importMovieLens(files, { userKeyOf, nowMs: clock.nowMs() })) {
        for (const record of records) tally.add(record);
        if (items.length > 0) tally.stored(await itemStore.upsert(items));
        if (events.length === 0) continue;
        reading.stop();
        await sink.accept(events);
        tally.took(events.length);
        storing.update(tally.events, tally.acceptedOf('ratings.csv'));
      }
      await sink.finish();
    } finally {
      reading.stop();
      storing.stop();
      await sink.close();
    }
    return tally.answer();
  });
}

async function runItems(shell: Shell, path: string): Promise<Answer> {
  const progress = createProgress(shell, 'Importing', 'bytes');
  const source = await openSource(path, shell.stdin, progress.update);
  return withContext(shell, async ({ clock, itemStore }) => {
    const tally = createImportTally(clock);
    try {
      for await (const records of importItems(source.bytes, source.name)) {
        for (const record of records) tally.add(record);
        const items = valuesOf(records);
        if (items.length > 0) tally.stored(await itemStore.upsert(items));
      }
    } finally {
      progress.stop();
    }
    return tally.answer();
  });
}

/**
 * Events of a file, or of a pipe that may never end. Of a pipe each line is acknowledged on stdout, in order, once it is durable, and
 * nothing waits for more to come: what is taken together is what came while the disk was busy. Reading waits for the disk and for who
 * reads the acknowledgements. When told to stop, what was read whole is finished, and half a line is as if it had not been sent.
 */
async function runEvents(shell: Shell, path: string, isJson: boolean): Promise<Answer> {
  const progress = createProgress(shell, 'Importing', 'bytes');
  const source = await openSource(path, shell.stdin, progress.update);
  const isPipe = path === '-';
  const stopping = isPipe ? shell.untilStopped() : new AbortController().signal;
  return withContext(shell, async ({ clock, config, userKeyOf, openEventSink }) => {
    const tally = createImportTally(clock);
    // History may be of any age: the log has a place for it, which live traffic may not fill.
    const retentionMs = Number.POSITIVE_INFINITY;
    const validate = (bodies: readonly unknown[]) =>
      judgeEvents(bodies, { nowMs: clock.nowMs(), retentionMs, origin: 'import', userKeyOf });
    const sink = await openEventSink();
    try {
      // Around the lines and not around the bytes: the end of the bytes would make a line of the half one before it.
      for await (const records of untilAborted(importEvents(source.bytes, source.name, validate), stopping)) {
        const events = valuesOf(records);
        if (events.length > 0) await sink.accept(events);
        for (const record of records) tally.add(record);
        tally.took(events.length);
        if (isPipe) await shell.stdout(records.map(acknowledgement).join(''));
      }
      await finish(sink, stopping.aborted ? config.drainMs : Number.POSITIVE_INFINITY);
    } finally {
      progress.stop();
      await sink.close();
    }
    return { ...tally.answer(), isStdoutTaken: isPipe && !isJson };
  });
}

/** What is not shipped in time is shipped by the next import or start of the service: it is durable. */
async function finish(sink: EventSink, withinMs: number): Promise<void> {
  if (withinMs === Number.POSITIVE_INFINITY) return sink.finish();
  const enough = new AbortController();
  await Promise.race([sink.finish(), sleep(withinMs, enough.signal)]).finally(() => enough.abort());
}

function acknowledgement({ line, value, refusal }: ImportRecord<ViewerEvent>): string {
  const verdict =
    refusal === undefined
      ? { line, eventId: value.eventId, status: 'accepted' }
      : { line, status: 'rejected', code: refusal.code, detail: refusal.detail };
  return `${JSON.stringify(verdict)}\n`;
}
