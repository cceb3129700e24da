import type { Command } from 'commander';
import { MarqueeError } from '../domain/errors.ts';
import type { RegisteredModel } from '../domain/ports/model-store.ts';
import { type Answer, answers, type CommandContext, createVerb, type Shell, table, withContext } from './shell.ts';

export function modelsCommand(shell: Shell): Command {
  const version = '<version>';
  const list = createVerb(shell, 'list', 'every model package that was recorded');
  const show = createVerb(shell, 'show', 'one package: state, data, metrics').argument(version);
  const promote = createVerb(shell, 'promote', 'make a package live').argument(version);
  const rollback = createVerb(shell, 'rollback', 'make the package live again that was live before');
  return createVerb(shell, 'models', 'model packages and which one is live')
    .addCommand(answers(shell, list, () => withContext(shell, listModels)))
    .addCommand(answers(shell, show, (name: string) => withContext(shell, (context) => showModel(context, name))))
    .addCommand(answers(shell, promote, (name: string) => withContext(shell, (context) => promoteModel(context, name))))
    .addCommand(answers(shell, rollback, () => withContext(shell, rollBack)));
}

type ModelDeps = Pick<CommandContext, 'modelRegistry' | 'modelStore' | 'clock'>;

async function listModels({ modelRegistry }: ModelDeps): Promise<Answer> {
  const models = await modelRegistry.list();
  const rows = models.map((model) => [
    model.version,
    model.state,
    model.createdAt,
    model.promotedAt,
    model.manifest.data.events,
    model.manifest.data.items,
  ]);
  return {
    json: { items: models.map(({ manifest, ...model }) => ({ ...model, metrics: manifest.metrics })) },
    text: table(['version', 'state', 'created', 'promoted', 'events', 'items'], rows),
  };
}

async function showModel(deps: ModelDeps, version: string): Promise<Answer> {
  const model = await findModel(deps, version);
  const { metrics, data, backend, randomSeed } = model.manifest;
  const names = [...new Set(Object.values(metrics).flatMap(Object.keys))];
  const rows = Object.entries(metrics).map(([stage, values]) => [stage, ...names.map((name) => values[name])]);
  const text = [
    `${model.version} is ${model.state}, made ${model.createdAt}${model.promotedAt ? `, live since ${model.promotedAt}` : ''}`,
    `from ${data.events} events of ${data.users} users on ${data.items} items; random seed ${randomSeed}, backend ${backend}`,
    table(['stage', ...names], rows),
  ];
  return { json: model, text: text.join('\n') };
}

async function promoteModel(deps: ModelDeps, version: string): Promise<Answer> {
  await findModel(deps, version);
  // Live for every replica, so the files have to be there before the word is given.
  await deps.modelStore.manifest(version);
  await deps.modelRegistry.promote(version, deps.clock.nowMs());
  return { json: { version, state: 'live' }, text: `${version} is live.` };
}

async function rollBack(deps: ModelDeps): Promise<Answer> {
  const version = await deps.modelRegistry.rollback(deps.clock.nowMs());
  return { json: { version, state: 'live' }, text: `${version} is live again.` };
}

async function findModel({ modelRegistry }: ModelDeps, version: string): Promise<RegisteredModel> {
  const found = (await modelRegistry.list()).find((model) => model.version === version);
  if (found) return found;
  throw new MarqueeError('unknown-model', `There is no model ${JSON.stringify(version)}; \`models list\` shows them.`);
}
