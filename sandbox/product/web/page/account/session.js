import { config } from "../config.js";

const KEY = `sb-${new URL(config.supabaseUrl).hostname.split(".")[0]}-auth-token`;

export function currentSession() {
  return JSON.parse(localStorage.getItem(KEY));
}

export function keepSession(session) {
  localStorage.setItem(KEY, JSON.stringify(session));
}

export function dropSession() {
  localStorage.removeItem(KEY);
}
