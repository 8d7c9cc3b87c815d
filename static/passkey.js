// Passkeys (WebAuthn Level 3): made on one's account, signed in with, and shown before grave deeds. With the PRF extension one opens its owner's key.
const bytes = (s) => Uint8Array.from(atob(s.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

// What came as JSON, as a browser wants it.
function asked(o) {
  o.challenge = bytes(o.challenge);
  if (o.user) o.user.id = bytes(o.user.id);
  for (const list of [o.excludeCredentials, o.allowCredentials]) for (const c of list ?? []) c.id = bytes(c.id);
  if (o.extensions?.prf?.eval) o.extensions.prf.eval.first = bytes(o.extensions.prf.eval.first);
  return o;
}

const prf = (c) => c.getClientExtensionResults().prf;

// An answer as JSON. What the PRF said goes apart from it.
function said(c) {
  const r = c.response, out = { id: c.id, rawId: text(c.rawId), type: c.type, clientExtensionResults: {}, response: { clientDataJSON: text(r.clientDataJSON) } };
  if (c.authenticatorAttachment) out.authenticatorAttachment = c.authenticatorAttachment;
  if (r.attestationObject) {
    out.response.attestationObject = text(r.attestationObject);
    out.response.transports = r.getTransports?.() ?? [];
  } else {
    out.response.authenticatorData = text(r.authenticatorData);
    out.response.signature = text(r.signature);
    if (r.userHandle) out.response.userHandle = text(r.userHandle);
  }
  return JSON.stringify(out);
}

async function make(options) {
  const salt = options.extensions?.prf?.eval?.first;
  const made = await navigator.credentials.create({ publicKey: options });
  let answer = prf(made)?.results?.first;
  if (!answer && prf(made)?.enabled && salt) { // most say it only when they are asked a second time
    const again = await navigator.credentials.get({ publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)), rpId: options.rp.id, userVerification: "required",
      allowCredentials: [{ type: "public-key", id: made.rawId }], extensions: { prf: { eval: { first: salt } } },
    } });
    answer = prf(again)?.results?.first;
  }
  return [made, answer];
}

async function show(form) {
  const body = form.elements.csrf ? new URLSearchParams({ csrf: form.elements.csrf.value }) : null;
  const reply = await fetch(form.dataset.ask, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.status);
  const got = await navigator.credentials.get({ publicKey: asked(await reply.json()) });
  return [got, prf(got)?.results?.first];
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const wrong = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    wrong.hidden = true;
    try {
      const [c, answer] = form.dataset.options ? await make(asked(JSON.parse(form.dataset.options))) : await show(form);
      form.elements.credential.value = said(c);
      form.elements.prf.value = answer ? text(answer) : "";
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
}
