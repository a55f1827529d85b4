// Navigations come from the network, so that a new deploy is seen at once; the cache is for being offline.
const CACHE = "alaskapay-$commit";
const SHELL = "/";
const ASSETS = $assets;

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([SHELL, ...ASSETS])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(deleteFormerCaches().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(networkFirst(request));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(cacheFirst(request));
});

async function deleteFormerCaches() {
  const names = await caches.keys();
  return Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function networkFirst(request) {
  try {
    const response = await fetch(request);
    if (isHtml(response)) await keep(SHELL, response);
    return response;
  } catch (offline) {
    const shell = await caches.match(SHELL);
    if (shell) return shell;
    throw offline;
  }
}

async function cacheFirst(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const response = await fetch(request);
  // The rewrite answers the shell for an asset that is gone: that must not be kept in the asset's place.
  if (!isHtml(response)) await keep(request, response);
  return response;
}

function isHtml(response) {
  return response.headers.get("content-type")?.startsWith("text/html");
}

async function keep(key, response) {
  if (!response.ok) return;
  const cache = await caches.open(CACHE);
  await cache.put(key, response.clone());
}
