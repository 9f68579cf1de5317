"""Letters: written to the mail folder, or sent when a mail server is set."""

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

import gevent
from sqlalchemy.orm import Session

from workspace.config import Config
from workspace.database import after_commit, new_id, now

_TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Letter:
    to: str
    subject: str
    body: str


def post(db: Session, settings: Config, letter: Letter) -> None:
    """Send the letter once this transaction is on disk."""
    after_commit(db, lambda: _deliver(settings, letter))


def _deliver(settings: Config, letter: Letter) -> None:
    message = _message(settings, letter)
    if settings.smtp_url:
        # Nobody waits for the mail server: the time must not betray whether a letter was sent.
        gevent.spawn(_send, settings.smtp_url, message)
    else:
        _write(settings, message)


def _message(settings: Config, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, letter.to, letter.subject
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.public_url).hostname or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _write(settings: Config, message: EmailMessage) -> None:
    settings.mail_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{now():%Y%m%d-%H%M%S}-{new_id(6)}"
    unfinished = settings.mail_folder / f".{name}"
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(bytes(message))
    unfinished.rename(settings.mail_folder / f"{name}.eml")


def _send(smtp_url: str, message: EmailMessage) -> None:
    server = urlsplit(smtp_url)
    host, encrypted = server.hostname or "", server.scheme == "smtps"
    context = ssl.create_default_context()
    with (
        smtplib.SMTP_SSL(host, server.port or 465, timeout=_TIMEOUT_SECONDS, context=context)
        if encrypted
        else smtplib.SMTP(host, server.port or 25, timeout=_TIMEOUT_SECONDS)
    ) as connection:
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=context)
        if server.username:
            connection.login(unquote(server.username), unquote(server.password or ""))
        connection.send_message(message)
