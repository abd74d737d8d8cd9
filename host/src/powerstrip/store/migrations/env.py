"""What alembic runs: the migrations, on the connection that it was given."""

from alembic import context

from powerstrip.store.prepare import VERSION_TABLE
from powerstrip.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
context.run_migrations()
