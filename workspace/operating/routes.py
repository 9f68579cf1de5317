"""The doors of whoever watches the workspace. They name nobody and nothing."""

from http import HTTPStatus
from ipaddress import ip_address, ip_network

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from workspace import jobs, metrics, web
from workspace.disk import Disk
from workspace.drafting.chamber import Chamber
from workspace.errors import NotFound
from workspace.operating.health import State, health
from workspace.permissions import Permission
from workspace.realtime.transport import Transport
from workspace.web import needs_in_parts

operating = Blueprint("operating", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(operating)


@operating.get("/health")
@needs_in_parts(Permission.ANYONE)
def show_health() -> ResponseReturnValue:
    found = health(web.database(), web.config().redis_url, web.disk())
    answer = jsonify(state=found.state, database=found.database, redis=found.redis, disk=found.room)
    return answer, HTTPStatus.SERVICE_UNAVAILABLE if found.state is State.DOWN else HTTPStatus.OK


@operating.get("/metrics")
@needs_in_parts(Permission.ANYONE)
def show_metrics() -> ResponseReturnValue:
    if not _is_for_this_address():
        raise NotFound
    _look()
    return Response(generate_latest(metrics.REGISTRY), content_type=CONTENT_TYPE_LATEST)


def _is_for_this_address() -> bool:
    """Whether a watcher asks: from this machine, or from a network that the operator has named."""
    has_come_through = "werkzeug.proxy_fix.orig" in request.environ
    if "X-Forwarded-For" in request.headers and not has_come_through:
        return False  # through a proxy that nobody has named: its own address says nothing of who asks
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return address.is_loopback or any(address in ip_network(known) for known in web.config().metrics_networks)


def _look() -> None:
    chamber: Chamber = current_app.extensions["workspace.chamber"]
    transport: Transport = current_app.extensions["workspace.transport"]
    disk: Disk = web.disk()
    connections = list(transport.connections)
    metrics.TEXTS_OPEN.set(chamber.texts_open)
    metrics.COMMITS_WAITING.set(chamber.commits_waiting)
    metrics.WAKES_WAITING.set(chamber.wakes_waiting)
    metrics.CONNECTIONS.set(len(connections))
    metrics.CONNECTIONS_BEHIND.set(sum(connection.is_behind for connection in connections))
    metrics.UNSENT_BYTES.set(sum(connection.unsent_bytes for connection in connections))
    metrics.DISK_FREE_BYTES.set(disk.free_bytes)
    metrics.REFUSES_WRITES.set(not disk.has_room)
    metrics.JOBS_WAITING.set(_jobs_waiting())


def _jobs_waiting() -> float:
    try:
        with web.database().reading() as db:
            return jobs.count_waiting(db)
    except SQLAlchemyError:
        return float("nan")  # the rest can still be read while the database is away
