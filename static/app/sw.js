// The service worker of /report: opens the form without a network and sends what waits. Before this code stand
// `known` ({version, code, files, languages}) and `sendAll` (null where workers know no modules).
//
// What it keeps is public and the same for everybody: the code of one version, the form's shell in each language, the
// signed keys. Nothing that was typed passes through here, and a form that is posted is never touched.

const kept = "report-" + known.version;
const sites = "report-sites"; // countries that the person chose; filled by the page
const patience = 4000; // ms that a bad network has before the kept page is shown

const shell = (lang) => [`/report?lang=${lang}`, `/report/app?lang=${lang}`];
const bare = { credentials: "omit", cache: "no-store" };

// page fetches what belongs to this version and nothing else: a newer server's form would ask for newer code.
async function page(cache, address) {
	const answer = await fetch(address, bare);
	if (!answer.ok) throw new Error(address);
	const text = await answer.clone().text();
	if (address.startsWith("/report?") && !text.includes(known.code)) throw new Error("another version");
	await cache.put(address, answer);
}

self.addEventListener("install", (e) => {
	e.waitUntil((async () => {
		const cache = await caches.open(kept);
		await cache.addAll(known.files);
		await Promise.all(known.languages.flatMap(shell).map((address) => page(cache, address)));
		await cache.add(new Request("/report/keys", bare)).catch(() => {}); // before a desk is set up there are none
		await self.skipWaiting();
	})());
});

// The version before stays for pages that are still open with it.
self.addEventListener("activate", (e) => {
	e.waitUntil((async () => {
		const old = (await caches.keys()).filter((name) => name.startsWith("report-") && name !== kept && name !== sites);
		const last = await (await caches.open(kept)).match("/report/last");
		for (const name of old) {
			const said = await (await caches.open(name)).match("/report/last");
			if (said && !last) await (await caches.open(kept)).put("/report/last", said);
		}
		for (const name of old.slice(0, -1)) await caches.delete(name);
		await self.clients.claim();
	})());
});

async function remember(lang) {
	if (known.languages.includes(lang)) await (await caches.open(kept)).put("/report/last", new Response(lang));
}

async function fromShell(asked, path) {
	const cache = await caches.open(kept);
	const last = await (await cache.match("/report/last"))?.text();
	for (const lang of [asked, last, ...known.languages]) {
		const answer = lang && (await cache.match(`${path}?lang=${lang}`));
		if (answer) return answer;
	}
	return Response.error();
}

// form asks the network, for as long as it may take, and then the kept shell.
async function form(request, lang) {
	const slow = new Promise((_, late) => setTimeout(late, patience));
	try {
		const answer = await Promise.race([fetch(request), slow]);
		if (answer.status < 500) return answer;
	} catch { /* no network, or next to none */ }
	const answer = await fromShell(lang, "/report");
	return answer.type === "error" ? fetch(request) : answer;
}

async function freshOrKept(request, name) {
	const cache = await caches.open(name);
	try {
		const answer = await fetch(request, { cache: "no-cache" });
		if (answer.ok && name === kept) await cache.put(request.url, answer.clone());
		return answer;
	} catch {
		return (await cache.match(request.url)) ?? Response.error();
	}
}

self.addEventListener("fetch", (e) => {
	const { request } = e;
	const url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== location.origin) return;
	const lang = url.searchParams.get("lang");
	if (url.pathname === "/report" && request.mode === "navigate") e.respondWith(form(request, lang));
	else if (url.pathname === "/report/app" && request.mode !== "navigate") {
		e.respondWith(fetch(request).catch(() => fromShell(lang, "/report/app")));
	} else if (url.pathname === "/report/keys") e.respondWith(freshOrKept(request, kept));
	else if (url.pathname.startsWith("/report/sites/")) e.respondWith(freshOrKept(request, sites));
	else if (url.pathname.startsWith("/report/code/") || url.pathname.startsWith("/static/")) {
		e.respondWith(caches.match(request, { ignoreVary: true }).then((answer) => answer ?? fetch(request)));
	}
});

self.addEventListener("message", (e) => e.data?.lang && e.waitUntil(remember(e.data.lang)));

self.addEventListener("sync", (e) => {
	if (e.tag !== "outbox" || !sendAll) return;
	e.waitUntil(sendAll().then((settled) => {
		if (!settled) throw new Error("something waits"); // the browser asks again, later each time
	}));
});
