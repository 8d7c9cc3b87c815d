// Takes the digest of files that are dropped or chosen, here in the browser, and matches it against
// the published ones. The list is fetched once, so that matching goes on without the network. In a copy of
// the site (mirror.js) there is nothing to fetch: the copy knows all digests, also of pasted ones. No module,
// so that it runs in a copy that is opened from a folder.
"use strict";
(() => {
  const box = document.querySelector("#drop");
  const said = document.querySelector("#matched");
  const list = box.dataset.list ? fetch(box.dataset.list).then((r) => (r.ok ? r.json() : null)).catch(() => null) : null;

  async function find(digest) {
    if (!list) return window.loupeCopy.files(digest).catch(() => null);
    const known = await list;
    const here = known?.files.filter((f) => f.sha256 === digest) ?? [];
    if (here.length || known?.complete) return here;
    try {
      const r = await fetch(`${box.dataset.list}?digest=${digest}`);
      return r.ok ? (await r.json()).files : null;
    } catch {
      return null;
    }
  }

  function line(name, text, digest, files = []) {
    const li = document.createElement("li");
    const strong = document.createElement("strong");
    strong.textContent = name;
    li.append(strong, " ", text, " ");
    for (const f of files) {
      const a = document.createElement("a");
      a.href = list ? `/cases/${f.ref}/v/${f.version}` : window.loupeCopy.page(f);
      a.textContent = `${f.ref} v${f.version}`;
      li.append(a, " ");
    }
    const code = document.createElement("code");
    code.className = "mono";
    code.textContent = digest;
    if (digest) li.append(document.createElement("br"), code);
    return li;
  }

  async function check(file) {
    const li = line(file.name, box.dataset.working, "");
    said.prepend(li);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const digest = [...hash].map((b) => b.toString(16).padStart(2, "0")).join("");
    await match(li, file.name, digest);
  }

  async function match(li, name, digest) {
    const files = await find(digest);
    li.replaceWith(line(name, files === null ? box.dataset.offline : files.length ? box.dataset.yes : box.dataset.no, digest, files ?? []));
  }

  if (!list) document.querySelector("#digest").form.addEventListener("submit", (e) => {
    const digest = document.querySelector("#digest").value.trim().toLowerCase().replace(/^sha256:/, "").split(/\s/)[0];
    if (!/^[0-9a-f]{64}$/.test(digest)) return; // the living site says what is wrong with it
    e.preventDefault();
    const li = line("SHA-256", box.dataset.working, "");
    said.prepend(li);
    match(li, "SHA-256", digest);
  });

  // Browsers take digests on encrypted pages and on the machine itself only.
  if (crypto.subtle) {
    box.hidden = false;
    const input = document.querySelector("#file");
    input.addEventListener("change", () => { for (const f of input.files) check(f); });
    addEventListener("dragover", (e) => { e.preventDefault(); box.classList.add("over"); });
    addEventListener("dragleave", () => box.classList.remove("over"));
    addEventListener("drop", (e) => {
      e.preventDefault();
      box.classList.remove("over");
      for (const f of e.dataTransfer.files) check(f);
    });
  }
})();
