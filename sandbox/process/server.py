"""Build the sandbox and serve it: sockets first, so that every part knows every address, apps second."""

import asyncio
import contextlib
import json
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.context import Context
from sandbox.database import changed_by_hand
from sandbox.database.backups import keep_dump
from sandbox.database.contents import VERIFIER, fill_database
from sandbox.database.pooler import run_pooler
from sandbox.database.postgres import OWNER, open_pool, owner_address, socket_file
from sandbox.database.scratch import RESTORER, run_scratch_server
from sandbox.database.standby import lagging, run_standby
from sandbox.database.tls_front import run_tls_front
from sandbox.database.troubles import Troubles
from sandbox.faults.effects import bring_about
from sandbox.faults.switches import Faults
from sandbox.keys import cut_keys
from sandbox.moments import Moment
from sandbox.network import dns
from sandbox.network.certificates import issue_certificates
from sandbox.network.edge import plain
from sandbox.network.edge.http2 import PublicProtocol
from sandbox.network.edge.tls import PublicTls
from sandbox.network.mail import Mailroom
from sandbox.process import control
from sandbox.process.processes import ProcessGroup, listen_for_signals, wait_for_the_end
from sandbox.product.supabase import app as supabase
from sandbox.product.supabase import health
from sandbox.product.supabase.tickets import keep_tickets
from sandbox.product.web import first_minute, previous
from sandbox.release.release_files import write_release_files
from sandbox.release.results import build
from sandbox.setups import Setup
from sandbox.traffic import withheld
from sandbox.traffic.flag import Flag
from sandbox.traffic.requests.limits import keep_asking
from sandbox.traffic.trade import keep_trading
from sandbox.vendors import (
    app_store,
    chat_widget,
    github,
    link_copies,
    netlify,
    paystack,
    prometheus,
    sendgrid,
    sentry,
    statuspage,
    twilio,
    unleash,
    uptimerobot,
    zendesk,
)
from sandbox.vendors import supabase as supabase_management
from sandbox.vendors.github.repository import FULL_NAME
from sandbox.vendors.google import fcm, play
from sandbox.vendors.google.tokens import service_account_key

HOST = "127.0.0.1"
KEEP_ALIVE_S = 60
"""Long, as at hosts of the kind: a connection that closes while a request is on its way looks like a fault."""
AppFactory = Callable[[Context], ASGIApp]


@dataclass(frozen=True)
class Choices:
    """What whoever starts a sandbox decides about it."""

    moment: Moment
    faults: Faults
    flag: Flag
    setup: Setup
    skin: str


