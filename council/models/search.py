"""The search index: what can be found, and by which grams. Derived, so outside the journal.

Everything here can be made again from the recorded tables. Keys are small integers: one posting
per gram and
document, clustered so that the newest postings of a gram, those in titles first, are read in index
order.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    Text,
)
from sqlalchemy.orm import Mapped, mapped_column

from council.models.base import Base

TOTAL = 0
"""The gram code under which :class:`SearchGramCount` keeps the number of documents."""


class SearchDocument(Base):
    """One matter as it can be found; ``grams`` is its packed profile (codes and weights)."""

    __tablename__ = "search_document"
    __recorded__: ClassVar[bool] = False
    __derived__: ClassVar[bool] = True

    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(String(32), default="")
    at: Mapped[datetime]
    grams: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (
        ForeignKeyConstraint(["community_id"], ["community.id"]),
        Index("uq_search_document_number", "community_id", "kind", "number", unique=True),
    )


class SearchGram(Base):
    """One posting: the gram stands in the document (``in_title`` 1: in its title or place)."""

    __tablename__ = "search_gram"
    __recorded__: ClassVar[bool] = False
    __derived__: ClassVar[bool] = True

    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    gram: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    in_title: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    document: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)

    __table_args__ = ({"sqlite_with_rowid": False},)


class SearchGramCount(Base):
    """In how many documents of the community a gram stands."""

    __tablename__ = "search_gram_count"
    __recorded__: ClassVar[bool] = False
    __derived__: ClassVar[bool] = True

    community_id: Mapped[UUID] = mapped_column(primary_key=True)
    gram: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    documents: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = ({"sqlite_with_rowid": False},)
