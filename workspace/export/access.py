"""The only way from an id to a job: it is its own seat's alone, and looks absent to everybody else."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workspace.errors import NotFound
from workspace.jobs import Job
from workspace.negotiations.access import NEGOTIATION_OF
from workspace.negotiations.models import Seat


def _of_job(db: Session, job_id: str) -> str | None:
    return db.scalar(select(Seat.negotiation_id).join(Job, Job.seat_id == Seat.id).where(Job.id == job_id))


NEGOTIATION_OF["job_id"] = _of_job


def job_at(db: Session, seat: Seat, job_id: str, kind: str) -> Job:
    job = db.get(Job, job_id)
    if job is None or job.seat_id != seat.id or job.kind != kind:
        raise NotFound
    return job
