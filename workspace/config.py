"""All settings: read from the environment, typed, and refused at start when wrong."""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TypeVar

PREFIX = "WORKSPACE_"
T = TypeVar("T")


class BadSetting(ValueError):
    """A setting that cannot be meant. The message names it."""


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a client may send (docs/protocol.md). Tested at n and n + 1."""

    message_bytes: int = 96 * 1024
    steps_per_commit: int = 200
    json_depth: int = 16
    clause_bytes: int = 64 * 1024
    text_bytes: int = 2 * 1024 * 1024
    clauses: int = 2_500
    commits_per_second: int = 30
    commits_burst: int = 60
    cursors_per_second: int = 10
    connections_per_session: int = 6
    early_bytes: int = 4 * 1024
    early_seconds: int = 5
    mapping_work: int = 20_000
    upload_bytes: int = 10 * 1024 * 1024


def setting(default: str, meaning: str) -> str:
    """A setting's default and its meaning, as `workspace config` prints them."""
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class _Environment:
    host: str = setting("127.0.0.1", "address to listen on")
    port: str = setting("5000", "port to listen on; 0 takes a free one")
    data: str = setting("data", "folder for the embedded database, keys and mail")
    database_url: str = setting("", "PostgreSQL address; empty: the embedded database in the data folder")
    redis_url: str = setting("", "Redis address, needed by more than one process; empty: none")
    public_url: str = setting("", "address that people see, such as https://talks.example; empty: from host and port")
    trusted_proxies: str = setting("", "networks of proxies whose X-Forwarded-* headers count, such as 10.0.0.0/8")
    smtp_url: str = setting("", "mail server, such as smtps://user:password@host:465; empty: the mail folder")
    mail_from: str = setting("workspace@localhost", "sender of mail")
    fonts: str = setting("", "more folders with TTF or OTF fonts for PDFs, separated by colons; empty: none")
    catalogues: str = setting("", "more folders with languages of the interface, separated by colons; empty: none")
    session_idle_minutes: str = setting("30", "minutes until an unattended session ends")
    session_hours: str = setting("12", "hours after which every session ends")
    disk_warning_mb: str = setting("2048", "free space on the disk, in MB, below which the log and /health warn")
    disk_least_mb: str = setting("512", "free space, in MB, below which commits and acts are refused")
    metrics_networks: str = setting("", "networks that may read /metrics; this machine always may")


@dataclass(frozen=True, kw_only=True)
class Config:
    """The settings in force."""

    host: str
    port: int
    data: Path
    database_url: str
    redis_url: str
    public_url: str
    trusted_proxies: tuple[str, ...]
    smtp_url: str
    mail_from: str
    fonts: tuple[Path, ...]
    session_idle_minutes: int
    session_hours: int
    disk_warning_mb: int
    disk_least_mb: int
    metrics_networks: tuple[str, ...]
    catalogues: tuple[Path, ...] = ()
    limits: Limits = field(default_factory=Limits)

    @property
    def is_on_loopback(self) -> bool:
        return self.host == "localhost" or ip_address(self.host).is_loopback

    @property
    def is_secure(self) -> bool:
        """Whether people reach the workspace over TLS: then cookies are `Secure`."""
        return self.public_url.startswith("https://")

    @property
    def mail_folder(self) -> Path:
        return self.data / "mail"

    @property
    def secret_key(self) -> str:
        return self.secret("secret.key")

    def secret(self, name: str) -> str:
        """A secret of this installation: made on first use, in a file that only its owner can read."""
        path = self.data / name
        if not path.exists():
            _write_secret(path)
        return path.read_text().strip()


def read_config(environment: Mapping[str, str] = os.environ) -> Config:
    """The configuration, or `BadSetting` that names what is wrong."""
    known = {PREFIX + f.name.upper() for f in fields(_Environment)}
    unknown = [name for name in environment if name.startswith(PREFIX) and name not in known]
    unknown = [name for name in unknown if not name.startswith(f"{PREFIX}TEST_")]
    if unknown:
        raise BadSetting(f"{', '.join(sorted(unknown))}: there is no such setting; see `workspace config`.")
    given = {f.name: environment.get(PREFIX + f.name.upper(), str(f.default)) for f in fields(_Environment)}
    return _checked(_Environment(**given))


def _checked(raw: _Environment) -> Config:
    host = _check("host", raw.host, _host)
    port = _check("port", raw.port, _whole(0, 65_535))
    data = Path(raw.data).resolve()
    if not raw.public_url and host != "localhost" and ip_address(host).is_unspecified:
        raise BadSetting(f"{PREFIX}PUBLIC_URL: say by which address people reach a server that listens on {host}.")
    return Config(
        host=host,
        port=port,
        data=data,
        database_url=_check("database_url", raw.database_url or f"sqlite:///{data / 'workspace.db'}", _database),
        redis_url=raw.redis_url,
        public_url=(raw.public_url or f"http://{host}:{port}").rstrip("/"),
        trusted_proxies=_check("trusted_proxies", raw.trusted_proxies, _networks),
        smtp_url=raw.smtp_url,
        mail_from=raw.mail_from,
        fonts=_check("fonts", raw.fonts, _folders),
        catalogues=_check("catalogues", raw.catalogues, _folders),
        session_idle_minutes=_check("session_idle_minutes", raw.session_idle_minutes, _whole(1, 1_440)),
        session_hours=_check("session_hours", raw.session_hours, _whole(1, 168)),
        disk_warning_mb=_check("disk_warning_mb", raw.disk_warning_mb, _whole(0, 10**9)),
        disk_least_mb=_check("disk_least_mb", raw.disk_least_mb, _whole(0, 10**9)),
        metrics_networks=_check("metrics_networks", raw.metrics_networks, _networks),
    )


def described() -> list[tuple[str, str, str]]:
    """Each setting's name, default and meaning."""
    return [(PREFIX + f.name.upper(), str(f.default), str(f.metadata["meaning"])) for f in fields(_Environment)]


def _check(name: str, value: str, read: Callable[[str], T]) -> T:
    try:
        return read(value)
    except ValueError as wrong:
        raise BadSetting(f"{PREFIX}{name.upper()}={value!r}: {wrong}") from None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise ValueError(f"must be a whole number from {least} to {most}")
        return int(value)

    return read


def _host(value: str) -> str:
    if value != "localhost":
        ip_address(value)
    return value


def _networks(value: str) -> tuple[str, ...]:
    return tuple(str(ip_network(part.strip())) for part in value.split(",") if part.strip())


def _folders(value: str) -> tuple[Path, ...]:
    folders = tuple(Path(part) for part in value.split(os.pathsep) if part)
    if absent := [str(folder) for folder in folders if not folder.is_dir()]:
        raise ValueError(f"there is no folder {', '.join(absent)}")
    return folders


def _database(value: str) -> str:
    if value.startswith("sqlite:///"):
        return value
    scheme, found, rest = value.partition("://")
    if not found or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError("must begin with sqlite:/// or postgresql://")
    return f"postgresql+psycopg://{rest}"


def _write_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes may begin at once: the key appears whole, and the first one stands.
    begun = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        os.link(begun, path)
    begun.unlink()
