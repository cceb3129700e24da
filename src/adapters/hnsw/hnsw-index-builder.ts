import type { IndexBuilder } from '../../domain/ports/index-builder.ts';
import { buildIndex } from './build-index.ts';
import { createExactIndex } from './exact-index.ts';

/** The port for training, by hnswlib. */
export function createHnswIndexBuilder(): IndexBuilder {
  return { build: buildIndex, exact: createExactIndex };
}