async def serve(processes: ProcessGroup, socket_folder: Path, choices: Choices) -> None:
    """Print the addresses once all of them take connections, then serve until the end."""
    moment, faults, keys = choices.moment, choices.faults, cut_keys(newer_form=choices.setup.has("new-api-keys"))
    fill_database(owner_address(socket_folder), moment, faults, keys.database_password)
    certificates = issue_certificates(processes.directory)
    async with AsyncExitStack() as open_parts:
        context = Context(
            moment=moment,
            faults=faults,
            flag=choices.flag,
            setup=choices.setup,
            skin=choices.skin,
            keys=keys,
            directory=processes.directory,
            tls=certificates.server,
            http=await open_parts.enter_async_context(httpx.AsyncClient(verify=certificates.client, trust_env=False)),
            pool=await open_parts.enter_async_context(open_pool(socket_folder)),
        )
        context.addresses |= {"CA_FILE": str(certificates.authority_file), **_public_keys(context)}
        await _open_databases(context, processes, socket_folder, open_parts)
        mailroom = Mailroom()
        await mailroom.start(context)
        open_parts.push_async_callback(mailroom.stop)
        open_parts.callback(dns.start(context))
        factories: dict[str, AppFactory] = {
            "SITE_URL": first_minute.app,
            "PREVIOUS_SITE_URL": previous.app,
            "SUPABASE_URL": supabase.app,
            "MAILPIT_URL": mailroom.app,
            "PAYSTACK_URL": paystack.app,
            "PAYSTACK_CHECKOUT_URL": paystack.app,
            "TWILIO_URL": twilio.app,
            "SENDGRID_URL": partial(sendgrid.app, mailroom=mailroom),
            "NETLIFY_URL": netlify.app,
            "SENTRY_URL": sentry.app,
            "SENTRY_INGEST_URL": sentry.ingest.app,
            "STATUSPAGE_URL": statuspage.app,
            "SUPABASE_MANAGEMENT_URL": supabase_management.app,
            "PROMETHEUS_URL": prometheus.app,
            "METRICS_URL": prometheus.metrics_page,
            "GITHUB_URL": github.app,
            "UPTIMEROBOT_URL": uptimerobot.app,
            "UNLEASH_URL": unleash.app,
            "ZENDESK_URL": zendesk.app,
            "APP_STORE_URL": app_store.app,
            "FCM_URL": fcm.app,
            "FCM_TOKEN_URL": fcm.app,
            "FCM_DEVICE_URL": fcm.app,
            "PLAY_URL": play.app,
            "PLAY_TOKEN_URL": play.app,
            "APPLE_LINKS_URL": link_copies.apple,
            "ASSET_LINKS_URL": link_copies.google,
            "WIDGET_URL": chat_widget.app,
            "SANDBOX_URL": control.app,
            "CONTROL_URL": control.app,
        }
        sockets = {name: _listening_socket() for name in factories}
        context.addresses |= {name: _origin(listener) for name, listener in sockets.items()}
        widget = f"https://localhost:{_port(sockets['WIDGET_URL'])}"
        context.addresses["WIDGET_URL"] = widget  # of a host of its own, as another company's
        plain_factories: dict[str, AppFactory] = {"SITE_PLAIN_PORT": plain.SITE, "SUPABASE_PLAIN_PORT": plain.SUPABASE}
        plain_sockets = {name: _listening_socket() for name in plain_factories}
        context.addresses |= {name: str(_port(listener)) for name, listener in plain_sockets.items()}
        ingest = context.addresses["SENTRY_INGEST_URL"].removeprefix("https://")
        context.addresses["SENTRY_DSN"] = f"https://{keys.sentry_key}@{ingest}/{sentry.PROJECT['id']}"
        context.addresses["PLAY_KEY"] = service_account_key(context, "PLAY_TOKEN_URL")
        context.addresses["FCM_KEY"] = service_account_key(context, "FCM_TOKEN_URL")
        context.addresses["FCM_RECEIVER"] = f"{context.addresses['FCM_DEVICE_URL']}/device/shown"
        release_file = write_release_files(moment, faults, processes.directory, context.addresses["SITE_URL"])
        build.write(context, processes.directory)
        context.addresses["RELEASE_FILE"] = str(release_file)
        context.addresses["TEAM_TIMEZONE"] = moment.team_zone
        context.addresses["NOTIFY_WEBHOOK"] = context.addresses["SANDBOX_URL"] + control.PAGES
        apps = {app: app(context) for app in set(factories.values())}
        by_port = {_port(sockets[name]): apps[app] for name, app in factories.items()}
        by_port |= {_port(plain_sockets[name]): app(context) for name, app in plain_factories.items()}
        public_tls = PublicTls(certificates)
        await open_parts.enter_async_context(health.keep_health_log(context))
        await open_parts.enter_async_context(keep_trading(context))
        await open_parts.enter_async_context(keep_asking(context))
        receiver = open_parts.enter_context(run_standby(processes, socket_folder))
        effects = {
            **changed_by_hand.FAULT_EFFECTS,
            **withheld.FAULT_EFFECTS,
            **Troubles(owner_address(socket_folder)).effects(),
            "replication-lagging": lagging(receiver),
            **public_tls.effects(),
            **health.FAULT_EFFECTS,
        }
        await open_parts.enter_async_context(bring_about(context, effects))
        await open_parts.enter_async_context(keep_tickets(context))
        ending = asyncio.create_task(wait_for_the_end(listen_for_signals()))
        print(json.dumps(context.addresses), flush=True)  # noqa: T201 - the contract with whoever started us
        public = sockets.pop("SITE_URL")
        listeners = (
            Listeners((public,), public_tls.context, PublicProtocol),
            Listeners(tuple(sockets.values()), context.tls),
            Listeners(tuple(plain_sockets.values()), None),
        )
        await _serve_until(ending, by_port, listeners)


async def _open_databases(
    context: Context, processes: ProcessGroup, socket_folder: Path, open_parts: AsyncExitStack
) -> None:
    """Let the outside reach the database and the scratch server, and lay the dump."""
    keys, trust = context.keys, f"sslmode=verify-full&sslrootcert={context.addresses['CA_FILE']}"
    database = socket_file(socket_folder)
    if context.setup.has("pooler"):
        database = open_parts.enter_context(run_pooler(processes, database, keys.database_password))
    front = run_tls_front(database, context.tls, HOST, context.faults)
    port = await open_parts.enter_async_context(front)
    context.addresses["DATABASE_URL"] = (
        f"postgresql://{VERIFIER}:{keys.database_password}@{HOST}:{port}/{OWNER}?{trust}"
    )
    scratch = run_scratch_server(processes, context.tls, HOST, keys.scratch_password)
    scratch_port = await open_parts.enter_async_context(scratch)
    context.addresses["SCRATCH_DATABASE_URL"] = (
        f"postgresql://{RESTORER}:{keys.scratch_password}@{HOST}:{scratch_port}/{OWNER}?{trust}"
    )
    dump = keep_dump(context.moment, context.faults, processes.directory, socket_folder)
    context.addresses["BACKUP_FOLDER"] = str(dump)


