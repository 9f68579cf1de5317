"""What waits or takes long, as rows: each is done once, by whichever process takes it, and again if that one dies."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from gevent.event import Event
from sqlalchemy import LargeBinary, bindparam, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from workspace.database import Base, Database, Json, after_commit, new_id, now
from workspace.disk import Disk
from workspace.errors import Refusal
from workspace.phrases import Phrase
from workspace.prepared import Glances, Prepared

log = logging.getLogger(__name__)

_UNFINISHED = Phrase("The workspace could not finish this. Please try again.")

LEASE = timedelta(minutes=2)  # a job whose process died is taken again after this
POLL_S = 1.0


class Job(Base):
    __tablename__ = "job"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    seat_id: Mapped[str | None]  # who asked, and may fetch what comes of it
    input: Mapped[dict[str, Json]]
    due_at: Mapped[datetime] = mapped_column(default=now, index=True)
    taken_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    progress: Mapped[str] = mapped_column(default="")  # for the person who waits
    failure: Mapped[str | None]  # a phrase, written
    output: Mapped[bytes | None] = mapped_column(LargeBinary)

    @property
    def why_not(self) -> Phrase | None:
        """Why nothing came of it, once that is so."""
        return Phrase.read(json.loads(self.failure)) if self.failure else None


# Due by `now`, and not taken by anybody who is still there.
_IS_FREE = (
    Job.finished_at.is_(None),
    Job.due_at <= bindparam("now"),
    or_(Job.taken_at.is_(None), Job.taken_at < bindparam("dead")),
)
_IS_ANY_DUE = Prepared(select(exists().where(*_IS_FREE)))

Report = Callable[[str], None]
Handler = Callable[[Database, Job, Report], bytes | None]

HANDLERS: dict[str, Handler] = {}
_work = Event()


def queue(db: Session, kind: str, *, seat_id: str | None, due_at: datetime | None = None, **given: Json) -> Job:
    """Have a job done at `due_at`, or soon after this transaction is on disk."""
    job = Job(kind=kind, seat_id=seat_id, input=given, due_at=due_at or now())
    db.add(job)
    db.flush()
    after_commit(db, _work.set)
    return job


def keep(db: Session, kind: str, output: bytes, *, seat_id: str, **given: Json) -> Job:
    """Keep what was done at once for the seat that asked, until it decides."""
    job = Job(kind=kind, seat_id=seat_id, input=given, output=output, finished_at=now())
    db.add(job)
    db.flush()
    return job


def forget(db: Session, kind: str, *, older_than: timedelta) -> None:
    """Delete the jobs of a kind that were finished so long ago, with what came of them."""
    db.execute(delete(Job).where(Job.kind == kind, Job.finished_at < now() - older_than))


def work(database: Database, glances: Glances, disk: Disk) -> None:
    """Do jobs as they fall due and while there is room for what comes of them. One greenlet of each process."""
    while True:
        # To take one needs the embedded database's one writer; to look costs hardly anything.
        while disk.has_room and _is_due(glances) and do_next(database):
            pass
        _work.clear()
        _work.wait(POLL_S)


def do_next(database: Database) -> bool:
    """Take one due job and do it; whether there was one."""
    job = _take(database)
    if job is None:
        return False
    try:
        output, failure = HANDLERS[job.kind](database, job, lambda words: _tell(database, job, words)), None
    except Refusal as refusal:
        output, failure = None, refusal.message.written()
    except Exception:  # an edge: one job's fault must not stop the others
        log.exception("Job %s (%s) failed", job.id, job.kind)
        output, failure = None, _UNFINISHED.written()
    _update(database, job, output=output, failure=failure and json.dumps(failure), finished_at=now())
    return True


def _is_due(glances: Glances) -> bool:
    ((is_any,),) = _IS_ANY_DUE.rows(glances, {"now": now(), "dead": now() - LEASE})
    return bool(is_any)


def _take(database: Database) -> Job | None:
    with database.writing() as db:
        wanted = select(Job).where(*_IS_FREE).order_by(Job.due_at).limit(1).with_for_update(skip_locked=True)
        job = db.scalar(wanted, {"now": now(), "dead": now() - LEASE})
        if job:
            job.taken_at = now()
        return job


def count_waiting(db: Session) -> int:
    """How many jobs are due and taken by nobody."""
    return db.scalar(select(func.count()).where(*_IS_FREE), {"now": now(), "dead": now() - LEASE}) or 0


def _tell(database: Database, job: Job, words: str) -> None:
    _update(database, job, progress=words, taken_at=now())


def _update(database: Database, job: Job, **values: object) -> None:
    with database.writing() as db:
        row = db.get_one(Job, job.id)
        for name, value in values.items():
            setattr(row, name, value)
