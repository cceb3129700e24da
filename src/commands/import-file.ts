import type { Command } from 'commander';
import { createEventMap } from '../catalogue/event-map.ts';
import type { ImportBatch } from '../catalogue/import-batch.ts';
import type { EventValidator } from '../catalogue/import-events.ts';
import { type ForeignEventDeps, importGorse } from '../catalogue/import-gorse.ts';
import { importMetarank } from '../catalogue/import-metarank.ts';
import { importTitles } from '../catalogue/import-titles.ts';
import { judgeEvents } from '../ingest/validate.ts';
import type { EventSink } from './import-sink.ts';
import { openSource } from './import-sources.ts';
import { createImportTally } from './import-tally.ts';
import { createProgress } from './progress.ts';
import { type Answer, answers, type CommandContext, createVerb, type Shell, withContext } from './shell.ts';

/** Reads one file of another system. */
type FileImporter = (
  source: { readonly name: string; readonly bytes: AsyncIterable<Uint8Array | string> },
  context: CommandContext,
) => AsyncGenerator<ImportBatch>;

/** `import titles`, `import gorse` and `import metarank`: docs/migrating.md says what becomes of each field. */
export function importFileCommands(shell: Shell): readonly Command[] {
  const titles = createVerb(
    shell,
    'titles',
    'a catalogue as CSV with a header: an id, title, type, genres, rating, ...',
  ).argument('<file>', 'CSV; - for standard input');
  const gorse = withMap(createVerb(shell, 'gorse', 'items or feedback as Gorse exports them')).argument(
    '<file>',
    'JSON lines, or CSV with a header; - for standard input',
  );
  const metarank = withMap(createVerb(shell, 'metarank', 'item, ranking and interaction events of Metarank')).argument(
    '<file>',
    'NDJSON in order of time; - for standard input',
  );
  return [
    answers(shell, titles, (path: string) => runFile(shell, path, ({ bytes, name }) => importTitles(bytes, name))),
    answers(shell, gorse, (path: string, { map }: MapOption) => {
      const eventMap = createEventMap(map);
      return runFile(shell, path, ({ bytes, name }, context) => importGorse(bytes, name, eventDeps(context, eventMap)));
    }),
    answers(shell, metarank, (path: string, { map }: MapOption) => {
      const eventMap = createEventMap(map);
      return runFile(shell, path, ({ bytes, name }, context) =>
        importMetarank(bytes, name, {
          ...eventDeps(context, eventMap),
          nowMs: context.clock.nowMs,
          resolveItems: context.itemNumbers.resolve,
        }),
      );
    }),
  ];
}

interface MapOption {
  readonly map: readonly string[];
}

const withMap = (command: Command): Command =>
  command.option(
    '--map <type=event>',
    'what a type of event means here, as share=click or love=rate:1; may be given again',
    (mapping: string, earlier: readonly string[]) => [...earlier, mapping],
    [] as readonly string[],
  );

function eventDeps({ clock, userKeyOf }: CommandContext, eventMap: ForeignEventDeps['eventMap']): ForeignEventDeps {
  // History may be of any age: the log has a place for it, which live traffic may not fill.
  const validate: EventValidator = (bodies) =>
    judgeEvents(bodies, {
      nowMs: clock.nowMs(),
      retentionMs: Number.POSITIVE_INFINITY,
      origin: 'import',
      userKeyOf,
    });
  return { userKeyOf, validate, eventMap };
}

async function runFile(shell: Shell, path: string, importer: FileImporter): Promise<Answer> {
  const progress = createProgress(shell, 'Importing', 'bytes');
  // Opened first: a wrong name is told at once, before any store is touched.
  const source = await openSource(path, shell.stdin, progress.update);
  return withContext(shell, async (context) => {
    const tally = createImportTally(context.clock);
    let sink: EventSink | null = null;
    try {
      for await (const { records, items, decisions, events, userChanges } of importer(source, context)) {
        for (const record of records) tally.add(record);
        if (items.length > 0) tally.stored(await context.itemStore.upsert(items));
        if (decisions.length + events.length + userChanges.length === 0) continue;
        sink ??= await context.openEventSink();
        if (decisions.length > 0) await sink.acceptDecisions(decisions);
        if (events.length > 0) await sink.accept(events);
        if (userChanges.length > 0) await sink.acceptUserChanges(userChanges);
        tally.took(events.length, decisions.length);
      }
      await sink?.finish();
    } finally {
      progress.stop();
      await sink?.close();
    }
    return tally.answer();
  });
}
