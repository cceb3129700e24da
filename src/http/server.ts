import express, { type Express } from 'express';
import type { Clock, Random } from '../domain/clock.ts';
import type { Decision } from '../domain/decision.ts';
import type { EditorialStores } from '../domain/editorial-objects.ts';
import { MarqueeError } from '../domain/errors.ts';
import { createFilterCache } from '../domain/filter/filter-cache.ts';
import type { Maturity } from '../domain/item.ts';
import type { Page } from '../domain/page.ts';
import type { AuditLog } from '../domain/ports/audit-log.ts';
import type { IdentityProvider } from '../domain/ports/identity-provider.ts';
import type { ItemStore } from '../domain/ports/item-store.ts';
import type { KeyStore } from '../domain/ports/key-store.ts';
import type { Logger } from '../domain/ports/logger.ts';
import type { Metrics } from '../domain/ports/metrics.ts';
import type { ModelRegistry, ModelStore } from '../domain/ports/model-store.ts';
import type { ObjectivesStore } from '../domain/ports/objectives-store.ts';
import type { PastPages } from '../domain/ports/past-pages.ts';
import type { PeopleStore } from '../domain/ports/people-store.ts';
import type { PinReports } from '../domain/ports/pin-reports.ts';
import type { PinStore } from '../domain/ports/pin-store.ts';
import type { Reports } from '../domain/ports/reports.ts';
import type { RowUsage } from '../domain/ports/row-usage.ts';
import type { SuggestionStore } from '../domain/ports/suggestion-store.ts';
import type { SwitchesStore } from '../domain/ports/switches-store.ts';
import type { TemplatesStore } from '../domain/ports/templates-store.ts';
import type { PageRequest } from '../domain/request.ts';
import type { UserTokens } from '../domain/user-token.ts';
import type { AudienceReach } from '../editorial/audience-reach.ts';
import type { CollectionDesk } from '../editorial/collections.ts';
import type { PinBoard } from '../editorial/pins.ts';
import type { RuleDesk } from '../editorial/rules.ts';
import type { SuggestionBoard } from '../editorial/suggestion-board.ts';
import type { UndoablePins } from '../editorial/undo-pins.ts';
import { createUndoers } from '../editorial/undoers.ts';
import type { UserErasure } from '../ingest/erasure.ts';
import type { UserChanges } from '../ingest/user-changes.ts';
import type { RescoredPage } from '../learning/rescore/rescore-decision.ts';
import type { ReadFeatureRows } from '../recommend/feature-rows.ts';
import type { PageTokens } from '../recommend/paging/page-tokens.ts';
import type { MakePreview } from '../recommend/preview.ts';
import { answerError } from './answer-error.ts';
import { authenticate } from './auth.ts';
import { type ConsoleSettings, consoleFiles } from './console.ts';
import { cors } from './cors.ts';
import { docs } from './docs.ts';
import type { KeyRing } from './key-ring.ts';
import { mountRoute } from './mount.ts';
import { createNotePerson } from './note-people.ts';
import { createOpenApi } from './openapi.ts';
import { limitRates } from './rate-limit.ts';
import { localsOf, requestContext } from './request-context.ts';
import type { Route } from './route.ts';
import { auditRoutes } from './routes/audit.ts';
import { collectionRoutes } from './routes/collections.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { type EventIntake, eventRoutes } from './routes/events.ts';
import { featureRoutes } from './routes/features.ts';
import { homeRoutes } from './routes/home.ts';
import { type ImpressionCollaborators, impressionRoutes } from './routes/impressions.ts';
import { itemRoutes } from './routes/items.ts';
import { keyRoutes } from './routes/keys.ts';
import { meRoutes } from './routes/me.ts';
import { modelRoutes } from './routes/models.ts';
import { nextRoutes } from './routes/next.ts';
import { objectivesRoutes } from './routes/objectives.ts';
import { pinApprovalRoutes } from './routes/pin-approvals.ts';
import { pinReportRoutes } from './routes/pin-reports.ts';
import { pinRoutes } from './routes/pins.ts';
import { previewRoutes } from './routes/preview.ts';
import { reachRoutes } from './routes/reach.ts';
import { reportRoutes } from './routes/reports.ts';
import { rowListRoutes } from './routes/row-list.ts';
import { rowRoutes } from './routes/rows.ts';
import { ruleRoutes } from './routes/rules.ts';
import { schemaRoutes } from './routes/schemas.ts';
import { searchRoutes } from './routes/search.ts';
import { segmentRoutes } from './routes/segments.ts';
import { similarRoutes } from './routes/similar.ts';
import { suggestionRoutes } from './routes/suggestions.ts';
import { switchRoutes } from './routes/switches.ts';
import { templateRoutes } from './routes/templates.ts';
import { userRoutes } from './routes/users.ts';

