// An atlas beside the page: the page stays quick while countries are read and drawn.
import { Atlas } from "./atlas.js";

const atlas = new Atlas();

addEventListener("message", async ({ data: { number, deed, given } }) => {
  try {
    postMessage({ number, answer: await atlas[deed](...given) });
  } catch (e) {
    postMessage({ number, failed: String(e) });
  }
});
