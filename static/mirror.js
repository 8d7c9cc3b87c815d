// The search of a copy of the site, in the browser: it loads only those files of the index that the
// words and filters need, by script tags, so that it works from a folder as well as from a host. The
// page for checking files asks it for digests.
"use strict";
(() => {
  const said = document.currentScript.dataset;
  const root = new URL("../search/", document.currentScript.src);
  const asked = new URLSearchParams(location.search);
  for (const [name, value] of [...asked]) if (!value) asked.delete(name);
  const perPage = 20;
  const page = Math.max(1, Number(asked.get("page")) || 1);
  const filters = ["country", "region", "site", "category", "outcome", "actor", "link", "kp", "followup"];
  const waiting = new Map();
  const loaded = new Map();
  window.loupeShard = (name, value) => waiting.get(name)?.(value);

  function load(name) {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((done, failed) => {
        waiting.set(name, done);
        const tag = document.createElement("script");
        tag.src = new URL(`${name}.js`, root);
        tag.onerror = failed;
        document.head.append(tag);
      }));
    }
    return loaded.get(name);
  }

  const fold = (s) => s.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();
  const tokens = (s) => fold(s).match(/[\p{L}\p{Nd}]+/gu) ?? [];
  const hex = (s) => [...new TextEncoder().encode(s)].map((b) => b.toString(16).padStart(2, "0")).join("");

  function numbers(list) {
    let n = 0;
    return list.map((step) => (n += step));
  }

  // within gives the cases in which a word stands; the last word of a search may be a beginning.
  async function within(all, word, beginning) {
    const letters = [...word];
    const name = `w-${hex(letters.slice(0, 2).join(""))}`;
    if (!all.shards.includes(name)) return new Set();
    const shard = await load(name);
    const found = new Set();
    for (const [w, list] of Object.entries(shard)) {
      if (w === word || (beginning && letters.length > 1 && w.startsWith(word))) for (const n of numbers(list)) found.add(n);
    }
    return found;
  }

  async function having(all, name, value) {
    if (!all.shards.includes(`by-${name}`)) return new Set();
    const shard = await load(`by-${name}`);
    const wanted = tokens(value).join(" ");
    if (name === "region") value = value.split(":").pop(); // "CF:Lobaye" where no country is chosen
    const keys = name === "site" ? Object.keys(shard).filter((k) => tokens(k).join(" ") === wanted) : [value].filter((k) => Object.hasOwn(shard, k));
    return new Set(keys.flatMap((k) => numbers(shard[k])));
  }

  async function dated() {
    const days = new Map();
    for (const [day, list] of Object.entries(await load("by-occurred"))) for (const n of numbers(list)) days.set(n, day);
    return days;
  }

  async function find(all) {
    const sets = [];
    const query = tokens(asked.get("q") ?? "").slice(0, 12);
    for (const [i, word] of query.entries()) sets.push(await within(all, word, i === query.length - 1));
    if (asked.has("q") && !query.length) sets.push(new Set());
    for (const name of filters) if (asked.has(name)) sets.push(await having(all, name, asked.get(name)));
    const from = asked.get("from"), to = asked.get("to"), sorted = asked.get("sort") === "occurred", year = asked.get("year");
    const days = from || to || year || sorted ? await dated() : new Map();
    let found = [];
    for (let n = all.cases - 1; n >= 0; n--) {
      const day = days.get(n) ?? "";
      if (year && !day.startsWith(year)) continue;
      if ((from && (!day || day < from.slice(0, day.length))) || (to && (!day || day.slice(0, to.length) > to))) continue;
      if (sets.every((s) => s.has(n))) found.push(n);
    }
    if (sorted) found = found.sort((a, b) => { const x = days.get(a) ?? "", y = days.get(b) ?? ""; return x === y ? b - a : x < y ? 1 : -1; });
    return found;
  }

  const make = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text }, more);

  function to(n) {
    const next = new URLSearchParams(asked);
    next.delete("page");
    if (n > 1) next.set("page", n);
    return `?${next}`;
  }

  async function show() {
    const main = document.querySelector("main");
    const form = main.querySelector("form");
    for (const [name, value] of asked) if (form.elements[name]) form.elements[name].value = value;
    const all = await load("all");
    const found = await find(all);
    const list = make("ul", "", { className: "stories" });
    for (const n of found.slice((page - 1) * perPage, page * perPage)) {
      const item = make("li", "");
      const entry = new DOMParser().parseFromString((await load(`${said.list}-${Math.floor(n / all.each)}`))[n % all.each], "text/html");
      item.append(...entry.body.childNodes);
      list.append(item);
    }
    const status = make("p", found.length ? `${said.found} ${found.length}` : said.none, { className: "quiet", role: "status" });
    const pager = make("nav", "", { className: "pager" });
    if (page > 1) pager.append(make("a", said.first, { href: to(1) }));
    if (found.length > page * perPage) pager.append(make("a", said.next, { href: to(page + 1), rel: "next" }));
    const live = new URLSearchParams(asked);
    live.delete("page");
    const same = make("p", "", { className: "small" });
    same.append(make("a", said.same, { href: `${said.live}?${live}` }));
    while (form.nextSibling) form.nextSibling.remove();
    main.append(status, list, ...(pager.childNodes.length ? [pager] : []), same);
    document.documentElement.dataset.searched = "yes";
  }

  window.loupeCopy = {
    // files lists what was published with a digest.
    async files(digest) {
      const name = `f-${digest.slice(0, 2)}`;
      return (await load("all")).shards.includes(name) ? (await load(name)).filter((f) => f.sha256 === digest) : [];
    },
    page: (f) => new URL(`cases/${f.ref}/v/${f.version}.html`, location.href).href,
  };
  if ([...asked].length && document.querySelector("main form[role=search]")) show();
})();
