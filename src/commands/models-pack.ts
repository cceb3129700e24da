import { type Command, Option } from 'commander';
import { VERSION } from '../domain/version.ts';
import type { Packed } from '../learning/pack/pack-package.ts';
import type { PackFiles } from './pack-sources.ts';
import { type Answer, answers, createVerb, type Shell, wholeNumber } from './shell.ts';

interface PackCommandOptions extends PackFiles {
  readonly base?: string;
  readonly seed: number;
  readonly reason: string;
}

const HELP = `
Makes a package of a ranker or vectors that others made; what is not given comes from the live model, or from --base. It is recorded as a
candidate: \`models promote\` makes it live. docs/models.md is the guide, with what a mapping and declared layers look like.`;

export function modelsPackCommand(shell: Shell): Command {
  const command = createVerb(shell, 'pack', 'a package from a foreign ranker or item vectors')
    .option('--ranker <folder>', 'a TF.js LayersModel or GraphModel: model.json and its weights')
    .option('--safetensors <file>', 'weights of dense layers, as PyTorch writes them')
    .option('--layers <file>', 'JSON: which tensors of --safetensors are layers, in order')
    .option('--mapping <file>', 'JSON: which feature columns the ranker reads, and which heads its outputs are')
    .option('--vectors <file>', 'item vectors: .npy, or CSV with the item id in the first column')
    .option('--ids <file>', 'item ids of --vectors, one a line')
    .addOption(
      new Option('--neighbours <from>', 'where co-occurrence comes from beside --vectors')
        .choices(['base', 'vectors'])
        .default('base'),
    )
    .option('--base <version>', 'where the other parts come from, instead of the live model')
    .option('--seed <n>', 'random seed of the index', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--reason <text>', 'why, for the audit log', '')
    .addHelpText('after', HELP);
  return answers(shell, command, (options: PackCommandOptions) => pack(shell, options));
}

const MOST_TOLD = 20;

async function pack(shell: Shell, options: PackCommandOptions): Promise<Answer> {
  // These bring TF.js with them, which the other `models` commands need not wait for.
  const { readForeignParts } = await import('./pack-sources.ts');
  const { packPackage } = await import('../learning/pack/pack-package.ts');
  const { openContext } = await import('../context.ts');
  const parts = await readForeignParts(options);
  const context = await openContext(shell.config());
  try {
    const { name: backend } = await context.openBackend();
    const { seed, reason, base } = options;
    const packed = await packPackage({ ...context, backend, codeVersion: VERSION }, parts, {
      seed,
      reason,
      ...(base !== undefined && { base }),
    });
    for (const { line, itemId, code } of packed.refusedVectors.slice(0, MOST_TOLD)) {
      shell.stderr(`line ${line} refused: ${code}: ${itemId}\n`);
    }
    return answerOf(packed);
  } finally {
    await context.close();
  }
}

function answerOf({ manifest, isNew, refusedVectors }: Packed): Answer {
  const { version, parent, parts, heads, parameters } = manifest;
  const recall = Number(parameters['recall@100']);
  const lines = [
    `${version} is ${isNew ? 'packed' : 'there already: the same parts on the same base'}; \`models promote ${version}\` makes it live.`,
    `retrieval: ${parts!.retrieval}, ranker: ${parts!.ranker} (${heads.join(', ')}), base: ${parent ?? 'none'}`,
    ...(parts!.retrieval === 'vectors' ? [`the index finds ${(100 * recall).toFixed(1)} % of the nearest 100`] : []),
    ...(refusedVectors.length > 0 ? [`${refusedVectors.length} vectors were left out`] : []),
  ];
  return {
    json: {
      version,
      outcome: isNew ? 'packed' : 'unchanged',
      parent,
      parts,
      heads,
      parameters,
      sources: manifest.sources,
      refused: refusedVectors,
    },
    text: lines.join('\n'),
  };
}