/** Everything the API is made from. */
export interface AppCollaborators extends EditorialStores, ImpressionCollaborators {
  readonly homePage: (request: PageRequest) => Promise<Page>;
  readonly rowPage: (request: PageRequest, rowId: string) => Promise<Page>;
  readonly similarPage: (request: PageRequest, itemId: string) => Promise<Page>;
  readonly searchPage: (request: PageRequest, query: string) => Promise<Page>;
  readonly makePreview: MakePreview;
  readonly pageTokens: Pick<PageTokens, 'open'>;
  readonly eventIntake: EventIntake;
  readonly itemStore: ItemStore;
  readonly pinBoard: PinBoard;
  readonly collectionDesk: CollectionDesk;
  readonly ruleDesk: RuleDesk;
  /** For undoing: all else goes through the board. */
  readonly pinStore: UndoablePins & Pick<PinStore, 'current'>;
  readonly keyStore: KeyStore;
  readonly keyRing: Pick<KeyRing, 'find' | 'findById' | 'refresh'>;
  /** null: keys alone. */
  readonly identityProvider: IdentityProvider | null;
  readonly peopleStore: PeopleStore;
  readonly userChanges: UserChanges;
  readonly userErasure: UserErasure;
  readonly userTokens: UserTokens;
  readonly modelRegistry: ModelRegistry;
  readonly modelStore: Pick<ModelStore, 'check' | 'signature'>;
  readonly objectivesStore: ObjectivesStore;
  readonly switchesStore: SwitchesStore;
  /** For undoing: all else goes through the board. */
  readonly suggestionStore: SuggestionStore;
  readonly suggestionBoard: SuggestionBoard;
  readonly templatesStore: TemplatesStore;
  readonly auditLog: AuditLog;
  readonly readFeatureRows: ReadFeatureRows;
  readonly pastPages: PastPages;
  readonly pinReports: PinReports;
  readonly reports: Reports;
  readonly rowUsage: RowUsage;
  readonly reachOf: AudienceReach;
  readonly rescore: (decision: Decision) => Promise<RescoredPage>;
  readonly userKeyOf: (userId: string) => string;
  /** A new UUIDv7: recommendation ids and request ids. */
  readonly newId: () => string;
  readonly random: Random;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'events' | 'answer'>;
  readonly settings: AppSettings;
}

export interface AppSettings {
  readonly deadlineMs: number;
  readonly retentionMs: number;
  readonly defaultMaturity: Maturity;
  readonly corsOrigins: readonly string[];
  /** Proxies in front of us whose X-Forwarded-* is believed. */
  readonly trustProxy: number;
  /** Reports leave out groups of few users. */
  readonly suppressSmallCounts: boolean;
  /** As OpenAPI shows it. */
  readonly version: string;
  readonly console: ConsoleSettings;
}

/** The API of PORT as an Express app that is not listening yet. */
export function createApp(collaborators: AppCollaborators): Express {
  const { settings, clock, userKeyOf } = collaborators;
  const app = express();
  app.disable('etag');
  app.disable('x-powered-by');
  app.enable('case sensitive routing');
  app.set('query parser', 'simple');
  app.set('trust proxy', settings.trustProxy);

  const routes = routesOf(collaborators);
  const openApi = Buffer.from(JSON.stringify(createOpenApi(routes, settings.version)));
  app.use(requestContext(collaborators));
  app.use(cors(settings.corsOrigins));
  app.get('/openapi.json', (_request, response) => {
    const locals = localsOf(response);
    locals.route = '/openapi.json';
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': openApi.length,
      'x-request-id': locals.requestId,
    });
    response.end(openApi);
  });
  const notePerson = createNotePerson(collaborators);
  app.use('/v1', authenticate({ ...collaborators, notePerson }), limitRates(clock));
  for (const route of routes) mountRoute(app, route, userKeyOf);
  app.use('/docs', docs());
  app.use('/console', consoleFiles(settings.console));
  app.use((_request, _response, next) => {
    next(new MarqueeError('not-found', 'There is no such route. GET /openapi.json lists those there are.'));
  });
  app.use(answerError(collaborators.logger));
  return app;
}

/** Every route of this version; the hottest first, since Express tries them in this order. */
export function routesOf(collaborators: AppCollaborators): readonly Route[] {
  const {
    homePage,
    rowPage,
    similarPage,
    searchPage,
    eventIntake,
    itemStore,
    pinBoard,
    keyStore,
    keyRing,
    objectivesStore,
    switchesStore,
    templatesStore,
    auditLog,
    readFeatureRows,
    pastPages,
    rescore,
    clock,
    userChanges,
    userErasure,
    userTokens,
  } = collaborators;
  const context = { ...collaborators, ...collaborators.settings, filterOf: createFilterCache().of };
  return [
    ...homeRoutes(homePage, context),
    ...rowRoutes(rowPage, context),
    ...similarRoutes(similarPage, context),
    ...searchRoutes(searchPage, context),
    ...nextRoutes(collaborators, context),
    ...eventRoutes(eventIntake, context),
    ...itemRoutes(itemStore, clock),
    ...userRoutes(userChanges, userErasure, userTokens, context),
    ...previewRoutes(collaborators.makePreview, pinBoard, context),
    ...pinRoutes(pinBoard),
    ...pinApprovalRoutes(pinBoard),
    ...segmentRoutes(collaborators),
    ...collectionRoutes(collaborators.collectionStore, collaborators.collectionDesk, clock),
    ...ruleRoutes(collaborators.ruleStore, collaborators.ruleDesk, clock),
    ...pinReportRoutes(collaborators.pinReports, clock, collaborators.settings),
    ...reportRoutes(collaborators.reports, clock, collaborators.settings),
    ...reachRoutes(collaborators.reachOf),
    ...rowListRoutes(templatesStore, collaborators.collectionStore, collaborators.rowUsage, clock),
    ...keyRoutes(keyStore, keyRing, clock),
    ...meRoutes(),
    ...modelRoutes(collaborators),
    ...objectivesRoutes(objectivesStore, clock),
    ...suggestionRoutes(collaborators.suggestionBoard, context),
    ...switchRoutes(switchesStore, clock),
    ...templateRoutes(templatesStore, clock),
    ...auditRoutes(auditLog, createUndoers(collaborators), clock),
    ...featureRoutes(readFeatureRows, context),
    ...decisionRoutes(pastPages, rescore),
    ...impressionRoutes(collaborators),
    ...schemaRoutes(),
  ];
}
