"""The product's edge functions."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.context import Context
from sandbox.product.supabase.functions import (
    activity,
    mail,
    operations,
    paystack,
    phone,
    pin,
    push,
    transfer,
    withdrawal,
)
from sandbox.product.supabase.functions.call import Function, FunctionError, demands_token, read_call

DEPLOYED: dict[str, Function] = {
    "create-session": activity.create_session,
    "get-notifications": activity.get_notifications,
    "health-check": operations.health_check,
    "log-activity": activity.log_activity,
    "minimum-version": operations.minimum_version,
    "paystack-initialize": paystack.initialize,
    "paystack-webhook": paystack.webhook,
    "process-withdrawal": withdrawal.withdraw,
    "send-activity-alert": activity.send_activity_alert,
    "send-phone-otp": phone.send_code,
    "send-push-notification": push.send_push_notification,
    "send-transactional-email": mail.send_transactional_email,
    "set-transaction-pin": pin.set_pin,
    "track-failed-login": activity.track_failed_login,
    "verify-paystack-payment": paystack.verify_payment,
    "verify-phone-otp": phone.verify_code,
    "verify-transaction-pin": pin.verify_pin,
    "wallet-transfer": transfer.transfer,
}

__all__ = ["FunctionError", "answer_function_error", "routes"]


def routes(context: Context) -> list[Route]:
    """Name the paths."""

    async def invoke(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in DEPLOYED:
            raise FunctionError(HTTPStatus.NOT_FOUND, f"Function '{name}' was not found")
        if request.method != "POST":
            raise FunctionError(HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed")
        call = await read_call(request, context, needs_token=demands_token(context, name))
        return JSONResponse(await DEPLOYED[name](call))

    return [Route("/{name}", invoke, methods=["GET", "POST", "PUT", "PATCH", "DELETE"])]


def answer_function_error(_request: Request, error: Exception) -> Response:
    """Show a refusal."""
    assert isinstance(error, FunctionError)  # noqa: S101 - Starlette's type of a handler is wider
    return JSONResponse({"error": str(error)}, error.status)
