# Made from the OpenAPI of the service by `npm run generate:client`. Changes made here are lost.
"""What the service takes and answers, by the names that its documentation has.

These are dictionaries: nothing is converted, so what is read here is what the log, the console and
curl show. Times are texts (RFC 3339).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

if TYPE_CHECKING:
    from typing_extensions import NotRequired

__all__ = [
    "AcceptedSuggestion",
    "Audience",
    "AuditEntry",
    "AuditEntryActor",
    "AuditList",
    "BulkAnswer",
    "BulkAnswerRejected",
    "Collection",
    "CollectionAnswer",
    "CollectionCreation",
    "CollectionDraft",
    "CollectionList",
    "CollectionPatch",
    "CollectionState",
    "Contract",
    "ContractFreshness",
    "ContributionColumn",
    "CreatedKey",
    "Decision",
    "DecisionAncestor",
    "DecisionEvent",
    "DecisionRescored",
    "DecisionRow",
    "DecisionRowItem",
    "DraftTemplate",
    "EditorialWarning",
    "Effective",
    "ErasureReceipt",
    "Event",
    "EventAnswer",
    "EventAnswerRejected",
    "EventType",
    "Exploration",
    "FeatureAnswer",
    "FeatureAnswerApproximated",
    "FeatureAnswerRow",
    "FeatureQuestion",
    "IfRowAbsent",
    "IfWatched",
    "ImpressionList",
    "Include",
    "Item",
    "ItemDisplaced",
    "ItemItem",
    "ItemList",
    "ItemOutcome",
    "ItemReason",
    "ItemResume",
    "ItemWindow",
    "Key",
    "KeyDraft",
    "KeyList",
    "ListImpressionsOrigin",
    "ListedRow",
    "ListedRowSurface",
    "LoggedImpression",
    "Maturity",
    "Me",
    "MeActor",
    "MergedUsers",
    "Metric",
    "MetricKind",
    "Model",
    "ModelAction",
    "ModelDetails",
    "ModelDetailsRefusal",
    "ModelDetailsSignature",
    "ModelDetailsVerdict",
    "ModelList",
    "ModelState",
    "NewItem",
    "Objectives",
    "ObjectivesDraft",
    "Origin",
    "Page",
    "PageExplanation",
    "PageExplanationCandidate",
    "PageExplanationPassedOver",
    "PageExplanationWithheldPin",
    "PageModel",
    "PageRow",
    "PageTemplate",
    "PageTemplateDraft",
    "PageTemplateExploration",
    "PageTemplateNewItem",
    "PageTemplateRow",
    "PassedOverReason",
    "Pin",
    "PinAnswer",
    "PinApproval",
    "PinApprovalRequest",
    "PinApprovalStanding",
    "PinCost",
    "PinCostAudience",
    "PinCostPositionBias",
    "PinDraft",
    "PinList",
    "PinPatch",
    "PinPatchAudience",
    "PinPatchRepeat",
    "PinRejectionRequest",
    "PinReport",
    "PinReportDisplacedItem",
    "PinShown",
    "PinState",
    "PinValue",
    "PinWarning",
    "PinWithheld",
    "Preview",
    "PreviewCollection",
    "PreviewCollectionEntry",
    "PreviewCollectionOrder",
    "PreviewCollectionSort",
    "PreviewDiff",
    "PreviewPin",
    "PreviewPinEntry",
    "PreviewRequest",
    "PreviewRequestDraft",
    "PreviewRowDiff",
    "PreviewRule",
    "PreviewRuleAction",
    "PreviewRuleEntry",
    "PreviewRuleRow",
    "PreviewSegment",
    "PreviewSegmentEntry",
    "Priority",
    "Problem",
    "ProblemCode",
    "Reach",
    "ReachAnswer",
    "ReachRequest",
    "ReasonCode",
    "RefusalReason",
    "RejectedSuggestion",
    "Repeat",
    "RepeatDay",
    "ReportAnswer",
    "ReportAnswerDefinition",
    "RescoredApproximated",
    "RescoredSlot",
    "Role",
    "RowExplanation",
    "RowExplanationCandidate",
    "RowExplanationChosen",
    "RowItem",
    "RowKind",
    "RowList",
    "RowPlace",
    "RowSeed",
    "Rule",
    "RuleAnswer",
    "RuleBoosted",
    "RuleBuried",
    "RuleCapped",
    "RuleChance",
    "RuleCreation",
    "RuleDraft",
    "RuleList",
    "RuleNewItem",
    "RulePatch",
    "RulePinned",
    "RuleStandsElsewhere",
    "Rung",
    "SchemaList",
    "Segment",
    "SegmentAnswer",
    "SegmentCreation",
    "SegmentDraft",
    "SegmentList",
    "SegmentPatch",
    "SentItem",
    "SentItemType",
    "SentItemWindow",
    "SentUser",
    "SignatureStatus",
    "SlotExplanation",
    "SlotExplanationChosenBy",
    "SlotExplanationContribution",
    "SlotExplanationProposedBy",
    "SlotExplanationRank",
    "SlotServed",
    "SlotSuggestion",
    "SlotSuggestionImpression",
    "Source",
    "StoredObjectives",
    "StoredPageTemplate",
    "Suggestion",
    "Suggestions",
    "Surface",
    "Switch",
    "SwitchDraft",
    "SwitchDraftState",
    "SwitchList",
    "SwitchName",
    "TagSuggestion",
    "TemplateList",
    "TemplateTv",
    "Trigger",
    "TvRow",
    "User",
    "UserToken",
    "UserTokenDraft",
    "VerdictRequest",
]


class AcceptedSuggestion(TypedDict):
    suggestion: Suggestion
    # The pin that was made; null for a tag
    pin: PinAnswer | None
    # The item with its tag; null for a slot
    item: Item | None


class Audience(TypedDict):
    regions: NotRequired[list[str]]
    surfaces: NotRequired[list[Surface]]
    maturities: NotRequired[list[Maturity]]
    # pt is met by pt and pt-BR, pt-BR by pt-BR alone
    languages: NotRequired[list[str]]
    # true: users who played, completed or rated fewer than 5 times; false: the others who are known
    newUsers: NotRequired[bool]
    # Users in any of these segments
    segmentIds: NotRequired[list[str]]
    # Users in any of these arms of experiments; there are no experiments yet, so nobody is
    arms: NotRequired[list[str]]


class AuditEntry(TypedDict):
    id: str
    at: str
    # Who asked
    actor: AuditEntryActor
    action: str
    object: str
    # null: it was not there, or as by default
    before: Any
    # null: it is gone, or as by default
    after: Any
    reason: str
    # The change that this one took back
    undoes: str | None
    # The change that took this one back
    undoneBy: str | None


class AuditEntryActor(TypedDict):
    """Who asked."""

    # Of the key or person (oidc:...); command: the command line; training: the service itself
    id: str
    # null: there is no such key or person
    name: str | None


class AuditList(TypedDict):
    items: list[AuditEntry]
    # null: this was the last page
    nextCursor: str | None


class BulkAnswer(TypedDict):
    # Lines stored, those that changed nothing included
    accepted: int
    rejected: list[BulkAnswerRejected]
    # All refused lines; the list stops at 10,000
    rejectedCount: int


class BulkAnswerRejected(TypedDict):
    line: int
    code: str
    detail: str


Collection = TypedDict(
    "Collection",
    {
        # null: only validated
        "collectionId": "str | None",
        "title": "str",
        "titleKey": "str | None",
        "itemIds": "list[str] | None",
        "filter": "str | None",
        "sort": "PreviewCollectionSort | None",
        # editorial: as it is, also what was watched. ranker: by each user’s scores, without what
        # they watched
        "order": "PreviewCollectionOrder",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "Audience",
        "from": "str | None",
        "until": "str | None",
        "timeZone": "str",
        "repeat": "Repeat | None",
        "minimum": "int",
        "place": "RowPlace | None",
        "priority": "int",
        "enabled": "bool",
        "note": "str",
        # draft: not enabled; scheduled: to come, for the first time or again; live: on now;
        # expired: no time left
        "state": "CollectionState",
        # Titles in it now, whoever may see them; null: not known, the catalogue is not loaded yet
        "matches": "int | None",
        # Grows with every change; the ETag. 0: only validated
        "version": "int",
        "createdAt": "str",
        "updatedAt": "str",
        # Id of the key that changed it last
        "updatedBy": "str",
    },
)


class CollectionAnswer(TypedDict):
    collection: Collection
    warnings: list[EditorialWarning]


CollectionCreation = TypedDict(
    "CollectionCreation",
    {
        # Of the row, as it is to be read
        "title": "str",
        "titleKey": "NotRequired[str | None]",
        "itemIds": "NotRequired[list[str] | None]",
        "filter": "NotRequired[str | None]",
        "sort": "NotRequired[PreviewCollectionSort | None]",
        # editorial: as it is, also what was watched. ranker: by each user’s scores, without what
        # they watched
        "order": "NotRequired[PreviewCollectionOrder]",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        # Titles without which there is no row
        "minimum": "NotRequired[int]",
        "place": "NotRequired[RowPlace | None]",
        # Higher first, where more are in force than a page may have
        "priority": "NotRequired[int]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
        # Made when left out; 409 already-exists when taken
        "collectionId": "NotRequired[str]",
    },
)

CollectionDraft = TypedDict(
    "CollectionDraft",
    {
        # Of the row, as it is to be read
        "title": "str",
        "titleKey": "NotRequired[str | None]",
        "itemIds": "NotRequired[list[str] | None]",
        "filter": "NotRequired[str | None]",
        "sort": "NotRequired[PreviewCollectionSort | None]",
        # editorial: as it is, also what was watched. ranker: by each user’s scores, without what
        # they watched
        "order": "NotRequired[PreviewCollectionOrder]",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        # Titles without which there is no row
        "minimum": "NotRequired[int]",
        "place": "NotRequired[RowPlace | None]",
        # Higher first, where more are in force than a page may have
        "priority": "NotRequired[int]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
    },
)


class CollectionList(TypedDict):
    items: list[Collection]
    # null: this was the last page
    nextCursor: str | None


CollectionPatch = TypedDict(
    "CollectionPatch",
    {
        # Of the row, as it is to be read
        "title": "NotRequired[str]",
        "titleKey": "NotRequired[str | None]",
        "itemIds": "NotRequired[list[str] | None]",
        "filter": "NotRequired[str | None]",
        "sort": "NotRequired[PreviewCollectionSort | None]",
        "order": "NotRequired[PreviewCollectionOrder | None]",
        "audience": "NotRequired[PinPatchAudience | None]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str | None]",
        "repeat": "NotRequired[PinPatchRepeat | None]",
        "minimum": "NotRequired[int | None]",
        "place": "NotRequired[RowPlace | None]",
        "priority": "NotRequired[int | None]",
        "enabled": "NotRequired[bool | None]",
        "note": "NotRequired[str | None]",
    },
)

# draft: not enabled; scheduled: to come, for the first time or again; live: on now; expired: no
# time left
CollectionState = Literal["draft", "scheduled", "live", "expired"]


class Contract(TypedDict):
    name: str
    # Grows with a change that breaks who relied on the one before
    version: int
    owner: str
    description: str
    freshness: ContractFreshness
    # What may change within a version. backward: what was right to send stays right. forward: what
    # is there to read stays; more may come
    compatibility: Literal["backward", "forward"]
    # Hash of the schema; the ETag
    schemaId: str
    # JSON Schema 2020-12 of one record
    schema: dict[str, Any]


class ContractFreshness(TypedDict):
    targetS: float
    meaning: str


class ContributionColumn(TypedDict):
    name: str
    value: float
    mean: float


class CreatedKey(TypedDict):
    keyId: str
    role: Role
    name: str
    origin: Origin
    createdAt: str
    revokedAt: str | None
    # Such as 50/s; null: no limit
    rate: str | None
    # Shown this once
    key: str


class Decision(TypedDict):
    recommendationId: str
    parentId: str | None
    servedAt: str
    route: Literal["home", "row", "similar", "search"]
    # The keyed hash of the user; 32 zeros: the page was for nobody
    userKey: str
    sessionId: str | None
    origin: Origin
    surface: str
    region: str | None
    maturity: str
    language: str | None
    timeZone: str | None
    rung: Rung
    models: PageModel
    arms: dict[str, str]
    # What was turned off; null: that was not noted yet
    switches: list[str] | None
    # Versions of the parts the page was made from; statsAtMs: when its item stats were read
    snapshotVersions: dict[str, float]
    randomSeed: float
    tookMs: float
    # Pins that wanted a slot and did not get it
    withheld: list[PageExplanationWithheldPin]
    rows: list[DecisionRow]
    # What the user did about it: events that name the page, for a week, and those on its titles
    # that name none, for a day
    events: list[DecisionEvent]
    # true: the first 500 are given
    hasMoreEvents: bool
    # The pages that it goes on, the first of the chain first
    ancestors: list[DecisionAncestor]
    # The pages that go on with it
    children: list[DecisionAncestor]
    # With rescore=true
    rescored: DecisionRescored | None


class DecisionAncestor(TypedDict):
    recommendationId: str
    servedAt: str
    route: str
    rowIds: list[str]
    impressions: int


class DecisionEvent(TypedDict):
    eventId: str
    type: EventType
    itemId: str | None
    occurredAt: str
    receivedAt: str
    impressionIds: list[str]
    portion: float | None
    value: float | None
    trigger: Trigger


class DecisionRescored(TypedDict):
    # Version of the package; null: the page was made without one
    ranker: str | None
    # Why it could not be scored again; null: it could
    reason: str | None
    # No compared slot has another score, to the bit; null: none was compared
    isSame: bool | None
    compared: int
    different: int
    largestDifference: float
    # In page order
    slots: list[RescoredSlot]
    # What need not be exactly what the page was scored with
    approximated: list[RescoredApproximated]


class DecisionRow(TypedDict):
    rowId: str
    items: list[DecisionRowItem]


class DecisionRowItem(TypedDict):
    itemId: str
    # As the catalogue has it now; null: it is gone
    title: str | None
    impressionId: str
    position: int
    source: Source
    # The float32 that was logged, exactly; on the page it was rounded
    score: float
    # The same
    propensity: float
    explored: bool
    # null: no pin put it there
    pinId: str | None
    # What that pin pushed out
    displaced: ItemDisplaced | None
    # null: nothing came of it, as far as is known
    outcome: ItemOutcome | None


class DraftTemplate(TypedDict):
    """By surface, each as `template` of PUT /v1/templates/{surface}; {} is the default."""

    # What is left out is as in the default of the surface
    tv: NotRequired[TemplateTv]
    # What is left out is as in the default of the surface
    web: NotRequired[TemplateTv]
    # What is left out is as in the default of the surface
    mobile: NotRequired[TemplateTv]


class EditorialWarning(TypedDict):
    code: str
    detail: str


Effective = TypedDict(
    "Effective",
    {
        "region": "str",
        "from": "str",
        "until": "str",
    },
)


class ErasureReceipt(TypedDict):
    # The service keeps the receipt under this id
    receiptId: str
    # How many were removed, by store
    removed: dict[str, int]


class Event(TypedDict):
    eventId: str
    type: EventType
    userId: str
    # Needed by every type but viewed
    itemId: NotRequired[str]
    timestamp: str
    impressionId: NotRequired[str]
    impressionIds: NotRequired[list[str]]
    recommendationId: NotRequired[str]
    sessionId: NotRequired[str]
    # Needed by progress and complete
    portion: NotRequired[float]
    positionS: NotRequired[float]
    # Needed by rate; null takes the opinion back
    value: NotRequired[float | None]
    # Of a play; user when absent
    trigger: NotRequired[Trigger]
    # The current version when absent; see /v1/schemas/events
    schemaVersion: NotRequired[int]
    # At most 16 scalars, 2 KB
    properties: NotRequired[dict[str, str | float | bool | None]]


class EventAnswer(TypedDict):
    accepted: int
    rejected: list[EventAnswerRejected]


class EventAnswerRejected(TypedDict):
    index: int
    code: str
    detail: str


EventType = Literal[
    "viewed",
    "click",
    "dismiss",
    "hide",
    "unhide",
    "list-add",
    "list-remove",
    "play",
    "progress",
    "complete",
    "rate",
]


class Exploration(TypedDict):
    # Share of the slots left to chance
    share: NotRequired[float]
    # In standard deviations of the row's scores
    temperature: NotRequired[float]
    # Best candidates that chance chooses among
    among: NotRequired[int]
    # Share of what chance has to give that all of them get alike
    floor: NotRequired[float]


class FeatureAnswer(TypedDict):
    # Of the features; a ranker is trained for one
    fingerprint: str
    # Names of the values, in order
    features: list[str]
    asOf: str
    # Version that vectors and co-occurrences are of; null: none is live
    model: str | None
    # What need not be exactly what a page of that moment was made from
    approximated: list[FeatureAnswerApproximated]
    # By user, then by item, as they were asked for
    rows: list[FeatureAnswerRow]


class FeatureAnswerApproximated(TypedDict):
    part: Literal["user-state", "item-stats", "catalogue", "model"]
    detail: str


class FeatureAnswerRow(TypedDict):
    userId: str
    itemId: str
    values: list[float]


class FeatureQuestion(TypedDict):
    """Beside users and items, what a page would be asked with."""

    userIds: list[str]
    itemIds: list[str]
    # What had happened before this moment; now when absent
    at: NotRequired[str]
    # From when on an event counts: since the service had it (imports: since it happened), or since
    # it happened
    countedFrom: NotRequired[Literal["received", "happened"]]
    surface: NotRequired[Surface]
    # The profile's when absent
    region: NotRequired[str]
    language: NotRequired[str]
    timeZone: NotRequired[str]


IfRowAbsent = Literal["withhold", "insert"]

IfWatched = Literal["withhold", "show"]

ImpressionList = TypedDict(
    "ImpressionList",
    {
        # Newest first; within a page in its order
        "items": "list[LoggedImpression]",
        # null: nothing is left of the time asked for
        "nextCursor": "str | None",
        # false: something is left; go on with nextCursor, also where there are fewer items than
        # were asked for
        "complete": "bool",
        # All that was served later than this has been looked at
        "scannedTo": "str",
        "from": "str",
        "to": "str",
    },
)

Include = Literal[
    "type",
    "title",
    "description",
    "genres",
    "tags",
    "cast",
    "directors",
    "language",
    "releaseDate",
    "startsAt",
    "endsAt",
    "durationS",
    "maturity",
    "seriesId",
    "season",
    "episode",
    "imageUrl",
]


class Item(TypedDict):
    itemId: str
    type: SentItemType
    title: str
    description: str
    genres: list[str]
    tags: list[str]
    cast: list[str]
    directors: list[str]
    language: str | None
    releaseDate: str | None
    startsAt: str | None
    endsAt: str | None
    durationS: float | None
    maturity: Maturity
    seriesId: str | None
    season: int | None
    episode: int | None
    windows: list[ItemWindow]
    imageUrl: str | None
    # true: shown nowhere until it is unblocked
    blocked: bool


class ItemDisplaced(TypedDict):
    itemId: str
    # As the catalogue has it now; null: it is gone
    title: str | None


class ItemItem(TypedDict):
    """With include: the fields asked for."""

    type: NotRequired[SentItemType]
    title: NotRequired[str]
    description: NotRequired[str]
    genres: NotRequired[list[str]]
    tags: NotRequired[list[str]]
    cast: NotRequired[list[str]]
    directors: NotRequired[list[str]]
    language: NotRequired[str | None]
    releaseDate: NotRequired[str | None]
    startsAt: NotRequired[str | None]
    endsAt: NotRequired[str | None]
    durationS: NotRequired[float | None]
    maturity: NotRequired[Maturity]
    seriesId: NotRequired[str | None]
    season: NotRequired[int | None]
    episode: NotRequired[int | None]
    imageUrl: NotRequired[str | None]


class ItemList(TypedDict):
    items: list[Item]
    # null: this was the last page
    nextCursor: str | None


class ItemOutcome(TypedDict):
    viewedAt: str | None
    clickedAt: str | None
    playedAt: str | None
    portion: float | None
    completed: bool
    hidden: bool
    # direct: events named the impression; window: the same user and title within 24 hours
    attribution: Literal["direct", "window"] | None


class ItemReason(TypedDict):
    code: ReasonCode
    seedItemId: str | None


class ItemResume(TypedDict):
    """On continue-watching: where to go on."""

    itemId: str
    season: int | None
    episode: int | None
    portion: float
    positionS: float | None


ItemWindow = TypedDict(
    "ItemWindow",
    {
        "region": "str",
        "from": "str | None",
        "until": "str | None",
    },
)


class Key(TypedDict):
    keyId: str
    role: Role
    name: str
    origin: Origin
    createdAt: str
    revokedAt: str | None
    # Such as 50/s; null: no limit
    rate: str | None


class KeyDraft(TypedDict):
    role: Role
    name: NotRequired[str]
    origin: NotRequired[Literal["app", "simulate", "test"]]
    # Requests a second, such as "50/s"; no limit when absent
    rate: NotRequired[int | str | None]


class KeyList(TypedDict):
    items: list[Key]
    # null: this was the last page
    nextCursor: str | None


# Where pages came from; `all`: any
ListImpressionsOrigin = Literal["app", "import", "simulate", "test", "all"]


class ListedRow(TypedDict):
    # A row, or the part before the colon of all rows of a family
    rowId: str
    kind: RowKind
    # Of a collection, as the editors wrote it; null: it is said to a user
    title: str | None
    # Stands for several rows: a pin names one of them, or all by rowKind
    isFamily: bool
    surfaces: list[ListedRowSurface]


class ListedRowSurface(TypedDict):
    surface: Surface
    place: RowPlace
    # As its template says, of the entry it stands by
    atMost: int
    # Share of home pages with it. Of apps, over the last seven days, the newest 20000 pages; null:
    # the surface had none
    pages: float | None
    # Share of users who had it at least once. Of apps, over the last seven days, the newest 20000
    # pages; null: the surface had none
    users: float | None


class LoggedImpression(TypedDict):
    """A row of v_impressions, and what came of it."""

    impression_id: str
    recommendation_id: str
    parent_id: str | None
    served_at: str
    user_key: str
    item_id: str
    row_id: str
    row_index: int
    position: int
    score: float
    propensity: float
    source: str
    pinned: bool
    pin_id: str | None
    displaced_item_id: str | None
    explored: bool
    rung: str
    retrieval_version: str | None
    ranker_version: str | None
    arms: dict[str, str]
    surface: str
    region: str | None
    session_id: str | None
    origin: str
    maturity: str
    language: str | None
    route: str
    item_no: int
    stored_in: int
    switches: list[str] | None
    # With outcomes=true
    viewed_at: NotRequired[str | None]
    # With outcomes=true
    clicked_at: NotRequired[str | None]
    # With outcomes=true
    played_at: NotRequired[str | None]
    # With outcomes=true
    portion: NotRequired[float | None]
    # With outcomes=true
    completed: NotRequired[bool]


Maturity = Literal["kids", "teen", "adult"]


class Me(TypedDict):
    actor: MeActor
    # One of a key; of a person all that their groups have. Admin may all
    roles: list[Role]
    # What this caller's pages and events are counted as
    origin: Origin


class MeActor(TypedDict):
    # As `actor` of the audit: the id of a key, or oidc: and the id of a person
    id: str
    # For people to read; may be empty
    name: str


class MergedUsers(TypedDict):
    userId: str
    anonymousId: str


class Metric(TypedDict):
    name: str
    title: str
    unit: str
    # Which way is better
    direction: Literal["up", "down", "neutral"]
    owner: str
    kind: MetricKind
    definition: str
    sql: str
    numerator: NotRequired[str]
    denominator: NotRequired[str]
    # Of a ratio: it never exceeds 1
    isShare: NotRequired[bool]
    # Of a ratio: told per so many of the denominator
    per: NotRequired[float]


MetricKind = Literal["count", "sum", "mean", "ratio", "statistic"]


class Model(TypedDict):
    version: str
    state: ModelState
    createdAt: str
    promotedAt: str | None
    # What the package says of itself
    manifest: dict[str, Any]


class ModelAction(TypedDict):
    # For the audit log
    reason: NotRequired[str]


class ModelDetails(TypedDict):
    version: str
    state: ModelState
    createdAt: str
    promotedAt: str | None
    # What the package says of itself
    manifest: dict[str, Any]
    # Where a rollback goes while this one is live
    previousVersion: str | None
    # What the gate said; null: it was not asked
    verdict: ModelDetailsVerdict | None
    # Of the files on the replica that answers; keyId is set where the status is valid
    signature: ModelDetailsSignature
    # Why replicas did not load it, the last time of each reason, newest first
    refusals: list[ModelDetailsRefusal]


class ModelDetailsRefusal(TypedDict):
    reason: RefusalReason
    detail: str
    refusedAt: str


class ModelDetailsSignature(TypedDict):
    """Of the files on the replica that answers; keyId is set where the status is valid."""

    status: SignatureStatus
    keyId: str | None


class ModelDetailsVerdict(TypedDict):
    passed: bool
    reason: str
    # What was compared, as far as it was kept
    details: dict[str, Any]


class ModelList(TypedDict):
    items: list[Model]
    # null: this was the last page
    nextCursor: str | None


ModelState = Literal["candidate", "live", "retired", "rejected"]


class NewItem(TypedDict):
    # Impressions that every new item gets; 0: none
    minimum: NotRequired[int]
    # For which an item counts as new
    days: NotRequired[float]
    # Of the pages, those with a slot for a new item
    share: NotRequired[float]


class Objectives(TypedDict):
    """score = sum of weight x head / sum of |weight|, over the heads that the live ranker has
    learned (its manifest names them); one weight at least is not 0.
    """

    click: float
    play: float
    portion: float
    complete: float
    hide: float


class ObjectivesDraft(TypedDict):
    weights: Objectives
    # For the audit log
    reason: NotRequired[str]


Origin = Literal["app", "import", "simulate", "test"]


class Page(TypedDict):
    recommendationId: str
    parentId: str | None
    userId: str | None
    # How far down the ladder the page was made; R0 is the full pipeline
    rung: Rung
    degraded: bool
    # false: the journal could not take the page
    logged: bool
    tookMs: float
    expiresAt: str
    # Not for user tokens
    models: NotRequired[PageModel]
    arms: dict[str, str]
    rows: list[PageRow]
    next: str | None
    # With explain
    explanation: NotRequired[PageExplanation]


class PageExplanation(TypedDict):
    # Rows that were planned and do not stand on the page
    passedOver: list[PageExplanationPassedOver]
    # Switches that are off
    switchedOff: list[str]
    withheldPins: list[PageExplanationWithheldPin]
    candidates: PageExplanationCandidate


class PageExplanationCandidate(TypedDict):
    proposed: int
    # Those that may be shown
    allowed: int
    scored: int


class PageExplanationPassedOver(TypedDict):
    rowId: str
    kind: RowKind
    # Of the scores of what it would show first, discounted by slot
    worth: float
    # How much more than expected such rows are touched; 1: as expected
    affinity: float
    # To the rows above, 0..1
    likeness: float
    # What it was chosen by
    value: float
    # fewer titles than it needs; no more of its kind by the template; the page is full; turned off;
    # a pin inserted another
    reason: PassedOverReason


class PageExplanationWithheldPin(TypedDict):
    pinId: str
    reason: str


class PageModel(TypedDict):
    retrieval: str | None
    ranker: str | None


class PageRow(TypedDict):
    rowId: str
    kind: RowKind
    title: str
    titleKey: str
    titleParams: dict[str, str]
    seed: RowSeed | None
    items: list[RowItem]
    next: str | None
    # With explain
    explanation: NotRequired[RowExplanation]


class PageTemplate(TypedDict):
    # The rows a page may have. Their order decides only between rows of equal worth
    rows: list[PageTemplateRow]
    # Slots of a row seen before anybody scrolls
    visibleSlots: int
    # Rows seen before anybody scrolls
    visibleRows: int
    exploration: PageTemplateExploration
    # What likeness to the titles before it costs a candidate
    diversity: float
    # What a genre costs that the page has more of than the user's taste
    calibration: float
    # What likeness to the rows above costs a row, as a share of its worth
    rowDiversity: float
    # Rows that choose first titles before those above are filled
    lookahead: int
    # Titles at most with one person among ten in succession; 0: no limit
    perPerson: int
    # Times seen and left alone before a title is passed over; 0: no limit
    mostIgnored: int
    newItems: PageTemplateNewItem


class PageTemplateDraft(TypedDict):
    # What is left out is as in the default of the surface
    template: TemplateTv
    # For the audit log
    reason: NotRequired[str]


class PageTemplateExploration(TypedDict):
    # Share of the slots left to chance
    share: float
    # In standard deviations of the row's scores
    temperature: float
    # Best candidates that chance chooses among
    among: int
    # Share of what chance has to give that all of them get alike
    floor: float


class PageTemplateNewItem(TypedDict):
    # Impressions that every new item gets; 0: none
    minimum: int
    # For which an item counts as new
    days: float
    # Of the pages, those with a slot for a new item
    share: float


class PageTemplateRow(TypedDict):
    # A family of rows (genre) or one row (genre:drama)
    row: str
    # Rows of the family at most while others are left
    atMost: int
    # Rows of the family at most when no others are left; atMost when absent
    inAll: NotRequired[int]
    # top: above all that is free, in this order; free: where it is worth most
    place: RowPlace


# fewer titles than it needs; no more of its kind by the template; the page is full; turned off; a
# pin inserted another
PassedOverReason = Literal["not-enough", "limit", "no-place", "switched-off", "gave-way"]

Pin = TypedDict(
    "Pin",
    {
        # null: only validated
        "pinId": "str | None",
        "itemId": "str",
        "rowId": "str | None",
        "rowKind": "RowKind | None",
        "position": "int",
        "from": "str",
        "until": "str",
        "timeZone": "str",
        "repeat": "Repeat | None",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "Audience",
        "priority": "int",
        "ifRowAbsent": "IfRowAbsent",
        "ifWatched": "IfWatched",
        "enabled": "bool",
        "note": "str",
        "campaign": "str | None",
        # draft: not enabled; scheduled: to come, for the first time or again; live: on now;
        # expired: no time left; withdrawn: removed; awaiting-approval: the newest version waits for
        # another editor
        "state": "PinState",
        # null: nobody is asked (PINS_NEED_APPROVAL)
        "approval": "PinApproval | None",
        # Grows with every change; the ETag. 0: only validated
        "version": "int",
        "createdAt": "str",
        "updatedAt": "str",
    },
)


class PinAnswer(TypedDict):
    pin: Pin
    warnings: list[PinWarning]
    # When and where the item may be shown by this pin: [from, until) within its licence windows
    effective: list[Effective]
    reach: Reach | None


class PinApproval(TypedDict):
    state: Literal["awaiting", "approved", "rejected"]
    # Of the pin: the version that waits, or was judged
    version: int
    # Keys and people who had a part in it: they may not approve it
    changedBy: list[str]
    # Who judged it; null: nobody did yet
    by: str | None
    # When it was judged, or came to wait
    at: str
    # Of who judged it
    note: str
    # While it waits, what pages have; null: nothing
    standing: PinApprovalStanding | None


class PinApprovalRequest(TypedDict):
    # For the audit log, and who made it
    note: NotRequired[str]


PinApprovalStanding = TypedDict(
    "PinApprovalStanding",
    {
        "itemId": "str",
        "rowId": "str | None",
        "rowKind": "RowKind | None",
        "position": "int",
        "from": "str",
        "until": "str",
        "timeZone": "str",
        "repeat": "Repeat | None",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "Audience",
        "priority": "int",
        "ifRowAbsent": "IfRowAbsent",
        "ifWatched": "IfWatched",
        "enabled": "bool",
        "note": "str",
        "campaign": "str | None",
    },
)


class PinCost(TypedDict):
    trustworthy: bool
    # Why it is not, a sentence each
    reasons: list[str]
    # Share of the users who saw it whose pages were looked at
    sampleShare: float
    # Looked at, of those for which something gave way
    impressions: int
    users: int
    # What tells how much a position counts: slots left to chance, or items that stood in several
    # positions
    positionBias: list[PinCostPositionBias]
    clicks: PinValue
    plays: PinValue
    # Watched hours, of items of which the length is known
    hours: PinValue
    # By surface, and by the eight largest regions; null: no region was known
    audiences: list[PinCostAudience]


class PinCostAudience(TypedDict):
    by: Literal["surface", "region"]
    value: str | None
    impressions: int
    clicks: PinValue


PinCostPositionBias = TypedDict(
    "PinCostPositionBias",
    {
        "surface": "str",
        "from": 'Literal["chance", "items"]',
        "clicks": "int",
    },
)

PinDraft = TypedDict(
    "PinDraft",
    {
        "itemId": "str",
        "rowId": "NotRequired[str | None]",
        "rowKind": "NotRequired[RowKind | None]",
        # Slot number from 0
        "position": "int",
        "from": "str",
        "until": "str",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        # Higher wins where two pins want one slot; then the older one
        "priority": "NotRequired[int]",
        "ifRowAbsent": "NotRequired[IfRowAbsent]",
        "ifWatched": "NotRequired[IfWatched]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
        "campaign": "NotRequired[str | None]",
    },
)


class PinList(TypedDict):
    items: list[Pin]
    # null: this was the last page
    nextCursor: str | None


PinPatch = TypedDict(
    "PinPatch",
    {
        "itemId": "NotRequired[str]",
        "rowId": "NotRequired[str | None]",
        "rowKind": "NotRequired[RowKind | None]",
        # Slot number from 0
        "position": "NotRequired[int]",
        "from": "NotRequired[str]",
        "until": "NotRequired[str]",
        "timeZone": "NotRequired[str | None]",
        "repeat": "NotRequired[PinPatchRepeat | None]",
        "audience": "NotRequired[PinPatchAudience | None]",
        "priority": "NotRequired[int | None]",
        "ifRowAbsent": "NotRequired[IfRowAbsent | None]",
        "ifWatched": "NotRequired[IfWatched | None]",
        "enabled": "NotRequired[bool | None]",
        "note": "NotRequired[str | None]",
        "campaign": "NotRequired[str | None]",
    },
)


class PinPatchAudience(TypedDict):
    regions: NotRequired[list[str] | None]
    surfaces: NotRequired[list[Surface] | None]
    maturities: NotRequired[list[Maturity] | None]
    languages: NotRequired[list[str] | None]
    newUsers: NotRequired[bool | None]
    segmentIds: NotRequired[list[str] | None]
    arms: NotRequired[list[str] | None]


PinPatchRepeat = TypedDict(
    "PinPatchRepeat",
    {
        "days": "NotRequired[list[RepeatDay]]",
        "from": "NotRequired[str]",
        "until": "NotRequired[str]",
    },
)


class PinRejectionRequest(TypedDict):
    # For the audit log, and who made it
    reason: str


PinReport = TypedDict(
    "PinReport",
    {
        "pinId": "str",
        "from": "str",
        "to": "str",
        "origin": "Origin",
        # Impressions that the pin put there
        "served": "int",
        "viewed": "int",
        # Of the served ones, viewed or not
        "clicked": "int",
        "played": "int",
        # Pages on which it was due and did not stand, by reason; reasons that never held are left
        # out
        "withheld": "dict[PinWithheld, int]",
        # Of the served ones, those for which something else gave way
        "displaced": "int",
        # What gave way, the most frequent first; at most 20
        "displacedItems": "list[PinReportDisplacedItem]",
        # What it brought or cost, against the same rows without it
        "cost": "PinCost",
        # What was left out of these counts, a sentence each; none, where nothing is
        "notes": "list[str]",
    },
)


class PinReportDisplacedItem(TypedDict):
    itemId: str
    times: int
    # Clicks that 1,000 impressions of it would have in the slots it gave way in; null: not looked
    # at
    expectedClicks: float | None


class PinShown(TypedDict):
    rowId: str
    position: int


PinState = Literal["draft", "scheduled", "live", "expired", "withdrawn", "awaiting-approval"]


class PinValue(TypedDict):
    """Per 1,000 impressions for which something gave way; totals in all."""

    # What came of the slot with the pin in it
    gained: float | None
    # What the displaced item would have brought there
    expected: float | None
    # What it brought where it stands instead
    recovered: float | None
    # What the others of the row lost as they moved down a slot
    movedDown: float | None
    # gained + recovered - expected - movedDown: what the pin brought, below 0 what it cost
    net: float | None
    # Of net, per 1,000 impressions; null of fewer than two users
    ci95: list[float] | None
    # net, over all impressions for which something gave way
    total: float | None
    totalCi95: list[float] | None


class PinWarning(TypedDict):
    code: str
    detail: str
    pinId: NotRequired[str]


PinWithheld = Literal[
    "not-eligible",
    "watched",
    "hidden",
    "row-absent",
    "lost-to-pin",
    "shown-above",
    "filtered",
    "blocked-by-rule",
]


class Preview(TypedDict):
    # The moment both pages are of
    at: str
    page: Page
    # The same page without the drafts
    without: Page
    # Slots that hold another item: `before` on `without`, `after` on `page`
    diff: list[PreviewDiff]
    # Rows at another place, from 0; null: not on that page
    rowDiff: list[PreviewRowDiff]
    # The pins of the drafts in their order, then those of pinIds, as POST
    # /v1/pins?validateOnly=true answers
    pins: list[PreviewPinEntry]
    # The collections of the drafts, in their order, as POST /v1/collections answers
    collections: list[PreviewCollectionEntry]
    # The rules of the drafts, in their order, as POST /v1/rules answers
    rules: list[PreviewRuleEntry]
    # The segments of the drafts, in their order, as POST /v1/segments answers
    segments: list[PreviewSegmentEntry]


PreviewCollection = TypedDict(
    "PreviewCollection",
    {
        # Of the row, as it is to be read
        "title": "str",
        "titleKey": "NotRequired[str | None]",
        "itemIds": "NotRequired[list[str] | None]",
        "filter": "NotRequired[str | None]",
        "sort": "NotRequired[PreviewCollectionSort | None]",
        # editorial: as it is, also what was watched. ranker: by each user’s scores, without what
        # they watched
        "order": "NotRequired[PreviewCollectionOrder]",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        # Titles without which there is no row
        "minimum": "NotRequired[int]",
        "place": "NotRequired[RowPlace | None]",
        # Higher first, where more are in force than a page may have
        "priority": "NotRequired[int]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
        # Of a collection that is stored: the draft stands in its place
        "collectionId": "NotRequired[str]",
    },
)


class PreviewCollectionEntry(TypedDict):
    collection: Collection
    warnings: list[EditorialWarning]
    # Its place among the rows of `page`, from 0; null: it does not stand there
    row: int | None


# editorial: as it is, also what was watched. ranker: by each user’s scores, without what they
# watched
PreviewCollectionOrder = Literal["editorial", "ranker"]

# The order of what a filter finds; popular when left out. Of itemIds: null
PreviewCollectionSort = Literal["popular", "trending", "newest", "oldest", "title"]


class PreviewDiff(TypedDict):
    rowId: str
    position: int
    # null: no such slot
    before: str | None
    # null: no such slot
    after: str | None


PreviewPin = TypedDict(
    "PreviewPin",
    {
        "itemId": "str",
        "rowId": "NotRequired[str | None]",
        "rowKind": "NotRequired[RowKind | None]",
        # Slot number from 0
        "position": "int",
        "from": "str",
        "until": "str",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        # Higher wins where two pins want one slot; then the older one
        "priority": "NotRequired[int]",
        "ifRowAbsent": "NotRequired[IfRowAbsent]",
        "ifWatched": "NotRequired[IfWatched]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
        "campaign": "NotRequired[str | None]",
        # Of a pin that is stored: the draft stands in its place
        "pinId": "NotRequired[str]",
    },
)


class PreviewPinEntry(TypedDict):
    pin: Pin
    warnings: list[PinWarning]
    # When and where the item may be shown by this pin: [from, until) within its licence windows
    effective: list[Effective]
    reach: Reach | None
    # Where it stands on `page`. null with withheld null: not for this audience and time
    shown: PinShown | None
    # Why it does not stand
    withheld: PinWithheld | None


class PreviewRequest(TypedDict):
    # Whose page; one that nobody knows is a user without history
    userId: NotRequired[str]
    # Instead of userId: a user without history in this audience, by the first value of each key; as
    # if in its first segment
    audience: NotRequired[Audience]
    # Without one only items licensed everywhere ("*") are shown
    region: NotRequired[str]
    language: NotRequired[str]
    # Highest level to show; DEFAULT_MATURITY when absent
    maturity: NotRequired[Maturity]
    timeZone: NotRequired[str]
    rows: NotRequired[int]
    # Items a row at most
    items: NotRequired[int]
    # Fields of the item that each slot carries, as `item`
    include: NotRequired[list[Include]]
    # Also say why each row and slot is what it is: `explanation` on page, rows and slots. Not for
    # user tokens
    explain: NotRequired[bool]
    # tv when neither it nor the audience says
    surface: NotRequired[Surface]
    # When the page would be asked for; now when absent
    at: NotRequired[str]
    # What would be changed, and is not
    drafts: NotRequired[PreviewRequestDraft]


class PreviewRequestDraft(TypedDict):
    """What would be changed, and is not."""

    pins: NotRequired[list[PreviewPin]]
    # Pins that are stored, each in its newest version: so what waits for approval is seen
    pinIds: NotRequired[list[str]]
    # By surface, each as `template` of PUT /v1/templates/{surface}; {} is the default
    templates: NotRequired[DraftTemplate]
    collections: NotRequired[list[PreviewCollection]]
    rules: NotRequired[list[PreviewRule]]
    segments: NotRequired[list[PreviewSegment]]


class PreviewRowDiff(TypedDict):
    rowId: str
    before: int | None
    after: int | None


PreviewRule = TypedDict(
    "PreviewRule",
    {
        # For people
        "name": "str",
        # boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a
        # next page
        "action": "PreviewRuleAction",
        # Which items (docs/filters.md); an episode also by its series
        "filter": "str",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        "strength": "NotRequired[float | None]",
        "limit": "NotRequired[float | None]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        "rows": "NotRequired[list[PreviewRuleRow] | None]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
        # Of a rule that is stored: the draft stands in its place
        "ruleId": "NotRequired[str]",
    },
)

# boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a next page
PreviewRuleAction = Literal["boost", "bury", "block"]


class PreviewRuleEntry(TypedDict):
    rule: Rule
    warnings: list[EditorialWarning]
    # Slots of `page` that hold an item it is about
    shown: int
    # Slots of `without` that do
    shownWithout: int


PreviewRuleRow = Literal["top-picks", "because-you-watched", "genre", "more-from", "collection"]


class PreviewSegment(TypedDict):
    # For people; audiences name the segment by its id
    name: str
    # Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a
    # user meets nothing
    filter: str
    note: NotRequired[str]
    # Of a segment that is stored: the draft stands in its place; or what audiences of the drafts
    # name
    segmentId: str


class PreviewSegmentEntry(TypedDict):
    segment: Segment
    warnings: list[EditorialWarning]
    # Whether the viewer of `page` is in it
    isMember: bool


Priority = Literal["home", "browse", "prefetch"]


class Problem(TypedDict):
    type: str
    title: str
    status: int
    code: ProblemCode
    # What to do, in a sentence
    detail: str
    requestId: str


ProblemCode = Literal[
    "unauthenticated",
    "user-token-expired",
    "login-expired",
    "forbidden",
    "rate-limited",
    "not-found",
    "body-too-large",
    "unsupported-media-type",
    "invalid-json",
    "invalid-request",
    "invalid-item",
    "invalid-filter",
    "invalid-token",
    "token-expired",
    "unknown-item",
    "unknown-row",
    "unknown-pin",
    "unknown-user",
    "unknown-key",
    "unknown-model",
    "unknown-schema",
    "unknown-decision",
    "unknown-switch",
    "unknown-change",
    "unknown-segment",
    "unknown-collection",
    "unknown-rule",
    "unknown-suggestion",
    "unknown-report",
    "precondition-failed",
    "idempotency-key-reused",
    "journal-unavailable",
    "unavailable",
    "data-check-failed",
    "worse-than-baseline",
    "already-running",
    "cannot-undo",
    "not-waiting",
    "own-change",
    "already-exists",
    "already-judged",
    "limit-reached",
    "still-in-use",
    "bad-argument",
    "internal",
]


class Reach(TypedDict):
    # Viewers who were in the audience on a home page of these days; where `unknown` names keys, at
    # most so many
    users: int
    # All viewers of these days
    ofUsers: int
    # users of ofUsers
    share: float
    # Of the users of the audience, about the share who had the row at least once; of a rowKind with
    # several rows at least so many. null: no row was named, or nothing is known of it
    rowShare: float | None
    # How long was counted, up to asOf: what was, and no forecast
    days: float
    # A count is kept for some minutes
    asOf: str
    # Share of the viewers that were looked at; below 1 the numbers are estimates
    sampleShare: float
    # Keys of the audience that were not looked at, as the log cannot say
    unknown: list[str]
    # There where small counts are not told: `users` says this number and is less, share goes by it,
    # rowShare is null
    fewerThan: NotRequired[int]


class ReachAnswer(TypedDict):
    # null: nobody was counted yet
    reach: Reach | None


class ReachRequest(TypedDict):
    # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
    audience: NotRequired[Audience]
    # top-picks, a row kind, or one of several rows of a kind: because-you-watched:<itemId>,
    # genre:<slug>, genre:<slug>.<slug>, popular:<region>, more-from:<person or series>,
    # collection:<id>
    rowId: NotRequired[str]
    rowKind: NotRequired[RowKind]


ReasonCode = Literal[
    "similar-taste",
    "watched-together",
    "popular",
    "trending",
    "new",
    "genre",
    "unfinished",
    "pinned",
    "editors-list",
    "similar-title",
    "popular-here",
    "on-your-list",
    "leaving-soon",
    "watched-before",
    "more-from",
    "live-now",
    "starting-soon",
    "collection",
    "search-match",
    "new-here",
]

RefusalReason = Literal[
    "absent",
    "damaged",
    "format",
    "unsigned",
    "signature",
    "fingerprint",
    "not-finite",
    "self-test",
]


class RejectedSuggestion(TypedDict):
    suggestion: Suggestion


# Every week on these days while clocks of timeZone show a time in [from, until); an until before
# from is of the next day. null: all of the time
Repeat = TypedDict(
    "Repeat",
    {
        "days": "list[RepeatDay]",
        "from": "str",
        "until": "str",
    },
)

RepeatDay = Literal["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

ReportAnswer = TypedDict(
    "ReportAnswer",
    {
        "report": "str",
        "from": "str",
        "to": "str",
        "by": "list[str]",
        "tz": "str",
        "origin": "Origin",
        # Names of the columns, in their order
        "columns": "list[str]",
        # By column: numbers, texts, null; <ratio>_ci95 is [low, high]. All there are, in order
        "rows": "list[dict[str, Any]]",
        "definition": "ReportAnswerDefinition",
        # Run with the rights of an analyst it returns these rows
        "sql": "str",
    },
)


class ReportAnswerDefinition(TypedDict):
    title: str
    # What each measured column means
    metrics: list[Metric]
    # Where the numbers are from, and what is not as one might expect
    notes: list[str]


class RescoredApproximated(TypedDict):
    part: Literal["user-state", "item-stats", "catalogue", "objectives"]
    detail: str


class RescoredSlot(TypedDict):
    rowIndex: int
    position: int
    served: SlotServed
    again: SlotServed | None
    missing: Literal["item-gone", "not-scored"] | None


Role = Literal["app", "editor", "analyst", "admin"]


class RowExplanation(TypedDict):
    # null: a pin inserted it
    chosen: RowExplanationChosen | None
    order: Literal["score", "proposed", "matches", "near"]
    candidates: RowExplanationCandidate


class RowExplanationCandidate(TypedDict):
    proposed: int
    # Those that may be shown
    allowed: int


class RowExplanationChosen(TypedDict):
    # Of the scores of what it would show first, discounted by slot
    worth: float
    # How much more than expected such rows are touched; 1: as expected
    affinity: float
    # To the rows above, 0..1
    likeness: float
    # What it was chosen by
    value: float


class RowItem(TypedDict):
    itemId: str
    # recommendationId.rowIndex.position
    impressionId: str
    position: int
    # What the candidate was ordered by, -1..1: see Objectives. Not for user tokens
    score: NotRequired[float]
    # Not for user tokens
    propensity: NotRequired[float]
    pinned: bool
    reason: ItemReason
    # With include: the fields asked for
    item: NotRequired[ItemItem]
    # On continue-watching: where to go on
    resume: NotRequired[ItemResume]
    # With explain
    explanation: NotRequired[SlotExplanation]


RowKind = Literal[
    "continue-watching",
    "my-list",
    "personal",
    "because-you-watched",
    "trending",
    "popular",
    "new",
    "genre",
    "collection",
    "leaving-soon",
    "watch-again",
    "more-from",
    "live-now",
    "starting-soon",
    "similar",
    "search",
]


class RowList(TypedDict):
    items: list[ListedRow]
    # null: this was the last page
    nextCursor: str | None


RowPlace = Literal["top", "free"]


class RowSeed(TypedDict):
    itemId: str
    title: str


Rule = TypedDict(
    "Rule",
    {
        # null: only validated
        "ruleId": "str | None",
        "name": "str",
        # boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a
        # next page
        "action": "PreviewRuleAction",
        "filter": "str",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "Audience",
        "strength": "float | None",
        "limit": "float | None",
        "from": "str | None",
        "until": "str | None",
        "timeZone": "str",
        "repeat": "Repeat | None",
        "rows": "list[PreviewRuleRow] | None",
        "enabled": "bool",
        "note": "str",
        # draft: not enabled; scheduled: to come, for the first time or again; live: on now;
        # expired: no time left
        "state": "CollectionState",
        # Items that it is about now, whoever may see them; null: not known, the catalogue is not
        # loaded yet
        "matches": "int | None",
        # Grows with every change; the ETag. 0: only validated
        "version": "int",
        "createdAt": "str",
        "updatedAt": "str",
        # Id of the key that changed it last
        "updatedBy": "str",
    },
)


class RuleAnswer(TypedDict):
    rule: Rule
    warnings: list[EditorialWarning]


class RuleBoosted(TypedDict):
    rule: Literal["boosted"]
    ruleId: str
    strength: float
    # Without boosts another title would have been the best for the slot
    lifted: bool


class RuleBuried(TypedDict):
    rule: Literal["buried"]
    ruleId: str
    strength: float


class RuleCapped(TypedDict):
    rule: Literal["capped"]
    itemId: str
    cap: Literal["person", "ignored"]


class RuleChance(TypedDict):
    rule: Literal["chance"]
    instead: str


RuleCreation = TypedDict(
    "RuleCreation",
    {
        # For people
        "name": "str",
        # boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a
        # next page
        "action": "PreviewRuleAction",
        # Which items (docs/filters.md); an episode also by its series
        "filter": "str",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        "strength": "NotRequired[float | None]",
        "limit": "NotRequired[float | None]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        "rows": "NotRequired[list[PreviewRuleRow] | None]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
        # Made when left out; 409 already-exists when taken
        "ruleId": "NotRequired[str]",
    },
)

RuleDraft = TypedDict(
    "RuleDraft",
    {
        # For people
        "name": "str",
        # boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a
        # next page
        "action": "PreviewRuleAction",
        # Which items (docs/filters.md); an episode also by its series
        "filter": "str",
        # AND across keys, OR within one; {} is everyone. What is not known of a viewer is not met
        "audience": "NotRequired[Audience]",
        "strength": "NotRequired[float | None]",
        "limit": "NotRequired[float | None]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str]",
        "repeat": "NotRequired[Repeat | None]",
        "rows": "NotRequired[list[PreviewRuleRow] | None]",
        "enabled": "NotRequired[bool]",
        "note": "NotRequired[str]",
    },
)


class RuleList(TypedDict):
    items: list[Rule]
    # null: this was the last page
    nextCursor: str | None


class RuleNewItem(TypedDict):
    rule: Literal["new-item"]


RulePatch = TypedDict(
    "RulePatch",
    {
        # For people
        "name": "NotRequired[str]",
        # boost: shown more; bury: shown less; block: not shown, also not by a pin, a search or a
        # next page
        "action": "NotRequired[PreviewRuleAction]",
        # Which items (docs/filters.md); an episode also by its series
        "filter": "NotRequired[str]",
        "audience": "NotRequired[PinPatchAudience | None]",
        "strength": "NotRequired[float | None]",
        "limit": "NotRequired[float | None]",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
        "timeZone": "NotRequired[str | None]",
        "repeat": "NotRequired[PinPatchRepeat | None]",
        "rows": "NotRequired[list[PreviewRuleRow] | None]",
        "enabled": "NotRequired[bool | None]",
        "note": "NotRequired[str | None]",
    },
)


class RulePinned(TypedDict):
    rule: Literal["pinned"]
    pinId: str
    displaced: str | None


class RuleStandsElsewhere(TypedDict):
    rule: Literal["stands-elsewhere"]
    itemId: str
    rowId: str


Rung = Literal["R0", "R1", "R2", "R3", "R4", "R5"]


class SchemaList(TypedDict):
    items: list[Contract]
    # null: this was the last page
    nextCursor: str | None


class Segment(TypedDict):
    # null: only validated
    segmentId: str | None
    name: str
    filter: str
    note: str
    # Grows with every change; the ETag. 0: only validated
    version: int
    createdAt: str
    updatedAt: str
    # Id of the key that changed it last
    updatedBy: str


class SegmentAnswer(TypedDict):
    segment: Segment
    warnings: list[EditorialWarning]


class SegmentCreation(TypedDict):
    # For people; audiences name the segment by its id
    name: str
    # Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a
    # user meets nothing
    filter: str
    note: NotRequired[str]
    # Made when left out; 409 already-exists when taken
    segmentId: NotRequired[str]


class SegmentDraft(TypedDict):
    # For people; audiences name the segment by its id
    name: str
    # Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a
    # user meets nothing
    filter: str
    note: NotRequired[str]


class SegmentList(TypedDict):
    items: list[Segment]
    # null: this was the last page
    nextCursor: str | None


class SegmentPatch(TypedDict):
    # For people; audiences name the segment by its id
    name: NotRequired[str]
    # Who is in it: a condition on users, in the grammar of docs/filters.md; what is not known of a
    # user meets nothing
    filter: NotRequired[str]
    note: NotRequired[str | None]


class SentItem(TypedDict):
    # The id of the path; needed in NDJSON
    itemId: NotRequired[str]
    type: SentItemType
    title: str
    description: NotRequired[str | None]
    genres: NotRequired[list[str] | None]
    tags: NotRequired[list[str] | None]
    cast: NotRequired[list[str] | None]
    directors: NotRequired[list[str] | None]
    language: NotRequired[str | None]
    # A date, or a time with offset: when it came out, news when they were published
    releaseDate: NotRequired[str | None]
    # Until then it is only announced: starting-soon, my-list, similar, search
    startsAt: NotRequired[str | None]
    # From then on it is shown nowhere
    endsAt: NotRequired[str | None]
    durationS: NotRequired[float | None]
    maturity: Maturity
    seriesId: NotRequired[str | None]
    season: NotRequired[int | None]
    episode: NotRequired[int | None]
    windows: list[SentItemWindow]
    imageUrl: NotRequired[str | None]


SentItemType = Literal["film", "series", "episode", "live", "clip"]

SentItemWindow = TypedDict(
    "SentItemWindow",
    {
        # A region code, or "*" for everywhere
        "region": "str",
        "from": "NotRequired[str | None]",
        "until": "NotRequired[str | None]",
    },
)


class SentUser(TypedDict):
    # Where requests that name no region come from
    region: NotRequired[str | None]
    language: NotRequired[str | None]
    # Highest level to show, whatever is asked for
    maturity: NotRequired[Maturity | None]
    # The app's own words for the user
    labels: NotRequired[list[str] | None]


SignatureStatus = Literal["absent", "unsigned", "unchecked", "valid", "invalid"]


class SlotExplanation(TypedDict):
    # Every source that proposed it for the row, with its rank there, from 0
    proposedBy: list[SlotExplanationProposedBy]
    # From 0, before and after each step of the selection; null: that step did not look at it
    ranks: SlotExplanationRank
    # In standard deviations of the row's scores; null: not chosen by score
    chosenBy: SlotExplanationChosenBy | None
    rules: list[
        RulePinned
        | RuleNewItem
        | RuleBoosted
        | RuleBuried
        | RuleChance
        | RuleCapped
        | RuleStandsElsewhere
    ]
    # By how much the score is higher for each feature group than if the group said of it what it
    # says on average of this page; the weightiest first. They do not add up. null: no ranker scored
    # it
    contributions: list[SlotExplanationContribution] | None


class SlotExplanationChosenBy(TypedDict):
    value: float
    likeness: float
    overTaste: float
    wishes: float
    # What the editors' rules added; below 0: took off
    rules: float


class SlotExplanationContribution(TypedDict):
    group: str
    contribution: float
    columns: list[ContributionColumn]


class SlotExplanationProposedBy(TypedDict):
    source: Source
    rank: int


class SlotExplanationRank(TypedDict):
    """From 0, before and after each step of the selection; null: that step did not look at it."""

    byScore: int | None
    amongFree: int | None
    byValue: int | None
    chosen: int | None
    slot: int


class SlotServed(TypedDict):
    score: float
    # By score among the compared slots of its row, from 0; null: it is none
    rank: int | None


class SlotSuggestion(TypedDict):
    kind: Literal["slots", "new-items"]
    # The same for the same deed
    suggestionId: str
    # The package by which it was found
    modelVersion: str
    itemId: str
    title: str
    surface: Surface
    # null: viewers of no known region
    region: str | None
    rowId: str
    position: int
    # Item that stands there now; it moves one slot down
    insteadOf: str | None
    # What the whole page gains, or loses: the sum of score / log2(2 + slot) over the slots in
    # sight, times the affinity of each row. A title of score 1 at the head of a row counts 1
    gain: float
    # What the page was worth without it, by the same measure
    pageValue: float
    # Of a new item: so far, and those that it should have
    impressions: SlotSuggestionImpression | None


class SlotSuggestionImpression(TypedDict):
    served: float
    minimum: float


Source = Literal[
    "retrieval",
    "cooccurrence",
    "popular",
    "trending",
    "new",
    "genre",
    "continue-watching",
    "because-you-watched",
    "pin",
    "fallback",
    "similar",
    "popular-here",
    "my-list",
    "leaving-soon",
    "watch-again",
    "more-from",
    "live-now",
    "starting-soon",
    "collection",
    "search",
    "new-item",
]


class StoredObjectives(TypedDict):
    weights: Objectives
    # Grows with every change; the ETag. 0: nobody has set any
    version: int
    updatedAt: str | None
    # Id of the key that set them; null: nobody did
    updatedBy: str | None


class StoredPageTemplate(TypedDict):
    surface: Surface
    template: PageTemplate
    # Nobody has put another, or it was taken back
    isDefault: bool
    # Grows with every change; the ETag. 0: nobody has touched it
    version: int
    updatedAt: str | None
    # Id of the key that changed it last; null: nobody did
    updatedBy: str | None


Suggestion: TypeAlias = "SlotSuggestion | TagSuggestion"


class Suggestions(TypedDict):
    items: list[Suggestion]
    # These are all: judge some, and others come
    nextCursor: None
    # null: there is no model, so nothing can be suggested
    modelVersion: str | None
    # What scores count, as PUT /v1/objectives set it
    objectives: dict[Literal["click", "play", "portion", "complete", "hide"], float]
    # They are kept for a minute, or until something changes
    asOf: str


Surface = Literal["tv", "web", "mobile"]


class Switch(TypedDict):
    name: SwitchName
    # As it stands now
    state: SwitchDraftState
    # null also once that time has come
    until: str | None
    reason: str
    # Grows with every change; the ETag. 0: nobody has touched it
    version: int
    updatedAt: str | None
    # Id of the key that said so; null: nobody did
    updatedBy: str | None


class SwitchDraft(TypedDict):
    state: SwitchDraftState
    # From then on it is on, as if nobody had touched it; null: until somebody says otherwise
    until: NotRequired[str | None]
    # Said to whoever asks why. Turning off needs one
    reason: NotRequired[str]


SwitchDraftState = Literal["on", "off"]


class SwitchList(TypedDict):
    items: list[Switch]
    # null: this was the last page
    nextCursor: str | None


SwitchName = Literal[
    "exploration",
    "experiments",
    "ranker",
    "row:continue-watching",
    "row:my-list",
    "row:personal",
    "row:because-you-watched",
    "row:trending",
    "row:popular",
    "row:new",
    "row:genre",
    "row:collection",
    "row:leaving-soon",
    "row:watch-again",
    "row:more-from",
    "row:live-now",
    "row:starting-soon",
]


class TagSuggestion(TypedDict):
    kind: Literal["tags"]
    # The same for the same deed
    suggestionId: str
    # The package by which it was found
    modelVersion: str
    itemId: str
    title: str
    field: Literal["genres", "tags"]
    value: str
    # Share of its neighbours with it, each by its likeness
    confidence: float
    # Share of all titles with it
    usual: float
    # Those of them that have it, the likest first
    neighbours: list[str]


class TemplateList(TypedDict):
    items: list[StoredPageTemplate]
    # null: this was the last page
    nextCursor: str | None


class TemplateTv(TypedDict):
    """What is left out is as in the default of the surface."""

    # The rows a page may have. Their order decides only between rows of equal worth
    rows: NotRequired[list[TvRow]]
    # Slots of a row seen before anybody scrolls
    visibleSlots: NotRequired[int]
    # Rows seen before anybody scrolls
    visibleRows: NotRequired[int]
    exploration: NotRequired[Exploration]
    # What likeness to the titles before it costs a candidate
    diversity: NotRequired[float]
    # What a genre costs that the page has more of than the user's taste
    calibration: NotRequired[float]
    # What likeness to the rows above costs a row, as a share of its worth
    rowDiversity: NotRequired[float]
    # Rows that choose first titles before those above are filled
    lookahead: NotRequired[int]
    # Titles at most with one person among ten in succession; 0: no limit
    perPerson: NotRequired[int]
    # Times seen and left alone before a title is passed over; 0: no limit
    mostIgnored: NotRequired[int]
    newItems: NotRequired[NewItem]


Trigger = Literal["user", "autoplay", "preview"]


class TvRow(TypedDict):
    # A family of rows (genre) or one row (genre:drama)
    row: str
    # Rows of the family at most while others are left
    atMost: NotRequired[int]
    # Rows of the family at most when no others are left; atMost when absent
    inAll: NotRequired[int]
    # top: above all that is free, in this order; free: where it is worth most
    place: NotRequired[RowPlace]


class User(TypedDict):
    region: str | None
    language: str | None
    maturity: Maturity | None
    labels: list[str]


class UserToken(TypedDict):
    token: str
    expiresAt: str


class UserTokenDraft(TypedDict):
    # Highest level the token will ever show
    maturityMax: NotRequired[Maturity]
    # The only region the token will ever show
    region: NotRequired[str]
    ttlS: NotRequired[int]


class VerdictRequest(TypedDict):
    # For the labels and the audit log
    reason: NotRequired[str]
