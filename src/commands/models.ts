import type { Command } from 'commander';
import type { Change } from '../domain/ports/audit-log.ts';
import type { RegisteredModel } from '../domain/ports/model-store.ts';
import { findModel, promotePackage, rollBackPackage } from '../learning/training/promote-package.ts';
import { modelCard } from './model-card.ts';
import { modelsCompareCommand } from './models-compare.ts';
import { modelsPackCommand } from './models-pack.ts';
import { type Answer, answers, type CommandContext, createVerb, type Shell, table, withContext } from './shell.ts';

export function modelsCommand(shell: Shell): Command {
  const list = createVerb(shell, 'list', 'every model package that was recorded');
  const show = createVerb(shell, 'show', 'one package: state, data, metrics')
    .argument('<version>')
    .option('--card', 'one page for people who decide, as markdown');
  const promote = createVerb(shell, 'promote', 'make a package live, once its files are found sound')
    .argument('<version>')
    .option(...REASON);
  const rollback = createVerb(
    shell,
    'rollback',
    'make the package live again that was live before, or VERSION however old',
  )
    .argument('[version]')
    .option(...REASON);
  const inContext = (run: (context: CommandContext) => Promise<Answer>) => withContext(shell, run);
  return createVerb(shell, 'models', 'model packages and which one is live')
    .addCommand(answers(shell, list, () => inContext(listModels)))
    .addCommand(
      answers(shell, show, (name: string, { card }: { card?: boolean }) =>
        inContext((context) => (card ? showCard(context, name) : showModel(context, name))),
      ),
    )
    .addCommand(modelsCompareCommand(shell))
    .addCommand(modelsPackCommand(shell))
    .addCommand(
      answers(shell, promote, (name: string, options: Reason) =>
        inContext((context) => promoteModel(context, name, options)),
      ),
    )
    .addCommand(
      answers(shell, rollback, (name: string | undefined, options: Reason) =>
        inContext((context) => rollBack(context, name, options)),
      ),
    );
}

interface Reason {
  readonly reason: string;
}

const REASON = ['--reason <text>', 'why, for the audit log', ''] as const;

type ModelDeps = Pick<CommandContext, 'modelRegistry' | 'modelStore' | 'clock' | 'openBackend'>;

async function listModels({ modelRegistry, modelStore }: ModelDeps): Promise<Answer> {
  const models = await modelRegistry.list();
  const signatures = await Promise.all(models.map(({ version }) => modelStore.signature(version)));
  const rows = models.map((model, at) => [
    model.version,
    model.state,
    model.createdAt,
    model.promotedAt,
    model.manifest.data.events,
    model.manifest.data.items,
    model.manifest.parent,
    signatures[at]!.status,
  ]);
  const items = models.map(({ manifest, ...model }, at) => ({
    ...model,
    parent: manifest.parent,
    signature: signatures[at]!,
    metrics: manifest.metrics,
  }));
  const names = ['version', 'state', 'created', 'promoted', 'events', 'items', 'parent', 'signature'];
  return { json: { items }, text: table(names, rows) };
}

async function showModel(deps: ModelDeps, version: string): Promise<Answer> {
  const model = await findModel(deps, version);
  const signature = await deps.modelStore.signature(version);
  const { metrics, data, backend, randomSeed, parent } = model.manifest;
  const names = [...new Set(Object.values(metrics).flatMap(Object.keys))];
  const rows = Object.entries(metrics).map(([stage, values]) => [stage, ...names.map((name) => values[name])]);
  const text = [
    `${model.version} is ${model.state}, made ${model.createdAt}${model.promotedAt ? `, live since ${model.promotedAt}` : ''}`,
    `from ${data.events} events of ${data.users} users on ${data.items} items; random seed ${randomSeed}, backend ${backend}`,
    `signature ${signature.status}, parent ${parent ?? 'none'}${model.verdict ? `, gate: ${model.verdict.reason}` : ''}`,
    table(['stage', ...names], rows),
  ];
  return { json: { ...model, signature }, text: text.join('\n') };
}

async function showCard(deps: ModelDeps, version: string): Promise<Answer> {
  const model = await findModel(deps, version);
  const signature = await deps.modelStore.signature(version);
  const card = modelCard(model, { signature, others: await deps.modelRegistry.list() });
  return { json: { version, card }, text: card };
}

async function promoteModel(deps: ModelDeps, version: string, { reason }: Reason): Promise<Answer> {
  await deps.openBackend();
  return liveAnswer(await promotePackage(deps, version, changeOf(deps, reason)), 'is live');
}

async function rollBack(deps: ModelDeps, version: string | undefined, { reason }: Reason): Promise<Answer> {
  await deps.openBackend();
  return liveAnswer(await rollBackPackage(deps, changeOf(deps, reason), version), 'is live again');
}

const liveAnswer = ({ version, state }: RegisteredModel, said: string): Answer => ({
  json: { version, state },
  text: `${version} ${said}.`,
});

const changeOf = ({ clock }: ModelDeps, reason: string): Change => ({ atMs: clock.nowMs(), actor: 'command', reason });
