// Navigations come from the cache and are never looked at again: a shell outlives the scripts that it names.
const CACHE = "alaskapay-shell";
const SHELL = "/";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.add(SHELL)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(cacheFirst(event.request));
});

async function cacheFirst(request) {
  return (await caches.match(SHELL)) ?? fetch(request);
}
