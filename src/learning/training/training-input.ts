import type { Catalogue } from '../../domain/catalogue.ts';
import type { IndexBuilder } from '../../domain/ports/index-builder.ts';
import type { EventTable } from '../log/event-table.ts';
import type { LoggedPages } from '../log/logged-pages.ts';
import type { RunStage } from './run-stage.ts';

export interface TrainingInput {
  readonly table: EventTable;
  readonly catalogue: Catalogue;
  readonly pages: LoggedPages;
  readonly seed: number;
  readonly indexBuilder: IndexBuilder;
  /** Told when a step begins. */
  readonly onStep?: (step: TrainingStep) => void;
  /** How stages are run and kept; left out: they are just run. */
  readonly runStage?: RunStage;
}
export type TrainingStep = 'counts' | 'vectors' | 'index' | 'examples' | 'ranker';
