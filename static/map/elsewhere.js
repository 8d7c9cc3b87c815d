// The atlas in its worker, asked as if it were here.
import { Atlas } from "./atlas.js";

class Elsewhere {
  constructor() {
    Object.assign(this, { asked: new Map(), number: 0, worker: new Worker(new URL("./atlas-worker.js", import.meta.url), { type: "module" }) });
    this.worker.addEventListener("message", ({ data: { number, answer, failed } }) => {
      const { resolve, reject } = this.asked.get(number);
      this.asked.delete(number);
      if (failed) reject(new Error(failed));
      else resolve(answer);
    });
    this.worker.addEventListener("error", (e) => {
      for (const { reject } of this.asked.values()) reject(new Error(e.message));
    });
  }

  ask(deed, ...given) {
    return new Promise((resolve, reject) => {
      this.asked.set(++this.number, { resolve, reject });
      this.worker.postMessage({ number: this.number, deed, given });
    });
  }

  load(url) {
    return this.ask("load", new URL(url, document.baseURI).href);
  }

  outline(code) {
    return this.ask("outline", code);
  }

  path(...how) {
    return this.ask("path", ...how);
  }
}

// opened gives an atlas with the countries of a file, and what is written about them: in the page itself
// where a browser has no such worker, or none may be started, as in a frame without an origin.
export async function opened(url) {
  if (globalThis.Worker && origin !== "null") {
    try {
      const atlas = new Elsewhere();
      return { atlas, countries: await atlas.load(url) };
    } catch {
      // it is opened here
    }
  }
  const atlas = new Atlas();
  return { atlas, countries: await atlas.load(url) };
}
