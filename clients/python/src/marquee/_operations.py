# Made from the OpenAPI of the service by `npm run generate:client`. Changes made here are lost.
from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ._paging import each_of
from ._transport import Transport, new_key, segment
from .report import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ._files import Download, FileFormat, FileTarget
    from ._transport import Moment
    from .types import (
        AcceptedSuggestion,
        Audience,
        AuditEntry,
        AuditList,
        BulkAnswer,
        Collection,
        CollectionAnswer,
        CollectionDraft,
        CollectionList,
        CollectionPatch,
        Contract,
        CreatedKey,
        Decision,
        ErasureReceipt,
        Event,
        EventAnswer,
        FeatureAnswer,
        IfRowAbsent,
        IfWatched,
        ImpressionList,
        Include,
        Item,
        ItemList,
        Key,
        KeyList,
        ListImpressionsOrigin,
        LoggedImpression,
        Maturity,
        Me,
        MergedUsers,
        Model,
        ModelDetails,
        ModelList,
        ObjectivesDraft,
        Origin,
        Page,
        PageTemplateDraft,
        Pin,
        PinAnswer,
        PinList,
        PinPatch,
        PinReport,
        PinState,
        Preview,
        PreviewCollectionOrder,
        PreviewCollectionSort,
        PreviewRequestDraft,
        PreviewRuleAction,
        PreviewRuleRow,
        Priority,
        ReachAnswer,
        RejectedSuggestion,
        Repeat,
        ReportAnswer,
        Role,
        RowKind,
        RowList,
        RowPlace,
        Rule,
        RuleAnswer,
        RuleDraft,
        RuleList,
        RulePatch,
        Rung,
        SchemaList,
        Segment,
        SegmentAnswer,
        SegmentDraft,
        SegmentList,
        SegmentPatch,
        SentItem,
        SentUser,
        Source,
        StoredObjectives,
        StoredPageTemplate,
        Suggestions,
        Surface,
        Switch,
        SwitchDraft,
        SwitchList,
        TemplateList,
        User,
        UserToken,
    )


