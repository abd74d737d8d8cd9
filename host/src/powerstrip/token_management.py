"""What operators do to the tokens of a running host: list, make and revoke them. REST and others go here.

Who makes a token gives away of their own: none is made that may do more, or lasts longer, than the one it is made with.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fnmatch import fnmatchcase

from powerstrip.access import LOCAL, Principal, authorize
from powerstrip.change_audit import written_down
from powerstrip.errors import CallError, in_one_sentence
from powerstrip.host import Host
from powerstrip.running_call import Caller
from powerstrip.secrets import new_token, token_digest
from powerstrip.store import NewToken, NotStored, Page, StoredToken
from powerstrip.tokens import TokenRefused, check_token

__all__ = ["TokenManagement"]

_SCOPE = "host:admin"
_EVERYTHING = ("*",)
_WILD = frozenset("*?[")


class TokenManagement:
    """Changes the tokens of a running host.

    Args:
        host: that runs.
    """

    def __init__(self, host: Host) -> None:
        self._host = host

    async def page(self, caller: Caller, *, limit: int, after: str | None, revoked: bool) -> Page[StoredToken]:
        """Return a part of the list, the oldest first.

        Args:
            caller: who asks.
            limit: the most tokens.
            after: `next` of the page before, None for the first.
            revoked: whether revoked ones are listed too.

        Raises:
            CallError: `permission` if the caller may not manage tokens.
            StoreError: if they cannot be read.
        """
        authorize(caller.principal, _SCOPE)
        store = await self._host.store.if_exists()
        if store is None:
            return Page(items=(), next=None)
        return await store.tokens.page(limit=limit, after=after, revoked=revoked)

    async def create(
        self,
        caller: Caller,
        *,
        name: str,
        scopes: Iterable[str],
        sources: Sequence[str] | None = None,
        views: Sequence[str] | None = None,
        write: bool = False,
        expires_at: datetime | None = None,
    ) -> tuple[StoredToken, str]:
        """Make a token; it is good at once.

        Args:
            caller: who makes it.
            name: whom or what it is for.
            scopes: of `SCOPES`.
            sources: globs of the sources that it may use, None for all.
            views: globs of the views that it may use, None for all.
            write: whether it may use tools that write.
            expires_at: None for never.

        Returns:
            what is stored, and the token itself, which nobody can read again.

        Raises:
            CallError: `permission` if the caller may not make it, `invalid_arguments` if it is no token.
            StoreError: if it cannot be stored.
        """
        with written_down(self._host, caller, "token.create") as details:
            authorize(caller.principal, _SCOPE)
            details["name"] = in_one_sentence(name)
            shown = new_token()
            new = NewToken(
                name=name,
                digest=token_digest(shown),
                scopes=tuple(dict.fromkeys(scopes)),
                sources=None if sources is None else tuple(sources),
                views=None if views is None else tuple(views),
                write=write,
                expires_at=expires_at,
            )
            try:
                check_token(new)
                self._check_giver(caller.principal, new)
                stored = await self._host.tokens.create(new)
            except TokenRefused as error:
                raise CallError("invalid_arguments", str(error)) from None
            details["id"] = stored.id
        return stored, shown

    async def revoke(self, caller: Caller, key: str) -> StoredToken:
        """Refuse a token from now on.

        Args:
            caller: who revokes it.
            key: its id or name.

        Raises:
            CallError: `permission` if the caller may not; `not_found` if there is none that could be revoked.
            StoreError: if that cannot be stored.
        """
        with written_down(self._host, caller, "token.revoke") as details:
            authorize(caller.principal, _SCOPE)
            details["name"] = in_one_sentence(key)
            try:
                stored = await self._host.tokens.revoke(key)
            except NotStored as error:
                raise CallError("not_found", str(error)) from None
            details.update(id=stored.id, name=stored.name)
        return stored

    def _check_giver(self, giver: Principal, new: NewToken) -> None:
        """Refuse a token with more than its giver has."""
        if giver == LOCAL:
            # Who is only on the same machine may not do what operators may, and a token would let them.
            message = "the first token is made on the command line: powerstrip token create NAME"
            raise CallError("permission", message)
        grant = giver.grant
        more = [f"the scope {scope!r}" for scope in new.scopes if scope not in grant.scopes]
        more += [f"the sources {glob!r}" for glob in _beyond(grant.sources, new.sources)]
        more += [f"the views {glob!r}" for glob in _beyond(grant.views, new.views)]
        if new.write and not grant.write:
            more.append("write access")
        if (new.expires_at.timestamp() if new.expires_at else float("inf")) > self._host.tokens.valid_until(giver):
            more.append("a longer life")
        if more:
            raise CallError("permission", f"{giver.name!r} cannot give away what it does not have: {', '.join(more)}")


def _beyond(own: Sequence[str] | None, given: Sequence[str] | None) -> list[str]:
    """Return the globs that match what none of one's own does, or might."""
    return [glob for glob in given or _EVERYTHING if not any(_covers(each, glob) for each in own or _EVERYTHING)]


def _covers(own: str, given: str) -> bool:
    """Whether a glob surely matches whatever another one does."""
    if own == given:
        return True
    if _is_wild(given):
        # Beyond a beginning that all names share, what one glob has over another is not worth working out.
        return own.endswith("*") and not _is_wild(own[:-1]) and given.startswith(own[:-1])
    return fnmatchcase(given, own)


def _is_wild(glob: str) -> bool:
    return not _WILD.isdisjoint(glob)
