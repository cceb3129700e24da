import type { Command } from 'commander';
import { createFolderTarget } from '../../src/adapters/files/folder-target.ts';
import { createHnswIndexBuilder } from '../../src/adapters/hnsw/hnsw-index-builder.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createMemoryKeyStore } from '../../src/adapters/memory/key-store.ts';
import { createMemoryModelRegistry } from '../../src/adapters/memory/model-registry.ts';
import { runProgram } from '../../src/commands/program.ts';
import type { CommandContext, Shell } from '../../src/commands/shell.ts';
import { loadConfig } from '../../src/config.ts';
import type { Decision } from '../../src/domain/decision.ts';
import { MarqueeError } from '../../src/domain/errors.ts';
import type { ViewerEvent } from '../../src/domain/event.ts';
import type { Manifest } from '../../src/domain/model-package.ts';
import { DEFAULT_OBJECTIVES } from '../../src/domain/objectives.ts';
import type { AuditEntry } from '../../src/domain/ports/audit-log.ts';
import { SILENT_LOGGER } from '../../src/domain/ports/logger.ts';
import type { UserChange } from '../../src/domain/user-change.ts';
import { createMemoryItemNumbers } from '../support/memory-log-store.ts';

export const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

/** A world of memory stores for commands; `marquee` runs one and tells what it said. */
export function createWorld(
  options: {
    commands?: readonly ((shell: Shell) => Command)[];
    stdin?: AsyncIterable<Uint8Array>;
    /** Told every piece that the command writes to stdout. */
    onStdout?: (text: string) => void;
    stopping?: AbortSignal;
    logExport?: CommandContext['logExport'];
    logCheck?: CommandContext['logCheck'];
    reports?: CommandContext['reports'];
    logStore?: CommandContext['logStore'];
    manifests?: readonly Manifest[];
  } = {},
) {
  const keyStore = createMemoryKeyStore();
  const itemStore = createMemoryItemStore();
  const audited: AuditEntry[] = [];
  const modelRegistry = createMemoryModelRegistry(undefined, (entry) => audited.push(entry));
  const itemNumbers = createMemoryItemNumbers();
  const events: ViewerEvent[] = [];
  const decisions: Decision[] = [];
  const userChanges: UserChange[] = [];
  const migrations: boolean[] = [];
  const world = { closed: 0, opened: 0, finished: 0, checked: [] as string[], failSink: null as MarqueeError | null };
  let random = 0;

  const context: CommandContext = {
    config: loadConfig({}),
    clock: { nowMs: () => NOW_MS, monotonicMs: () => 0 },
    logger: SILENT_LOGGER,
    itemStore,
    itemNumbers,
    keyStore,
    modelRegistry,
    modelStore: {
      manifest: async (version) => {
        const found = options.manifests?.find((manifest) => manifest.version === version);
        if (!found) throw new MarqueeError('unknown-model', `There are no files of ${version}.`);
        return found;
      },
      async check(version) {
        world.checked.push(version);
        await this.manifest(version);
      },
      signature: async () => ({ status: 'unsigned', keyId: null }),
    },
    logStore: options.logStore ?? { events: notThere, decisions: notThere, countEvents: notThere },
    indexBuilder: createHnswIndexBuilder(),
    logExport: options.logExport ?? { rows: notThere, end: notThere, erased: notThere, stored: notThere },
    reports: options.reports ?? { query: notThere, extent: notThere },
    logCheck: options.logCheck ?? NO_LOG_CHECK,
    auditLog: { record: async (entry) => void audited.push(entry) },
    openBackend: async () => {},
    loadParquet: notThere,
    openExportTarget: async (out) => createFolderTarget(out),
    randomBytes: (size) => new Uint8Array(size).fill(++random),
    userKeyOf: (userId) => `key-${userId}`,
    openAnalystLogin: async () => 'postgresql://marquee_analyst:secret@db/marquee',
    openEventSink: async () => ({
      async accept(accepted) {
        if (world.failSink) throw world.failSink;
        events.push(...accepted);
      },
      async acceptUserChanges(accepted) {
        userChanges.push(...accepted);
      },
      async acceptDecisions(accepted) {
        if (world.failSink) throw world.failSink;
        decisions.push(...accepted);
      },
      async finish() {
        world.finished++;
      },
      async close() {},
    }),
    close: async () => {
      world.closed++;
    },
  };

  async function marquee(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
    let stdout = '';
    let stderr = '';
    const shell: Shell = {
      stdin: options.stdin ?? (async function* () {})(),
      stdout: async (text) => {
        stdout += text;
        options.onStdout?.(text);
      },
      stderr: (text) => {
        stderr += text;
      },
      untilStopped: () => options.stopping ?? new AbortController().signal,
      isTerminal: false,
      config: () => context.config,
      open: async () => {
        world.opened++;
        return context;
      },
      migrate: async (dryRun) => {
        migrations.push(dryRun);
        return ['0001_foundations'];
      },
    };
    const heavy = (options.commands ?? []).map((make) => make(shell));
    const exitCode = await runProgram(argv, shell, heavy);
    return { exitCode, stdout, stderr };
  }

  return Object.assign(world, {
    marquee,
    context,
    keyStore,
    itemStore,
    modelRegistry,
    audited,
    itemNumbers,
    events,
    decisions,
    userChanges,
    migrations,
  });
}

const NO_LOG_CHECK: CommandContext['logCheck'] = {
  pages: notThere,
  events: notThere,
  outcomes: notThere,
  emptyMinutes: notThere,
  hours: notThere,
  impressionsAPage: notThere,
  recount: notThere,
  deadLetters: notThere,
  waiting: notThere,
};

function notThere(): never {
  throw new Error('this world has no log');
}

export function aManifest(version: string): Manifest {
  return {
    version,
    formatVersion: 1,
    createdAt: '2026-11-20T11:00:00.000Z',
    codeVersion: 'test',
    randomSeed: 1,
    backend: 'wasm',
    fingerprint: 'f',
    features: [],
    data: { fromMs: 0, untilMs: 1, events: 1000, users: 10, items: 50, origins: ['app'], sha256: '0' },
    parent: null,
    objectives: DEFAULT_OBJECTIVES,
    heads: ['play'],
    parameters: {},
    metrics: { popularity: { 'hr@10': 0.04 }, served: { 'hr@10': 0.13, 'ndcg@10': 0.07 } },
    files: {},
  };
}
