import type { Decision } from '../../domain/decision.ts';
import { MarqueeError } from '../../domain/errors.ts';
import type { PastPages } from '../../domain/ports/past-pages.ts';
import type { RescoredPage } from '../../learning/rescore/rescore-decision.ts';
import { pastDecision } from '../past-decision.ts';
import { defineRoute, type Route } from '../route.ts';
import { decision, decisionParams, decisionQuery } from '../schemas/decisions.ts';

/** A past page from the log, as it was served, with what happened after. */
export function decisionRoutes(
  pastPages: PastPages,
  rescore: (decision: Decision) => Promise<RescoredPage>,
): readonly Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/decisions/{recommendationId}',
      roles: ['analyst'],
      name: 'getDecision',
      summary: 'A past page exactly as it was served, with what came of it; scored again where asked for',
      tag: 'Reports',
      params: decisionParams,
      query: decisionQuery,
      answers: { 200: { description: 'The page, from the log', schema: decision } },
      async handle({ params, query }) {
        const past = await pastPages.read(params.recommendationId.toLowerCase());
        if (past === null) {
          throw new MarqueeError(
            'unknown-decision',
            `The log has no page ${params.recommendationId}. One that was served a moment ago is still on its way to the log: try ` +
              'again in some seconds. Pages older than RETENTION_DAYS, and those of erased users, are gone.',
          );
        }
        return { status: 200, body: pastDecision(past, query.rescore ? await rescore(past.decision) : null) };
      },
    }),
  ];
}
