"""The history of the schema, by Alembic. A new revision: `make migration m="What changes"`."""
