import type { Maturity } from '../../domain/item.ts';
import type { Suggestion } from '../../domain/suggestion.ts';
import type { SuggestionBoard } from '../../editorial/suggestion-board.ts';
import { defineRoute, JSON_TYPES, type Route } from '../route.ts';
import { noQuery } from '../schemas/common.ts';
import {
  acceptedSuggestion,
  rejectedSuggestion,
  suggestionParams,
  suggestions,
  suggestionsQuery,
  verdictRequest,
} from '../schemas/suggestion.ts';

/** What an editor might do next, each done or declined by one call. */
export function suggestionRoutes(
  board: SuggestionBoard,
  { defaultMaturity }: { readonly defaultMaturity: Maturity },
): readonly Route[] {
  const tag = 'Suggestions';
  const roles = ['editor'] as const;
  const body = { kind: 'json', mediaTypes: JSON_TYPES, schema: verdictRequest, optional: true } as const;
  return [
    defineRoute({
      method: 'get',
      path: '/v1/suggestions',
      roles,
      name: 'listSuggestions',
      summary: 'Items that would do well in a slot, new items short of impressions, missing tags; the best first',
      tag,
      query: suggestionsQuery,
      answers: { 200: { description: 'Those that nobody has judged', schema: suggestions } },
      async handle({ query: { kind, surface, region = null, limit } }) {
        const found = await board.list(kind, { surface, region, maturity: defaultMaturity }, limit);
        const { modelVersion, objectives, asOfMs } = found;
        const asOf = new Date(asOfMs).toISOString();
        const items = found.suggestions.map(shown);
        return { status: 200, body: { items, nextCursor: null, modelVersion, objectives, asOf } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/suggestions/{suggestionId}/accept',
      roles,
      name: 'acceptSuggestion',
      summary: 'Does what is suggested: a pin for a week, or the tag; undone by POST /v1/audit/{id}/undo',
      tag,
      params: suggestionParams,
      query: noQuery,
      body,
      answers: { 200: { description: 'What was done', schema: acceptedSuggestion } },
      async handle({ params, body: { reason }, caller }) {
        const { suggestion, pin, item } = await board.accept(params.suggestionId, caller.keyId, reason);
        const tagged = item && { ...item.item, blocked: item.blocked };
        return { status: 200, body: { suggestion: shown(suggestion), pin, item: tagged } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/suggestions/{suggestionId}/reject',
      roles,
      name: 'rejectSuggestion',
      summary: 'It is not to come again',
      tag,
      params: suggestionParams,
      query: noQuery,
      body,
      answers: { 200: { description: 'What was rejected', schema: rejectedSuggestion } },
      async handle({ params, body: { reason }, caller }) {
        return {
          status: 200,
          body: { suggestion: shown(await board.reject(params.suggestionId, caller.keyId, reason)) },
        };
      },
    }),
  ];
}

function shown({ subject: _subject, ...suggestion }: Suggestion) {
  return suggestion;
}
