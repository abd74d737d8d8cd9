"""What is made at run time and outlives the host: sources, tokens, the audit, kept results, settings.

::

    location = Location.of(settings.host.state_location)     # a file, or postgresql://...
    store = await open_store(location, vault=vault)          # migrated; nothing of it is imported before
    async with store:
        source = await store.sources.create(NewSource(name="prod", connector="postgres", config={...}, owner="ada"))
        config = store.sources.config_of(source)             # VaultClosed, UnknownKey or NotGenuine where it cannot be
        source = await store.sources.update(replace(source, active=False))       # Conflict if somebody was faster
        page = await store.sources.page(limit=50)            # page.items, page.next -> page(after=page.next)
        await store.tokens.create(NewToken(name="ci", digest=token_digest(token), scopes=("tools:call",)))
        await store.audit.add([AuditRecord(...), ...])       # all of them or none; again is harmless
        await store.results.add(KeptResult(...))
        await store.settings.put("theme", {"dark": True})

Where the store may not be there and must not be made for nothing, `StoreOnDemand` opens it when it is first needed.
Every method is one transaction, is not cut in two by a cancellation, and raises a `StoreError` or nothing.
"""

from powerstrip.store.errors import (
    Conflict,
    NameTaken,
    NotStored,
    StoreError,
    StoreTooNew,
    StoreUnavailable,
    StoreUnusable,
)
from powerstrip.store.location import Location
from powerstrip.store.opening import StoreOnDemand, open_store
from powerstrip.store.records import (
    AuditFilter,
    AuditRecord,
    Copied,
    KeptResult,
    KeyUse,
    NewSource,
    NewToken,
    Page,
    Rotation,
    StoredSource,
    StoredToken,
    new_id,
)

__all__ = [
    "AuditFilter",
    "AuditRecord",
    "Conflict",
    "Copied",
    "KeptResult",
    "KeyUse",
    "Location",
    "NameTaken",
    "NewSource",
    "NewToken",
    "NotStored",
    "Page",
    "Rotation",
    "StoreError",
    "StoreOnDemand",
    "StoreTooNew",
    "StoreUnavailable",
    "StoreUnusable",
    "StoredSource",
    "StoredToken",
    "new_id",
    "open_store",
]