class Operations(Transport):
    """A method for each operation of the API, by its name in OpenAPI."""

    def get_home(
        self,
        user_id: str,
        *,
        surface: Surface | None = None,
        region: str | None = None,
        language: str | None = None,
        maturity: Maturity | None = None,
        time_zone: str | None = None,
        session_id: str | None = None,
        priority: Priority | None = None,
        deadline_ms: int | None = None,
        items: int | None = None,
        exclude: Sequence[str] | None = None,
        filter: str | None = None,
        include: Sequence[Include] | None = None,
        explain: bool | None = None,
        rows: int | None = None,
        row_ids: Sequence[str] | None = None,
    ) -> Page:
        """A user's home page.

        `GET /v1/users/{userId}/home`. Roles: app, admin. User tokens, for their own user.

        Args:
            region: Without one only items licensed everywhere ("*") are shown.
            maturity: Highest level to show; DEFAULT_MATURITY when absent.
            priority: What the page is for.
            deadline_ms: DEADLINE_MS when absent.
            items: Items a row at most.
            exclude: Items not to show.
            filter: Only items that meet it: docs/filters.md has the grammar.
            include: Fields of the item that each slot carries, as `item`.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
            row_ids: Only these rows.
        """
        answer: Page = self._call(
            "get_home",
            "GET",
            f"/v1/users/{segment(user_id)}/home",
            query={
                "surface": surface,
                "region": region,
                "language": language,
                "maturity": maturity,
                "timeZone": time_zone,
                "sessionId": session_id,
                "priority": priority,
                "deadlineMs": deadline_ms,
                "items": items,
                "exclude": exclude,
                "filter": filter,
                "include": include,
                "explain": explain,
                "rows": rows,
                "rowIds": row_ids,
            },
        )
        return answer

    def post_home(
        self,
        user_id: str,
        *,
        surface: Surface | None = None,
        region: str | None = None,
        language: str | None = None,
        maturity: Maturity | None = None,
        time_zone: str | None = None,
        session_id: str | None = None,
        priority: Priority | None = None,
        deadline_ms: int | None = None,
        items: int | None = None,
        exclude: Sequence[str] | None = None,
        filter: str | None = None,
        include: Sequence[Include] | None = None,
        explain: bool | None = None,
        rows: int | None = None,
        row_ids: Sequence[str] | None = None,
    ) -> Page:
        """A user's home page, with its parameters in the query, the body or both (then the
        body's hold)

        `POST /v1/users/{userId}/home`. Roles: app, admin. User tokens, for their own user.

        Args:
            region: Without one only items licensed everywhere ("*") are shown.
            maturity: Highest level to show; DEFAULT_MATURITY when absent.
            deadline_ms: DEADLINE_MS when absent.
            exclude: Items not to show.
            filter: Only items that meet it: docs/filters.md has the grammar.
            include: Fields of the item that each slot carries, as `item`.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
            row_ids: Only these rows.
        """
        answer: Page = self._call(
            "post_home",
            "POST",
            f"/v1/users/{segment(user_id)}/home",
            fields={
                "surface": surface,
                "region": region,
                "language": language,
                "maturity": maturity,
                "timeZone": time_zone,
                "sessionId": session_id,
                "priority": priority,
                "deadlineMs": deadline_ms,
                "items": items,
                "exclude": exclude,
                "filter": filter,
                "include": include,
                "explain": explain,
                "rows": rows,
                "rowIds": row_ids,
            },
            is_repeatable=True,
        )
        return answer

    def get_row(
        self,
        user_id: str,
        row_id: str,
        *,
        surface: Surface | None = None,
        region: str | None = None,
        language: str | None = None,
        maturity: Maturity | None = None,
        time_zone: str | None = None,
        session_id: str | None = None,
        priority: Priority | None = None,
        deadline_ms: int | None = None,
        items: int | None = None,
        exclude: Sequence[str] | None = None,
        filter: str | None = None,
        include: Sequence[Include] | None = None,
        explain: bool | None = None,
    ) -> Page:
        """One row of a user's page: no rows while there is no evidence for it, 404 where no user
        can have it.

        `GET /v1/users/{userId}/rows/{rowId}`. Roles: app, admin. User tokens, for their own user.

        Args:
            row_id: top-picks, a row kind, or one of several rows of a kind:
                because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>,
                more-from:<person or series>, collection:<id>.
            region: Without one only items licensed everywhere ("*") are shown.
            maturity: Highest level to show; DEFAULT_MATURITY when absent.
            priority: What the page is for.
            deadline_ms: DEADLINE_MS when absent.
            items: Items a row at most.
            exclude: Items not to show.
            filter: Only items that meet it: docs/filters.md has the grammar.
            include: Fields of the item that each slot carries, as `item`.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
        """
        answer: Page = self._call(
            "get_row",
            "GET",
            f"/v1/users/{segment(user_id)}/rows/{segment(row_id)}",
            query={
                "surface": surface,
                "region": region,
                "language": language,
                "maturity": maturity,
                "timeZone": time_zone,
                "sessionId": session_id,
                "priority": priority,
                "deadlineMs": deadline_ms,
                "items": items,
                "exclude": exclude,
                "filter": filter,
                "include": include,
                "explain": explain,
            },
        )
        return answer

    def get_similar(
        self,
        item_id: str,
        *,
        surface: Surface | None = None,
        region: str | None = None,
        language: str | None = None,
        maturity: Maturity | None = None,
        time_zone: str | None = None,
        session_id: str | None = None,
        priority: Priority | None = None,
        deadline_ms: int | None = None,
        exclude: Sequence[str] | None = None,
        filter: str | None = None,
        include: Sequence[Include] | None = None,
        explain: bool | None = None,
        user_id: str | None = None,
        limit: int | None = None,
    ) -> Page:
        """What goes with an item: nearest first, or in the order of a user with a history.

        `GET /v1/items/{itemId}/similar`. Roles: app, admin. User tokens, for their own user.

        Args:
            region: Without one only items licensed everywhere ("*") are shown.
            maturity: Highest level to show; DEFAULT_MATURITY when absent.
            priority: What the page is for.
            deadline_ms: DEADLINE_MS when absent.
            exclude: Items not to show.
            filter: Only items that meet it: docs/filters.md has the grammar.
            include: Fields of the item that each slot carries, as `item`.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
            user_id: Whose taste orders them; without one nothing is read of anyone.
            limit: Items at most.
        """
        answer: Page = self._call(
            "get_similar",
            "GET",
            f"/v1/items/{segment(item_id)}/similar",
            query={
                "surface": surface,
                "region": region,
                "language": language,
                "maturity": maturity,
                "timeZone": time_zone,
                "sessionId": session_id,
                "priority": priority,
                "deadlineMs": deadline_ms,
                "exclude": exclude,
                "filter": filter,
                "include": include,
                "explain": explain,
                "userId": user_id,
                "limit": limit,
            },
        )
        return answer

    def search(
        self,
        q: str,
        *,
        surface: Surface | None = None,
        region: str | None = None,
        language: str | None = None,
        maturity: Maturity | None = None,
        time_zone: str | None = None,
        session_id: str | None = None,
        priority: Priority | None = None,
        deadline_ms: int | None = None,
        exclude: Sequence[str] | None = None,
        filter: str | None = None,
        include: Sequence[Include] | None = None,
        explain: bool | None = None,
        user_id: str | None = None,
        limit: int | None = None,
    ) -> Page:
        """Titles by words, the best match first; among equal matches in the order of a user with
        a history.

        `GET /v1/search`. Roles: app, admin. User tokens, for their own user.

        Args:
            q: Words of titles, people, genres or tags, in any script; the last one may be a
                beginning.
            region: Without one only items licensed everywhere ("*") are shown.
            maturity: Highest level to show; DEFAULT_MATURITY when absent.
            priority: What the page is for.
            deadline_ms: DEADLINE_MS when absent.
            exclude: Items not to show.
            filter: Only items that meet it: docs/filters.md has the grammar.
            include: Fields of the item that each slot carries, as `item`.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
            user_id: Whose taste orders them; without one nothing is read of anyone.
            limit: Items at most.
        """
        answer: Page = self._call(
            "search",
            "GET",
            "/v1/search",
            query={
                "q": q,
                "surface": surface,
                "region": region,
                "language": language,
                "maturity": maturity,
                "timeZone": time_zone,
                "sessionId": session_id,
                "priority": priority,
                "deadlineMs": deadline_ms,
                "exclude": exclude,
                "filter": filter,
                "include": include,
                "explain": explain,
                "userId": user_id,
                "limit": limit,
            },
        )
        return answer

    def get_next_rows(self, token: str, *, explain: bool | None = None) -> Page:
        """More rows of a home page, without anything that it or those before it showed.

        `GET /v1/home/next`. Roles: app, admin. User tokens, for their own user.

        Args:
            token: `next` of a page or row, as it came. Good for 24 hours from the first page,
                then 410 token-expired.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
        """
        answer: Page = self._call(
            "get_next_rows",
            "GET",
            "/v1/home/next",
            query={
                "token": token,
                "explain": explain,
            },
        )
        return answer

    def get_next_items(self, token: str, *, explain: bool | None = None) -> Page:
        """More of a row of any page, without anything that the page showed.

        `GET /v1/rows/next`. Roles: app, admin. User tokens, for their own user.

        Args:
            token: `next` of a page or row, as it came. Good for 24 hours from the first page,
                then 410 token-expired.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
        """
        answer: Page = self._call(
            "get_next_items",
            "GET",
            "/v1/rows/next",
            query={
                "token": token,
                "explain": explain,
            },
        )
        return answer

    def post_events(self, events: Sequence[Event]) -> EventAnswer:
        """What users did: 1 to 500 events, each judged alone.

        `POST /v1/events`. Roles: app, admin. User tokens, for their own user.
        """
        answer: EventAnswer = self._call(
            "post_events",
            "POST",
            "/v1/events",
            fields={
                "events": events,
            },
            is_repeatable=True,
        )
        return answer

    def list_items(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        q: str | None = None,
        item_ids: Sequence[str] | None = None,
    ) -> ItemList:
        """The catalogue, by item id.

        `GET /v1/items`. Roles: app, editor, analyst, admin.

        Args:
            cursor: nextCursor of the page before.
            q: Part of a title or id, in any case.
            item_ids: Of these items alone, at most 100; one that there is not is left out.
        """
        answer: ItemList = self._call(
            "list_items",
            "GET",
            "/v1/items",
            query={
                "cursor": cursor,
                "limit": limit,
                "q": q,
                "itemIds": item_ids,
            },
        )
        return answer

    def iter_items(
        self,
        *,
        q: str | None = None,
        item_ids: Sequence[str] | None = None,
        page_size: int = 500,
    ) -> Iterator[Item]:
        """All that `list_items` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_items(
                cursor=cursor,
                limit=page_size,
                q=q,
                item_ids=item_ids,
            )
        )

    def post_items(self, lines: Iterable[SentItem]) -> BulkAnswer:
        """Items as NDJSON, one a line (at most 256 KiB), however many; a refused line stops
        nothing.

        `POST /v1/items`. Roles: editor, admin.

        Args:
            lines: Sent one a line, as they are taken.
        """
        answer: BulkAnswer = self._call(
            "post_items",
            "POST",
            "/v1/items",
            body=lines,
            body_type="application/x-ndjson",
        )
        return answer

    def get_item(self, item_id: str) -> Item:
        """One item.

        `GET /v1/items/{itemId}`. Roles: app, editor, analyst, admin.
        """
        answer: Item = self._call(
            "get_item",
            "GET",
            f"/v1/items/{segment(item_id)}",
        )
        return answer

    def put_item(self, item_id: str, body: SentItem, *, if_match: str | None = None) -> Item:
        """Adds or replaces an item.

        `PUT /v1/items/{itemId}`. Roles: editor, admin.

        Args:
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: Item = self._call(
            "put_item",
            "PUT",
            f"/v1/items/{segment(item_id)}",
            body=body,
            if_match=if_match,
        )
        return answer

    def delete_item(
        self,
        item_id: str,
        *,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Takes an item out of the catalogue; the log keeps its impressions.

        `DELETE /v1/items/{itemId}`. Roles: editor, admin.

        Args:
            reason: For the audit log.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        self._call(
            "delete_item",
            "DELETE",
            f"/v1/items/{segment(item_id)}",
            query={
                "reason": reason,
            },
            if_match=if_match,
        )

    def block_item(self, item_id: str, reason: str) -> Item:
        """Takes an item off every page within a second.

        `POST /v1/items/{itemId}/block`. Roles: editor, admin.
        """
        answer: Item = self._call(
            "block_item",
            "POST",
            f"/v1/items/{segment(item_id)}/block",
            fields={
                "reason": reason,
            },
        )
        return answer

    def unblock_item(self, item_id: str, reason: str | None = None) -> Item:
        """Lets a blocked item be shown again.

        `POST /v1/items/{itemId}/unblock`. Roles: editor, admin.
        """
        answer: Item = self._call(
            "unblock_item",
            "POST",
            f"/v1/items/{segment(item_id)}/unblock",
            fields={
                "reason": reason,
            },
        )
        return answer

    def get_user(self, user_id: str) -> User:
        """A user's profile, as last put.

        `GET /v1/users/{userId}`. Roles: app, admin.
        """
        answer: User = self._call(
            "get_user",
            "GET",
            f"/v1/users/{segment(user_id)}",
        )
        return answer

    def put_user(self, user_id: str, body: SentUser) -> User:
        """Replaces a user's profile: defaults and ceilings of the user's pages.

        `PUT /v1/users/{userId}`. Roles: app, admin.
        """
        answer: User = self._call(
            "put_user",
            "PUT",
            f"/v1/users/{segment(user_id)}",
            body=body,
        )
        return answer

    def erase_user(self, user_id: str) -> ErasureReceipt:
        """Erases a user everywhere, and everybody merged into the user; again is harmless, of an
        unknown user too.

        `DELETE /v1/users/{userId}`. Roles: admin.
        """
        answer: ErasureReceipt = self._call(
            "erase_user",
            "DELETE",
            f"/v1/users/{segment(user_id)}",
        )
        return answer

    def create_user_token(
        self,
        user_id: str,
        *,
        maturity_max: Maturity | None = None,
        region: str | None = None,
        ttl_s: int | None = None,
    ) -> UserToken:
        """A token for one of the user's devices: pages and events of this user, under ceilings,
        for a while.

        `POST /v1/users/{userId}/token`. Roles: app, admin.

        Args:
            maturity_max: Highest level the token will ever show.
            region: The only region the token will ever show.
        """
        answer: UserToken = self._call(
            "create_user_token",
            "POST",
            f"/v1/users/{segment(user_id)}/token",
            fields={
                "maturityMax": maturity_max,
                "region": region,
                "ttlS": ttl_s,
            },
            is_repeatable=True,
        )
        return answer

    def merge_user(self, user_id: str, anonymous_id: str) -> MergedUsers:
        """What the anonymous user did, and will do, counts for this user too; the profile of
        each stays its own.

        `PUT /v1/users/{userId}/merge/{anonymousId}`. Roles: app, admin.
        """
        answer: MergedUsers = self._call(
            "merge_user",
            "PUT",
            f"/v1/users/{segment(user_id)}/merge/{segment(anonymous_id)}",
        )
        return answer

    def preview(
        self,
        *,
        user_id: str | None = None,
        audience: Audience | None = None,
        region: str | None = None,
        language: str | None = None,
        maturity: Maturity | None = None,
        time_zone: str | None = None,
        rows: int | None = None,
        items: int | None = None,
        include: Sequence[Include] | None = None,
        explain: bool | None = None,
        surface: Surface | None = None,
        at: Moment | None = None,
        drafts: PreviewRequestDraft | None = None,
    ) -> Preview:
        """A home page with drafts beside the same page without them, for anybody, at any time;
        logs nothing.

        `POST /v1/preview`. Roles: editor, admin.

        Args:
            user_id: Whose page; one that nobody knows is a user without history.
            audience: Instead of userId: a user without history in this audience, by the first
                value of each key; as if in its first segment.
            region: Without one only items licensed everywhere ("*") are shown.
            maturity: Highest level to show; DEFAULT_MATURITY when absent.
            items: Items a row at most.
            include: Fields of the item that each slot carries, as `item`.
            explain: Also say why each row and slot is what it is: `explanation` on page, rows
                and slots. Not for user tokens.
            surface: tv when neither it nor the audience says.
            at: When the page would be asked for; now when absent.
            drafts: What would be changed, and is not.
        """
        answer: Preview = self._call(
            "preview",
            "POST",
            "/v1/preview",
            fields={
                "userId": user_id,
                "audience": audience,
                "region": region,
                "language": language,
                "maturity": maturity,
                "timeZone": time_zone,
                "rows": rows,
                "items": items,
                "include": include,
                "explain": explain,
                "surface": surface,
                "at": at,
                "drafts": drafts,
            },
            is_repeatable=True,
        )
        return answer

    def list_pins(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        state: PinState | None = None,
        row_id: str | None = None,
        item_id: str | None = None,
        campaign: str | None = None,
    ) -> PinList:
        """Pins, by age: all of them, or by state, row, item or campaign.

        `GET /v1/pins`. Roles: editor, admin.

        Args:
            cursor: nextCursor of the page before.
            state: Absent: all but the withdrawn ones.
            row_id: Pins that name this row; not those that name its kind.
            campaign: What the pin belongs to, in your own words; to list by.
        """
        answer: PinList = self._call(
            "list_pins",
            "GET",
            "/v1/pins",
            query={
                "cursor": cursor,
                "limit": limit,
                "state": state,
                "rowId": row_id,
                "itemId": item_id,
                "campaign": campaign,
            },
        )
        return answer

    def iter_pins(
        self,
        *,
        state: PinState | None = None,
        row_id: str | None = None,
        item_id: str | None = None,
        campaign: str | None = None,
        page_size: int = 500,
    ) -> Iterator[Pin]:
        """All that `list_pins` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_pins(
                cursor=cursor,
                limit=page_size,
                state=state,
                row_id=row_id,
                item_id=item_id,
                campaign=campaign,
            )
        )

    def download_pins(
        self,
        to_file: FileTarget,
        *,
        state: PinState | None = None,
        row_id: str | None = None,
        item_id: str | None = None,
        campaign: str | None = None,
    ) -> Download:
        """Pins, by age: all of them, or by state, row, item or campaign: as a file.

        `GET /v1/pins`. Roles: editor, admin.

        Args:
            to_file: A path, which is whole or not there at all; or a binary file to write to.
            state: Absent: all but the withdrawn ones.
            row_id: Pins that name this row; not those that name its kind.
            campaign: What the pin belongs to, in your own words; to list by.
        """
        return self._download(
            "download_pins",
            "/v1/pins",
            to_file,
            query={
                "state": state,
                "rowId": row_id,
                "itemId": item_id,
                "campaign": campaign,
            },
            accept="text/csv",
        )

    def create_pin(
        self,
        *,
        item_id: str,
        position: int,
        from_: Moment,
        until: Moment,
        validate_only: bool | None = None,
        row_id: str | None = None,
        row_kind: RowKind | None = None,
        time_zone: str | None = None,
        repeat: Repeat | None = None,
        audience: Audience | None = None,
        priority: int | None = None,
        if_row_absent: IfRowAbsent | None = None,
        if_watched: IfWatched | None = None,
        enabled: bool | None = None,
        note: str | None = None,
        campaign: str | None = None,
        idempotency_key: str | None = None,
    ) -> PinAnswer:
        """Pins an item to a row and slot; once, however often it is sent with one
        Idempotency-Key within a day.

        `POST /v1/pins`. Roles: editor, admin.

        Args:
            position: Slot number from 0.
            validate_only: true: answers as if, and stores nothing.
            audience: AND across keys, OR within one; {} is everyone. What is not known of a
                viewer is not met.
            priority: Higher wins where two pins want one slot; then the older one.
            idempotency_key: Done once for one key within a day; one is made for you, so that it
                may be sent again.
        """
        answer: PinAnswer = self._call(
            "create_pin",
            "POST",
            "/v1/pins",
            query={
                "validateOnly": validate_only,
            },
            fields={
                "itemId": item_id,
                "position": position,
                "from": from_,
                "until": until,
                "rowId": row_id,
                "rowKind": row_kind,
                "timeZone": time_zone,
                "repeat": repeat,
                "audience": audience,
                "priority": priority,
                "ifRowAbsent": if_row_absent,
                "ifWatched": if_watched,
                "enabled": enabled,
                "note": note,
                "campaign": campaign,
            },
            idempotency_key=idempotency_key or new_key(),
        )
        return answer

    def get_pin(self, pin_id: str) -> PinAnswer:
        """One pin.

        `GET /v1/pins/{pinId}`. Roles: editor, admin.
        """
        answer: PinAnswer = self._call(
            "get_pin",
            "GET",
            f"/v1/pins/{segment(pin_id)}",
        )
        return answer

    def patch_pin(
        self,
        pin_id: str,
        body: PinPatch,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> PinAnswer:
        """Changes a pin (merge patch: null sets a field back to its default)

        `PATCH /v1/pins/{pinId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: PinAnswer = self._call(
            "patch_pin",
            "PATCH",
            f"/v1/pins/{segment(pin_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            body_type="application/merge-patch+json",
            if_match=if_match,
        )
        return answer

    def delete_pin(
        self,
        pin_id: str,
        *,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Takes a pin away.

        `DELETE /v1/pins/{pinId}`. Roles: editor, admin.

        Args:
            reason: For the audit log.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        self._call(
            "delete_pin",
            "DELETE",
            f"/v1/pins/{segment(pin_id)}",
            query={
                "reason": reason,
            },
            if_match=if_match,
        )

    def approve_pin(
        self,
        pin_id: str,
        note: str | None = None,
        *,
        if_match: str | None = None,
    ) -> PinAnswer:
        """Lets the version that waits onto pages; for who had no part in it, by If-Match with
        the ETag of what was read.

        `POST /v1/pins/{pinId}/approve`. Roles: editor, admin.

        Args:
            note: For the audit log, and who made it.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: PinAnswer = self._call(
            "approve_pin",
            "POST",
            f"/v1/pins/{segment(pin_id)}/approve",
            fields={
                "note": note,
            },
            if_match=if_match,
        )
        return answer

    def reject_pin(self, pin_id: str, reason: str, *, if_match: str | None = None) -> PinAnswer:
        """The version that waits goes, and pages keep what they have; one that was never
        approved becomes a draft.

        `POST /v1/pins/{pinId}/reject`. Roles: editor, admin.

        Args:
            reason: For the audit log, and who made it.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: PinAnswer = self._call(
            "reject_pin",
            "POST",
            f"/v1/pins/{segment(pin_id)}/reject",
            fields={
                "reason": reason,
            },
            if_match=if_match,
        )
        return answer

    def list_segments(self, *, cursor: str | None = None, limit: int | None = None) -> SegmentList:
        """All segments, by creation: parts of the users, which audiences name.

        `GET /v1/segments`. Roles: editor, admin.

        Args:
            cursor: nextCursor of the page before.
        """
        answer: SegmentList = self._call(
            "list_segments",
            "GET",
            "/v1/segments",
            query={
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_segments(self, *, page_size: int = 500) -> Iterator[Segment]:
        """All that `list_segments` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_segments(
                cursor=cursor,
                limit=page_size,
            )
        )

    def create_segment(
        self,
        *,
        name: str,
        filter: str,
        validate_only: bool | None = None,
        note: str | None = None,
        segment_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> SegmentAnswer:
        """Creates a segment; once, however often it is sent with one Idempotency-Key within a
        day.

        `POST /v1/segments`. Roles: editor, admin.

        Args:
            name: For people; audiences name the segment by its id.
            filter: Who is in it: a condition on users, in the grammar of docs/filters.md; what
                is not known of a user meets nothing.
            validate_only: true: answers as if, and stores nothing.
            segment_id: Made when left out; 409 already-exists when taken.
            idempotency_key: Done once for one key within a day; one is made for you, so that it
                may be sent again.
        """
        answer: SegmentAnswer = self._call(
            "create_segment",
            "POST",
            "/v1/segments",
            query={
                "validateOnly": validate_only,
            },
            fields={
                "name": name,
                "filter": filter,
                "note": note,
                "segmentId": segment_id,
            },
            idempotency_key=idempotency_key or new_key(),
        )
        return answer

    def get_segment(self, segment_id: str) -> SegmentAnswer:
        """One segment.

        `GET /v1/segments/{segmentId}`. Roles: editor, admin.
        """
        answer: SegmentAnswer = self._call(
            "get_segment",
            "GET",
            f"/v1/segments/{segment(segment_id)}",
        )
        return answer

    def put_segment(
        self,
        segment_id: str,
        body: SegmentDraft,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> SegmentAnswer:
        """Puts a segment: replaces it, or creates it where there is none.

        `PUT /v1/segments/{segmentId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: SegmentAnswer = self._call(
            "put_segment",
            "PUT",
            f"/v1/segments/{segment(segment_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            if_match=if_match,
        )
        return answer

    def patch_segment(
        self,
        segment_id: str,
        body: SegmentPatch,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> SegmentAnswer:
        """Changes a segment (merge patch: null sets a field back to its default)

        `PATCH /v1/segments/{segmentId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: SegmentAnswer = self._call(
            "patch_segment",
            "PATCH",
            f"/v1/segments/{segment(segment_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            body_type="application/merge-patch+json",
            if_match=if_match,
        )
        return answer

    def delete_segment(
        self,
        segment_id: str,
        *,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Takes a segment away.

        `DELETE /v1/segments/{segmentId}`. Roles: editor, admin.

        Args:
            reason: For the audit log.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        self._call(
            "delete_segment",
            "DELETE",
            f"/v1/segments/{segment(segment_id)}",
            query={
                "reason": reason,
            },
            if_match=if_match,
        )

    def list_collections(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> CollectionList:
        """All collections, by creation: rows that editors put together, of items by name or of
        all that meet a filter.

        `GET /v1/collections`. Roles: editor, admin.

        Args:
            cursor: nextCursor of the page before.
        """
        answer: CollectionList = self._call(
            "list_collections",
            "GET",
            "/v1/collections",
            query={
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_collections(self, *, page_size: int = 500) -> Iterator[Collection]:
        """All that `list_collections` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_collections(
                cursor=cursor,
                limit=page_size,
            )
        )

    def create_collection(
        self,
        *,
        title: str,
        validate_only: bool | None = None,
        title_key: str | None = None,
        item_ids: list[str] | None = None,
        filter: str | None = None,
        sort: PreviewCollectionSort | None = None,
        order: PreviewCollectionOrder | None = None,
        audience: Audience | None = None,
        from_: str | None = None,
        until: str | None = None,
        time_zone: str | None = None,
        repeat: Repeat | None = None,
        minimum: int | None = None,
        place: RowPlace | None = None,
        priority: int | None = None,
        enabled: bool | None = None,
        note: str | None = None,
        collection_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> CollectionAnswer:
        """Creates a collection; once, however often it is sent with one Idempotency-Key within a
        day.

        `POST /v1/collections`. Roles: editor, admin.

        Args:
            title: Of the row, as it is to be read.
            validate_only: true: answers as if, and stores nothing.
            order: editorial: as it is, also what was watched. ranker: by each user’s scores,
                without what they watched.
            audience: AND across keys, OR within one; {} is everyone. What is not known of a
                viewer is not met.
            minimum: Titles without which there is no row.
            priority: Higher first, where more are in force than a page may have.
            collection_id: Made when left out; 409 already-exists when taken.
            idempotency_key: Done once for one key within a day; one is made for you, so that it
                may be sent again.
        """
        answer: CollectionAnswer = self._call(
            "create_collection",
            "POST",
            "/v1/collections",
            query={
                "validateOnly": validate_only,
            },
            fields={
                "title": title,
                "titleKey": title_key,
                "itemIds": item_ids,
                "filter": filter,
                "sort": sort,
                "order": order,
                "audience": audience,
                "from": from_,
                "until": until,
                "timeZone": time_zone,
                "repeat": repeat,
                "minimum": minimum,
                "place": place,
                "priority": priority,
                "enabled": enabled,
                "note": note,
                "collectionId": collection_id,
            },
            idempotency_key=idempotency_key or new_key(),
        )
        return answer

    def get_collection(self, collection_id: str) -> CollectionAnswer:
        """One collection.

        `GET /v1/collections/{collectionId}`. Roles: editor, admin.
        """
        answer: CollectionAnswer = self._call(
            "get_collection",
            "GET",
            f"/v1/collections/{segment(collection_id)}",
        )
        return answer

    def put_collection(
        self,
        collection_id: str,
        body: CollectionDraft,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> CollectionAnswer:
        """Puts a collection: replaces it, or creates it where there is none.

        `PUT /v1/collections/{collectionId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: CollectionAnswer = self._call(
            "put_collection",
            "PUT",
            f"/v1/collections/{segment(collection_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            if_match=if_match,
        )
        return answer

    def patch_collection(
        self,
        collection_id: str,
        body: CollectionPatch,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> CollectionAnswer:
        """Changes a collection (merge patch: null sets a field back to its default)

        `PATCH /v1/collections/{collectionId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: CollectionAnswer = self._call(
            "patch_collection",
            "PATCH",
            f"/v1/collections/{segment(collection_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            body_type="application/merge-patch+json",
            if_match=if_match,
        )
        return answer

    def delete_collection(
        self,
        collection_id: str,
        *,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Takes a collection away.

        `DELETE /v1/collections/{collectionId}`. Roles: editor, admin.

        Args:
            reason: For the audit log.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        self._call(
            "delete_collection",
            "DELETE",
            f"/v1/collections/{segment(collection_id)}",
            query={
                "reason": reason,
            },
            if_match=if_match,
        )

    def list_rules(self, *, cursor: str | None = None, limit: int | None = None) -> RuleList:
        """All rules, by creation: what is shown more, less or not at all, by filter and
        audience.

        `GET /v1/rules`. Roles: editor, admin.

        Args:
            cursor: nextCursor of the page before.
        """
        answer: RuleList = self._call(
            "list_rules",
            "GET",
            "/v1/rules",
            query={
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_rules(self, *, page_size: int = 500) -> Iterator[Rule]:
        """All that `list_rules` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_rules(
                cursor=cursor,
                limit=page_size,
            )
        )

    def create_rule(
        self,
        *,
        name: str,
        action: PreviewRuleAction,
        filter: str,
        validate_only: bool | None = None,
        audience: Audience | None = None,
        strength: float | None = None,
        limit: float | None = None,
        from_: str | None = None,
        until: str | None = None,
        time_zone: str | None = None,
        repeat: Repeat | None = None,
        rows: list[PreviewRuleRow] | None = None,
        enabled: bool | None = None,
        note: str | None = None,
        rule_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> RuleAnswer:
        """Creates a rule; once, however often it is sent with one Idempotency-Key within a day.

        `POST /v1/rules`. Roles: editor, admin.

        Args:
            name: For people.
            action: boost: shown more; bury: shown less; block: not shown, also not by a pin, a
                search or a next page.
            filter: Which items (docs/filters.md); an episode also by its series.
            validate_only: true: answers as if, and stores nothing.
            audience: AND across keys, OR within one; {} is everyone. What is not known of a
                viewer is not met.
            rule_id: Made when left out; 409 already-exists when taken.
            idempotency_key: Done once for one key within a day; one is made for you, so that it
                may be sent again.
        """
        answer: RuleAnswer = self._call(
            "create_rule",
            "POST",
            "/v1/rules",
            query={
                "validateOnly": validate_only,
            },
            fields={
                "name": name,
                "action": action,
                "filter": filter,
                "audience": audience,
                "strength": strength,
                "limit": limit,
                "from": from_,
                "until": until,
                "timeZone": time_zone,
                "repeat": repeat,
                "rows": rows,
                "enabled": enabled,
                "note": note,
                "ruleId": rule_id,
            },
            idempotency_key=idempotency_key or new_key(),
        )
        return answer

    def get_rule(self, rule_id: str) -> RuleAnswer:
        """One rule.

        `GET /v1/rules/{ruleId}`. Roles: editor, admin.
        """
        answer: RuleAnswer = self._call(
            "get_rule",
            "GET",
            f"/v1/rules/{segment(rule_id)}",
        )
        return answer

    def put_rule(
        self,
        rule_id: str,
        body: RuleDraft,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> RuleAnswer:
        """Puts a rule: replaces it, or creates it where there is none.

        `PUT /v1/rules/{ruleId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: RuleAnswer = self._call(
            "put_rule",
            "PUT",
            f"/v1/rules/{segment(rule_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            if_match=if_match,
        )
        return answer

    def patch_rule(
        self,
        rule_id: str,
        body: RulePatch,
        *,
        validate_only: bool | None = None,
        if_match: str | None = None,
    ) -> RuleAnswer:
        """Changes a rule (merge patch: null sets a field back to its default)

        `PATCH /v1/rules/{ruleId}`. Roles: editor, admin.

        Args:
            validate_only: true: answers as if, and stores nothing.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: RuleAnswer = self._call(
            "patch_rule",
            "PATCH",
            f"/v1/rules/{segment(rule_id)}",
            query={
                "validateOnly": validate_only,
            },
            body=body,
            body_type="application/merge-patch+json",
            if_match=if_match,
        )
        return answer

    def delete_rule(
        self,
        rule_id: str,
        *,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Takes a rule away.

        `DELETE /v1/rules/{ruleId}`. Roles: editor, admin.

        Args:
            reason: For the audit log.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        self._call(
            "delete_rule",
            "DELETE",
            f"/v1/rules/{segment(rule_id)}",
            query={
                "reason": reason,
            },
            if_match=if_match,
        )

    def get_pin_report(
        self,
        pin_id: str,
        *,
        from_: Moment | None = None,
        to: Moment | None = None,
        origin: Origin | None = None,
    ) -> PinReport:
        """What came of a pin: served, viewed, clicked, withheld and why, what gave way to it,
        and what that cost.

        `GET /v1/pins/{pinId}/report`. Roles: editor, analyst, admin.

        Args:
            from_: Pages served at this time or later; 7 days before `to` when absent.
            to: Pages served before this time; now when absent.
        """
        answer: PinReport = self._call(
            "get_pin_report",
            "GET",
            f"/v1/pins/{segment(pin_id)}/report",
            query={
                "from": from_,
                "to": to,
                "origin": origin,
            },
        )
        return answer

    def get_report(
        self,
        report: str,
        *,
        from_: Moment | None = None,
        to: Moment | None = None,
        by: Sequence[str] | None = None,
        only: Sequence[str] | None = None,
        tz: str | None = None,
        compare: Literal["previous", "week"] | None = None,
        origin: Origin | None = None,
    ) -> Report:
        """A report: rows, what their columns mean, and the SQL that returns them.

        `GET /v1/reports/{report}`. Roles: analyst, admin.

        Args:
            report: One of ctr, corrected-ctr, funnel, rows, items, fatigue, pins, coverage,
                freshness, engagement, viewers, service, withheld, anomalies.
            from_: Pages served at this time or later; 7 days before `to` when absent.
            to: Pages served before this time; now when absent.
            by: What rows are told apart by, separated by commas; each report takes its own:
                ctr: day, row, position, source, model, arm, surface, region, item, rung, route,
                pin; corrected-ctr: day, row, position, source, model, arm, surface, region, item,
                rung, route, pin; funnel: day, row, position, source, model, arm, surface, region,
                item, rung, route, pin; rows: day, position, source, model, arm, surface, region,
                item, rung, route, pin; items: day, row, position, source, model, arm, surface,
                region, rung, route, pin; fatigue: day, row, position, source, model, arm, surface,
                region, item, rung, route, pin; pins: day, row, position, source, model, arm,
                surface, region, item, rung, route; coverage: day, row, position, source, model,
                arm, surface, rung, route; freshness: day, row, position, source, model, arm,
                surface, region, item, rung, route, pin; engagement: day; viewers: day; service:
                day, route, rung, surface, region, model, arm; withheld: day, route, rung, surface,
                region, model, arm, pin; anomalies: row, surface, region, source, model. Nothing:
                one row.
            only: Rows of these alone, with the numbers that the whole report has: ctr: ids of
                what `by` begins with; corrected-ctr: ids of what `by` begins with; funnel: ids of
                what `by` begins with; rows: ids of row; items: ids of item; fatigue: ids of item;
                pins: ids of pin.
            tz: Where days begin at midnight; an IANA name.
            compare: Adds another time and what changed since, with its interval: `previous`,
                the time of the same length just before; `week`, the same weekdays and hours the
                fewest whole weeks before that keep the two apart.
        """
        answer: ReportAnswer = self._call(
            "get_report",
            "GET",
            f"/v1/reports/{segment(report)}",
            query={
                "from": from_,
                "to": to,
                "by": by,
                "only": only,
                "tz": tz,
                "compare": compare,
                "origin": origin,
            },
        )
        return Report(answer)

    def ask_reach(
        self,
        *,
        audience: Audience | None = None,
        row_id: str | None = None,
        row_kind: RowKind | None = None,
    ) -> ReachAnswer:
        """How many viewers an audience had in the last seven days, and how many of them had a
        row.

        `POST /v1/reach`. Roles: editor, admin.

        Args:
            audience: AND across keys, OR within one; {} is everyone. What is not known of a
                viewer is not met.
            row_id: top-picks, a row kind, or one of several rows of a kind:
                because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>,
                more-from:<person or series>, collection:<id>.
        """
        answer: ReachAnswer = self._call(
            "ask_reach",
            "POST",
            "/v1/reach",
            fields={
                "audience": audience,
                "rowId": row_id,
                "rowKind": row_kind,
            },
            is_repeatable=True,
        )
        return answer

    def list_rows(self) -> RowList:
        """Rows of home pages: those that templates name, collections, and rows of their families
        that stood on pages lately.

        `GET /v1/rows`. Roles: editor, analyst, admin.
        """
        answer: RowList = self._call(
            "list_rows",
            "GET",
            "/v1/rows",
        )
        return answer

    def list_keys(self, *, cursor: str | None = None, limit: int | None = None) -> KeyList:
        """All keys, revoked ones included, without their secrets.

        `GET /v1/keys`. Roles: admin.

        Args:
            cursor: nextCursor of the page before.
        """
        answer: KeyList = self._call(
            "list_keys",
            "GET",
            "/v1/keys",
            query={
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_keys(self, *, page_size: int = 500) -> Iterator[Key]:
        """All that `list_keys` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_keys(
                cursor=cursor,
                limit=page_size,
            )
        )

    def create_key(
        self,
        *,
        role: Role,
        name: str | None = None,
        origin: Literal["app", "simulate", "test"] | None = None,
        rate: int | str | None = None,
    ) -> CreatedKey:
        """Makes a key; its secret is in this answer and nowhere else.

        `POST /v1/keys`. Roles: admin.

        Args:
            rate: Requests a second, such as "50/s"; no limit when absent.
        """
        answer: CreatedKey = self._call(
            "create_key",
            "POST",
            "/v1/keys",
            fields={
                "role": role,
                "name": name,
                "origin": origin,
                "rate": rate,
            },
        )
        return answer

    def get_key(self, key_id: str) -> Key:
        """One key, without its secret.

        `GET /v1/keys/{keyId}`. Roles: admin.
        """
        answer: Key = self._call(
            "get_key",
            "GET",
            f"/v1/keys/{segment(key_id)}",
        )
        return answer

    def revoke_key(self, key_id: str) -> None:
        """Revokes a key for good; it stays listed.

        `DELETE /v1/keys/{keyId}`. Roles: admin.
        """
        self._call(
            "revoke_key",
            "DELETE",
            f"/v1/keys/{segment(key_id)}",
        )

    def get_me(self) -> Me:
        """Who calls: the name in the audit, and the roles.

        `GET /v1/me`. Roles: app, editor, analyst, admin.
        """
        answer: Me = self._call(
            "get_me",
            "GET",
            "/v1/me",
        )
        return answer

    def list_models(self, *, cursor: str | None = None, limit: int | None = None) -> ModelList:
        """All registered packages, newest first.

        `GET /v1/models`. Roles: admin.

        Args:
            cursor: nextCursor of the page before.
        """
        answer: ModelList = self._call(
            "list_models",
            "GET",
            "/v1/models",
            query={
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_models(self, *, page_size: int = 500) -> Iterator[Model]:
        """All that `list_models` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_models(
                cursor=cursor,
                limit=page_size,
            )
        )

    def get_model(self, version: str) -> ModelDetails:
        """One package: what it is made of, what the gate said, who signed it, why it was
        refused.

        `GET /v1/models/{version}`. Roles: admin.
        """
        answer: ModelDetails = self._call(
            "get_model",
            "GET",
            f"/v1/models/{segment(version)}",
        )
        return answer

    def promote_model(self, version: str, reason: str | None = None) -> Model:
        """Makes a package live; every replica swaps to it without a restart.

        `POST /v1/models/{version}/promote`. Roles: admin.

        Args:
            reason: For the audit log.
        """
        answer: Model = self._call(
            "promote_model",
            "POST",
            f"/v1/models/{segment(version)}/promote",
            fields={
                "reason": reason,
            },
        )
        return answer

    def rollback_model(self, version: str, reason: str | None = None) -> Model:
        """Takes the live package back: the one that was live before it is live again.

        `POST /v1/models/{version}/rollback`. Roles: admin.

        Args:
            reason: For the audit log.
        """
        answer: Model = self._call(
            "rollback_model",
            "POST",
            f"/v1/models/{segment(version)}/rollback",
            fields={
                "reason": reason,
            },
        )
        return answer

    def get_objectives(self) -> StoredObjectives:
        """How much each head of the ranker counts.

        `GET /v1/objectives`. Roles: admin.
        """
        answer: StoredObjectives = self._call(
            "get_objectives",
            "GET",
            "/v1/objectives",
        )
        return answer

    def put_objectives(
        self,
        body: ObjectivesDraft,
        *,
        if_match: str | None = None,
    ) -> StoredObjectives:
        """Sets how much each head of the ranker counts, on every replica and from the next page
        on.

        `PUT /v1/objectives`. Roles: admin.

        Args:
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: StoredObjectives = self._call(
            "put_objectives",
            "PUT",
            "/v1/objectives",
            body=body,
            if_match=if_match,
        )
        return answer

    def list_suggestions(
        self,
        kind: Literal["slots", "new-items", "tags"],
        *,
        surface: Surface | None = None,
        region: str | None = None,
        limit: int | None = None,
    ) -> Suggestions:
        """Items that would do well in a slot, new items short of impressions, missing tags; the
        best first.

        `GET /v1/suggestions`. Roles: editor, admin.

        Args:
            kind: slots: items that would gain in a slot; new-items: new items short of
                impressions, each where it would do best; tags: genres and tags that neighbours
                have.
            surface: Of no matter for tags.
            region: Absent: of no known region. Of no matter for tags.
        """
        answer: Suggestions = self._call(
            "list_suggestions",
            "GET",
            "/v1/suggestions",
            query={
                "kind": kind,
                "surface": surface,
                "region": region,
                "limit": limit,
            },
        )
        return answer

    def accept_suggestion(
        self,
        suggestion_id: str,
        reason: str | None = None,
    ) -> AcceptedSuggestion:
        """Does what is suggested: a pin for a week, or the tag; undone by POST
        /v1/audit/{id}/undo.

        `POST /v1/suggestions/{suggestionId}/accept`. Roles: editor, admin.

        Args:
            reason: For the labels and the audit log.
        """
        answer: AcceptedSuggestion = self._call(
            "accept_suggestion",
            "POST",
            f"/v1/suggestions/{segment(suggestion_id)}/accept",
            fields={
                "reason": reason,
            },
        )
        return answer

    def reject_suggestion(
        self,
        suggestion_id: str,
        reason: str | None = None,
    ) -> RejectedSuggestion:
        """It is not to come again.

        `POST /v1/suggestions/{suggestionId}/reject`. Roles: editor, admin.

        Args:
            reason: For the labels and the audit log.
        """
        answer: RejectedSuggestion = self._call(
            "reject_suggestion",
            "POST",
            f"/v1/suggestions/{segment(suggestion_id)}/reject",
            fields={
                "reason": reason,
            },
        )
        return answer

    def list_switches(self) -> SwitchList:
        """All switches as they stand now.

        `GET /v1/switches`. Roles: admin.
        """
        answer: SwitchList = self._call(
            "list_switches",
            "GET",
            "/v1/switches",
        )
        return answer

    def get_switch(self, name: str) -> Switch:
        """One switch as it stands now.

        `GET /v1/switches/{name}`. Roles: admin.

        Args:
            name: exploration, experiments, ranker, or row: and a row kind.
        """
        answer: Switch = self._call(
            "get_switch",
            "GET",
            f"/v1/switches/{segment(name)}",
        )
        return answer

    def put_switch(self, name: str, body: SwitchDraft, *, if_match: str | None = None) -> Switch:
        """Turns a part of the page off or on, on every replica and from the next page on.

        `PUT /v1/switches/{name}`. Roles: admin.

        Args:
            name: exploration, experiments, ranker, or row: and a row kind.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: Switch = self._call(
            "put_switch",
            "PUT",
            f"/v1/switches/{segment(name)}",
            body=body,
            if_match=if_match,
        )
        return answer

    def list_templates(self) -> TemplateList:
        """What pages of each surface are made by.

        `GET /v1/templates`. Roles: editor, admin.
        """
        answer: TemplateList = self._call(
            "list_templates",
            "GET",
            "/v1/templates",
        )
        return answer

    def get_template(self, surface: Surface) -> StoredPageTemplate:
        """What pages of a surface are made by.

        `GET /v1/templates/{surface}`. Roles: editor, admin.
        """
        answer: StoredPageTemplate = self._call(
            "get_template",
            "GET",
            f"/v1/templates/{segment(surface)}",
        )
        return answer

    def put_template(
        self,
        surface: Surface,
        body: PageTemplateDraft,
        *,
        if_match: str | None = None,
    ) -> StoredPageTemplate:
        """Sets what pages of a surface are made by, on every replica and from the next page on.

        `PUT /v1/templates/{surface}`. Roles: editor, admin.

        Args:
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        answer: StoredPageTemplate = self._call(
            "put_template",
            "PUT",
            f"/v1/templates/{segment(surface)}",
            body=body,
            if_match=if_match,
        )
        return answer

    def delete_template(
        self,
        surface: Surface,
        *,
        reason: str | None = None,
        if_match: str | None = None,
    ) -> None:
        """Takes a template back: the default of the surface holds again.

        `DELETE /v1/templates/{surface}`. Roles: editor, admin.

        Args:
            reason: For the audit log.
            if_match: Refused (412) unless the object is still as it was seen: `etag_of` what
                was read.
        """
        self._call(
            "delete_template",
            "DELETE",
            f"/v1/templates/{segment(surface)}",
            query={
                "reason": reason,
            },
            if_match=if_match,
        )

    def list_audit(
        self,
        *,
        cursor: str | None = None,
        limit: int | None = None,
        object: str | None = None,
        action: str | None = None,
        actor: str | None = None,
        from_: Moment | None = None,
        to: Moment | None = None,
    ) -> AuditList:
        """Who changed what, when and why, the newest first.

        `GET /v1/audit`. Roles: editor, admin.

        Args:
            cursor: nextCursor of the page before.
            object: What was changed, whole: switch:ranker, template:tv.
            action: How the action begins: template. is all of templates.
            actor: Id of the key or person (oidc:...) that asked, command, or training.
            from_: Made at this time or later.
            to: Made before this time.
        """
        answer: AuditList = self._call(
            "list_audit",
            "GET",
            "/v1/audit",
            query={
                "cursor": cursor,
                "limit": limit,
                "object": object,
                "action": action,
                "actor": actor,
                "from": from_,
                "to": to,
            },
        )
        return answer

    def iter_audit(
        self,
        *,
        object: str | None = None,
        action: str | None = None,
        actor: str | None = None,
        from_: Moment | None = None,
        to: Moment | None = None,
        page_size: int = 500,
    ) -> Iterator[AuditEntry]:
        """All that `list_audit` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_audit(
                cursor=cursor,
                limit=page_size,
                object=object,
                action=action,
                actor=actor,
                from_=from_,
                to=to,
            )
        )

    def undo_change(self, id: str, reason: str | None = None) -> AuditEntry:
        """Puts back what was before a change, as a change of its own; for whoever may make such
        a change.

        `POST /v1/audit/{id}/undo`. Roles: editor, admin.

        Args:
            reason: For the audit log, and for whoever reads it.
        """
        answer: AuditEntry = self._call(
            "undo_change",
            "POST",
            f"/v1/audit/{segment(id)}/undo",
            fields={
                "reason": reason,
            },
        )
        return answer

    def post_features(
        self,
        *,
        user_ids: Sequence[str],
        item_ids: Sequence[str],
        at: Moment | None = None,
        counted_from: Literal["received", "happened"] | None = None,
        surface: Surface | None = None,
        region: str | None = None,
        language: str | None = None,
        time_zone: str | None = None,
    ) -> FeatureAnswer:
        """The feature values that the ranker would read for these users and items, now or at a
        moment.

        `POST /v1/features`. Roles: admin.

        Args:
            at: What had happened before this moment; now when absent.
            counted_from: From when on an event counts: since the service had it (imports: since
                it happened), or since it happened.
            region: The profile's when absent.
        """
        answer: FeatureAnswer = self._call(
            "post_features",
            "POST",
            "/v1/features",
            fields={
                "userIds": user_ids,
                "itemIds": item_ids,
                "at": at,
                "countedFrom": counted_from,
                "surface": surface,
                "region": region,
                "language": language,
                "timeZone": time_zone,
            },
            is_repeatable=True,
        )
        return answer

    def get_decision(self, recommendation_id: str, *, rescore: bool | None = None) -> Decision:
        """A past page exactly as it was served, with what came of it; scored again where asked
        for.

        `GET /v1/decisions/{recommendationId}`. Roles: analyst, admin.

        Args:
            recommendation_id: As a page names itself, and what its impression ids begin with.
            rescore: Also score the page again by what it was scored with. Takes as long as
                loading its package, one page at a time.
        """
        answer: Decision = self._call(
            "get_decision",
            "GET",
            f"/v1/decisions/{segment(recommendation_id)}",
            query={
                "rescore": rescore,
            },
        )
        return answer

    def list_impressions(
        self,
        *,
        from_: Moment | None = None,
        to: Moment | None = None,
        user_key: str | None = None,
        item_id: str | None = None,
        row_id: str | None = None,
        position: int | None = None,
        source: Source | None = None,
        model: str | None = None,
        arm: str | None = None,
        rung: Rung | None = None,
        surface: Surface | None = None,
        region: str | None = None,
        pinned: bool | None = None,
        explored: bool | None = None,
        origin: ListImpressionsOrigin | None = None,
        outcomes: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> ImpressionList:
        """Impressions, newest first: what was shown to whom, where and why, and what came of it.

        `GET /v1/impressions`. Roles: analyst, admin.

        Args:
            from_: Served at this time or later; 7 days before `to` when absent.
            to: Served before this time; now when absent.
            user_key: The keyed hash of a user, as user_key has it.
            row_id: top-picks, a row kind, or one of several rows of a kind:
                because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>,
                more-from:<person or series>, collection:<id>.
            model: Version of what retrieved or what ranked.
            arm: `<experimentKey>:<armKey>`, or an arm by its own key, of any experiment.
            origin: Where pages came from; `all`: any.
            outcomes: Also viewed_at, clicked_at, played_at, portion, completed: what came of it
                so far.
            cursor: nextCursor of the page before.
            limit: json: 50 when absent, at most 500; files: 100000 when absent, and at most.
        """
        answer: ImpressionList = self._call(
            "list_impressions",
            "GET",
            "/v1/impressions",
            query={
                "from": from_,
                "to": to,
                "userKey": user_key,
                "itemId": item_id,
                "rowId": row_id,
                "position": position,
                "source": source,
                "model": model,
                "arm": arm,
                "rung": rung,
                "surface": surface,
                "region": region,
                "pinned": pinned,
                "explored": explored,
                "origin": origin,
                "outcomes": outcomes,
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_impressions(
        self,
        *,
        from_: Moment | None = None,
        to: Moment | None = None,
        user_key: str | None = None,
        item_id: str | None = None,
        row_id: str | None = None,
        position: int | None = None,
        source: Source | None = None,
        model: str | None = None,
        arm: str | None = None,
        rung: Rung | None = None,
        surface: Surface | None = None,
        region: str | None = None,
        pinned: bool | None = None,
        explored: bool | None = None,
        origin: ListImpressionsOrigin | None = None,
        outcomes: bool | None = None,
        page_size: int = 500,
    ) -> Iterator[LoggedImpression]:
        """All that `list_impressions` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_impressions(
                cursor=cursor,
                limit=page_size,
                from_=from_,
                to=to,
                user_key=user_key,
                item_id=item_id,
                row_id=row_id,
                position=position,
                source=source,
                model=model,
                arm=arm,
                rung=rung,
                surface=surface,
                region=region,
                pinned=pinned,
                explored=explored,
                origin=origin,
                outcomes=outcomes,
            )
        )

    def download_impressions(
        self,
        to_file: FileTarget,
        *,
        from_: Moment | None = None,
        to: Moment | None = None,
        user_key: str | None = None,
        item_id: str | None = None,
        row_id: str | None = None,
        position: int | None = None,
        source: Source | None = None,
        model: str | None = None,
        arm: str | None = None,
        rung: Rung | None = None,
        surface: Surface | None = None,
        region: str | None = None,
        pinned: bool | None = None,
        explored: bool | None = None,
        origin: ListImpressionsOrigin | None = None,
        outcomes: bool | None = None,
        cursor: str | None = None,
        limit: int | None = None,
        format: FileFormat = "parquet",
    ) -> Download:
        """Impressions, newest first: what was shown to whom, where and why, and what came of it:
        as a file.

        `GET /v1/impressions`. Roles: analyst, admin.

        Args:
            to_file: A path, which is whole or not there at all; or a binary file to write to.
            from_: Served at this time or later; 7 days before `to` when absent.
            to: Served before this time; now when absent.
            user_key: The keyed hash of a user, as user_key has it.
            row_id: top-picks, a row kind, or one of several rows of a kind:
                because-you-watched:<itemId>, genre:<slug>, genre:<slug>.<slug>, popular:<region>,
                more-from:<person or series>, collection:<id>.
            model: Version of what retrieved or what ranked.
            arm: `<experimentKey>:<armKey>`, or an arm by its own key, of any experiment.
            origin: Where pages came from; `all`: any.
            outcomes: Also viewed_at, clicked_at, played_at, portion, completed: what came of it
                so far.
            cursor: nextCursor of the page before.
            limit: json: 50 when absent, at most 500; files: 100000 when absent, and at most.
        """
        return self._download(
            "download_impressions",
            "/v1/impressions",
            to_file,
            query={
                "from": from_,
                "to": to,
                "userKey": user_key,
                "itemId": item_id,
                "rowId": row_id,
                "position": position,
                "source": source,
                "model": model,
                "arm": arm,
                "rung": rung,
                "surface": surface,
                "region": region,
                "pinned": pinned,
                "explored": explored,
                "origin": origin,
                "outcomes": outcomes,
                "cursor": cursor,
                "limit": limit,
                "format": format,
            },
        )

    def list_schemas(self, *, cursor: str | None = None, limit: int | None = None) -> SchemaList:
        """Data contracts: what is sent and read, by version, with owner and freshness target.

        `GET /v1/schemas`. Roles: app, editor, analyst, admin.

        Args:
            cursor: nextCursor of the page before.
        """
        answer: SchemaList = self._call(
            "list_schemas",
            "GET",
            "/v1/schemas",
            query={
                "cursor": cursor,
                "limit": limit,
            },
        )
        return answer

    def iter_schemas(self, *, page_size: int = 500) -> Iterator[Contract]:
        """All that `list_schemas` lists, one after another: the next page is asked for when it is reached."""
        return each_of(
            lambda cursor: self.list_schemas(
                cursor=cursor,
                limit=page_size,
            )
        )

    def get_schema(self, name: str) -> Contract:
        """One data contract.

        `GET /v1/schemas/{name}`. Roles: app, editor, analyst, admin.
        """
        answer: Contract = self._call(
            "get_schema",
            "GET",
            f"/v1/schemas/{segment(name)}",
        )
        return answer