@dataclass(frozen=True)
class Listeners:
    """Sockets that are served in the same way; without `tls` in plain text."""

    sockets: tuple[socket.socket, ...]
    tls: ssl.SSLContext | None
    protocol: type[asyncio.Protocol] | Literal["auto"] = "auto"


async def _serve_until(
    ending: asyncio.Task[None], apps: Mapping[int, ASGIApp], listeners: tuple[Listeners, ...]
) -> None:
    """Serve all apps in this loop; the port says which of them a request is for."""

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        await apps[scope["server"][1]](scope, receive, send)

    servers = [Server(_config(dispatch, one)) for one in listeners]
    serving = [
        asyncio.create_task(server.serve(sockets=list(one.sockets)))
        for server, one in zip(servers, listeners, strict=True)
    ]
    await asyncio.wait((*serving, ending), return_when=asyncio.FIRST_COMPLETED)
    for server in servers:
        server.should_exit = server.force_exit = True
    await asyncio.gather(*serving)


def _config(app: ASGIApp, listeners: Listeners) -> uvicorn.Config:
    tls = listeners.tls
    return uvicorn.Config(
        app,
        http=listeners.protocol,
        lifespan="off",
        ws="none",
        log_level="error",
        timeout_keep_alive=KEEP_ALIVE_S,
        access_log=False,
        ssl_context_factory=None if tls is None else lambda _config, _default: tls,
    )


class Server(uvicorn.Server):
    """Uvicorn that leaves signals to `sandbox.process.processes`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def _listening_socket() -> socket.socket:
    """Take a free port; connections wait in the backlog until they are served."""
    listener = socket.create_server((HOST, 0))
    # asyncio does this only where the protocol is named; without it every answer waits 40 ms for an ACK
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listener.setblocking(False)  # noqa: FBT003 - asyncio asks for it
    return listener


def _port(listener: socket.socket) -> int:
    port: int = listener.getsockname()[1]
    return port


def _origin(listener: socket.socket) -> str:
    return f"https://{HOST}:{_port(listener)}"


def _public_keys(context: Context) -> dict[str, str]:
    keys = context.keys
    return {
        "SUPABASE_ANON_KEY": keys.anon,
        "SUPABASE_SERVICE_KEY": keys.service,
        "REPLACED_SUPABASE_KEY": keys.replaced_service,
        "REPLACED_PAYSTACK_KEY": keys.replaced_paystack_secret,
        "PAYSTACK_SECRET_KEY": keys.paystack_secret,
        "TWILIO_ACCOUNT_SID": keys.twilio_account_sid,
        "TWILIO_API_KEY": keys.twilio_api_key,
        "TWILIO_API_SECRET": keys.twilio_api_secret,
        "SENDGRID_KEY": keys.sendgrid_key,
        "NETLIFY_SITE_ID": keys.netlify_site_id,
        "NETLIFY_TOKEN": keys.netlify_token,
        "SENTRY_TOKEN": keys.sentry_token,
        "SUPABASE_MANAGEMENT_TOKEN": keys.supabase_token,
        "STATUSPAGE_KEY": keys.statuspage_key,
        "PROMETHEUS_USER": prometheus.USER,
        "PROMETHEUS_PASSWORD": keys.prometheus_password,
        "GITHUB_REPOSITORY": FULL_NAME,
        "GITHUB_TOKEN": keys.github_token,
        "UPTIMEROBOT_MONITOR": keys.uptimerobot_monitor,
        "UPTIMEROBOT_TOKEN": keys.uptimerobot_token,
        "UNLEASH_TOKEN": keys.unleash_token,
        "UNLEASH_CLIENT_TOKEN": keys.unleash_client_token,
        "FCM_DEVICE": keys.fcm_device,
        "ZENDESK_EMAIL": keys.zendesk_email,
        "ZENDESK_TOKEN": keys.zendesk_token,
        "APP_STORE_APP": app_store.APP,
        "APP_STORE_ISSUER": keys.app_store_issuer,
        "APP_STORE_KEY_ID": keys.app_store_key_id,
        "APP_STORE_KEY": keys.app_store_key,
    }
