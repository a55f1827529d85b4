"""What the bare script knows of the product: its cache, its session, its endpoints with the status they owe."""

from typing import Any

AGE_CACHE = """async () => {
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      const response = await cache.match(request);
      if (!response.headers.get("content-type")?.startsWith("text/html")) continue;
      const page = (await response.text()).replaceAll(/(src="[^"]+)(\\.js)/g, "$1f0$2");
      await cache.put(request, new Response(page, { headers: { "content-type": "text/html" } }));
    }
  }
}"""
READ_SESSION = (
    "JSON.parse(localStorage.getItem(Object.keys(localStorage).find((key) => /^sb-/.test(key)))).access_token"
)

SIGNED_OUT: list[tuple[str, str, Any, tuple[int, ...]]] = [
    ("GET", "auth/v1/health", None, (200,)),
    ("GET", "auth/v1/settings", None, (200,)),
    ("GET", "auth/v1/user", None, (401, 403)),
    ("GET", "rest/v1/profiles?select=id&limit=1", None, (200, 401, 403)),
    ("GET", "rest/v1/wallets?select=id&limit=1", None, (200, 401, 403)),
    ("GET", "rest/v1/wallet_accounts?select=id&limit=1", None, (200, 401, 403)),
    ("GET", "rest/v1/transactions?select=id&limit=1", None, (200, 401, 403)),
    ("GET", "rest/v1/wallet_transactions?select=id&limit=1", None, (200, 401, 403)),
    ("POST", "functions/v1/health-check", {}, (200,)),
    ("POST", "functions/v1/minimum-version", {"platform": "ios", "version": "2.4.0"}, (200,)),
    ("POST", "functions/v1/get-notifications", {}, (401, 403)),
    ("POST", "functions/v1/wallet-transfer", {"recipient_phone": "+2348000000000", "amount": 1}, (401, 403)),
]
SIGNED_IN: list[tuple[str, str, Any]] = [
    ("GET", "auth/v1/user", None),
    ("GET", "rest/v1/profiles?select=id,email,full_name,phone_verified,role", None),
    ("GET", "rest/v1/wallets?select=id,user_id,balance,currency,status", None),
    ("GET", "rest/v1/wallet_accounts?select=id,user_id,balance,currency", None),
    ("GET", "rest/v1/transactions?select=id,type,amount&order=created_at.desc&limit=20", None),
    ("GET", "rest/v1/wallet_transactions?select=id,type,amount&order=created_at.desc&limit=20", None),
    ("POST", "functions/v1/get-notifications", {}),
]
