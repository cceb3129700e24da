import { s3Of } from '../config/s3.ts';
import type { Config } from '../config.ts';
import { type Context, createFolderTarget, loadS3Target, openContext } from '../context.ts';
import type { OpenExportTarget } from '../domain/ports/export-target.ts';
import type { UserStateStore } from '../domain/ports/user-state-store.ts';
import { createDecisionIntake } from '../ingest/accept-decisions.ts';
import { createEventIntake } from '../ingest/accept-events.ts';
import { createUserChangeIntake } from '../ingest/accept-user-changes.ts';
import { createConsumer } from '../ingest/consumer.ts';
import { type ImportSinkDeps, openImportSink } from './import-sink.ts';
import type { CommandContext } from './shell.ts';

/** The composition root as the commands see it. */
export async function openCommandContext(config: Config): Promise<CommandContext> {
  const context = await openContext(config);
  return {
    ...context,
    openEventSink: async () => openImportSink(importSinkDeps(context, await context.userStates())),
    openExportTarget: exportTargets(config),
  };
}

/** Folders of this machine and places in the store that the environment names, whose client is loaded for them only. */
export function exportTargets(config: Config): OpenExportTarget {
  return async (out) => (/^s3:/i.test(out) ? (await loadS3Target())(out, s3Of(config)) : createFolderTarget(out));
}

/** The real parts of an import's lane. `serve` calls finishLeftImports with them when it starts. */
export function importSinkDeps(context: Context, userStates: UserStateStore): ImportSinkDeps {
  return {
    dataDir: context.config.dataDir,
    openJournal: context.openJournal,
    createIntake: ({ journal }) => ({
      accept: createEventIntake(journal).accept,
      acceptDecisions: createDecisionIntake(journal).accept,
      acceptUserChanges: createUserChangeIntake(journal).accept,
    }),
    createConsumer: (opened) => createConsumer({ ...context, ...opened, userStates }),
    randomBytes: context.randomBytes,
  };
}
