"""One origin for auth, REST, storage and functions."""

from http import HTTPStatus

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from sandbox.context import Context
from sandbox.product.supabase import functions
from sandbox.product.supabase.auth.admin import AdminApi
from sandbox.product.supabase.auth.auth import AuthApi
from sandbox.product.supabase.auth.confirmation import Confirmation
from sandbox.product.supabase.auth.errors import AuthError, answer_auth_error
from sandbox.product.supabase.gateway import Gateway
from sandbox.product.supabase.rest.query import RestError
from sandbox.product.supabase.rest.rest import RestApi, answer_rest_error
from sandbox.product.supabase.storage import StorageApi, StorageError, answer_storage_error


def app(context: Context) -> Starlette:
    """Serve all of it behind the gateway."""
    auth_routes = [*AuthApi(context).routes(), *Confirmation(context).routes(), *AdminApi(context).routes()]
    return Starlette(
        routes=[
            Mount("/auth/v1", routes=auth_routes),
            Mount("/rest/v1", routes=RestApi(context).routes()),
            Mount("/storage/v1", routes=StorageApi(context).routes()),
            Mount("/functions/v1", routes=functions.routes(context)),
            Route("/realtime/v1/websocket", _refuse_realtime),
        ],
        middleware=[Middleware(Gateway, context=context)],
        exception_handlers={
            AuthError: answer_auth_error,
            RestError: answer_rest_error,
            StorageError: answer_storage_error,
            functions.FunctionError: functions.answer_function_error,
        },
    )


async def _refuse_realtime(_request: Request) -> Response:
    """Say so: clients work without it."""
    message = "The sandbox has no realtime; clients read again instead"
    return JSONResponse({"message": message}, HTTPStatus.NOT_IMPLEMENTED)
