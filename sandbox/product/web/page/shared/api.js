import { config } from "../config.js";
import { currentSession } from "../account/session.js";

export class ApiError extends Error {
  constructor(status, answer) {
    super(answer?.msg ?? answer?.error ?? answer?.message ?? "Something went wrong. Please try again.");
    this.status = status;
  }
}

export function auth(path, { method = "POST", body } = {}) {
  return call(`/auth/v1/${path}`, method, body, { "x-supabase-api-version": "2024-01-01" });
}

export function invoke(name, body = {}) {
  return call(`/functions/v1/${name}`, "POST", body);
}

export function rows(table, query = {}) {
  return call(`/rest/v1/${table}?${new URLSearchParams(query)}`, "GET", undefined, { "accept-profile": "public" });
}

export function row(table, query) {
  const headers = { "accept-profile": "public", accept: "application/vnd.pgrst.object+json" };
  return call(`/rest/v1/${table}?${new URLSearchParams(query)}`, "GET", undefined, headers);
}

export function change(table, query, body) {
  return call(`/rest/v1/${table}?${new URLSearchParams(query)}`, "PATCH", body, { "content-profile": "public" });
}

export function remove(table, query) {
  return call(`/rest/v1/${table}?${new URLSearchParams(query)}`, "DELETE", undefined, { "content-profile": "public" });
}

// The newer keys are no tokens: a visitor shows them as a key only.
function bearer() {
  const token = currentSession()?.access_token ?? (config.anonKey.startsWith("sb_") ? undefined : config.anonKey);
  return token ? { authorization: `Bearer ${token}` } : {};
}

async function call(path, method, body, headers = {}) {
  const response = await fetch(config.supabaseUrl + path, {
    method,
    headers: {
      apikey: config.anonKey,
      ...bearer(),
      "x-client-info": `alaskapay-web/${config.version}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 204) return undefined;
  const isJson = response.headers.get("content-type")?.includes("json");
  const answer = isJson ? await response.json() : undefined;
  if (!response.ok || !isJson) throw new ApiError(response.status, answer);
  return answer;
}
