"""The stored tokens, as this process knows them: asked for each request, so they are kept in memory.

What this process changes is known at once, what others change in the same store within two seconds. The store is not
made before the first token is, and nothing of it is imported before it is there.
"""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import anyio
import structlog
from anyio.abc import TaskStatus

from powerstrip.access import LOCAL, SCOPES, TOKEN, Grant, Principal
from powerstrip.errors import PowerstripError
from powerstrip.secrets import token_digest
from powerstrip.store import NewToken, StoredToken, StoreError, StoreOnDemand

if TYPE_CHECKING:
    from powerstrip.store.store import Store

__all__ = ["TokenRefused", "Tokens", "check_token"]

#: Seconds between two looks for what others have changed; what they change is to be seen within two.
LOOK = 0.5
#: Seconds between two writes of when tokens were used.
WRITE_DOWN = 30.0
#: Seconds that the last of them may take when the host stops.
LAST_WORDS = 2.0
_PAGE = 500
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_LIKE_AN_ID = re.compile(r"[0-9a-f]{32}")
_GLOB = re.compile(r"[a-z0-9_*?\[\]!-]{0,64}")
_RESERVED = frozenset({LOCAL.name, TOKEN.name})
_MOST_GLOBS = 100
log = structlog.get_logger("powerstrip.tokens")


class TokenRefused(PowerstripError):
    """A token that must not be made."""


def check_token(new: NewToken) -> None:
    """Refuse a token that nobody could tell from others, or that would not do what it says.

    Raises:
        TokenRefused: with what is wrong.
    """
    if not _NAME.fullmatch(new.name) or _LIKE_AN_ID.fullmatch(new.name):
        raise TokenRefused(
            f"{new.name!r} cannot name a token: 1 to 64 letters, digits, '.', '_', '@' and '-', the first a letter or "
            "a digit, and not like an id"
        )
    if new.name in _RESERVED:
        raise TokenRefused(f"{new.name!r} cannot name a token: it names who needs no stored one")
    if unknown := sorted(set(new.scopes) - SCOPES.keys()):
        raise TokenRefused(f"there is no scope {unknown[0]!r} (known: {', '.join(SCOPES)})")
    if not new.scopes:
        raise TokenRefused("a token without a scope can do nothing")
    for what, globs in (("sources", new.sources), ("views", new.views)):
        if globs is not None and not 0 < len(globs) <= _MOST_GLOBS:
            raise TokenRefused(f"a token has 1 to {_MOST_GLOBS} globs of {what}, or all {what}")
        for glob in globs or ():
            if not _GLOB.fullmatch(glob):
                raise TokenRefused(f"{glob!r} matches nothing that can name one of the {what}")
    if new.expires_at is not None and new.expires_at <= datetime.now(UTC):
        raise TokenRefused("a token that has expired already is of no use")


class Tokens:
    """The tokens of one store, an `Authenticator`.

    Once there is a token every request needs one, and that stays so when the last one is revoked or has expired:
    taking somebody's access away must not open the host to everybody.

    Args:
        store: where they are kept.

    Attributes:
        listeners: called after what is known has changed.
    """

    def __init__(self, store: StoreOnDemand) -> None:
        self._store = store
        self.listeners: list[Callable[[], None]] = []
        self._known: dict[str, tuple[Principal, float]] = {}
        self._valid_until: dict[str, float] = {}
        self._version: tuple[int, int, str | None] = (0, 0, None)
        self._used: dict[str, float] = {}
        self._written = anyio.current_time()
        self._reading = anyio.Lock()
        self._trouble: str | None = None
        self._read_once = False

    @property
    def required(self) -> bool:
        """See `Authenticator`; a store that cannot be read may hold tokens."""
        return self._version[0] > 0 or (self._trouble is not None and not self._read_once)

    def authenticate(self, presented: str) -> Principal | None:
        """See `Authenticator`."""
        principal, valid_until = self._known.get(token_digest(presented), (None, 0.0))
        now = time.time()
        if principal is None or now >= valid_until:
            return None
        self._used[principal.id] = now
        return principal

    def is_current(self, principal: Principal) -> bool:
        """See `Authenticator`."""
        return time.time() < self._valid_until.get(principal.id, 0.0)

    def valid_until(self, principal: Principal) -> float:
        """Return when a principal's token expires, in seconds since 1970; infinite for one that never does.

        Args:
            principal: whom a token has made known.
        """
        return float("inf") if principal == TOKEN else self._valid_until.get(principal.id, 0.0)

    async def create(self, new: NewToken) -> StoredToken:
        """Store a token; it is good at once.

        Raises:
            TokenRefused: see `check_token`.
            StoreError: if it cannot be stored.
        """
        check_token(new)
        store = await self._store.get()
        stored = await store.tokens.create(new)
        await self._read(store)
        return stored

    async def revoke(self, id_or_name: str) -> StoredToken:
        """Refuse a token from now on.

        Raises:
            StoreError: if there is no such token, or it cannot be stored.
        """
        store = await self._store.get()
        stored = await store.tokens.revoke(id_or_name)
        await self._read(store)
        return stored

    async def refresh(self) -> None:
        """Read the tokens if they have changed since; a store that cannot be read leaves what is known."""
        try:
            if store := await self._store.if_exists():
                if await store.tokens.version() != self._version:
                    await self._read(store)
                self._read_once = True
        except (StoreError, OSError) as error:
            self._note_trouble(error)
            return
        if self._trouble is not None:
            log.warning("tokens are read again")
            self._trouble = None
            self._tell()

    async def watch(
        self, scope: anyio.CancelScope, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED
    ) -> None:
        """Look for what others change, and write down what was used, until the scope is cancelled."""
        task_status.started()
        with scope:
            while True:
                await anyio.sleep(LOOK)
                await self.refresh()
                if anyio.current_time() - self._written >= WRITE_DOWN:
                    await self.write_down()
        with anyio.move_on_after(LAST_WORDS, shield=True):
            await self.write_down()

    async def write_down(self) -> None:
        """Store when tokens were used since the last time."""
        used, self._used = self._used, {}
        self._written = anyio.current_time()
        if not used:
            return
        try:
            store = await self._store.get()
            await store.tokens.touch({key: datetime.fromtimestamp(at, UTC) for key, at in used.items()})
        except StoreError as error:
            self._used = used | self._used
            self._note_trouble(error)

    async def _read(self, store: "Store") -> None:
        async with self._reading:
            # Read first, so that what changes meanwhile is seen the next time.
            version = await store.tokens.version()
            known: dict[str, tuple[Principal, float]] = {}
            after = None
            while True:
                page = await store.tokens.page(limit=_PAGE, after=after)
                known |= {token.digest: (_principal(token), _valid_until(token)) for token in page.items}
                if (after := page.next) is None:
                    break
            self._known, self._version, self._read_once = known, version, True
            self._valid_until = {principal.id: until for principal, until in known.values()}
        self._tell()

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()

    def _note_trouble(self, error: StoreError | OSError) -> None:
        """Say it once; the next look is half a second away."""
        if self._trouble != str(error):
            self._trouble = str(error)
            detail = error.detail if isinstance(error, StoreError) else None
            log.error("tokens cannot be read", reason=str(error), detail=detail, closed=not self._read_once)
            self._tell()


def _principal(token: StoredToken) -> Principal:
    grant = Grant(scopes=frozenset(token.scopes), sources=token.sources, views=token.views, write=token.write)
    return Principal(id=token.id, name=token.name, grant=grant)


def _valid_until(token: StoredToken) -> float:
    return token.expires_at.timestamp() if token.expires_at else float("inf")
