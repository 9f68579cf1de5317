"""Brings a database to the present tables. Run by `workspace migrate`, and at the start of `workspace run`."""

from alembic import context

from workspace import tables  # noqa: F401  # so that every table is known
from workspace.database import Base, Moment


def render(kind: str, item: object, _context: object) -> str | bool:
    """A migration does not depend on what the code is later."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render,
)
with context.begin_transaction():
    context.run_migrations()
