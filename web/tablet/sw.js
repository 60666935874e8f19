// The shell of the tablet page, kept on the device so that the page opens with the edge stopped.
// The build fills in the file list and the hash; data never passes here.
const CACHE = "holdfast-__HASH__";
const FILES = "__FILES__";

self.addEventListener("install", (event) => {
  const fresh = FILES.map((path) => new Request(path, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => self.clients.claim()));
});

async function dropOldCaches() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("holdfast-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// A new version waits until the page says that no task is open.
self.addEventListener("message", (event) => {
  if (event.data === "switch") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (!url.pathname.startsWith("/api") && !url.pathname.startsWith("/schema")) {
      event.respondWith(fromCache("/", request));
    }
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(fromCache(url.pathname, request));
  }
});

async function fromCache(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path)) ?? fetch(request);
}
